package deskql

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The cases of tests/cases, which the tests of the C library run too: DESKQL_CASES names the folder.

type section struct {
	name, value, body string
}

type testCase struct {
	title    string
	sections []section
}

var expectedSections = map[string]bool{"filter": true, "output": true, "params": true, "url": true, "curl": true, "plan": true,
	"english": true, "tree": true, "validator": true, "findings": true}

func readCases(t *testing.T, path string) []testCase {
	bytes, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(bytes), "\n")
	var cases []testCase
	for i := 0; i < len(lines); i++ {
		if strings.HasPrefix(lines[i], "== ") {
			cases = append(cases, testCase{title: lines[i][3:]})
			continue
		}
		if !strings.HasPrefix(lines[i], "-- ") {
			continue
		}
		name, value, _ := strings.Cut(lines[i][3:], " ")
		end := i + 1
		for end < len(lines) && !strings.HasPrefix(lines[end], "-- ") && !strings.HasPrefix(lines[end], "== ") {
			end++
		}
		next := end
		for end > i+1 && (lines[end-1] == "" || expectedSections[name] && strings.HasPrefix(lines[end-1], "#")) {
			end--
		}
		current := &cases[len(cases)-1]
		current.sections = append(current.sections, section{name, value, strings.Join(lines[i+1:end], "\n")})
		i = next - 1
	}
	return cases
}

func writeRange(r Range) string {
	return fmt.Sprintf("%d:%d-%d:%d", r.Start.Line, r.Start.Column, r.End.Line, r.End.Column)
}

func jsonString(text string) string {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text)
	// The library writes backspace and form feed by their letters, and the line separators as they are.
	return strings.NewReplacer("\\u0008", "\\b", "\\u000c", "\\f", "\\u2028", "\u2028", "\\u2029", "\u2029").Replace(strings.TrimSuffix(out.String(), "\n"))
}

func writeFindings(findings []Finding, omitted int) string {
	var out strings.Builder
	for _, finding := range findings {
		fmt.Fprintf(&out, "%s %s %s %s\n", writeRange(finding.Range), finding.Severity, finding.CodeText, finding.Message)
		for _, help := range finding.Help {
			fmt.Fprintf(&out, "  help: %s\n", help)
		}
		if finding.Fix != nil {
			fmt.Fprintf(&out, "  fix: %s %s\n", writeRange(finding.Fix.Range), jsonString(finding.Fix.Replacement))
		}
		for _, note := range finding.Notes {
			fmt.Fprintf(&out, "  note: %s %s\n", writeRange(note.Range), note.Message)
		}
	}
	if omitted > 0 {
		fmt.Fprintf(&out, "omitted: %d\n", omitted)
	}
	return out.String()
}

type caseRun struct {
	schemaFindings []Finding
	document       *Document
	compiled       []*Compiled
	found          [][]Finding
}

func limit(value string) uint32 {
	number, _ := strconv.ParseUint(value, 10, 32)
	return uint32(number)
}

func percentDecode(text string) string {
	var out []byte
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			if number, err := strconv.ParseUint(text[i+1:i+3], 16, 8); err == nil {
				out = append(out, byte(number))
				i += 2
				continue
			}
		}
		out = append(out, text[i])
	}
	return string(out)
}

func runCase(t *testing.T, c testCase) *caseRun {
	schemas, err := NewSchemas()
	if err != nil {
		t.Fatal(err)
	}
	parse := &ParseOptions{Schemas: schemas}
	// A case without a clock has none: a time that no case writes shows where one was used.
	compile := &CompileOptions{Now: time.Unix(-62000000000, 0), Params: map[string]any{}}
	run := &caseRun{}
	read, source := Parse, ""
	for _, s := range c.sections {
		switch s.name {
		case "query":
			source = s.body
		case "query-percent":
			source = percentDecode(s.value)
		case "raw":
			read, source = ParseRaw, s.body
		case "endpoint":
			parse.Endpoint = s.value
		case "now":
			compile.Now, err = time.Parse(time.RFC3339, s.value)
			if err != nil {
				t.Fatal(err)
			}
		case "utc-offset":
			var sign rune
			var hours, minutes int
			if _, err := fmt.Sscanf(s.value, "%c%02d:%02d", &sign, &hours, &minutes); err != nil {
				t.Fatal(err)
			}
			compile.Offset = time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
			if sign == '-' {
				compile.Offset = -compile.Offset
			}
		case "param":
			name, value, _ := strings.Cut(s.value, "=")
			compile.Params[name] = Text(value)
		case "values", "schema":
			if run.schemaFindings != nil {
				break
			}
			load := schemas.Add
			if s.name == "values" {
				load = schemas.AddValues
			}
			if err := load([]byte(s.value)); err != nil {
				run.schemaFindings = err.(*Error).Findings
			}
		case "limit-depth":
			parse.MaximumDepth = limit(s.value)
		case "limit-bytes":
			parse.MaximumBytes = limit(s.value)
		case "limit-list":
			parse.MaximumList = limit(s.value)
		case "limit-findings":
			parse.MaximumFindings = limit(s.value)
		case "notes":
			parse.Notes = true
		}
	}
	if run.schemaFindings != nil {
		return run
	}
	run.document, err = read(source, parse)
	if err != nil {
		t.Fatal(err)
	}
	parsed := len(run.document.Findings())
	for _, q := range run.document.Queries() {
		compiled, err := q.Compile(compile)
		run.compiled = append(run.compiled, compiled)
		if err == nil {
			run.found = append(run.found, compiled.Findings[parsed:])
			continue
		}
		failure, ok := err.(*Error)
		if !ok {
			t.Fatal(err)
		}
		run.found = append(run.found, failure.Findings[parsed:])
	}
	return run
}

