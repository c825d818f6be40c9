"""Values of Python for the parameters of queries."""
from __future__ import annotations

import ctypes
import datetime
import math
import sys
from collections.abc import Sequence as AnySequence, Set as AnySet
from typing import TYPE_CHECKING, AbstractSet, Any, List, Mapping, Optional, Sequence, Tuple, Union

from . import _library as library

if TYPE_CHECKING:
    import decimal


class Text(str):
    """A value that is read by the type of its parameter's field, as `--param NAME=TEXT` of the command line is."""


Scalar = Union[None, bool, int, float, "decimal.Decimal", str, datetime.datetime, datetime.date]
#: What a parameter can be. A datetime has an offset; a date is a whole day in the `utc_offset` of the call.
Value = Union[Scalar, Sequence[Scalar], AbstractSet[Scalar]]

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def since_epoch(value: datetime.datetime, unit: datetime.timedelta) -> int:
    """In whole units, rounded down."""
    if value.utcoffset() is None:
        raise ValueError(f"{value!r} has no offset, so it could be many instants: give it a tzinfo")
    return (value - EPOCH) // unit


def minutes_of(utc_offset: Optional[datetime.timedelta]) -> int:
    if utc_offset is None:
        return 0
    minutes, rest = divmod(utc_offset, datetime.timedelta(minutes=1))
    if rest or abs(minutes) >= 24 * 60:
        raise ValueError(f"an offset is of whole minutes, less than 24 hours: {utc_offset!r}")
    return minutes


def _number_of(value: Union[float, decimal.Decimal]) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{value} is no finite number")
    number = float(value)
    if not isinstance(value, float) and type(value)(repr(number)) != value:
        raise ValueError(f"{value} is not a number of 64 bits, which would be {number!r}")
    return number


def _is_decimal(value: object) -> bool:
    """Who has one has loaded its module, which takes its time."""
    loaded = sys.modules.get("decimal")
    return loaded is not None and isinstance(value, loaded.Decimal)


def _items_of(value: Any) -> List[Any]:
    if isinstance(value, AnySet):
        # The same query string for the same set.
        return sorted(value, key=lambda item: (type(item).__name__, item))
    return list(value)


class Binder:
    """Bindings for one call. All that they point to lives as long as the binder."""

    def __init__(self, parameters: Optional[Mapping[str, Value]]) -> None:
        self._kept: List[object] = []
        self.count = len(parameters) if parameters else 0
        self.bindings: Any = None
        if not parameters:
            return
        pairs = list(parameters.items())
        self.bindings = (library.CBinding * self.count)()
        for index, (name, value) in enumerate(pairs):
            binding = self.bindings[index]
            binding.name = library.name_of(name, "the name of a parameter")
            try:
                self._set(binding.value, value, False)
            except TypeError as error:
                raise TypeError(f"the parameter `{name}`: {error}") from None
            except ValueError as error:
                raise ValueError(f"the parameter `{name}`: {error}") from None

    def _set(self, to: Any, value: Value, listed: bool) -> None:
        if not listed and isinstance(value, (AnySequence, AnySet)) and not isinstance(value, (str, bytes, bytearray, memoryview)):
            items = _items_of(value)
            array = (library.CValue * len(items))()
            self._kept.append(array)
            for index, item in enumerate(items):
                self._set(array[index], item, True)
            to.type = library.LIST
            to.as_.list.items = ctypes.addressof(array)
            to.as_.list.count = len(items)
            return
        to.type, member, content = _scalar_of(value)
        if member == "string":
            self._kept.append(content)
            to.as_.string.bytes = content
            to.as_.string.length = len(content)
        elif member:
            setattr(to.as_, member, content)


def _scalar_of(value: Any) -> Tuple[int, str, Any]:
    """The type of a value, the member of the union that holds it, and what that is."""
    if value is None:
        return library.NULL, "", None
    if isinstance(value, Text):
        return library.TEXT, "string", library.encode(value)
    if isinstance(value, str):
        return library.STRING, "string", library.encode(value)
    if isinstance(value, bool):
        return library.BOOLEAN, "boolean", value
    if isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise ValueError(f"{value} does not fit into 64 bits with a sign")
        return library.INTEGER, "integer", int(value)
    if isinstance(value, float) or _is_decimal(value):
        return library.NUMBER, "number", _number_of(value)
    if isinstance(value, datetime.datetime):
        return library.TIME, "time", since_epoch(value, datetime.timedelta(milliseconds=1))
    if isinstance(value, datetime.date):
        return library.DATE, "date", value.toordinal() - EPOCH.toordinal()
    raise TypeError(f"{type(value).__name__} is no type of values here")
