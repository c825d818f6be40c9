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
// All of it may be used by many goroutines at once. Memory is given back when a value is no longer reachable. Without cgo the library
// runs as WebAssembly, which the first call compiles.
package deskql

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Version is the library's version.
func Version() string {
	answer, _ := call("version", withText)
	return answer.text
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
	handle         *handle
	findings       []Finding
	omitted, count int
}

// parse makes a document, in the memory of the one of `old` if that is not nil.
func parse(old *handle, text string, options *ParseOptions, raw bool) (*Document, error) {
	if options == nil {
		options = &ParseOptions{}
	}
	schemas := options.Schemas.pointer()
	made, err := call("parse", withMade, ref(old), flag(raw), ref(schemas), bytes(text), name(options.Endpoint),
		number(options.MaximumBytes), number(options.MaximumDepth), number(options.MaximumList),
		number(options.MaximumFindings), flag(options.Notes))
	if err != nil {
		return nil, err
	}
	document := &Document{handle: newHandle(old, made, "deskql_document_free", schemas, len(text))}
	if document.count, err = count("deskql_document_count", ref(document.handle)); err != nil {
		return nil, err
	}
	document.findings, document.omitted, err = findingsOf(document.handle, "deskql_document_findings")
	return document, err
}

// Parse parses and checks a text. Mistakes in it are findings, not an error.
func Parse(text string, options *ParseOptions) (*Document, error) {
	return parse(nil, text, options, false)
}

// ParseRaw does the same for a query string, a URL or the JSON of a filter.
func ParseRaw(text string, options *ParseOptions) (*Document, error) {
	return parse(nil, text, options, true)
}

// Findings are all that was found, in source order.
func (d *Document) Findings() []Finding { return append([]Finding(nil), d.findings...) }

// Omitted is the number of findings that were left out because of the limit.
func (d *Document) Omitted() int { return d.omitted }

// Queries are the document's queries; a text without any is one empty query.
func (d *Document) Queries() []*Query {
	queries := make([]*Query, d.count)
	for i := range queries {
		queries[i] = &Query{document: d, index: i}
	}
	return queries
}

// Format gives the canonical text of the whole document, comments kept. A query with mistakes of syntax stays as it is; then the error
// is an *Error, and the text is complete all the same.
func (d *Document) Format() (string, error) {
	answer, err := call("document_format", withText, ref(d.handle), number(0), number(0))
	if err == nil && !answer.valid() {
		err = &Error{d.Findings()}
	}
	return answer.text, err
}

// Fix gives the text with the exact fixes of its findings applied, and their number.
func (d *Document) Fix() (string, int, error) {
	answer, err := call("document_fix", withText|withMade, ref(d.handle))
	return answer.text, int(answer.made), err
}

// Candidate is what may stand at a place of a text that is being written.
type Candidate struct {
	// Kind is field, path parameter, operator, value, keyword, endpoint, order field, include, sparse field, parameter or sign.
	Kind string
	// Text takes the place of the word.
	Text string
	// Detail is the type of a field, the path of an endpoint, or empty.
	Detail string
}

// Completion has candidates, in the order in which they are to be shown, for text[Start:End]: the word that the place is in or at the end of.
type Completion struct {
	Start, End int
	Candidates []Candidate
}

// Complete finds what may stand at text[offset]: what begins with the part of a word before it. Of the options it heeds the schemas and the endpoint.
func Complete(text string, offset int, options *ParseOptions) (completion Completion, err error) {
	if options == nil {
		options = &ParseOptions{}
	}
	if offset < 0 || offset > len(text) {
		return completion, fmt.Errorf("deskql: the text has no offset %d", offset)
	}
	answer, err := call("complete", withText, ref(options.Schemas.pointer()), bytes(text), number(int64(offset)),
		name(options.Endpoint), number(int64(0)))
	if err != nil {
		return completion, err
	}
	if !answer.valid() {
		return completion, errors.New("deskql: the text is longer than 16 MiB, or there is no such endpoint")
	}
	return completion, json.Unmarshal([]byte(answer.text), &completion)
}

