package deskql

import (
	"errors"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestOutputs(t *testing.T) {
	query, err := Prepare("status = 1 order by id", nil)
	if err != nil {
		t.Fatal(err)
	}
	all, _ := query.Compile(nil)
	for outputs, want := range map[Outputs]Compiled{
		OutputQuery:              {Query: all.Query},
		OutputFilter | OutputURL: {Filter: all.Filter, URL: all.URL},
		OutputValues:             {Values: all.Values},
		OutputCurl | OutputPlan:  {Curl: all.Curl, Plan: all.Plan},
	} {
		got, err := query.Compile(&CompileOptions{Outputs: outputs})
		if err != nil {
			t.Fatal(err)
		}
		got.Findings = nil
		if !reflect.DeepEqual(*got, want) {
			t.Errorf("%b: %+v", outputs, got)
		}
	}
	few := testing.AllocsPerRun(100, func() { query.Compile(&CompileOptions{Outputs: OutputQuery}) })
	if many := testing.AllocsPerRun(100, func() { query.Compile(nil) }); few >= many {
		t.Errorf("one output takes %v allocations, all take %v", few, many)
	}
}

func TestCompile(t *testing.T) {
	compiled, err := Compile("status in (1, 3) and priority > 2 order by createdAt desc page 2", nil)
	if err != nil {
		t.Fatal(err)
	}
	if compiled.Filter != `{"status":{"$in":[1,3]},"priority":{"$gt":2}}` {
		t.Error(compiled.Filter)
	}
	if compiled.Values.Get("orderBy") != "createdAt" || compiled.Values.Get("page") != "2" || compiled.Values.Get("filter") != compiled.Filter {
		t.Error(compiled.Values)
	}
}

func TestCompletion(t *testing.T) {
	got, err := Complete("subject = 'é' and pri", 22, nil)
	want := Completion{19, 22, []Candidate{{"field", "priority", "reference"}}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Error(got, err)
	}
	schemas, err := NewSchemas()
	if err == nil {
		err = schemas.AddValues([]byte(`{"status":{"open":1,"on hold":4}}`))
	}
	if err != nil {
		t.Fatal(err)
	}
	got, err = Complete("status = o", 10, &ParseOptions{Schemas: schemas})
	want = Completion{9, 10, []Candidate{{"value", "open", "status"}, {"value", `"on hold"`, "status"}}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Error(got, err)
	}
	for _, offset := range []int{-1, 3} {
		if _, err := Complete("id", offset, nil); err == nil {
			t.Error(offset)
		}
	}
	if _, err := Complete("id", 2, &ParseOptions{Endpoint: "nowhere"}); err == nil {
		t.Error("no endpoint is called so")
	}
}

func TestWhatGoesIntoThePath(t *testing.T) {
	compiled, err := Compile("from ticket_messages ticket = 5 page 2", nil)
	if err != nil {
		t.Fatal(err)
	}
	if compiled.URL != "https://SITE.teamwork.com/desk/api/v2/tickets/5/messages.json?page=2" || compiled.Query != "" || compiled.Filter != "" {
		t.Error(compiled)
	}
	if compiled.Values.Get("page") != "2" {
		t.Error(compiled.Values)
	}
}

func TestNamedParameters(t *testing.T) {
	compiled, err := Compile("from search_customers tags in (1, 2) and domain = x", nil)
	if err != nil {
		t.Fatal(err)
	}
	if compiled.Query != "tagIds%5B%5D=1&tagIds%5B%5D=2&domain=x" || compiled.Filter != "" || len(compiled.Values["tagIds[]"]) != 2 {
		t.Error(compiled)
	}
	var schemas *Schemas
	endpoint, found := schemas.Endpoint("search_customers")
	if !found || endpoint.TakesFilter || endpoint.Filter[0].Parameters["contains"] != "search" {
		t.Error(endpoint)
	}
}

func TestIDs(t *testing.T) {
	compiled, err := Compile("ids (3, 1)", nil)
	if err != nil || compiled.Query != "ids=3%2C1" || compiled.Values.Get("ids") != "3,1" {
		t.Error(compiled, err)
	}
}

func TestErrorsCarryFindings(t *testing.T) {
	_, err := Compile("statu = 1 and priorty > 2", nil)
	var failure *Error
	if !errors.As(err, &failure) || len(failure.Findings) != 2 {
		t.Fatal(err)
	}
	first := failure.Findings[0]
	if first.CodeText != "DQL201" || first.Range.Start.Column != 1 || first.Range.End.Column != 6 || len(first.Help) != 1 || !strings.Contains(first.Help[0], "`status`") {
		t.Errorf("%+v", first)
	}
	if !strings.Contains(err.Error(), "1:15: error[DQL201]") {
		t.Error(err)
	}
	if _, err := Compile("id = 1; id = 2", nil); err == nil || errors.As(err, &failure) {
		t.Error("two queries are not one")
	}
}

func TestHelpSuggestionsAndExpected(t *testing.T) {
	first := func(text string, options *ParseOptions) Finding {
		document, err := Parse(text, options)
		if err != nil || len(document.Findings()) == 0 {
			t.Fatal(text, err)
		}
		return document.Findings()[0]
	}
	if expected := first("status = 1 priority", nil).Expected; !strings.Contains(strings.Join(expected, " "), "and") {
		t.Error(expected)
	}
	text := "stat = 1"
	guess := first(text, nil)
	if guess.Fix != nil || len(guess.Help) != 1 {
		t.Errorf("%+v", guess)
	}
	text = "subject = \"größe 😀\" and status == 1"
	fix := first(text, nil).Fix
	if fix == nil || text[:fix.Range.Start.Offset]+fix.Replacement+text[fix.Range.End.Offset:] != "subject = \"größe 😀\" and status = 1" {
		t.Errorf("%+v", fix)
	}
	note := first("priority > 2", &ParseOptions{Notes: true})
	if note.Severity != SeverityNote || note.Severity.String() != "note" {
		t.Errorf("%+v", note)
	}
}

func TestBindings(t *testing.T) {
	query, err := Prepare("agent = :agent and subject contains :text and status in :statuses and createdAt >= :since and deletedAt = :gone", nil)
	if err != nil {
		t.Fatal(err)
	}
	parameters := query.Parameters()
	if len(parameters) != 5 || parameters[2].Name != "statuses" || !parameters[2].List || parameters[3].Type != "datetime" {
		t.Errorf("%+v", parameters)
	}
	hostile := "x\"}},{\"$or\":[{\"a\":\u00e9\x00'"
	compiled, err := query.Compile(&CompileOptions{Params: map[string]any{
		"agent": uint16(7), "text": hostile, "statuses": []int{1, 3}, "since": time.Date(2026, 1, 31, 10, 0, 0, 250e6, time.UTC), "gone": nil,
	}})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"agent":{"$eq":7},"subject":{"$contains":"x\"}},{\"$or\":[{\"a\":` + "\u00e9" + `\u0000'"},"status":{"$in":[1,3]},` +
		`"createdAt":{"$gte":"2026-01-31T10:00:00.250Z"},"deletedAt":{"$eq":null}}`
	if compiled.Filter != want {
		t.Errorf("\n%s\n%s", compiled.Filter, want)
	}
	for name, params := range map[string]map[string]any{
		"missing":         {},
		"unknown":         {"agent": 1, "text": "", "statuses": []int{1}, "since": Text("today"), "gone": nil, "more": 1},
		"of a wrong type": {"agent": 1, "text": 5, "statuses": []int{1}, "since": true, "gone": nil},
	} {
		var failure *Error
		if _, err := query.Compile(&CompileOptions{Params: params}); !errors.As(err, &failure) {
			t.Errorf("a parameter that is %s: %v", name, err)
		}
	}
	if _, err := query.Compile(&CompileOptions{Params: map[string]any{"agent": struct{}{}}}); err == nil {
		t.Error("a struct is no value")
	}
}

func TestDates(t *testing.T) {
	query, err := Prepare("createdAt = :day", nil)
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := query.Compile(&CompileOptions{Offset: 2 * time.Hour, Params: map[string]any{"day": Date{2026, time.January, 31}}})
	if err != nil || compiled.Filter != `{"$and":[{"createdAt":{"$gte":"2026-01-30T22:00:00Z"}},{"createdAt":{"$lt":"2026-01-31T22:00:00Z"}}]}` {
		t.Error(compiled, err)
	}
	compiled, err = Compile("updatedAt > -7d", &CompileOptions{Now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)})
	if err != nil || compiled.Filter != `{"updatedAt":{"$gt":"2026-02-22T12:00:00Z"}}` {
		t.Error(compiled, err)
	}
}

func TestSchemas(t *testing.T) {
	schemas, err := NewSchemas()
	if err != nil {
		t.Fatal(err)
	}
	if err := schemas.AddValues([]byte(`{"status":{"open":1}}`)); err != nil {
		t.Fatal(err)
	}
	if err := schemas.Add([]byte(`{"version":1,"endpoints":[{"name":"calls","path":"/calls.json","filter":[{"name":"id","type":"integer"}]}]}`)); err != nil {
		t.Fatal(err)
	}
	query, err := Prepare("status = open", &ParseOptions{Schemas: schemas})
	if err != nil {
		t.Fatal(err)
	}
	if compiled, err := query.Compile(nil); err != nil || compiled.Filter != `{"status":{"$eq":1}}` {
		t.Error(compiled, err)
	}
	var failure *Error
	if err := schemas.Add([]byte(`{"version":1,"endpoints":[{}]}`)); !errors.As(err, &failure) || failure.Findings[0].CodeText != "DQL601" {
		t.Error(err)
	}
	tickets, found := (*Schemas)(nil).Endpoint("tickets")
	if !found || len(tickets.Filter) != 37 || len(tickets.Order) != 44 || tickets.Documented.Filter != 25 || tickets.Queryable != 28 || len(tickets.Includes) != 34 || tickets.MaximumPageSize != 100 {
		t.Errorf("%+v", tickets)
	}
	for _, field := range tickets.Filter {
		if text := strings.Join(field.Operators, " "); field.Name == "state" && text != "= != in" {
			t.Error(text)
		}
	}
	if calls, found := schemas.Endpoint("calls"); !found || calls.Filter[0].Type != "integer" {
		t.Error(calls)
	}
	if len(schemas.Endpoints()) != len((*Schemas)(nil).Endpoints())+1 {
		t.Error("one endpoint was added")
	}
}

func TestAnswers(t *testing.T) {
	query, err := Prepare("status = 1 and\npriority = :level order by id", nil)
	if err != nil {
		t.Fatal(err)
	}
	options := &CompileOptions{Params: map[string]any{"level": 2}}
	place, found, err := query.Locate("filter.priority", options)
	if want := (Range{Position{2, 1, 15}, Position{2, 18, 32}}); err != nil || !found || place != want {
		t.Error(place, found, err)
	}
	if _, found, err := query.Locate("filter.agent", options); found || err != nil {
		t.Error("nothing is about the agent", err)
	}
	var failure *Error
	if _, _, err := query.Locate("orderBy", nil); !errors.As(err, &failure) {
		t.Error("a value is missing", err)
	}
	for _, body := range []string{`{"errors":{"filter.priority":["must be \"set\""]}}`, `{"errors":[{"code":"V1","detail":"must be \"set\"","source":"priority"}]}`} {
		said, err := query.ReadAnswer([]byte(body), options)
		if err != nil || len(said) != 1 || said[0].CodeText != "DQL701" || said[0].Range != place || !strings.Contains(said[0].Message, `must be "set"`) {
			t.Error(said, err)
		}
	}
	if said, err := query.ReadAnswer([]byte(`{"tickets":[]}`), options); said != nil || err != nil {
		t.Error(said, err)
	}
	if _, err := query.ReadAnswer([]byte("<html>"), options); err == nil {
		t.Error("HTML is no JSON")
	}
	_, err = Compile("order by x and statu = 1", nil)
	if !errors.As(err, &failure) {
		t.Fatal(err)
	}
	if body := string(ValidatorBody(failure.Findings)); !strings.HasPrefix(body, `{"errors":{"`) || !strings.HasSuffix(body, `"]}}`) {
		t.Error(body)
	}
}

// A document or a plan that is used again has nothing of the one before.
func TestMemoryUsedAgain(t *testing.T) {
	want, err := Compile("id = 1", nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < 3; i++ {
		if _, err := Compile("statu = :x and "+strings.Repeat("id = 5 and ", 1000)+"id = 6", nil); err == nil {
			t.Error("there is no statu")
		}
		if got, err := Compile("id = 1", nil); err != nil || !reflect.DeepEqual(got, want) {
			t.Error(got, err)
		}
	}
}

func TestTheRest(t *testing.T) {
	document, err := ParseRaw("filter=%7B%22status%22%3A1%7D&orderBy=id&orderMode=DESC", nil)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := document.Queries()[0].Format(); err != nil || text != "status = 1 order by id desc" {
		t.Error(text, err)
	}
	document, err = Parse("a: status==1&&id=2 # why\n", nil)
	if err != nil {
		t.Fatal(err)
	}
	fixed, count, err := document.Fix()
	if err != nil || count != 2 || fixed != "a: status=1 and id=2 # why\n" {
		t.Error(fixed, count, err)
	}
	document, _ = Parse(fixed, nil)
	if text, err := document.Format(); err != nil || text != "a: status = 1 and id = 2 # why\n" {
		t.Errorf("%q %v", text, err)
	}
	if query := document.Queries()[0]; query.Name() != "a" || !query.Valid() {
		t.Error(query.Name())
	}
	if code, found := Explain("unknown-filter-field"); !found || code.Code != 201 || !strings.HasPrefix(code.Page, "# DQL201") {
		t.Error(code)
	}
	if _, found := Explain("DQL999"); found {
		t.Error("DQL999 is no code")
	}
	if Version() == "" {
		t.Error("no version")
	}
}

// Many goroutines share schemas, documents and queries, while memory is collected.
func TestConcurrency(t *testing.T) {
	schemas, err := NewSchemas()
	if err != nil {
		t.Fatal(err)
	}
	shared, err := Prepare("agent = :agent and state = active order by id", &ParseOptions{Schemas: schemas})
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for worker := 0; worker < 8; worker++ {
		group.Add(1)
		go func(worker int) {
			defer group.Done()
			for i := 0; i < 200; i++ {
				compiled, err := shared.Compile(&CompileOptions{Params: map[string]any{"agent": worker*1000 + i}})
				if err != nil || !strings.Contains(compiled.Filter, `"agent"`) {
					t.Error(compiled, err)
				}
				own, err := Prepare("status in (1, 2) and subject contains \"x\"", &ParseOptions{Schemas: schemas})
				if err != nil {
					t.Error(err)
				} else if _, err := own.Compile(nil); err != nil {
					t.Error(err)
				}
				if i%50 == 0 {
					runtime.GC()
				}
			}
		}(worker)
	}
	group.Wait()
}
