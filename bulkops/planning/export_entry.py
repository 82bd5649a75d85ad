"""From a document to the entry of a manifest that, planned, changes nothing: what would not come back is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bulkops.core.field import Field, Kind
from bulkops.core.noted import Noted
from bulkops.core.observed import held
from bulkops.core.operation import Effect, OperationType
from bulkops.planning.export_sound import make_sound
from bulkops.planning.export_values import shown_payload


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What has become of a document.

    Attributes:
        entry: The entry that shows it; None where there can be none.
        refused: Status in which the operation cannot be sent; empty: that is not the reason.
        dropped: Paths below `with` of what the document shows and a manifest cannot say.
    """

    entry: Noted | None = None
    refused: str = ""
    dropped: tuple[str, ...] = ()


def exported(operation_type: OperationType, fields: tuple[Field, ...], document: Mapping[str, Any]) -> Exported:
    """Make the entry of a document.

    Args:
        operation_type: Sets documents of this kind.
        fields: Which of its fields are written.
        document: As it was read.
    """
    resource = operation_type.resource
    status = str(held(document, resource.status) or "") if resource.status else ""
    if operation_type.statuses and status not in operation_type.statuses:
        return Exported(refused=status)
    lost: dict[str, None] = {}
    payload = shown_payload(fields, document, lost.setdefault, nulls=operation_type.effect is Effect.UPSERT)
    number = str(held(document, resource.number) or "")
    target = int(number) if resource.key_kind is Kind.INTEGER and number.isdecimal() else number
    head = {
        # Numbers are free text, and ids are not: what an id cannot hold is written as in an address.
        "id": f"{resource.key}-{quote(number, safe='')}",
        "op": operation_type.name,
        resource.key: target,
    }
    sound = make_sound(operation_type, head, payload, document, lost.setdefault)
    dropped = tuple(sorted(lost))
    if not sound:
        return Exported(dropped=dropped)
    note = (f"left out, for a manifest cannot say it: {', '.join(dropped)}",) if dropped else ()
    entry = {**head, resource.key: Noted(value=target, beside=status), "with": payload}
    return Exported(entry=Noted(value=entry, above=note), dropped=dropped)