// Query is one query of a document, ready to be compiled many times, by many goroutines at once.
type Query struct {
	document *Document
	index    int
	once     sync.Once
	info     queryInfo
}

type queryInfo struct {
	Name       string
	Range      Range
	Parameters []Parameter
}

// Prepare parses a text of one query. With mistakes in it the error is an *Error.
func Prepare(text string, options *ParseOptions) (*Query, error) {
	document, err := Parse(text, options)
	if err != nil {
		return nil, err
	}
	return document.only()
}

// only is the document's one query, if it has no errors.
func (d *Document) only() (*Query, error) {
	if d.count > 1 {
		return nil, fmt.Errorf("deskql: the text has %d queries, not one", d.count)
	}
	query := &Query{document: d}
	if valid, err := query.valid(); !valid {
		return nil, orFindings(err, d.findings)
	}
	return query, nil
}

// about is the query as two arguments.
func (q *Query) about() (document, index argument) { return ref(q.document.handle), number(q.index) }

func (q *Query) known() *queryInfo {
	q.once.Do(func() {
		document, index := q.about()
		_ = read(&q.info, "query_info", document, index)
	})
	return &q.info
}

// Name is the query's label, or empty.
func (q *Query) Name() string { return q.known().Name }

func (q *Query) valid() (bool, error) {
	document, index := q.about()
	valid, err := count("query_valid", document, index)
	return valid != 0, err
}

// Valid says whether the query has no errors.
func (q *Query) Valid() bool {
	valid, _ := q.valid()
	return valid
}

// Range is the query's place in its document.
func (q *Query) Range() Range { return q.known().Range }

// Findings are those of the query's document.
func (q *Query) Findings() []Finding { return q.document.Findings() }

// Parameter is what a query asks for: `:name`.
type Parameter struct {
	Name, Type, Field string
	Nullable, List    bool
	Range             Range
}

// Parameters are those that the query names, in the order of first appearance.
func (q *Query) Parameters() []Parameter { return append([]Parameter(nil), q.known().Parameters...) }

func (q *Query) describe(description int) (string, error) {
	document, index := q.about()
	answer, err := call("query_describe", withText, document, index, number(description))
	return answer.text, err
}

// English says what the query means.
func (q *Query) English() (string, error) { return q.describe(1) }

// Tree gives the parsed tree, a node a line.
func (q *Query) Tree() (string, error) { return q.describe(2) }

// Format gives the query's canonical text, without comments.
func (q *Query) Format() (string, error) {
	document, index := q.about()
	answer, err := call("query_format", withText, document, index)
	if err != nil || !answer.valid() {
		return "", orFindings(err, q.document.findings)
	}
	return answer.text, nil
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
	// the path, for that would be lost; Filter also where the endpoint takes none.
	Query, Filter, URL string
	// Curl is a command line, Plan a text for people.
	Curl, Plan string
	// Values are the parameters, unencoded.
	Values url.Values
	// Findings are the warnings of the query and of its compilation.
	Findings []Finding
}

// kept are documents and plans whose memory is used again.
type kept struct{ documents, plans sync.Pool }

// Compile parses and compiles a text of one query.
func Compile(text string, options *CompileOptions) (*Compiled, error) {
	at, err := currentEngine()
	if err != nil {
		return nil, err
	}
	old, _ := at.documents.Get().(*handle)
	document, err := parse(old, text, nil, false)
	if err != nil {
		return nil, err
	}
	if len(text) <= longText {
		defer document.handle.engine.documents.Put(document.handle)
	}
	query, err := document.only()
	if err != nil {
		return nil, err
	}
	return query.Compile(options)
}

