package deskql

import (
	"encoding/json"
	"strings"
)

// Schemas is a set of endpoints: the built-in ones and those that were added. A nil *Schemas stands for the built-in ones alone.
// It may be used by many goroutines as long as nobody adds to it.
type Schemas struct {
	handle *handle
}

// NewSchemas makes a set with the built-in endpoints.
func NewSchemas() (*Schemas, error) {
	made, err := call("schema_new", withMade)
	if err != nil {
		return nil, err
	}
	return &Schemas{newHandle(nil, made, "deskql_schemas_free", nil, 0)}, nil
}

func (s *Schemas) pointer() *handle {
	if s == nil {
		return nil
	}
	return s.handle
}

func (s *Schemas) load(function string, json []byte) error {
	answer, err := call(function, 0, ref(s.handle), bytes(string(json)))
	if err != nil || answer.valid() {
		return err
	}
	found, _, err := findingsOf(s.handle, "deskql_schemas_findings")
	return orFindings(err, found)
}

// Add adds the endpoints of a schema file. With mistakes in it nothing is added, and the error is an *Error.
func (s *Schemas) Add(json []byte) error { return s.load("deskql_schemas_add", json) }

// AddValues gives fields of every endpoint the values of one installation: {"status":{"open":1}}.
func (s *Schemas) AddValues(json []byte) error { return s.load("deskql_schemas_add_values", json) }

// Field is a field that an endpoint can filter by.
type Field struct {
	Name, Type string
	Nullable   bool
	// Operators are those that it takes: =, in, is null, …
	Operators []string
	// Parameters is the parameter of each operator, where the endpoint takes no filter.
	Parameters map[string]string
	// Values are those that are listed for it; Open says whether others pass too.
	Values []string
	Open   bool
}

// UnmarshalJSON reads a field of what `deskql fields --json` prints.
func (f *Field) UnmarshalJSON(text []byte) error {
	type plain Field
	field := struct {
		*plain
		Values json.RawMessage
	}{plain: (*plain)(f)}
	if err := json.Unmarshal(text, &field); err != nil || field.Values == nil {
		return err
	}
	// An array; or an object, whose order is to be kept, of names and their ids.
	decoder := json.NewDecoder(strings.NewReader(string(field.Values)))
	begin, err := decoder.Token()
	for err == nil && decoder.More() {
		var value string
		var ids json.RawMessage
		if err = decoder.Decode(&value); err == nil && begin == json.Delim('{') {
			err = decoder.Decode(&ids)
		}
		f.Values = append(f.Values, value)
	}
	return err
}

// Documented is how many names of each list of an endpoint are documented.
type Documented struct {
	Filter, Order, Includes int
	Sparse                  int `json:"fields"`
}

// Endpoint is what an endpoint allows.
type Endpoint struct {
	Name            string `json:"endpoint"`
	Path            string
	MaximumPageSize int
	Filter          []Field
	Order, Includes []string
	// Sparse are the names that `fields` takes; any name where there are none.
	Sparse []string `json:"fields"`
	// Names behind so many of each list are seen in use alone, and pass with a warning (DQL412).
	Documented Documented
	// Queryable is how many filter fields a query takes; those behind them pass in raw texts alone.
	Queryable int
	// PathParameters are what a query gives to the path, as if they were filter fields.
	PathParameters []string
	// IDs is whether it takes the clause ids.
	IDs bool
	// TakesFilter is whether it takes a filter; where not, each field is a parameter of its own.
	TakesFilter bool
}

// Endpoints lists the set; the built-in ones come first.
func (s *Schemas) Endpoints() []Endpoint {
	var names []string
	if read(&names, "schema_endpoints", ref(s.pointer())) != nil {
		return nil
	}
	endpoints := make([]Endpoint, len(names))
	for i, name := range names {
		endpoints[i], _ = s.Endpoint(name)
	}
	return endpoints
}

// Endpoint finds one by its name.
func (s *Schemas) Endpoint(called string) (Endpoint, bool) {
	var endpoint Endpoint
	err := read(&endpoint, "schema_fields", ref(s.pointer()), name(called))
	return endpoint, err == nil
}
