"""What a request's body holds, for people: values without the API's wrapping, and nothing that may be personal."""

from collections.abc import Mapping
from typing import Any

from bulkops.core.field import Field
from bulkops.core.json import loads
from bulkops.core.operation import OperationType
from bulkops.core.shape import Member
from bulkops.core.shown import HIDDEN


def shown_body(operation_type: OperationType, body: bytes) -> dict[str, Any]:
    """Read a body for people.

    Sensitive values stand as `HIDDEN`, and so do members that nothing declares: a body may be laid over what the system
    holds, and who knows what else a host keeps there.

    Args:
        operation_type: What it is sent for.
        body: JSON; empty: there is none.

    Raises:
        ValueError: It is not JSON.
    """
    members = loads(body) if body else {}
    if not isinstance(members, Mapping):
        return {}
    shown = {member.name: member for member in operation_type.resource.members}
    fields = {field.name: field for field in operation_type.fields}
    return {name: _declared(fields.get(name), shown.get(name), value) for name, value in members.items()}


def _declared(field: Field | None, member: Member | None, value: Any) -> Any:
    if field is not None:
        return _sent(field, value)
    plain = member is not None and not member.sensitive and not isinstance(value, (Mapping, list))
    return value if plain or value is None else HIDDEN


def _sent(field: Field, value: Any) -> Any:
    if field.wrapped and isinstance(value, Mapping) and value.keys() == {"value"}:
        value = value["value"]
    if value is None:
        return None
    if field.sensitive:
        return HIDDEN
    if not field.fields:
        return value
    fields = {inner.name: inner for inner in field.fields}
    if isinstance(value, list):
        return [_members(fields, element) for element in value]
    return _members(fields, value)


def _members(fields: Mapping[str, Field], value: Any) -> Any:
    if not isinstance(value, Mapping):
        return HIDDEN
    return {name: _declared(fields.get(name), None, inner) for name, inner in value.items()}
