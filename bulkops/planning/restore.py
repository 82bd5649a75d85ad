"""From a step of a plan file back to what a reviewer sees: numbers are numbers again, as the fields say."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from msgspec import UNSET

from bulkops.core.change import Change, ChangeKind
from bulkops.core.conflict import Conflict, ThreeWay
from bulkops.core.field import Kind, walk
from bulkops.core.operation import OperationType
from bulkops.core.outside import Outside
from bulkops.core.place import Place
from bulkops.core.saved_step import SavedChange, SavedConflict, SavedOutside, SavedRequest, SavedStep
from bulkops.core.shown import SentRequest, Shown

_NUMERIC = frozenset({Kind.DECIMAL, Kind.INTEGER})
#: As it is written: `NaN` in a document is a text.
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_KEY = re.compile(r"\[[^\]]*\]")


def restored(saved: SavedStep, operation_type: OperationType) -> Shown:
    """Give a step as it was when it was written."""
    return Shown(
        seq=saved.seq,
        manifest=saved.manifest,
        id=saved.id,
        type=saved.type,
        verdict=saved.verdict,
        reason=saved.reason or "",
        place=Place(saved.file, saved.line or 0, saved.column or 0, saved.label or ""),
        target=saved.target.key or "",
        target_from=saved.target.made_by or 0,
        tag=saved.etag or "",
        tag_from=saved.etag_from or 0,
        needs=tuple(saved.needs),
        natural_key=saved.natural_key or "",
        currency=saved.currency,
        amount=number(saved.amount),
        amount_before=number(saved.amount_before),
        existing=saved.existing,
        payload={name: _value(operation_type, name, value) for name, value in saved.payload.items()},
        changes=tuple(_change(operation_type, change) for change in saved.changes),
        kept=saved.kept,
        conflict=_conflict(operation_type, saved.conflict) if saved.conflict is not None else None,
        outside=_outside(operation_type, saved.outside) if saved.outside is not None else None,
        along=saved.along or "",
        requests=tuple(map(_request, saved.requests)),
        content=saved.content,
        payload_digest=saved.payload_sha256 or "",
    )


def number(text: str | None) -> Decimal | None:
    """Read an amount; None stays None."""
    return None if text is None else Decimal(text)


def seconds(at: datetime | None) -> float:
    """Read a point in time as seconds since 1970; 0 for None."""
    return at.timestamp() if at is not None else 0.0


def _change(operation_type: OperationType, saved: SavedChange) -> Change:
    if saved.was is not UNSET:
        return Change(path=saved.path, kind=saved.was, sensitive=True)
    before, after = (None if side is UNSET else side for side in (saved.before, saved.after))
    return Change(
        path=saved.path,
        kind=ChangeKind(saved.kind),
        before=_value(operation_type, saved.path, before),
        after=_value(operation_type, saved.path, after),
    )


def _conflict(operation_type: OperationType, saved: SavedConflict) -> Conflict:
    return Conflict(
        noun=saved.document.kind,
        target=saved.document.key,
        rows=tuple(
            ThreeWay(
                path=row.path,
                standing=row.standing,
                before=_value(operation_type, row.path, row.planned_from),
                theirs=_value(operation_type, row.path, row.theirs),
                ours=_value(operation_type, row.path, row.ours),
                asked=row.asked,
                sensitive=row.sensitive,
            )
            for row in saved.fields
        ),
        gone=saved.gone,
        planned=saved.planned_from_known,
        foreseen=saved.planned_from_foreseen,
    )


def _outside(operation_type: OperationType, saved: SavedOutside) -> Outside:
    return Outside(
        run=saved.run,
        at=seconds(saved.at),
        changes=tuple(_change(operation_type, change) for change in saved.changes),
        gone=saved.gone,
    )


def _request(saved: SavedRequest) -> SentRequest:
    return SentRequest(
        method=saved.method,
        path=saved.path,
        if_match=saved.if_match or "",
        background=saved.background,
        body=saved.body_sha256 or "",
        bytes=saved.bytes,
    )


def _value(operation_type: OperationType, path: str, value: Any) -> Any:
    """Read a value by its path: what a number with decimals was written for is one again."""
    if value is None or isinstance(value, (bool, int)):
        return value
    return _read(_numbers(operation_type), _KEY.sub("", path), value)


def _read(numbers: frozenset[str], path: str, value: Any) -> Any:
    if isinstance(value, str):
        return Decimal(value) if path in numbers and _NUMBER.fullmatch(value) else value
    if isinstance(value, Mapping):
        return {name: _read(numbers, f"{path}.{name}", member) for name, member in value.items()}
    return [_read(numbers, path, element) for element in value] if isinstance(value, list) else value


@cache
def _numbers(operation_type: OperationType) -> frozenset[str]:
    """Find the paths of numbers, keys of lists left out; the sum of a document is no field of a payload."""
    resource = operation_type.resource
    fields = (*walk(resource.fields), *walk(operation_type.fields))
    return frozenset({resource.net, *(path.replace("[]", "") for path, field in fields if field.kind in _NUMERIC)})