// Compile makes the query ready to be sent. Where a parameter is missing or of the wrong type the error is an *Error.
func (q *Query) Compile(options *CompileOptions) (*Compiled, error) {
	plan, err := q.plan(options)
	if err != nil {
		return nil, err
	}
	defer plan.putBack()
	found, _, err := findingsOf(plan, "deskql_plan_findings")
	if err != nil {
		return nil, err
	}
	compiled := &Compiled{Findings: append(q.Findings(), found...)}
	if options != nil && options.Outputs != 0 {
		return compiled, q.write(compiled, plan, options.Outputs)
	}
	return compiled, q.write(compiled, plan, outputAll)
}

func (h *handle) putBack() { h.engine.plans.Put(h) }

// plan makes a plan, to be put back.
func (q *Query) plan(options *CompileOptions) (*handle, error) {
	if options == nil {
		options = &CompileOptions{}
	}
	now := options.Now
	if now.IsZero() {
		now = time.Now()
	}
	plan, _ := q.document.handle.engine.plans.Get().(*handle)
	document, index := q.about()
	made, err := call("compile", withMade, ref(plan), document, index, number(now.Unix()),
		number(uint32(options.Offset/time.Minute)), bindings(options.Params), name(options.BaseURL))
	if err != nil {
		return nil, err
	}
	plan = newHandle(plan, made, "deskql_plan_free", nil, 0)
	if made.valid() {
		return plan, nil
	}
	defer plan.putBack()
	found, _, err := findingsOf(plan, "deskql_plan_findings")
	return nil, orFindings(err, append(q.Findings(), found...))
}

// Locate finds the words that a part of what the query compiles to came from: orderBy, filter/status/$eq, or what the API's errors are
// about, as filter.priority.
func (q *Query) Locate(key string, options *CompileOptions) (place Range, found bool, err error) {
	plan, err := q.plan(options)
	if err != nil {
		return place, false, err
	}
	defer plan.putBack()
	var located *Range
	document, _ := q.about()
	if err = read(&located, "plan_locate", ref(plan), document, name(key)); located != nil {
		place, found = *located, true
	}
	return place, found, err
}

// ReadAnswer gives what a refusal of the API says of the query: an error for each message, at its words. The body may have either form
// that the API has; one without errors gives none.
func (q *Query) ReadAnswer(body []byte, options *CompileOptions) ([]Finding, error) {
	plan, err := q.plan(options)
	if err != nil {
		return nil, err
	}
	defer plan.putBack()
	answer, err := call("plan_answer", withText, ref(plan), bytes(string(body)))
	if err != nil {
		return nil, err
	}
	if !answer.valid() {
		return nil, errors.New("deskql: the answer is no JSON")
	}
	return readFindings(answer.text), nil
}

// write puts the outputs that are asked for into their fields.
func (q *Query) write(compiled *Compiled, plan *handle, asked Outputs) error {
	var whole string
	outputs := [...]struct {
		for_   Outputs
		output int
		to     *string
	}{
		{OutputQuery, 1, &compiled.Query}, {OutputFilter, 2, &compiled.Filter}, {OutputURL | OutputValues, 4, &whole},
		{OutputCurl, 5, &compiled.Curl}, {OutputPlan, 7, &compiled.Plan},
	}
	wanted := 0
	for _, output := range outputs {
		if asked&output.for_ != 0 {
			wanted |= 1 << output.output
		}
	}
	document, index := q.about()
	answer, err := call("plan_outputs", withText, ref(plan), document, index, number(wanted))
	if err != nil {
		return err
	}
	rest := answer.text
	for i := 0; i < 4; i++ {
		_, rest, _ = strings.Cut(rest, "\x00")
	}
	for _, output := range outputs {
		if asked&output.for_ != 0 {
			*output.to, rest, _ = strings.Cut(rest, "\x00")
		}
	}
	if asked&OutputURL != 0 {
		compiled.URL = whole
	}
	if asked&OutputValues != 0 {
		_, query, _ := strings.Cut(whole, "?")
		compiled.Values, err = url.ParseQuery(query)
	}
	return err
}
