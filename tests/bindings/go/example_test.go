package deskql_test

import (
	"fmt"
	"net/url"

	deskql "github.com/deskql/deskql/go"
)

// The parameters of a list of tickets, from a query that was prepared once and values that came from a user.
func Example() {
	query, err := deskql.Prepare("agent = :agent and subject contains :text order by createdAt desc pagesize 50", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	compiled, err := query.Compile(&deskql.CompileOptions{Params: map[string]any{"agent": 640138, "text": `late "again"`}})
	if err != nil {
		fmt.Println(err)
		return
	}
	values := url.Values{"includes": {"customers"}}
	for name := range compiled.Values {
		values.Set(name, compiled.Values.Get(name))
	}
	fmt.Println(values.Get("filter"))
	fmt.Println(values.Get("orderBy"), values.Get("orderMode"), values.Get("pageSize"), values.Get("includes"))
	// Output:
	// {"agent":{"$eq":640138},"subject":{"$contains":"late \"again\""}}
	// createdAt desc 50 customers
}

// Every mistake of a query, with its place and its fix.
func ExampleError() {
	_, err := deskql.Compile("statu = 1 and createdAt > 2026-02-30", nil)
	for _, finding := range err.(*deskql.Error).Findings {
		fmt.Println(finding)
	}
	// Output:
	// 1:1: error[DQL201]: unknown filter field `statu`
	// 1:27: error[DQL106]: there is no day `2026-02-30`
}
