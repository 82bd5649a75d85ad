"""Compare what a host shows after a write with what was sent: some say success and take only a part of it.

A host ignores fields that it does not know, and may keep a value where null was sent to clear it
(compilator-ddapi.md, section 5.5 and 5.6).
"""

from collections.abc import Mapping
from typing import Any

from bulkops.core.change import Change
from bulkops.core.field import Field
from bulkops.core.observed import held
from bulkops.core.operation import Document
from bulkops.planning.diff import difference, equal


def not_taken(fields: tuple[Field, ...], payload: Mapping[str, Any], document: Document | None) -> str:
    """Say what of a payload a document does not show, and what that means; empty: it shows all of it.

    Args:
        fields: What the payload may hold.
        payload: What was sent.
        document: What the host shows now; None: nothing.
    """
    if document is None:
        return "it shows no such document"
    found = difference(fields, payload, document)
    if found.empty:
        return ""
    rest = "; the other fields are set" if found.unchanged else ""
    return ", ".join(_told(change, document) for change in found.changes) + rest


def _told(change: Change, document: Document) -> str:
    if change.path not in document:
        return f"it does not know `{change.path}`"
    now = "" if change.sensitive else f" {_text(change.before)}"
    if change.after is None:
        return f"it keeps `{change.path}`{now} where null was sent to clear it"
    return f"it shows `{change.path}`{now} instead of what was sent"


def _text(value: Any) -> str:
    return str(value).lower() if value is None or isinstance(value, bool) else str(value)


def taken_in_part(
    fields: tuple[Field, ...], payload: Mapping[str, Any], document: Document, before: Document | None
) -> bool:
    """Whether a document is as it was before a write but for a part of what was sent: nobody else has changed it.

    Args:
        fields: What the payload may hold.
        payload: What was sent.
        document: What the host shows now.
        before: What it showed before; None: there was nothing, and all of it is our own.
    """
    if before is None:
        return True
    others = all(document.get(name) == value for name, value in before.items() if name not in payload)
    moved = [field for field in fields if field.name in payload and not _as_before(field, document, before)]
    return others and bool(moved) and all(_as_wanted(field, payload, document) for field in moved)


def _as_before(field: Field, document: Document, before: Document) -> bool:
    return bool(held(document, field.observed) == held(before, field.observed))


def _as_wanted(field: Field, payload: Mapping[str, Any], document: Document) -> bool:
    return equal(field, payload[field.name], held(document, field.observed))
