"""The derived schemas are schemas, and two validators read them alike."""

from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulkops.core.operation import OperationType
from bulkops.core.schema import entry_schema, example_entry, payload_schema
from bulkops.providers import REGISTRY
from tests.declarations.payloads import disturbed, members

TYPES = list(REGISTRY.types.values())
by_type = pytest.mark.parametrize("operation_type", TYPES, ids=lambda found: found.name)
with_fields = pytest.mark.parametrize(
    "operation_type", [found for found in TYPES if found.fields], ids=lambda found: found.name
)
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def accepts(schema: dict[str, Any], instance: Any) -> bool:
    """Whether both validators accept an instance; they must not differ."""
    fast = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    oracle = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker(["date", "uuid"]))
    accepted = fast.is_valid(instance)
    assert accepted == oracle.is_valid(instance)
    return accepted


@by_type
def test_it_is_a_schema(operation_type: OperationType) -> None:
    jsonschema.Draft202012Validator.check_schema(entry_schema(operation_type))


@by_type
def test_the_example_entry_is_valid(operation_type: OperationType) -> None:
    assert accepts(entry_schema(operation_type), example_entry(operation_type))


@by_type
def test_unknown_keys_and_missing_keys_are_refused(operation_type: OperationType) -> None:
    schema, entry = entry_schema(operation_type), example_entry(operation_type)
    assert not accepts(schema, {**entry, "whit": {}})
    for name in schema["required"]:
        assert not accepts(schema, {key: value for key, value in entry.items() if key != name})


@by_type
@pytest.mark.parametrize("name", ["", "a b", "a\tb", "a\nb", "a\x00b", "a\u00a0b", "x" * 121])
def test_an_id_has_no_spaces_and_an_end(operation_type: OperationType, name: str) -> None:
    assert not accepts(entry_schema(operation_type), {**example_entry(operation_type), "id": name})


@by_type
def test_a_target_may_come_from_another_operation(operation_type: OperationType) -> None:
    schema, entry = entry_schema(operation_type), example_entry(operation_type)
    key = operation_type.resource.key
    if operation_type.targeted:
        assert accepts(schema, {**entry, key: {"from": "acme"}})
        assert not accepts(schema, {**entry, key: {"form": "acme"}})
    else:
        assert not accepts(schema, {**entry, key: "100231"})


@by_type
def test_a_tag_stands_only_where_versions_are_compared(operation_type: OperationType) -> None:
    entry = {**example_entry(operation_type), "if_match": '"AAAAAE0YIiI="'}
    assert accepts(entry_schema(operation_type), entry) == (
        operation_type.targeted and bool(operation_type.resource.tag) and operation_type.verb != "print"
    )


@by_type
def test_with_stands_only_where_there_are_fields(operation_type: OperationType) -> None:
    entry = {**example_entry(operation_type), "with": {}}
    assert accepts(entry_schema(operation_type), entry) == bool(
        operation_type.fields and not operation_type.payload_required
    )


@with_fields
@few
@given(data=st.data())
def test_what_a_field_takes_is_accepted(operation_type: OperationType, data: st.DataObject) -> None:
    size_min = 1 if operation_type.payload_required else 0
    payload = data.draw(members(operation_type.fields, operation_type.required, size_min))
    assert accepts(payload_schema(operation_type), payload)


@with_fields
@few
@given(data=st.data())
def test_the_validators_agree_on_disturbed_payloads(operation_type: OperationType, data: st.DataObject) -> None:
    payload = data.draw(members(operation_type.fields, operation_type.required, 1))
    accepts(payload_schema(operation_type), data.draw(disturbed(payload)))


UPDATE = payload_schema(REGISTRY.types["visma.invoice.update"])
CREATE = payload_schema(REGISTRY.types["visma.invoice.create"])


@pytest.mark.parametrize(
    "payload",
    [
        {"documentDate": "2026-02-30"},
        {"documentDate": "20260331"},
        {"documentDate": "2026-03-31T00:00:00"},
        {"postPeriod": "202603"},
        {"financialPeriod": "032026"},
        {"exchangeRate": "1,5"},
        {"exchangeRate": "1.1234567"},
        {"exchangeRate": "1e3"},
        {"exchangeRate": None},
        {"hold": "true"},
        {"contact": 2**31},
        {"contact": "214"},
        {"directDebitMandateId": "6f1ce2bb"},
        {"rotRutDetails": {"type": "rot"}},
        {"billingAddress": {}},
        {"billingAddress": None},
        {"billingAddress": {"town": "Oslo"}},
        {"invoiceLines": []},
        {"invoiceLines": [{}]},
        {"invoiceLines": [{"operation": "Delete"}]},
        {"invoiceLines": [{"operation": "Update", "quantity": "2"}]},
        {"invoiceLines": [{"operation": "Replace", "lineNumber": 1}]},
        {"taxDetailLines": [{"vatAmount": "1"}]},
        {},
    ],
)
def test_a_wrong_payload_is_refused(payload: dict[str, Any]) -> None:
    assert not accepts(UPDATE, payload)


@pytest.mark.parametrize(
    "payload",
    [
        {"contact": None, "startDate": None, "domesticServicesDeductibleDocument": None},
        {"rotRutDetails": {"type": None}},
        {"exchangeRate": "11.352500"},
        {"exchangeRate": 11.3525},
        {"note": ""},
        {"creditTermsId": 14},
        {"invoiceLines": [{"operation": "Delete", "lineNumber": 3}]},
        {"invoiceLines": [{"inventoryNumber": "CONS-1"}]},
    ],
)
def test_a_right_payload_is_accepted(payload: dict[str, Any]) -> None:
    assert accepts(UPDATE, payload)


def test_a_new_invoice_needs_a_customer() -> None:
    assert not accepts(CREATE, {"documentDate": "2026-03-31"})
    assert not accepts(CREATE, {"customerNumber": ""})
    assert not accepts(CREATE, {"customerNumber": "1", "invoiceLines": [{"operation": "Update", "lineNumber": 1}]})


def test_a_required_field_that_is_missing_is_named_where_it_is_missing() -> None:
    validator = jsonschema_rs.Draft202012Validator(UPDATE)
    errors = list(validator.iter_errors({"invoiceLines": [{"lineNumber": 1}, {"operation": "Delete"}]}))
    assert [(error.instance_path, error.message) for error in errors] == [
        (["invoiceLines", 1], '"lineNumber" is a required property')
    ]
