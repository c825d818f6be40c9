"""A program of a user, for mypy --strict: what is right passes, and what is wrong is reported at its line."""
from __future__ import annotations

import datetime
import decimal
from typing import Dict, List, Mapping, Optional, Tuple, Union

import deskql


def right(schemas: deskql.Schemas, now: datetime.datetime) -> Dict[str, Union[str, List[str]]]:
    schemas.add({"version": 1, "endpoints": []})
    schemas.add_values(b"{}")
    params: Mapping[str, deskql.Value] = {
        "a": 1,
        "b": [1, 2],
        "c": {"x", "y"},
        "d": (decimal.Decimal("1.5"), None),
        "e": now,
        "f": now.date(),
        "g": deskql.Text("-7d"),
        "h": True,
    }
    with deskql.parse("a: id = :a", schemas=schemas, endpoint="tickets") as document:
        query: deskql.Query = document["a"]
        names: List[str] = [parameter.name for parameter in query.parameters]
        label: Optional[str] = query.name
    with query.compile(params, now=now, utc_offset=datetime.timedelta(hours=1), base_url="https://acme.example") as compiled:
        place: Optional[deskql.Range] = compiled.locate("filter.id")
        line = place.start.line if place else 0
        print(names, label, line, compiled.query, compiled.findings[0].code + 1)
        return compiled.params


def failing(text: str) -> Tuple[deskql.Finding, ...]:
    try:
        deskql.compile(text, {"agent": 7})
    except deskql.DeskqlError as error:
        return error.findings
    code = deskql.explain("DQL201")
    print(code.page if code else "")
    return ()


def wrong(query: deskql.Query) -> None:
    query.compile({"a": object()})  # type: ignore[dict-item]
    query.compile(now="today")  # type: ignore[arg-type]
    query.name.upper()  # type: ignore[union-attr]
    query.nothing  # type: ignore[attr-defined]
    deskql.parse(5)  # type: ignore[arg-type]
    deskql.explain("DQL201").page  # type: ignore[union-attr]
