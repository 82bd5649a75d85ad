"""From a document to the entry of a manifest that, planned, changes nothing: what would not come back is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from bulkops.core.field import Field, Kind, walk
from bulkops.core.noted import Noted
from bulkops.core.observed import held
from bulkops.core.operation import Effect, OperationType
from bulkops.planning import gate
from bulkops.planning.diff import difference
from bulkops.planning.export_values import shown_payload

_WITH = "with"
_Path = tuple[str | int, ...]


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
    lost: list[str] = []
    payload = shown_payload(fields, document, lost.append, nulls=operation_type.effect is Effect.UPSERT)
    number = str(held(document, resource.number))
    target = int(number) if resource.key_kind is Kind.INTEGER else number
    head = {
        # Numbers are free text, and ids are not: what an id cannot hold is written as in an address.
        "id": f"{resource.key}-{quote(number, safe='')}",
        "op": operation_type.name,
        resource.key: target,
    }
    dropped = (*lost, *_make_sound(operation_type, head, payload, document))
    if not payload or not gate.validator_of(operation_type).is_valid(_instance({**head, _WITH: payload})):
        return Exported(dropped=dropped)
    note = (f"left out, for a manifest cannot say it: {', '.join(dropped)}",) if dropped else ()
    entry = {**head, resource.key: Noted(value=target, beside=status), _WITH: payload}
    return Exported(entry=Noted(value=entry, above=note), dropped=dropped)


def _make_sound(
    operation_type: OperationType, head: dict[str, Any], payload: dict[str, Any], document: Mapping[str, Any]
) -> tuple[str, ...]:
    """Take out of a payload what the plan would refuse or take for a change; give the paths."""
    dropped: dict[str, None] = {}
    validator = gate.validator_of(operation_type)
    keys = {field.key for _, field in walk(operation_type.fields) if field.key}
    for whole in (False, True):
        instance = _instance({**head, _WITH: payload})
        if validator.is_valid(instance):
            break
        for error in validator.iter_errors(instance):
            path = tuple(error.instance_path)
            if path[:1] == (_WITH,) and len(path) > 1:
                dropped[_drop(payload, path[1:], keys, whole=whole)] = None
    for breach in [found for rule in operation_type.rules for found in rule(payload, {})]:
        dropped[_drop(payload, breach.path[1:], keys, whole=True)] = None
    found = difference(operation_type.fields, payload, document)
    for changed in (*(change.path for change in found.changes), *found.missing):
        dropped[_drop(payload, (changed.partition(".")[0].partition("[")[0],), keys, whole=True)] = None
    return tuple(dropped)


def _drop(payload: dict[str, Any], path: _Path, keys: set[str], *, whole: bool) -> str:
    """Remove what a path leads to; the whole field where it is an element, or what names one. Give what was removed."""
    if whole or isinstance(path[-1], int) or path[-1] in keys:
        path = path[:1]
    node: Any = payload
    for step in path[:-1]:
        node = node[step]
    node.pop(path[-1], None)
    return ".".join(f"[{step + 1}]" if isinstance(step, int) else step for step in path).replace(".[", "[")


def _instance(value: Any) -> Any:
    """Bring values into the form that the schema checks: decimals are text."""
    if isinstance(value, Mapping):
        return {name: _instance(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_instance(element) for element in value]
    return format(value, "f") if isinstance(value, Decimal) else value
