"""The shared library: its structs, its functions, and the handles that it gives."""
from __future__ import annotations

import ctypes
import os
import sys
from ctypes import POINTER, Structure, Union, c_bool, c_char_p, c_double, c_int, c_int32, c_int64, c_size_t, c_uint32, c_void_p
from types import TracebackType
from typing import Any, Callable, Iterator, List, Optional, Tuple, Type, TypeVar

# ---- Structs, as the headers have them --------------------------------------------------------------------------------


class CPosition(Structure):
    _fields_ = [("line", c_uint32), ("column", c_uint32), ("offset", c_uint32), ("index", c_uint32), ("character", c_uint32)]


class CRange(Structure):
    _fields_ = [("start", CPosition), ("end", CPosition)]


class CFix(Structure):
    _fields_ = [("range", CRange), ("replacement", c_char_p)]


class CNote(Structure):
    _fields_ = [("message", c_char_p), ("range", CRange)]


class CFinding(Structure):
    _fields_ = [
        ("code", c_int),
        ("severity", c_int),
        ("code_text", c_char_p),
        ("slug", c_char_p),
        ("message", c_char_p),
        ("help", POINTER(c_char_p)),
        ("help_count", c_size_t),
        ("phrase", c_char_p),
        ("range", CRange),
        ("parameter", c_char_p),
        ("field", c_char_p),
        ("query", c_char_p),
        ("query_index", c_uint32),
        ("fix", POINTER(CFix)),
        ("suggestions", POINTER(CFix)),
        ("suggestion_count", c_size_t),
        ("expected", POINTER(c_char_p)),
        ("expected_count", c_size_t),
        ("notes", POINTER(CNote)),
        ("note_count", c_size_t),
    ]


class CCodeInfo(Structure):
    _fields_ = [
        ("code", c_int),
        ("code_text", c_char_p),
        ("slug", c_char_p),
        ("severity", c_int),
        ("summary", c_char_p),
        ("page", c_char_p),
    ]


class CFieldInfo(Structure):
    _fields_ = [
        ("name", c_char_p),
        ("type", c_int),
        ("nullable", c_bool),
        ("operators", c_uint32),
        ("value_count", c_size_t),
        ("open", c_bool),
    ]


class CParameterInfo(Structure):
    _fields_ = [
        ("name", c_char_p),
        ("type", c_int),
        ("nullable", c_bool),
        ("list", c_bool),
        ("field", c_char_p),
        ("range", CRange),
    ]


class CMention(Structure):
    _fields_ = [("kind", c_int), ("name", c_char_p), ("type", c_int), ("field", c_char_p), ("range", CRange)]


class CString(Structure):
    _fields_ = [("bytes", c_char_p), ("length", c_size_t)]


class CList(Structure):
    _fields_ = [("items", c_void_p), ("count", c_size_t)]


class CAnyValue(Union):
    _fields_ = [
        ("integer", c_int64),
        ("number", c_double),
        ("boolean", c_bool),
        ("time", c_int64),
        ("date", c_int32),
        ("string", CString),
        ("list", CList),
    ]


class CValue(Structure):
    _fields_ = [("type", c_int), ("as_", CAnyValue)]


class CBinding(Structure):
    _fields_ = [("name", c_char_p), ("value", CValue)]


class CParseOptions(Structure):
    _fields_ = [
        ("size", c_size_t),
        ("endpoint", c_char_p),
        ("maximum_bytes", c_uint32),
        ("maximum_depth", c_uint32),
        ("maximum_list", c_uint32),
        ("maximum_findings", c_uint32),
        ("allocator", c_void_p),
        ("notes", c_bool),
        ("file", c_char_p),
        ("readings", c_void_p),
    ]


class CReaderOptions(Structure):
    _fields_ = [("size", c_size_t), ("allocator", c_void_p), ("unit", c_int), ("fixes", c_bool)]


#: deskql_unit: strings of Python.
CODE_POINTS = 3


class CFormatOptions(Structure):
    _fields_ = [("size", c_size_t), ("width", c_uint32), ("indentation", c_uint32)]


