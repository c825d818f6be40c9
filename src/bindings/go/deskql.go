// Package deskql compiles a small query language to the query strings of the Teamwork Desk API v2.
//
//	compiled, err := deskql.Compile("status in (1, 3) and priority > 2 order by createdAt desc", nil)
//	if err != nil {
//		return err // an *Error, with every mistake of the query, its place and its fix
//	}
//	request.URL.RawQuery = compiled.Query
//
// Where a value comes from a user, prepare the query once and bind the value: what it holds cannot change the filter's shape.
//
//	query, err := deskql.Prepare("agent = :agent and state = active", nil)
//	compiled, err := query.Compile(&deskql.CompileOptions{Params: map[string]any{"agent": 640138}})
//
// All of it may be used by many goroutines at once. Memory is given back when a value is no longer reachable.
package deskql

// #cgo CFLAGS: -O2 -DNDEBUG -DDESKQL_STATIC
// #include <stdlib.h>
// #include "glue.h"
import "C"

import (
	"fmt"
	"math"
	"net/url"
	"reflect"
	"runtime"
	"sort"
	"strings"
	"time"
	"unsafe"
)

// Version is the library's version.
func Version() string {
	return C.GoString(C.deskql_version())
}

// ParseOptions may be nil wherever they are taken; zero values stand for the defaults.
type ParseOptions struct {
	Schemas *Schemas
	// Endpoint is that of queries without `from`; else tickets.
	Endpoint string
	// The limits of the text's bytes, of nesting, of lists and of findings.
	MaximumBytes, MaximumDepth, MaximumList, MaximumFindings uint32
	// Notes says whether there are notes among the findings: what hangs on how the server reads a query. For editors.
	Notes bool
}

// Document is a text with one query or several, parsed and checked.
type Document struct {
	handle  *C.deskql_document
	schemas *Schemas
}

func parse(text string, options *ParseOptions, raw C.int) (*Document, error) {
	if options == nil {
		options = &ParseOptions{}
	}
	document := &Document{schemas: options.Schemas}
	bytes := C.CString(text)
	defer C.free(unsafe.Pointer(bytes))
	var endpoint *C.char
	if options.Endpoint != "" {
		endpoint = C.CString(options.Endpoint)
		defer C.free(unsafe.Pointer(endpoint))
	}
	var notes C.int
	if options.Notes {
		notes = 1
	}
	status := C.glue_parse(options.Schemas.pointer(), bytes, C.size_t(len(text)), endpoint, C.uint32_t(options.MaximumBytes),
		C.uint32_t(options.MaximumDepth), C.uint32_t(options.MaximumList), C.uint32_t(options.MaximumFindings), notes, raw, &document.handle)
	if err := statusError(status); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(document, func(d *Document) { C.deskql_document_free(d.handle) })
	return document, nil
}

// Parse parses and checks a text. Mistakes in it are findings, not an error.
func Parse(text string, options *ParseOptions) (*Document, error) {
	return parse(text, options, 0)
}

// ParseRaw does the same for a query string, a URL or the JSON of a filter.
func ParseRaw(text string, options *ParseOptions) (*Document, error) {
	return parse(text, options, 1)
}

// Findings are all that was found, in source order.
func (d *Document) Findings() []Finding {
	defer runtime.KeepAlive(d)
	return findingsOf(C.deskql_document_findings(d.handle))
}

// Omitted is the number of findings that were left out because of the limit.
func (d *Document) Omitted() int {
	defer runtime.KeepAlive(d)
	return int(C.deskql_findings_omitted(C.deskql_document_findings(d.handle)))
}

// Queries are the document's queries; a text without any is one empty query.
func (d *Document) Queries() []*Query {
	queries := make([]*Query, int(C.deskql_document_count(d.handle)))
	for i := range queries {
		queries[i] = &Query{d, C.deskql_document_at(d.handle, C.size_t(i))}
	}
	return queries
}

// Format gives the canonical text of the whole document, comments kept. A query with mistakes of syntax stays as it is; then the error
// is an *Error, and the text is complete all the same.
func (d *Document) Format() (string, error) {
	defer runtime.KeepAlive(d)
	var out C.gathered
	status := C.glue_format(d.handle, &out)
	text := take(&out)
	if status == C.DESKQL_INVALID {
		return text, &Error{d.Findings()}
	}
	return text, statusError(status)
}

// Fix gives the text with the exact fixes of its findings applied, and their number.
func (d *Document) Fix() (string, int, error) {
	defer runtime.KeepAlive(d)
	var out C.gathered
	var applied C.size_t
	status := C.glue_fix(d.handle, &applied, &out)
	return take(&out), int(applied), statusError(status)
}

func take(out *C.gathered) string {
	defer C.free(unsafe.Pointer(out.bytes))
	return C.GoStringN(out.bytes, C.int(out.length))
}

// Query is one query of a document, ready to be compiled many times, by many goroutines at once.
type Query struct {
	document *Document
	handle   *C.deskql_query
}

