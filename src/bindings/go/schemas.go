package deskql

// #include <stdlib.h>
// #include "glue.h"
import "C"

import (
	"runtime"
	"unsafe"
)

// Schemas is a set of endpoints: the built-in ones and those that were added. A nil *Schemas stands for the built-in ones alone.
// It may be used by many goroutines as long as nobody adds to it.
type Schemas struct {
	handle *C.deskql_schemas
}

// NewSchemas makes a set with the built-in endpoints.
func NewSchemas() (*Schemas, error) {
	schemas := &Schemas{}
	if err := statusError(C.deskql_schemas_new(nil, &schemas.handle)); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(schemas, func(s *Schemas) { C.deskql_schemas_free(s.handle) })
	return schemas, nil
}

func (s *Schemas) pointer() *C.deskql_schemas {
	if s == nil {
		return nil
	}
	return s.handle
}

func (s *Schemas) load(status C.deskql_status) error {
	defer runtime.KeepAlive(s)
	if status == C.DESKQL_INVALID {
		return &Error{findingsOf(C.deskql_schemas_findings(s.handle))}
	}
	return statusError(status)
}

// Add adds the endpoints of a schema file. With mistakes in it nothing is added, and the error is an *Error.
func (s *Schemas) Add(json []byte) error {
	bytes := C.CBytes(json)
	defer C.free(bytes)
	return s.load(C.deskql_schemas_add(s.handle, (*C.char)(bytes), C.size_t(len(json))))
}

// AddValues gives fields of every endpoint the values of one installation: {"status":{"open":1}}.
func (s *Schemas) AddValues(json []byte) error {
	bytes := C.CBytes(json)
	defer C.free(bytes)
	return s.load(C.deskql_schemas_add_values(s.handle, (*C.char)(bytes), C.size_t(len(json))))
}

// Field is a field that an endpoint can filter by.
type Field struct {
	Name, Type string
	Nullable   bool
	// Operators are those that it takes: =, in, is null, …
	Operators []string
	// Values are those that are listed for it; Open says whether others pass too.
	Values []string
	Open   bool
}

// Documented is how many names of each list of an endpoint are documented.
type Documented struct{ Filter, Order, Includes, Sparse int }

// Endpoint is what an endpoint allows.
type Endpoint struct {
	Name, Path      string
	MaximumPageSize int
	Filter          []Field
	Order, Includes []string
	// Sparse are the names that `fields` takes; any name where there are none.
	Sparse []string
	// Names behind so many of each list are seen in use alone, and pass with a warning (DQL412).
	Documented Documented
	// Queryable is how many filter fields a query takes; those behind them pass in raw texts alone.
	Queryable int
	// PathParameters are what a query gives to the path, as if they were filter fields.
	PathParameters []string
	// IDs is whether it takes the clause ids.
	IDs bool
}

// Endpoints lists the set; the built-in ones come first.
func (s *Schemas) Endpoints() []Endpoint {
	defer runtime.KeepAlive(s)
	endpoints := make([]Endpoint, int(C.deskql_schemas_count(s.pointer())))
	for i := range endpoints {
		endpoints[i] = endpointOf(C.deskql_schemas_at(s.pointer(), C.size_t(i)))
	}
	return endpoints
}

// Endpoint finds one by its name.
func (s *Schemas) Endpoint(name string) (Endpoint, bool) {
	defer runtime.KeepAlive(s)
	text := C.CString(name)
	defer C.free(unsafe.Pointer(text))
	endpoint := C.deskql_schemas_find(s.pointer(), text)
	if endpoint == nil {
		return Endpoint{}, false
	}
	return endpointOf(endpoint), true
}

func operatorsOf(set C.uint32_t) []string {
	var texts []string
	for i := C.int(1); C.deskql_operator_text(C.deskql_operator(i)) != nil; i++ {
		if set>>uint(i)&1 != 0 {
			texts = append(texts, C.GoString(C.deskql_operator_text(C.deskql_operator(i))))
		}
	}
	return texts
}

func documented(from *C.deskql_endpoint, list C.deskql_name_list) int {
	return int(C.deskql_endpoint_documented(from, list))
}

func endpointOf(from *C.deskql_endpoint) Endpoint {
	endpoint := Endpoint{Name: C.GoString(C.deskql_endpoint_name(from)), Path: C.GoString(C.deskql_endpoint_path(from)),
		MaximumPageSize: int(C.deskql_endpoint_maximum_page_size(from))}
	for i := 0; i < int(C.deskql_endpoint_filter_count(from)); i++ {
		var info C.deskql_field_info
		C.deskql_endpoint_filter_at(from, C.size_t(i), &info)
		field := Field{Name: C.GoString(info.name), Type: C.GoString(C.deskql_type_text(info._type)),
			Nullable: bool(info.nullable), Operators: operatorsOf(info.operators), Open: bool(info.open)}
		for k := 0; k < int(info.value_count); k++ {
			field.Values = append(field.Values, C.GoString(C.deskql_endpoint_value_at(from, C.size_t(i), C.size_t(k), nil)))
		}
		endpoint.Filter = append(endpoint.Filter, field)
	}
	for i := 0; i < int(C.deskql_endpoint_order_count(from)); i++ {
		endpoint.Order = append(endpoint.Order, C.GoString(C.deskql_endpoint_order_at(from, C.size_t(i))))
	}
	for i := 0; i < int(C.deskql_endpoint_include_count(from)); i++ {
		endpoint.Includes = append(endpoint.Includes, C.GoString(C.deskql_endpoint_include_at(from, C.size_t(i))))
	}
	for i := 0; i < int(C.deskql_endpoint_sparse_count(from)); i++ {
		endpoint.Sparse = append(endpoint.Sparse, C.GoString(C.deskql_endpoint_sparse_at(from, C.size_t(i))))
	}
	endpoint.Documented = Documented{documented(from, C.DESKQL_NAMES_FILTER), documented(from, C.DESKQL_NAMES_ORDER),
		documented(from, C.DESKQL_NAMES_INCLUDES), documented(from, C.DESKQL_NAMES_SPARSE)}
	for i := 0; i < int(C.deskql_endpoint_path_parameter_count(from)); i++ {
		endpoint.PathParameters = append(endpoint.PathParameters, C.GoString(C.deskql_endpoint_path_parameter_at(from, C.size_t(i))))
	}
	endpoint.IDs = bool(C.deskql_endpoint_takes_ids(from))
	endpoint.Queryable = int(C.deskql_endpoint_queryable(from))
	return endpoint
}