class CCompileOptions(Structure):
    _fields_ = [
        ("size", c_size_t),
        ("now", c_int64),
        ("utc_offset", c_int32),
        ("bindings", POINTER(CBinding)),
        ("binding_count", c_size_t),
        ("base_url", c_char_p),
        ("allocator", c_void_p),
    ]


class CCompleteOptions(Structure):
    _fields_ = [("size", c_size_t), ("endpoint", c_char_p), ("maximum", c_size_t)]


class CCandidate(Structure):
    _fields_ = [("kind", c_int), ("text", c_char_p), ("detail", c_char_p)]


OK, NO_MEMORY, SHORT_BUFFER, INVALID = 0, 2, 3, 5
NULL, INTEGER, NUMBER, STRING, BOOLEAN, TIME, DATE, TEXT, LIST = range(1, 10)
QUERY, FILTER, PARAMETERS, URL, CURL, JSON, PLAN, MAP = range(1, 9)
ENGLISH, TREE = 1, 2

SINK = ctypes.CFUNCTYPE(c_int, ctypes.py_object, c_void_p, c_size_t)

# ---- Functions --------------------------------------------------------------------------------------------------------


def _load() -> ctypes.CDLL:
    name = {"win32": "deskql.dll", "darwin": "libdeskql.dylib"}.get(sys.platform, "libdeskql.so")
    return ctypes.CDLL(os.path.join(os.path.dirname(os.path.abspath(__file__)), name))


_loaded = _load()


