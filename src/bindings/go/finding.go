package deskql

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Position is a place in a text. Line and column count from 1, columns in characters; the offset counts bytes from 0.
type Position struct {
	Line, Column, Offset int
}

// Range reaches from Start up to, not including, End.
type Range struct {
	Start, End Position
}

// Severity is SeverityError, SeverityWarning or SeverityNote.
type Severity int

const (
	SeverityError   Severity = 1
	SeverityWarning Severity = 2
	SeverityNote    Severity = 3
)

func (s Severity) String() string {
	switch s {
	case SeverityError:
		return "error"
	case SeverityWarning:
		return "warning"
	case SeverityNote:
		return "note"
	}
	return fmt.Sprintf("Severity(%d)", int(s))
}

// Fix is an edit: the text of Range, whose offsets are bytes, is to be replaced.
type Fix struct {
	Range       Range
	Replacement string
}

// Note is another place that has to do with a finding.
type Note struct {
	Message string
	Range   Range
}

// Finding is one thing that is wrong with a query, or that its author may want to know.
type Finding struct {
	// Code is the number of the code, 201 of DQL201; CodeText is DQL201, Slug unknown-filter-field.
	Code           int
	CodeText, Slug string
	Severity       Severity
	// Message says what is wrong; Phrase is the message of the API's Validator.
	Message, Phrase string
	// Help says how it is right, one line each.
	Help  []string
	Range Range
	// Parameter and Field are what it is about, Query the name of its query; each may be empty.
	Parameter, Field, Query string
	// Fix is the exact fix, or nil; Suggestions are edits that may be what is wanted.
	Fix         *Fix
	Suggestions []Fix
	// Expected is what may stand at the place of an error of syntax: words, or their kind.
	Expected []string
	Notes    []Note
}

func (f Finding) String() string {
	return fmt.Sprintf("%d:%d: %s[%s]: %s", f.Range.Start.Line, f.Range.Start.Column, f.Severity, f.CodeText, f.Message)
}

// Error carries the findings because of which there is no result.
type Error struct {
	Findings []Finding
}

func (e *Error) Error() string {
	var lines []string
	for _, finding := range e.Findings {
		if finding.Severity == SeverityError {
			lines = append(lines, finding.String())
		}
	}
	return "deskql: " + strings.Join(lines, "; ")
}

// orFindings is an error that stopped a call, or else what was found.
func orFindings(err error, findings []Finding) error {
	if err != nil {
		return err
	}
	return &Error{findings}
}

// Code is what is said of a code wherever it appears.
type Code struct {
	Code           int
	CodeText, Slug string
	Severity       Severity
	// Summary is one line, Page the whole page on the code in Markdown.
	Summary, Page string
}

// Explain describes a code, given as DQL201, 201 or unknown-filter-field.
func Explain(code string) (Code, bool) {
	answer, err := call("explain", withText, name(code))
	if err != nil || answer.text == "null" {
		return Code{}, false
	}
	v := values{text: answer.text}
	text := v.string()
	return Code{numberOf(text), text, v.string(), v.severity(), v.string(), v.string()}, true
}

// numberOf is 201 for DQL201.
func numberOf(code string) int {
	number, _ := strconv.Atoi(strings.TrimPrefix(code, "DQL"))
	return number
}

// ValidatorBody is the body that the API answers a wrong request with.
func ValidatorBody(findings []Finding) []byte {
	messages := map[string][]string{}
	for _, finding := range findings {
		if finding.Severity != SeverityError {
			continue
		}
		key := finding.Parameter
		if key == "" {
			key = "filter"
		}
		if finding.Field != "" {
			key += "." + finding.Field
		}
		messages[key] = append(messages[key], finding.Phrase)
	}
	body, _ := json.Marshal(map[string]any{"errors": messages})
	return body
}

// values are those of findings in JSON, as glue.c writes them: one after the other, and keys stepped over. By their keys encoding/json
// takes several times as long as the whole query.
type values struct {
	text string
	at   int
}

// next goes to where a value begins, or where a list ends.
func (v *values) next() byte {
	for {
		switch v.text[v.at] {
		case '{', '}', ',', ':':
			v.at++
		case '"':
			if end := v.end(); end == len(v.text) || v.text[end] != ':' {
				return '"'
			} else {
				v.at = end
			}
		default:
			return v.text[v.at]
		}
	}
}

// end is where the string ends that begins here.
func (v *values) end() int {
	at := v.at + 1
	for ; v.text[at] != '"'; at++ {
		if v.text[at] == '\\' {
			at++
		}
	}
	return at + 1
}

func (v *values) isNull() bool {
	if v.next() != 'n' {
		return false
	}
	v.at += len("null")
	return true
}

func (v *values) string() (text string) {
	if v.isNull() {
		return ""
	}
	quoted := v.text[v.at:v.end()]
	v.at += len(quoted)
	if strings.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1]
	}
	_ = json.Unmarshal([]byte(quoted), &text)
	return text
}

func (v *values) number() (number int) {
	for digit := v.next(); digit >= '0' && digit <= '9'; digit = v.text[v.at] {
		number = number*10 + int(digit-'0')
		v.at++
	}
	return number
}

func (v *values) list(item func()) {
	v.next()
	for v.at++; v.next() != ']'; {
		item()
	}
	v.at++
}

func (v *values) strings() (texts []string) {
	v.list(func() { texts = append(texts, v.string()) })
	return texts
}

func (v *values) severity() Severity {
	text := v.string()
	for severity := SeverityError; severity < SeverityNote; severity++ {
		if severity.String() == text {
			return severity
		}
	}
	return SeverityNote
}

func (v *values) position() Position {
	position := Position{v.number(), v.number(), v.number()}
	v.number() // in units that Go has not
	return position
}

func (v *values) place() Range { return Range{v.position(), v.position()} }

func (v *values) fix() Fix { return Fix{v.place(), v.string()} }

func (v *values) finding() (f Finding) {
	f.CodeText, f.Slug, f.Severity, f.Message, f.Help = v.string(), v.string(), v.severity(), v.string(), v.strings()
	f.Code = numberOf(f.CodeText)
	v.string() // the file
	f.Query, f.Range, f.Parameter, f.Field = v.string(), v.place(), v.string(), v.string()
	if !v.isNull() {
		fix := v.fix()
		f.Fix = &fix
	}
	v.list(func() { f.Suggestions = append(f.Suggestions, v.fix()) })
	f.Expected = v.strings()
	v.list(func() { f.Notes = append(f.Notes, Note{v.string(), v.place()}) })
	f.Phrase = v.string()
	v.number() // of the query
	return f
}

func readFindings(json string) (findings []Finding) {
	v := values{text: json}
	v.list(func() { findings = append(findings, v.finding()) })
	return findings
}