// Prepare parses a text of one query. With mistakes in it the error is an *Error.
func Prepare(text string, options *ParseOptions) (*Query, error) {
	document, err := Parse(text, options)
	if err != nil {
		return nil, err
	}
	queries := document.Queries()
	if len(queries) == 1 && queries[0].Valid() {
		return queries[0], nil
	}
	if len(queries) > 1 {
		return nil, fmt.Errorf("deskql: the text has %d queries, not one", len(queries))
	}
	return nil, &Error{document.Findings()}
}

// Name is the query's label, or empty.
func (q *Query) Name() string {
	defer runtime.KeepAlive(q.document)
	return C.GoString(C.deskql_query_name(q.handle))
}

// Valid says whether the query has no errors.
func (q *Query) Valid() bool {
	defer runtime.KeepAlive(q.document)
	return bool(C.deskql_query_valid(q.handle))
}

// Range is the query's place in its document.
func (q *Query) Range() Range {
	defer runtime.KeepAlive(q.document)
	return rangeOf(C.deskql_query_range(q.handle))
}

// Findings are those of the query's document.
func (q *Query) Findings() []Finding {
	return q.document.Findings()
}

// Parameter is what a query asks for: `:name`.
type Parameter struct {
	Name, Type, Field string
	Nullable, List    bool
	Range             Range
}

// Parameters are those that the query names, in the order of first appearance.
func (q *Query) Parameters() []Parameter {
	defer runtime.KeepAlive(q.document)
	var parameters []Parameter
	for i := 0; i < int(C.deskql_query_parameter_count(q.handle)); i++ {
		var info C.deskql_parameter_info
		C.deskql_query_parameter_at(q.handle, C.size_t(i), &info)
		parameters = append(parameters, Parameter{C.GoString(info.name), C.GoString(C.deskql_type_text(info._type)),
			C.GoString(info.field), bool(info.nullable), bool(info.list), rangeOf(info._range)})
	}
	return parameters
}

func (q *Query) describe(description C.deskql_description) (string, error) {
	defer runtime.KeepAlive(q.document)
	var out C.gathered
	status := C.glue_describe(q.handle, description, &out)
	return take(&out), statusError(status)
}

// English says what the query means.
func (q *Query) English() (string, error) { return q.describe(C.DESKQL_DESCRIBE_ENGLISH) }

// Tree gives the parsed tree, a node a line.
func (q *Query) Tree() (string, error) { return q.describe(C.DESKQL_DESCRIBE_TREE) }

// Format gives the query's canonical text, without comments.
func (q *Query) Format() (string, error) {
	defer runtime.KeepAlive(q.document)
	var out C.gathered
	status := C.glue_format_query(q.handle, &out)
	text := take(&out)
	if status == C.DESKQL_INVALID {
		return "", &Error{q.Findings()}
	}
	return text, statusError(status)
}

// Date is a whole day, in the offset of the compile options.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// Text is a value that is read by the type of its parameter's field, as on the command line.
type Text string

// Outputs are fields of Compiled, ored: OutputQuery | OutputValues.
type Outputs uint

const (
	OutputQuery Outputs = 1 << iota
	OutputFilter
	OutputURL
	OutputCurl
	OutputPlan
	OutputValues
	outputAll = 1<<iota - 1
)

// CompileOptions may be nil.
type CompileOptions struct {
	// Outputs are made, and the other fields left empty; all are made where it is zero.
	Outputs Outputs
	// Now is the clock; the system's where it is zero.
	Now time.Time
	// Offset is that of times without one and of days.
	Offset time.Duration
	// Params are the values of the query's parameters: integers, floats, strings, bools, time.Time, Date, Text, nil, and slices of them.
	Params map[string]any
	// BaseURL is what URL begins with.
	BaseURL string
}

// Compiled is a query as the API reads it.
type Compiled struct {
	// Query is the query string, Filter the filter's JSON, URL the whole URL. The first two are empty where the query gives something to
	// the path, for that would be lost.
	Query, Filter, URL string
	// Curl is a command line, Plan a text for people.
	Curl, Plan string
	// Values are the parameters, unencoded.
	Values url.Values
	// Findings are the warnings of the query and of its compilation.
	Findings []Finding
}

// Compile parses and compiles a text of one query.
func Compile(text string, options *CompileOptions) (*Compiled, error) {
	query, err := Prepare(text, nil)
	if err != nil {
		return nil, err
	}
	return query.Compile(options)
}

// binder keeps what was allocated for C until the call is over.
type binder struct {
	allocated []unsafe.Pointer
}

func (b *binder) keep(pointer unsafe.Pointer) unsafe.Pointer {
	b.allocated = append(b.allocated, pointer)
	return pointer
}

func (b *binder) free() {
	for _, pointer := range b.allocated {
		C.free(pointer)
	}
}

