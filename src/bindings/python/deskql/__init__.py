"""
Compiles a small query language to the query strings of the Teamwork Desk API v2.

    compiled = deskql.compile("status in (1, 3) and priority > 2 order by createdAt desc")
    urllib.request.urlopen("https://acme.teamwork.com/desk/api/v2/tickets.json?" + compiled.query)

Where a value comes from a user, prepare the query once and bind the value: what it holds cannot change the filter's shape.

    query = deskql.prepare("agent = :agent and state = active")
    compiled = query.compile({"agent": 640138})

Mistakes of a query come as a DeskqlError, whose `findings` have their places and fixes. All of it may be used by many threads at
once. Memory is given back when nobody has a value any more, or when it is closed; documents, schemas and what was compiled are
context managers.
"""
from . import _library
from ._completion import Candidate, CandidateKind, Completion, complete
from ._findings import Code, DeskqlError, Finding, Fix, Note, Position, Range, Severity, explain
from ._queries import Compiled, Document, Fixed, Mention, MentionKind, Parameter, Query, check, compile, parse, parse_raw, prepare
from ._schemas import Endpoint, Field, Json, Schemas
from ._values import Scalar, Text, Value

__all__ = [
    "Candidate",
    "CandidateKind",
    "Code",
    "Compiled",
    "Completion",
    "DeskqlError",
    "Document",
    "Endpoint",
    "Field",
    "Finding",
    "Fix",
    "Fixed",
    "Json",
    "Mention",
    "MentionKind",
    "Note",
    "Parameter",
    "Position",
    "Query",
    "Range",
    "Scalar",
    "Schemas",
    "Severity",
    "Text",
    "Value",
    "check",
    "compile",
    "complete",
    "explain",
    "parse",
    "parse_raw",
    "prepare",
]

#: The library's version.
__version__: str = _library.decode(_library.version())

# Tracebacks name it as programs do.
DeskqlError.__module__ = __name__
