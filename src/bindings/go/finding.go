package deskql

// #include <stdlib.h>
// #include "glue.h"
import "C"

import (
	"fmt"
	"strings"
	"unsafe"
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

// StatusError says that a call could not do its work: no memory, or a clock that is missing.
type StatusError int

func (e StatusError) Error() string {
	return "deskql: " + C.GoString(C.deskql_status_text(C.deskql_status(e)))
}

func statusError(status C.deskql_status) error {
	if status == C.DESKQL_OK {
		return nil
	}
	return StatusError(status)
}

func position(from C.deskql_position) Position {
	return Position{int(from.line), int(from.column), int(from.offset)}
}

func rangeOf(from C.deskql_range) Range {
	return Range{position(from.start), position(from.end)}
}

func stringsOf(texts **C.char, count C.size_t) []string {
	var made []string
	for _, text := range unsafe.Slice(texts, int(count)) {
		made = append(made, C.GoString(text))
	}
	return made
}

func fixOf(from C.deskql_fix) Fix {
	return Fix{rangeOf(from._range), C.GoString(from.replacement)}
}

func findingsOf(list *C.deskql_findings) []Finding {
	count := int(C.deskql_findings_count(list))
	if count == 0 {
		return nil
	}
	reader := C.glue_reader()
	defer C.deskql_finding_reader_free(reader)
	findings := make([]Finding, count)
	for i := range findings {
		var from *C.deskql_finding
		if C.deskql_findings_read(list, C.size_t(i), reader, &from) != C.DESKQL_OK {
			panic("deskql: no memory")
		}
		finding := Finding{
			Code: int(from.code), CodeText: C.GoString(from.code_text), Slug: C.GoString(from.slug),
			Severity: Severity(from.severity), Message: C.GoString(from.message), Help: stringsOf(from.help, from.help_count),
			Phrase: C.GoString(from.phrase), Range: rangeOf(from._range), Parameter: C.GoString(from.parameter),
			Field: C.GoString(from.field), Query: C.GoString(from.query), Expected: stringsOf(from.expected, from.expected_count),
		}
		if from.fix != nil {
			fix := fixOf(*from.fix)
			finding.Fix = &fix
		}
		for _, suggestion := range unsafe.Slice(from.suggestions, int(from.suggestion_count)) {
			finding.Suggestions = append(finding.Suggestions, fixOf(suggestion))
		}
		for _, note := range unsafe.Slice(from.notes, int(from.note_count)) {
			finding.Notes = append(finding.Notes, Note{C.GoString(note.message), rangeOf(note._range)})
		}
		findings[i] = finding
	}
	return findings
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
	text := C.CString(code)
	defer C.free(unsafe.Pointer(text))
	info := C.deskql_codes_find(text)
	if info == nil {
		return Code{}, false
	}
	return Code{int(info.code), C.GoString(info.code_text), C.GoString(info.slug), Severity(info.severity),
		C.GoString(info.summary), C.GoString(info.page)}, true
}