func (b *binder) set(to *C.deskql_value, value any, list bool) error {
	switch v := value.(type) {
	case nil:
		C.glue_null(to)
		return nil
	case time.Time:
		C.glue_time(to, C.int64_t(v.UnixMilli()))
		return nil
	case Date:
		days := time.Date(v.Year, v.Month, v.Day, 0, 0, 0, 0, time.UTC).Unix() / 86400
		C.glue_date(to, C.int32_t(days))
		return nil
	case Text:
		C.glue_string(to, (*C.char)(b.keep(C.CBytes([]byte(v)))), C.size_t(len(v)), 1)
		return nil
	}
	reflected := reflect.ValueOf(value)
	switch reflected.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		C.glue_integer(to, C.int64_t(reflected.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if reflected.Uint() > math.MaxInt64 {
			return fmt.Errorf("%d does not fit into 64 bits with a sign", reflected.Uint())
		}
		C.glue_integer(to, C.int64_t(reflected.Uint()))
	case reflect.Float32, reflect.Float64:
		C.glue_number(to, C.double(reflected.Float()))
	case reflect.Bool:
		boolean := C.int(0)
		if reflected.Bool() {
			boolean = 1
		}
		C.glue_boolean(to, boolean)
	case reflect.String:
		text := reflected.String()
		C.glue_string(to, (*C.char)(b.keep(C.CBytes([]byte(text)))), C.size_t(len(text)), 0)
	case reflect.Slice, reflect.Array:
		if list {
			return fmt.Errorf("a list in a list")
		}
		count := reflected.Len()
		items := C.glue_list(to, C.size_t(count))
		if items == nil {
			return StatusError(C.DESKQL_NO_MEMORY)
		}
		b.keep(unsafe.Pointer(items))
		for i, item := range unsafe.Slice(items, count) {
			_ = item
			if err := b.set(&unsafe.Slice(items, count)[i], reflected.Index(i).Interface(), true); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("a %T is no value", value)
	}
	return nil
}

func (b *binder) bind(params map[string]any) (*C.deskql_binding, error) {
	names := make([]string, 0, len(params))
	for name := range params {
		names = append(names, name)
	}
	sort.Strings(names)
	bindings := C.glue_bindings(C.size_t(len(names)))
	if bindings == nil {
		return nil, StatusError(C.DESKQL_NO_MEMORY)
	}
	b.keep(unsafe.Pointer(bindings))
	for i, name := range names {
		text := (*C.char)(b.keep(unsafe.Pointer(C.CString(name))))
		if err := b.set(C.glue_binding(bindings, C.size_t(i), text), params[name], false); err != nil {
			return nil, fmt.Errorf("deskql: the parameter %s: %w", name, err)
		}
	}
	return bindings, nil
}

// Compile makes the query ready to be sent. Where a parameter is missing or of the wrong type the error is an *Error.
func (q *Query) Compile(options *CompileOptions) (*Compiled, error) {
	defer runtime.KeepAlive(q.document)
	if options == nil {
		options = &CompileOptions{}
	}
	now := options.Now
	if now.IsZero() {
		now = time.Now()
	}
	var kept binder
	defer kept.free()
	bindings, err := kept.bind(options.Params)
	if err != nil {
		return nil, err
	}
	var base *C.char
	if options.BaseURL != "" {
		base = (*C.char)(kept.keep(unsafe.Pointer(C.CString(options.BaseURL))))
	}
	var plan *C.deskql_plan
	status := C.glue_compile(q.handle, C.int64_t(now.Unix()), C.int32_t(options.Offset/time.Minute), bindings,
		C.size_t(len(options.Params)), base, &plan)
	defer func() { C.deskql_plan_free(plan) }()
	compiled := &Compiled{Findings: append(q.Findings(), findingsOf(C.deskql_plan_findings(plan))...)}
	if status == C.DESKQL_INVALID {
		return nil, &Error{compiled.Findings}
	}
	if err := statusError(status); err != nil {
		return nil, err
	}
	asked := options.Outputs
	if asked == 0 {
		asked = outputAll
	}
	// Without the path these two would say something else.
	if C.deskql_endpoint_path_parameter_count(C.deskql_query_endpoint(q.handle)) > 0 {
		asked &^= OutputQuery | OutputFilter
	}
	var whole string
	for _, output := range []struct {
		for_  Outputs
		which C.deskql_output
		to    *string
	}{
		{OutputQuery, C.DESKQL_OUTPUT_QUERY, &compiled.Query}, {OutputFilter, C.DESKQL_OUTPUT_FILTER, &compiled.Filter},
		{OutputURL | OutputValues, C.DESKQL_OUTPUT_URL, &whole}, {OutputCurl, C.DESKQL_OUTPUT_CURL, &compiled.Curl},
		{OutputPlan, C.DESKQL_OUTPUT_PLAN, &compiled.Plan},
	} {
		if asked&output.for_ == 0 {
			continue
		}
		var out C.gathered
		status := C.glue_write(plan, output.which, &out)
		*output.to = take(&out)
		if err := statusError(status); err != nil {
			return nil, err
		}
	}
	if asked&OutputURL != 0 {
		compiled.URL = whole
	}
	if asked&OutputValues != 0 {
		_, query, _ := strings.Cut(whole, "?")
		compiled.Values, err = url.ParseQuery(query)
	}
	return compiled, err
}