func (run *caseRun) section(t *testing.T, name string) string {
	var out strings.Builder
	if name == "findings" {
		if run.schemaFindings != nil {
			return writeFindings(run.schemaFindings, 0)
		}
		out.WriteString(writeFindings(run.document.Findings(), run.document.Omitted()))
		for _, found := range run.found {
			out.WriteString(writeFindings(found, 0))
		}
		return out.String()
	}
	if run.document == nil {
		return ""
	}
	queries := run.document.Queries()
	for i, query := range queries {
		switch name {
		case "validator":
			var findings []Finding
			for _, finding := range run.document.Findings() {
				at := 0
				for k := range queries {
					if queries[k].Range().Start.Offset <= finding.Range.Start.Offset {
						at = k
					}
				}
				if at == i {
					findings = append(findings, finding)
				}
			}
			fmt.Fprintf(&out, "%s\n", ValidatorBody(append(findings, run.found[i]...)))
		case "english", "tree":
			describe := query.English
			if name == "tree" {
				describe = query.Tree
			}
			text, err := describe()
			if err != nil {
				t.Fatal(err)
			}
			out.WriteString(strings.TrimSuffix(text, "\n") + "\n")
		default:
			if compiled := run.compiled[i]; compiled != nil {
				out.WriteString(output(compiled, name))
			} else {
				out.WriteString("invalid")
			}
			out.WriteString("\n")
		}
	}
	return out.String()
}

func output(compiled *Compiled, name string) string {
	switch name {
	case "filter":
		return compiled.Filter
	case "output":
		return compiled.Query
	case "url":
		return compiled.URL
	case "curl":
		return compiled.Curl
	case "plan":
		return strings.TrimSuffix(compiled.Plan, "\n")
	}
	// params: in the order of the query string; an array where one repeats.
	var keys []string
	values := map[string][]string{}
	for _, pair := range strings.Split(compiled.Query, "&") {
		key, value, found := strings.Cut(pair, "=")
		if !found {
			continue
		}
		unescaped, err := url.QueryUnescape(value)
		if err != nil {
			return err.Error()
		}
		if key, err = url.QueryUnescape(key); err != nil {
			return err.Error()
		}
		if values[key] == nil {
			keys = append(keys, key)
		}
		values[key] = append(values[key], jsonString(unescaped))
	}
	for i, key := range keys {
		written := strings.Join(values[key], ",")
		if len(values[key]) > 1 {
			written = "[" + written + "]"
		}
		keys[i] = jsonString(key) + ":" + written
	}
	return "{" + strings.Join(keys, ",") + "}"
}

func TestCases(t *testing.T) {
	folder := os.Getenv("DESKQL_CASES")
	if folder == "" {
		t.Skip("DESKQL_CASES names no folder of cases")
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.case"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s", folder)
	}
	count := 0
	for _, file := range files {
		for _, c := range readCases(t, file) {
			run := runCase(t, c)
			for _, s := range c.sections {
				if !expectedSections[s.name] {
					continue
				}
				count++
				if actual := strings.TrimRight(run.section(t, s.name), "\n"); actual != s.body {
					t.Errorf("%s: %s: %s\n- %s\n+ %s", filepath.Base(file), c.title, s.name, s.body, actual)
				}
			}
		}
	}
	t.Logf("%d sections of %d files", count, len(files))
}
