"""What is wrong with a text, where, and how it is right."""
from __future__ import annotations

import ctypes
import enum
from typing import Any, NamedTuple, Optional, Sequence, Tuple

from . import _library as library


class Position(NamedTuple):
    """
    A place in a text. Line and column count from 1, columns in characters; `index` is that of the `str`, `offset` counts the bytes of
    its UTF-8, both from 0.
    """

    line: int
    column: int
    offset: int
    index: int  # type: ignore[assignment] # no place is searched for


class Range(NamedTuple):
    """From `start` up to, not including, `end`."""

    start: Position
    end: Position


class Severity(enum.IntEnum):
    ERROR = 1
    WARNING = 2
    NOTE = 3

    def __str__(self) -> str:
        return self.name.lower()


class Fix(NamedTuple):
    """An edit: the text of the range is to be replaced."""

    range: Range
    replacement: str


class Note(NamedTuple):
    """Another place that has to do with a finding."""

    message: str
    range: Range


class Finding(NamedTuple):
    """One thing that is wrong with a text, or that its author may want to know."""

    #: 201 of `DQL201`.
    code: int
    code_text: str
    #: `unknown-filter-field`.
    slug: str
    severity: Severity
    #: What is wrong, how it is right (one line each), and the message of the API's Validator.
    message: str
    help: Tuple[str, ...]
    phrase: str
    range: Range
    #: What it is about: a parameter of the query string, a field, and the name and number of its query.
    parameter: Optional[str]
    field: Optional[str]
    query: Optional[str]
    query_index: int
    #: The exact fix, and edits that may be what is wanted.
    fix: Optional[Fix]
    suggestions: Tuple[Fix, ...]
    #: What may stand at the place of an error of syntax: words, or their kind.
    expected: Tuple[str, ...]
    notes: Tuple[Note, ...]

    def __str__(self) -> str:
        start = self.range.start
        return f"{start.line}:{start.column}: {self.severity}[{self.code_text}]: {self.message}"


class DeskqlError(ValueError):
    """A text with mistakes, or values that do not fit: there is no result. `findings` has all of them, warnings too."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(tuple(findings))
        self.findings: Tuple[Finding, ...] = tuple(findings)

    def __str__(self) -> str:
        return "\n".join(str(finding) for finding in self.findings if finding.severity is Severity.ERROR)


class Code(NamedTuple):
    """What is said of a code wherever it appears."""

    code: int
    code_text: str
    slug: str
    severity: Severity
    #: One line.
    summary: str
    #: The page on the code, in Markdown.
    page: str


def explain(code: str) -> Optional[Code]:
    """By `DQL201`, `201` or `unknown-filter-field`; None where there is no such code."""
    if "\0" in code:
        return None
    found = library.codes_find(library.encode(code))
    if not found:
        return None
    info = found.contents
    decode = library.decode
    return Code(info.code, decode(info.code_text), decode(info.slug), Severity(info.severity), decode(info.summary), decode(info.page))


class Places:
    """Ranges of a document's text. Each index is counted from the last one on, so that many in order take one walk."""

    def __init__(self, document: library.Handle) -> None:
        self._text = library.text_of(document)
        self._offset = self._index = 0

    def _position(self, from_: Any) -> Position:
        if from_.offset < self._offset:
            self._offset = self._index = 0
        self._index += len(library.decode(self._text[self._offset : from_.offset]))
        self._offset = from_.offset
        return Position(from_.line, from_.column, from_.offset, self._index)

    def range_of(self, from_: Any) -> Range:
        return Range(self._position(from_.start), self._position(from_.end))


def _position_of(from_: Any) -> Position:
    return Position(from_.line, from_.column, from_.offset, from_.index)


def _range_of(from_: Any) -> Range:
    """Of a finding, whose reader counts as strings do."""
    return Range(_position_of(from_.start), _position_of(from_.end))


def _fix_of(from_: Any) -> Fix:
    return Fix(_range_of(from_.range), library.decode(from_.replacement))


def findings_of(pointer: Optional[int]) -> Tuple[Finding, ...]:
    count = library.findings_count(pointer)
    return _read(pointer, count) if count else ()


def _read(pointer: Optional[int], count: int) -> Tuple[Finding, ...]:
    options = library.CReaderOptions(ctypes.sizeof(library.CReaderOptions), None, library.CODE_POINTS, True)
    reader = ctypes.c_void_p()
    found = ctypes.POINTER(library.CFinding)()
    library.expect_ok(library.finding_reader_new(ctypes.byref(options), ctypes.byref(reader)))
    try:
        findings = []
        for index in range(count):
            library.expect_ok(library.findings_read(pointer, index, reader, ctypes.byref(found)))
            findings.append(_finding_of(found.contents))
        return tuple(findings)
    finally:
        library.finding_reader_free(reader)


def _finding_of(from_: Any) -> Finding:
    decode, decode_or_none = library.decode, library.decode_or_none
    return Finding(
        code=from_.code,
        code_text=decode(from_.code_text),
        slug=decode(from_.slug),
        severity=Severity(from_.severity),
        message=decode(from_.message),
        help=tuple(decode(from_.help[i]) for i in range(from_.help_count)),
        phrase=decode(from_.phrase or b""),
        range=_range_of(from_.range),
        parameter=decode_or_none(from_.parameter),
        field=decode_or_none(from_.field),
        query=decode_or_none(from_.query),
        query_index=from_.query_index,
        fix=_fix_of(from_.fix.contents) if from_.fix else None,
        suggestions=tuple(_fix_of(from_.suggestions[i]) for i in range(from_.suggestion_count)),
        expected=tuple(decode(from_.expected[i]) for i in range(from_.expected_count)),
        notes=tuple(Note(decode(from_.notes[i].message), _range_of(from_.notes[i].range)) for i in range(from_.note_count)),
    )
