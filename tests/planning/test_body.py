"""What is shown of a body: all that is plain of every operation type, and nothing that is sensitive."""

from collections.abc import Iterator
from typing import Any

import pytest

from bulkops.core.field import Field, Kind
from bulkops.core.json import dumps
from bulkops.core.operation import OperationType
from bulkops.core.shown import HIDDEN
from bulkops.planning.body import shown_body
from bulkops.providers import REGISTRY

CANARY = "canary-7c1e"
TYPES = [one for one in REGISTRY.types.values() if one.fields and one.upload is None]


def filled(fields: tuple[Field, ...], *, inside: bool = False) -> dict[str, Any]:
    """Give every field a value, those that are sensitive the canary."""
    return {field.name: _value(field, inside=inside or field.sensitive) for field in fields}


def _value(field: Field, *, inside: bool) -> Any:
    if field.kind is Kind.GROUP:
        return filled(field.fields, inside=inside)
    if field.kind is Kind.LIST:
        return [filled(field.fields, inside=inside)] * 2
    return CANARY if inside else f"plain-{field.name}"


def plain(fields: tuple[Field, ...]) -> Iterator[str]:
    """Name the values that are to be seen."""
    for field in fields:
        if field.sensitive:
            continue
        if field.fields:
            yield from plain(field.fields)
        else:
            yield f"plain-{field.name}"


@pytest.mark.parametrize("operation_type", TYPES, ids=lambda one: one.name)
def test_of_every_operation_type_what_is_plain_is_shown_and_what_is_sensitive_is_not(
    operation_type: OperationType,
) -> None:
    provider = REGISTRY.provider_of(operation_type)
    known = {operation_type.resource.number: "1"}
    payload = filled(operation_type.fields)
    shown = dumps(shown_body(operation_type, dumps(provider.encode(operation_type, payload, known)))).decode()
    assert CANARY not in shown
    assert [value for value in plain(operation_type.fields) if f'"{value}"' not in shown] == []
    assert (HIDDEN in shown) is (CANARY in dumps(payload).decode())


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'"canary-7c1e"'])
def test_what_is_no_object_shows_nothing(body: bytes) -> None:
    assert shown_body(TYPES[0], body) == {}


def test_a_value_of_another_form_than_declared_is_hidden() -> None:
    (settings,) = (one for one in TYPES if not one.resource.listing)
    assert shown_body(settings, dumps({"Unheard": {"a": CANARY}, "Null": None})) == {"Unheard": HIDDEN, "Null": None}