def _function(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    function = getattr(_loaded, "deskql_" + name)
    function.restype = result
    function.argtypes = arguments
    return function  # type: ignore[no-any-return]


version = _function("version", c_char_p)
status_text = _function("status_text", c_char_p, c_int)
type_text = _function("type_text", c_char_p, c_int)
operator_text = _function("operator_text", c_char_p, c_int)

findings_count = _function("findings_count", c_size_t, c_void_p)
findings_read = _function("findings_read", c_int, c_void_p, c_size_t, c_void_p, POINTER(POINTER(CFinding)))
finding_reader_new = _function("finding_reader_new", c_int, POINTER(CReaderOptions), POINTER(c_void_p))
finding_reader_free = _function("finding_reader_free", None, c_void_p)
findings_omitted = _function("findings_omitted", c_size_t, c_void_p)
codes_find = _function("codes_find", POINTER(CCodeInfo), c_char_p)

schemas_new = _function("schemas_new", c_int, c_void_p, POINTER(c_void_p))
schemas_free = _function("schemas_free", None, c_void_p)
schemas_add = _function("schemas_add", c_int, c_void_p, c_char_p, c_size_t)
schemas_add_values = _function("schemas_add_values", c_int, c_void_p, c_char_p, c_size_t)
schemas_findings = _function("schemas_findings", c_void_p, c_void_p)
schemas_count = _function("schemas_count", c_size_t, c_void_p)
schemas_at = _function("schemas_at", c_void_p, c_void_p, c_size_t)
schemas_find = _function("schemas_find", c_void_p, c_void_p, c_char_p)
endpoint_name = _function("endpoint_name", c_char_p, c_void_p)
endpoint_path = _function("endpoint_path", c_char_p, c_void_p)
endpoint_path_parameter_count = _function("endpoint_path_parameter_count", c_size_t, c_void_p)
endpoint_path_parameter_at = _function("endpoint_path_parameter_at", c_char_p, c_void_p, c_size_t)
endpoint_takes_ids = _function("endpoint_takes_ids", c_bool, c_void_p)
endpoint_parameter_at = _function("endpoint_parameter_at", c_char_p, c_void_p, c_size_t, c_int)
endpoint_takes_filter = _function("endpoint_takes_filter", c_bool, c_void_p)
endpoint_maximum_page_size = _function("endpoint_maximum_page_size", c_uint32, c_void_p)
endpoint_filter_count = _function("endpoint_filter_count", c_size_t, c_void_p)
endpoint_filter_at = _function("endpoint_filter_at", c_bool, c_void_p, c_size_t, POINTER(CFieldInfo))
endpoint_value_at = _function("endpoint_value_at", c_char_p, c_void_p, c_size_t, c_size_t, c_void_p)
endpoint_order_count = _function("endpoint_order_count", c_size_t, c_void_p)
endpoint_order_at = _function("endpoint_order_at", c_char_p, c_void_p, c_size_t)
endpoint_include_count = _function("endpoint_include_count", c_size_t, c_void_p)
endpoint_include_at = _function("endpoint_include_at", c_char_p, c_void_p, c_size_t)
endpoint_documented = _function("endpoint_documented", c_size_t, c_void_p, c_int)
endpoint_queryable = _function("endpoint_queryable", c_size_t, c_void_p)
endpoint_sparse_count = _function("endpoint_sparse_count", c_size_t, c_void_p)
endpoint_sparse_at = _function("endpoint_sparse_at", c_char_p, c_void_p, c_size_t)

_parses = (c_int, c_void_p, c_char_p, c_size_t, POINTER(CParseOptions), POINTER(c_void_p))
parse = _function("parse", *_parses)
parse_raw = _function("parse_raw", *_parses)
document_free = _function("document_free", None, c_void_p)
document_findings = _function("document_findings", c_void_p, c_void_p)
document_count = _function("document_count", c_size_t, c_void_p)
document_text = _function("document_text", c_void_p, c_void_p, POINTER(c_size_t))
document_at = _function("document_at", c_void_p, c_void_p, c_size_t)
format_document = _function("format", c_int, c_void_p, POINTER(CFormatOptions), SINK, ctypes.py_object)
apply_fixes = _function("apply_fixes", c_int, c_void_p, POINTER(c_size_t), SINK, ctypes.py_object)

query_name = _function("query_name", c_char_p, c_void_p)
query_valid = _function("query_valid", c_bool, c_void_p)
query_range = _function("query_range", CRange, c_void_p)
query_endpoint = _function("query_endpoint", c_void_p, c_void_p)
query_parameter_count = _function("query_parameter_count", c_size_t, c_void_p)
query_parameter_at = _function("query_parameter_at", c_bool, c_void_p, c_size_t, POINTER(CParameterInfo))
query_mentions = _function("query_mentions", c_size_t, c_void_p, POINTER(CMention), c_size_t)
query_describe = _function("query_describe", c_int, c_void_p, c_int, SINK, ctypes.py_object)
query_format = _function("query_format", c_int, c_void_p, SINK, ctypes.py_object)

compile_query = _function("compile", c_int, c_void_p, POINTER(CCompileOptions), POINTER(c_void_p))
plan_free = _function("plan_free", None, c_void_p)
plan_findings = _function("plan_findings", c_void_p, c_void_p)
plan_write = _function("plan_write", c_int, c_void_p, c_int, c_char_p, c_size_t, POINTER(c_size_t))
plan_locate = _function("plan_locate", c_bool, c_void_p, c_char_p, POINTER(CRange))
json_parse = _function("json_parse", c_int, c_char_p, c_size_t, c_void_p, POINTER(c_void_p))
json_root = _function("json_root", c_void_p, c_void_p)
json_free = _function("json_free", None, c_void_p)
answer_read = _function("answer_read", c_int, c_void_p, c_void_p, c_void_p, POINTER(c_void_p))
answer_findings = _function("answer_findings", c_void_p, c_void_p)
answer_free = _function("answer_free", None, c_void_p)
complete = _function("complete", c_int, c_void_p, c_char_p, c_size_t, c_size_t, POINTER(CCompleteOptions), c_void_p, POINTER(c_void_p))
completion_count = _function("completion_count", c_size_t, c_void_p)
completion_at = _function("completion_at", POINTER(CCandidate), c_void_p, c_size_t)
completion_range = _function("completion_range", None, c_void_p, POINTER(c_size_t), POINTER(c_size_t))
completion_free = _function("completion_free", None, c_void_p)

# ---- Text -------------------------------------------------------------------------------------------------------------


def encode(text: str) -> bytes:
    """As UTF-8. Bytes that were decoded with `surrogateescape` are those bytes again: mistakes for the library to find."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def decode(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def members(of: int) -> List[int]:
    """The numbers of the operators of a set of them."""
    return [bit for bit in range(of.bit_length()) if of >> bit & 1]


def operators(of: int) -> Tuple[str, ...]:
    """Their spelling."""
    return tuple(decode(operator_text(one)) for one in members(of))


def decode_or_none(content: Optional[bytes]) -> Optional[str]:
    return None if content is None else decode(content)


def name_of(text: str, what: str) -> bytes:
    """For texts that C ends at their first NUL."""
    content = encode(text)
    if b"\0" in content:
        raise ValueError(f"{what} has no NUL in it: {text!r}")
    return content


# ---- Calls ------------------------------------------------------------------------------------------------------------


class Handle:
    """
    What the library gave. It is given back when nobody has it any more: a call that runs in another thread does, while it runs,
    and so does each handle that was made of it.
    """

    __slots__ = ("pointer", "_free", "_made_of", "__weakref__")

    def __init__(self, free: Callable[..., Any], pointer: c_void_p, made_of: Optional[Handle] = None) -> None:
        self.pointer = pointer
        self._free = free
        self._made_of = made_of

    def __del__(self, ends: Callable[[], bool] = sys.is_finalizing) -> None:
        # The operating system takes all back at the program's end, when threads may still be at work.
        if not ends():
            self._free(self.pointer)


def text_of(document: Handle) -> bytes:
    """The document's copy of its text."""
    length = c_size_t()
    start = document_text(document.pointer, ctypes.byref(length))
    return ctypes.string_at(start, length.value)


class Closing:
    """What has a handle until it is closed, or nobody has it any more."""

    def __init__(self, handle: Handle) -> None:
        self._handle: Optional[Handle] = handle

    def __enter__(self: AnyClosing) -> AnyClosing:
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.close()

    def close(self) -> None:
        """Gives the memory back, as soon as nothing that was made of this needs it."""
        self._handle = None

    def _open(self) -> Handle:
        handle = self._handle
        if handle is None:
            raise ValueError(f"this {type(self).__name__} is closed")
        return handle


AnyClosing = TypeVar("AnyClosing", bound=Closing)


def expect_ok(status: int) -> None:
    if status == NO_MEMORY:
        raise MemoryError("deskql: no memory")
    if status != OK:
        raise RuntimeError("deskql: " + decode(status_text(status)))


class _Gathered:
    def __init__(self) -> None:
        self.pieces: List[bytes] = []
        self.failure: Optional[BaseException] = None


def _add(gathered: _Gathered, content: int, length: int) -> int:
    try:
        gathered.pieces.append(ctypes.string_at(content, length))
        return 0
    except BaseException as failure:  # an exception cannot pass through C; it goes on behind the call
        gathered.failure = failure
        return 1


_gather = SINK(_add)


def gather(function: Callable[..., Any], *arguments: Any, allowed: int = OK) -> str:
    """What a function writes to a sink. `allowed` is a status besides OK that leaves a text."""
    gathered = _Gathered()
    status = function(*arguments, _gather, ctypes.py_object(gathered))
    if gathered.failure is not None:
        raise gathered.failure
    if status != allowed:
        expect_ok(status)
    return decode(b"".join(gathered.pieces))


#: What most plans make fits.
_Buffer = ctypes.c_char * 512


def write_plan(plan: c_void_p, output: int) -> str:
    length = c_size_t()
    buffer: Any = _Buffer()
    status = plan_write(plan, output, buffer, len(buffer), ctypes.byref(length))
    if status == SHORT_BUFFER:
        buffer = ctypes.create_string_buffer(length.value + 1)
        status = plan_write(plan, output, buffer, len(buffer), ctypes.byref(length))
    expect_ok(status)
    return decode(buffer[: length.value])


def texts(count: Callable[..., Any], at: Callable[..., Any], of: c_void_p) -> Iterator[str]:
    for index in range(count(of)):
        yield decode(at(of, index))
