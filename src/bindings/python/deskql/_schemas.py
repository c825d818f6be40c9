"""What each endpoint of the API allows."""
from __future__ import annotations

import ctypes
import threading
from typing import Any, Callable, Mapping, NamedTuple, Optional, Tuple, Union

from . import _library as library
from ._findings import DeskqlError, findings_of

#: A text of JSON, or what it says.
Json = Union[str, bytes, Mapping[str, Any]]


class Field(NamedTuple):
    """A field that an endpoint can filter by."""

    name: str
    type: str
    nullable: bool
    #: Those that it takes: `=`, `in`, `is null`, …
    operators: Tuple[str, ...]
    #: Those that are listed for it; `open` says whether others pass, too.
    values: Tuple[str, ...]
    open: bool
    #: The parameter of each operator, where the endpoint takes no filter.
    parameters: Mapping[str, str] = {}


class Documented(NamedTuple):
    """How many names of each list of an endpoint are documented."""

    filter: int
    order: int
    includes: int
    sparse: int


class Endpoint(NamedTuple):
    """What an endpoint allows."""

    name: str
    path: str
    maximum_page_size: int
    filter: Tuple[Field, ...]
    order: Tuple[str, ...]
    includes: Tuple[str, ...]
    #: The names that `fields` takes; any name where there are none.
    sparse: Tuple[str, ...]
    #: Names behind so many of each list are seen in use alone, and pass with a warning (DQL412).
    documented: Documented
    #: Filter fields behind so many pass in raw texts alone.
    queryable: int
    #: What a query gives to the path, as if it were a filter field.
    path_parameters: Tuple[str, ...] = ()
    #: Whether it takes the clause `ids`.
    ids: bool = False
    #: Whether it takes a filter; where not, each field is a parameter of its own.
    takes_filter: bool = True


class Schemas(library.Closing):
    """
    A set of endpoints: the built-in ones and those that are added.

    It may be shared by threads, also while one of them adds to it: what was parsed with it before keeps the endpoints of then.
    """

    def __init__(self) -> None:
        super().__init__(_new_handle())
        self._adding = threading.Lock()
        self._added: Tuple[Tuple[Callable[..., Any], bytes], ...] = ()

    def add(self, schema: Json) -> None:
        """Adds the endpoints of a schema file. With mistakes in it nothing is added, and DeskqlError has them."""
        self._add(library.schemas_add, schema)

    def add_values(self, values: Json) -> None:
        """Gives fields of every endpoint the values of one installation: `{"status": {"open": 1}}`."""
        self._add(library.schemas_add_values, values)

    def endpoints(self) -> Tuple[Endpoint, ...]:
        """The built-in ones come first."""
        handle = self._open()
        count = library.schemas_count(handle.pointer)
        return tuple(endpoint_of(library.schemas_at(handle.pointer, index)) for index in range(count))

    def endpoint(self, name: str) -> Optional[Endpoint]:
        """None where there is none of that name."""
        handle = self._open()
        pointer = library.schemas_find(handle.pointer, library.name_of(name, "the name of an endpoint"))
        return endpoint_of(pointer) if pointer else None

    def _add(self, function: Callable[..., Any], content: Json) -> None:
        if isinstance(content, Mapping):
            import json  # which takes its time, and few need it

            content = json.dumps(content)
        if isinstance(content, str):
            content = library.encode(content)
        with self._adding:
            self._open()
            # A set that somebody may be reading does not change: a new one takes its place.
            handle, added = _new_handle(), self._added + ((function, content),)
            for add, text in added:
                status = add(handle.pointer, text, len(text))
                if status == library.INVALID:
                    raise DeskqlError(findings_of(library.schemas_findings(handle.pointer)))
                library.expect_ok(status)
            self._handle, self._added = handle, added


def _new_handle() -> library.Handle:
    pointer = ctypes.c_void_p()
    library.expect_ok(library.schemas_new(None, ctypes.byref(pointer)))
    return library.Handle(library.schemas_free, pointer)


def endpoint_of(pointer: Any) -> Endpoint:
    fields = []
    for index in range(library.endpoint_filter_count(pointer)):
        info = library.CFieldInfo()
        library.endpoint_filter_at(pointer, index, ctypes.byref(info))
        values = (library.decode(library.endpoint_value_at(pointer, index, value, None)) for value in range(info.value_count))
        operators = [] if library.endpoint_takes_filter(pointer) else library.members(info.operators)
        parameters = ((library.operator_text(one), library.endpoint_parameter_at(pointer, index, one)) for one in operators)
        fields.append(
            Field(
                library.decode(info.name),
                library.decode(library.type_text(info.type)),
                info.nullable,
                library.operators(info.operators),
                tuple(values),
                info.open,
                {library.decode(operator): library.decode(name) for operator, name in parameters},
            )
        )
    return Endpoint(
        library.decode(library.endpoint_name(pointer)),
        library.decode(library.endpoint_path(pointer)),
        library.endpoint_maximum_page_size(pointer),
        tuple(fields),
        tuple(library.texts(library.endpoint_order_count, library.endpoint_order_at, pointer)),
        tuple(library.texts(library.endpoint_include_count, library.endpoint_include_at, pointer)),
        tuple(library.texts(library.endpoint_sparse_count, library.endpoint_sparse_at, pointer)),
        Documented(*(library.endpoint_documented(pointer, which) for which in range(1, 5))),
        library.endpoint_queryable(pointer),
        tuple(library.texts(library.endpoint_path_parameter_count, library.endpoint_path_parameter_at, pointer)),
        library.endpoint_takes_ids(pointer),
        library.endpoint_takes_filter(pointer),
    )
