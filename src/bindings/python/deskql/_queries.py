"""Documents, their queries, and what these compile to."""
from __future__ import annotations

import ctypes
import datetime
import enum
import functools
import time
from typing import Any, Callable, Dict, Iterator, List, Mapping, NamedTuple, Optional, Tuple, Union

from . import _library as library
from ._findings import DeskqlError, Finding, Places, Range, findings_of
from ._schemas import Endpoint, Schemas, endpoint_of
from ._values import Binder, Value, minutes_of, since_epoch

SECOND = datetime.timedelta(seconds=1)


class Fixed(NamedTuple):
    """A text with the fixes of its findings applied, and their number."""

    text: str
    applied: int


class Parameter(NamedTuple):
    """What a query asks for: `:name`."""

    name: str
    #: The type of the field that it stands with, or `integer` where it is a page.
    type: str
    nullable: bool
    #: It stands after `in`: it takes a list.
    list: bool
    field: Optional[str]
    #: Its first place.
    range: Range


class MentionKind(enum.Enum):
    FILTER_FIELD = 1
    PARAMETER = 2
    ORDER_FIELD = 3
    INCLUDE = 4
    SPARSE_FIELD = 5


class Mention(NamedTuple):
    """One place of a text that names something."""

    kind: MentionKind
    name: str
    #: The type of a filter field, of a parameter that of what it stands with at this place; else None.
    type: Optional[str]
    #: The field that a parameter stands with, or `page`, `pagesize`; else None.
    field: Optional[str]
    range: Range


class Document(library.Closing):
    """A text with one query or several, parsed and checked. It never changes, and may be shared by threads."""

    @functools.cached_property
    def findings(self) -> Tuple[Finding, ...]:
        """All that was found, in source order."""
        handle = self._open()
        return findings_of(library.document_findings(handle.pointer))

    @property
    def omitted(self) -> int:
        """How many findings were left out because of the limit on their number."""
        handle = self._open()
        return int(library.findings_omitted(library.document_findings(handle.pointer)))

    @property
    def queries(self) -> Tuple[Query, ...]:
        """In source order; a text without any is one empty query."""
        handle = self._open()
        return tuple([Query(handle, index) for index in range(library.document_count(handle.pointer))])

    def __len__(self) -> int:
        return len(self.queries)

    def __getitem__(self, name: Union[str, int]) -> Query:
        """By label or number."""
        if isinstance(name, int):
            return self.queries[name]
        for query in self.queries:
            if query.name == name:
                return query
        raise KeyError(name)

    def __iter__(self) -> Iterator[Query]:
        return iter(self.queries)

    def format(self, *, width: int = 0, indentation: int = 0) -> str:
        """The canonical text of the whole document, comments kept. A query with a mistake of syntax stays as it stands."""
        handle = self._open()
        options = library.CFormatOptions(ctypes.sizeof(library.CFormatOptions), _natural(width, "width"), _natural(indentation, "indentation"))
        return library.gather(library.format_document, handle.pointer, ctypes.byref(options), allowed=library.INVALID)

    def fix(self) -> Fixed:
        """The text with the exact fixes of its findings applied. What hid behind them a new parse finds."""
        handle = self._open()
        count = ctypes.c_size_t()
        return Fixed(library.gather(library.apply_fixes, handle.pointer, ctypes.byref(count)), count.value)


