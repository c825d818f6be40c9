"""What may stand at a place of a text that is being written."""
from __future__ import annotations

import ctypes
import enum
from typing import NamedTuple, Optional, Tuple

from . import _library as library
from ._schemas import Schemas


class CandidateKind(enum.Enum):
    FIELD = 1
    PATH_PARAMETER = 2
    OPERATOR = 3
    VALUE = 4
    KEYWORD = 5
    ENDPOINT = 6
    ORDER_FIELD = 7
    INCLUDE = 8
    SPARSE_FIELD = 9
    PARAMETER = 10
    SIGN = 11


class Candidate(NamedTuple):
    """What may stand there."""

    kind: CandidateKind
    #: What takes the place of the word.
    text: str
    #: The type of a field, the path of an endpoint, …; None where there is nothing to be said.
    detail: Optional[str]


class Completion(NamedTuple):
    """Candidates, in the order in which they are to be shown, for `text[start:end]`: the word that the place is in or at the end of."""

    start: int
    end: int
    candidates: Tuple[Candidate, ...]


def complete(
    text: str,
    index: Optional[int] = None,
    *,
    schemas: Optional[Schemas] = None,
    endpoint: Optional[str] = None,
    maximum: int = 0,
) -> Completion:
    """
    What may stand at `text[index]`, or at the text's end: what begins with the part of a word before it.

    `endpoint` is that of queries without `from`, else tickets. There are at most `maximum` candidates, or 1,000.
    """
    if index is None:
        index = len(text)
    if not 0 <= index <= len(text):
        raise IndexError(f"the text has no index {index}")
    if maximum < 0:
        raise ValueError(f"maximum is not negative: {maximum}")
    content = library.encode(text)
    name = None if endpoint is None else library.name_of(endpoint, "the name of an endpoint")
    options = library.CCompleteOptions(ctypes.sizeof(library.CCompleteOptions), name, maximum)
    set_ = None if schemas is None else schemas._open()
    completion = ctypes.c_void_p()
    try:
        status = library.complete(
            None if set_ is None else set_.pointer,
            content,
            len(content),
            len(library.encode(text[:index])),
            options,
            None,
            ctypes.byref(completion),
        )
        if status == library.INVALID:
            raise ValueError("the text is longer than 16 MiB, or there is no such endpoint")
        library.expect_ok(status)
        start, end = ctypes.c_size_t(), ctypes.c_size_t()
        library.completion_range(completion, ctypes.byref(start), ctypes.byref(end))
        found = (library.completion_at(completion, i).contents for i in range(library.completion_count(completion)))
        candidates = tuple(
            [Candidate(CandidateKind(one.kind), library.decode(one.text), library.decode_or_none(one.detail)) for one in found]
        )
    finally:
        library.completion_free(completion)
    return Completion(len(library.decode(content[: start.value])), len(library.decode(content[: end.value])), candidates)
