"""The ledger by pages: what a program reads of it over HTTP, however long it has grown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from bulkops.sandbox.ledger import EFFECTS, FOREIGN, REQUESTS, Seen, happened
from bulkops.sandbox.state import State

LIMIT = 1000
LIMIT_MAX = 10_000
_NUMBER_MAX = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part of the ledger.

    Attributes:
        select: Statement without its conditions; the first column is the key.
        key: Column that its rows are ordered and paged by.
        filters: Condition by the parameter that asks for it.
        read: Makes an object of a row.
    """

    select: str
    key: str
    filters: Mapping[str, str]
    read: Callable[[tuple[Any, ...]], Any]


def _seen(row: tuple[Any, ...]) -> Any:
    return msgspec.to_builtins(Seen(**dict(zip(Seen.__slots__, row, strict=True))))


def _held(row: tuple[Any, ...]) -> Any:
    return dict(zip(_HELD, row, strict=True))


_HELD = ("id", "kind", "number", "status", "customer", "currency", "net", "external_reference")
_IS_FOREIGN = f"request.client = '{FOREIGN}'"

PARTS: Mapping[str, _Part] = {
    "requests": _Part(
        select=REQUESTS,
        key="seq",
        filters={
            "api": "api = ?",
            "method": "method = upper(?)",
            "path": "path GLOB ?",
            "status": "status = CAST(? AS INTEGER)",
            "fault": "fault = ?",
            "client": "client GLOB ?",
            "departs": "(departs <> '') = (? = 'true')",
        },
        read=_seen,
    ),
    "effects": _Part(
        select=EFFECTS,
        key="effect.seq",
        filters={
            "request": "effect.request = CAST(? AS INTEGER)",
            "kind": "effect.kind = ?",
            "resource": "effect.resource = ?",
            "number": "effect.number = ?",
            "external_reference": "effect.external_reference = ?",
            "foreign": f"coalesce({_IS_FOREIGN}, 0) = (? = 'true')",
        },
        read=lambda row: msgspec.to_builtins(happened(row)),
    ),
    "documents": _Part(
        select=f"SELECT {', '.join(_HELD)} FROM document",  # noqa: S608 - our own names
        key="id",
        filters={
            "kind": "kind = ?",
            "number": "number = ?",
            "status": "status = ? COLLATE NOCASE",
            "customer": "customer = ?",
            "currency": "currency = ?",
            "external_reference": "external_reference = ?",
        },
        read=_held,
    ),
}


def page(state: State, name: str, query: Mapping[str, str]) -> dict[str, Any]:
    """Read a page of a part of the ledger.

    Args:
        state: The company.
        name: `requests`, `effects` or `documents`.
        query: Filters of the part, `limit` rows at most, and `after`: the `next` of the page before.

    Returns:
        Its rows under the part's name, and `next`; null there: no more rows follow.

    Raises:
        ValueError: A parameter is unknown, or is no number where it has to be one.
    """
    part = PARTS[name]
    limit = _whole(query, "limit", LIMIT, LIMIT_MAX)
    conditions = [f"{part.key} > ?"]
    given: list[Any] = [_whole(query, "after", 0, _NUMBER_MAX)]
    for parameter, value in query.items():
        if parameter in ("limit", "after"):
            continue
        if parameter not in part.filters:
            known = ", ".join(f"`{each}`" for each in (*part.filters, "limit", "after"))
            raise ValueError(f"`{parameter}` is no filter of {name}: there are {known}")
        conditions.append(part.filters[parameter])
        given.append(value)
    statement = f"{part.select} WHERE {' AND '.join(conditions)} ORDER BY {part.key} LIMIT ?"
    rows = state.db.execute(statement, (*given, limit + 1)).fetchall()
    more = len(rows) > limit
    return {name: [part.read(row) for row in rows[:limit]], "next": rows[limit - 1][0] if more else None}


def counts(state: State) -> dict[str, int]:
    """Count what there is."""
    # Requests and effects are numbered without gaps, and there may be millions of them.
    row = state.db.execute(
        "SELECT (SELECT count(*) FROM document WHERE kind = 'invoice'),"
        " (SELECT coalesce(max(seq), 0) FROM request), (SELECT coalesce(max(seq), 0) FROM effect)"
    ).fetchone()
    return dict(zip(("invoices", "requests", "effects"), row, strict=True))


def _whole(query: Mapping[str, str], name: str, default: int, maximum: int) -> int:
    value = query.get(name, "")
    if not value:
        return default
    if not (value.isascii() and value.isdecimal()) or not int(name == "limit") <= int(value) <= maximum:
        raise ValueError(f"`{name}` is a number from {int(name == 'limit')} to {maximum}")
    return int(value)