class Query:
    """One query of a document, ready to be compiled many times, by many threads at once, also when the document is closed."""

    def __init__(self, document: library.Handle, index: int) -> None:
        self._document = document
        self._pointer: int = library.document_at(document.pointer, index)

    @property
    def name(self) -> Optional[str]:
        """Its label."""
        return library.decode_or_none(library.query_name(self._pointer))

    @property
    def valid(self) -> bool:
        """False where a finding of severity error is about this query: it cannot be compiled."""
        return bool(library.query_valid(self._pointer))

    @property
    def range(self) -> Range:
        """Its place in its document."""
        return Places(self._document).range_of(library.query_range(self._pointer))

    @property
    def endpoint(self) -> Optional[Endpoint]:
        """The endpoint that it was checked against; None where that is unknown."""
        pointer = library.query_endpoint(self._pointer)
        return endpoint_of(pointer) if pointer else None

    @functools.cached_property
    def findings(self) -> Tuple[Finding, ...]:
        """Those of its document."""
        return findings_of(library.document_findings(self._document.pointer))

    @property
    def parameters(self) -> Tuple[Parameter, ...]:
        """In the order of first appearance."""
        places = Places(self._document)
        return tuple(self._parameter_at(index, places) for index in range(library.query_parameter_count(self._pointer)))

    def _parameter_at(self, index: int, places: Places) -> Parameter:
        info = library.CParameterInfo()
        library.query_parameter_at(self._pointer, index, ctypes.byref(info))
        type_ = library.decode_or_none(library.type_text(info.type)) or "any"
        return Parameter(
            library.decode(info.name), type_, info.nullable, info.list, library.decode_or_none(info.field), places.range_of(info.range)
        )

    @property
    def mentions(self) -> Tuple[Mention, ...]:
        """Every place that names a field, a parameter or an include, the filter's first: what a form is made of."""
        count = library.query_mentions(self._pointer, None, 0)
        found = (library.CMention * count)()
        library.query_mentions(self._pointer, found, count)
        places = Places(self._document)
        return tuple(
            Mention(
                MentionKind(one.kind),
                library.decode(one.name),
                library.decode_or_none(library.type_text(one.type)),
                library.decode_or_none(one.field),
                places.range_of(one.range),
            )
            for one in found
        )

    @property
    def english(self) -> str:
        """What it means, in sentences."""
        return library.gather(library.query_describe, self._pointer, library.ENGLISH)

    @property
    def tree(self) -> str:
        """The parsed tree, a node a line."""
        return library.gather(library.query_describe, self._pointer, library.TREE)

    def format(self) -> str:
        """Its canonical text, without comments."""
        if not self.valid:
            raise DeskqlError(self.findings)
        return library.gather(library.query_format, self._pointer)

    def compile(
        self,
        params: Optional[Mapping[str, Value]] = None,
        *,
        now: Optional[datetime.datetime] = None,
        utc_offset: Optional[datetime.timedelta] = None,
        base_url: Optional[str] = None,
    ) -> Compiled:
        """
        Makes the query ready to be sent. DeskqlError where it has errors, or a parameter is missing, unknown or of the wrong type.

        `now` is the clock, the system's where it is None; `utc_offset` that of times without one and of days, UTC where it is None.
        """
        binder = Binder(params)
        options = library.CCompileOptions(
            ctypes.sizeof(library.CCompileOptions),
            int(time.time()) if now is None else since_epoch(now, SECOND),
            minutes_of(utc_offset),
            binder.bindings,
            binder.count,
            None if base_url is None else library.name_of(base_url, "a URL"),
            None,
        )
        pointer = ctypes.c_void_p()
        status = library.compile_query(self._pointer, ctypes.byref(options), ctypes.byref(pointer))
        plan = library.Handle(library.plan_free, pointer, self._document)
        if status == library.INVALID:
            raise DeskqlError(self.findings + findings_of(library.plan_findings(pointer)))
        library.expect_ok(status)
        return Compiled(plan, self)


class Compiled(library.Closing):
    """A query as the API reads it. It never changes, and may be shared by threads."""

    def __init__(self, handle: library.Handle, query: Query) -> None:
        super().__init__(handle)
        self._query: Optional[Query] = query

    @functools.cached_property
    def findings(self) -> Tuple[Finding, ...]:
        """The warnings of the query and of its compilation."""
        handle = self._open()
        return (self._query.findings if self._query else ()) + findings_of(library.plan_findings(handle.pointer))

    def close(self) -> None:
        """Gives the memory back, as soon as nothing that was made of this needs it. What was found can be read on."""
        if self._handle is not None:
            self.findings
        super().close()
        self._query = None

    def __repr__(self) -> str:
        return "<Compiled, closed>" if self._handle is None else f"<Compiled {self.url!r}>"

    def _write(self, output: int) -> str:
        handle = self._open()
        return library.write_plan(handle.pointer, output)

    @functools.cached_property
    def query(self) -> str:
        """The query string, percent-encoded. Where the query gives something to the path, this and `filter` are misuse."""
        return self._write(library.QUERY)

    @functools.cached_property
    def filter(self) -> str:
        """The filter's JSON; `{}` without one. Misuse where the endpoint takes no filter."""
        return self._write(library.FILTER)

    @functools.cached_property
    def params(self) -> Dict[str, Union[str, List[str]]]:
        """The parameters of the query string, unencoded, in its order; a list where one repeats."""
        parameters: Dict[str, Union[str, List[str]]] = _load(self._write(library.JSON))["params"]
        return parameters

    @functools.cached_property
    def path(self) -> str:
        """The endpoint's path, with what the query gives to it."""
        path: str = _load(self._write(library.JSON))["path"]
        return path

    @functools.cached_property
    def url(self) -> str:
        """The base URL, the endpoint's path and the query string."""
        return self._write(library.URL)

    @functools.cached_property
    def curl(self) -> str:
        """A command line for a POSIX shell; the token is `$DESK_TOKEN`."""
        return self._write(library.CURL)

    @functools.cached_property
    def plan(self) -> str:
        """All of it as indented text, for people."""
        return self._write(library.PLAN)

    def locate(self, key: str) -> Optional[Range]:
        """
        The place in the query's text that a part came from: `orderBy`, `filter/status/$eq`, or what the API's errors are about, as
        `filter.priority`. None where there is no such part.
        """
        handle, query = self._open(), self._query
        found = library.CRange()
        if query is None or not library.plan_locate(handle.pointer, library.name_of(key, "a key"), ctypes.byref(found)):
            return None
        return Places(query._document).range_of(found)

    def read_answer(self, body: Union[str, bytes]) -> Tuple[Finding, ...]:
        """
        What the API's answer to a wrong request says of the query: an error for each message, at its words. The body may have either
        form that the API has; one without errors gives none. ValueError for what is no JSON.
        """
        handle = self._open()
        content = library.encode(body) if isinstance(body, str) else bytes(body)
        json_, answer = ctypes.c_void_p(), ctypes.c_void_p()
        try:
            if library.json_parse(content, len(content), None, ctypes.byref(json_)) == library.INVALID:
                raise ValueError("the answer is no JSON")
            status = library.answer_read(handle.pointer, library.json_root(json_), None, ctypes.byref(answer))
            if status == library.INVALID:
                return ()
            library.expect_ok(status)
            return findings_of(library.answer_findings(answer))
        finally:
            library.answer_free(answer)
            library.json_free(json_)


def _load(text: str) -> Any:
    import json  # which takes its time, and few need it

    return json.loads(text)


def _natural(number: int, what: str) -> int:
    """C would take what is beyond 32 bits modulo them."""
    if not 0 <= number < 2**32:
        raise ValueError(f"{what} is from 0 to {2**32 - 1}, not {number}")
    return number


def _parse(
    function: Callable[..., Any],
    text: Union[str, bytes],
    schemas: Optional[Schemas],
    endpoint: Optional[str],
    maximum_bytes: int,
    maximum_depth: int,
    maximum_list: int,
    maximum_findings: int,
    notes: bool,
) -> Document:
    content = library.encode(text) if isinstance(text, str) else bytes(text)
    options = None
    if endpoint is not None or maximum_bytes or maximum_depth or maximum_list or maximum_findings or notes:
        options = library.CParseOptions(
            ctypes.sizeof(library.CParseOptions),
            None if endpoint is None else library.name_of(endpoint, "the name of an endpoint"),
            _natural(maximum_bytes, "maximum_bytes"),
            _natural(maximum_depth, "maximum_depth"),
            _natural(maximum_list, "maximum_list"),
            _natural(maximum_findings, "maximum_findings"),
            None,
            notes,
        )
    set_ = None if schemas is None else schemas._open()
    pointer = ctypes.c_void_p()
    library.expect_ok(
        function(None if set_ is None else set_.pointer, content, len(content), options, ctypes.byref(pointer))
    )
    return Document(library.Handle(library.document_free, pointer, set_))


def parse(
    text: Union[str, bytes],
    *,
    schemas: Optional[Schemas] = None,
    endpoint: Optional[str] = None,
    maximum_bytes: int = 0,
    maximum_depth: int = 0,
    maximum_list: int = 0,
    maximum_findings: int = 0,
    notes: bool = False,
) -> Document:
    """
    Parses and checks a text. Mistakes in it are findings of the document, not exceptions.

    `endpoint` is that of queries without `from`, else tickets. A limit of 0 is the default: 16 MiB, 200 levels of brackets, lists of
    10,000 values, 1,000 findings. `notes` says whether there are notes among the findings: what hangs on how the server reads a query.
    """
    return _parse(
        library.parse, text, schemas, endpoint, maximum_bytes, maximum_depth, maximum_list, maximum_findings, notes
    )


def parse_raw(
    text: Union[str, bytes],
    *,
    schemas: Optional[Schemas] = None,
    endpoint: Optional[str] = None,
    maximum_bytes: int = 0,
    maximum_depth: int = 0,
    maximum_list: int = 0,
    maximum_findings: int = 0,
    notes: bool = False,
) -> Document:
    """The same for a query string, a URL or the JSON of a filter."""
    return _parse(
        library.parse_raw, text, schemas, endpoint, maximum_bytes, maximum_depth, maximum_list, maximum_findings, notes
    )


def prepare(text: Union[str, bytes], *, schemas: Optional[Schemas] = None, endpoint: Optional[str] = None) -> Query:
    """Parses a text of one query. DeskqlError has the mistakes in it."""
    document = parse(text, schemas=schemas, endpoint=endpoint)
    handle = document._open()
    count = library.document_count(handle.pointer)
    if count != 1:
        raise ValueError(f"the text has {count} queries, not one")
    query = Query(handle, 0)
    if not query.valid:
        raise DeskqlError(document.findings)
    return query


def compile(
    text: Union[str, bytes],
    params: Optional[Mapping[str, Value]] = None,
    *,
    schemas: Optional[Schemas] = None,
    endpoint: Optional[str] = None,
    now: Optional[datetime.datetime] = None,
    utc_offset: Optional[datetime.timedelta] = None,
    base_url: Optional[str] = None,
) -> Compiled:
    """Parses and compiles a text of one query. DeskqlError has the mistakes in it."""
    query = prepare(text, schemas=schemas, endpoint=endpoint)
    return query.compile(params, now=now, utc_offset=utc_offset, base_url=base_url)


def check(text: Union[str, bytes], *, schemas: Optional[Schemas] = None, endpoint: Optional[str] = None) -> Tuple[Finding, ...]:
    """All that is to be said of a text, errors and warnings."""
    return parse(text, schemas=schemas, endpoint=endpoint).findings
