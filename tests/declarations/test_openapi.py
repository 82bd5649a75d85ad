"""What is sent fits the vendor's own description, and what is compared is in it: needs `BULKOPS_OPENAPI`."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft4Validator

from bulkops.core.field import Field, Kind, walk
from bulkops.core.json import dumps
from bulkops.core.operation import OperationType
from bulkops.providers import REGISTRY
from bulkops.providers.visma import VISMA
from bulkops.providers.visma.fields import INVOICE_FIELDS
from bulkops.sandbox.conformity_differences import laid_over
from tests.declarations.payloads import members

DESCRIPTION: dict[str, Any] = laid_over(json.loads(Path(os.environ["BULKOPS_OPENAPI"]).read_text(encoding="utf-8")))
SCHEMAS: Mapping[str, Any] = DESCRIPTION["components"]["schemas"]
BODIES = {
    "visma.invoice.create": "CustomerInvoiceUpdateDto",
    "visma.invoice.update": "CustomerInvoiceUpdateDto",
    "visma.invoice.reverse": "ReverseInvoiceActionDto",
}


def strict(node: Any) -> Any:
    """Turn an OpenAPI 3.0 schema into JSON Schema that also refuses members it does not name."""
    if isinstance(node, list):
        return [strict(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {name: strict(value) for name, value in node.items()}
    if isinstance(node.get("properties"), dict):
        made["additionalProperties"] = False
    # The vendor calls dates date-time and takes them without a time.
    if node.get("format") in {"date-time", "int32", "double"}:
        del made["format"]
    return made


def nullable(value: dict[str, Any]) -> dict[str, Any]:
    """Let null stand for a value."""
    made = {**value, "type": [value["type"], "null"]}
    return {**made, "enum": [*value["enum"], None]} if "enum" in value else made


STRICT: dict[str, Any] = strict(SCHEMAS)
# The description tells which values may be null by the names of their types alone.
for type_name, type_schema in STRICT.items():
    if type_name.startswith("DtoValueOfNullableOf"):
        type_schema["properties"]["value"] = nullable(type_schema["properties"]["value"])
VALIDATORS = {
    name: Draft4Validator({"$ref": f"#/components/schemas/{dto}", "components": {"schemas": STRICT}})
    for name, dto in BODIES.items()
}
by_body = pytest.mark.parametrize("name", sorted(BODIES))


def faults(name: str, payload: Mapping[str, Any]) -> list[str]:
    body = json.loads(dumps(VISMA.encode(REGISTRY.types[name], payload, None)))
    return [f"{error.instance_path}: {error.message}" for error in VALIDATORS[name].iter_errors(body)]


def numbers(fields: tuple[Field, ...], payload: dict[str, Any]) -> dict[str, Any]:
    """Read decimals, as is done between the schema and the codec."""
    read = dict(payload)
    for field in fields:
        value = payload.get(field.name)
        if value is None:
            continue
        if field.kind is Kind.DECIMAL:
            read[field.name] = float(value)
        elif field.kind is Kind.GROUP:
            read[field.name] = numbers(field.fields, value)
        elif field.kind is Kind.LIST:
            read[field.name] = [numbers(field.fields, element) for element in value]
    return read


@by_body
def test_a_body_with_every_field_fits(name: str) -> None:
    fields = REGISTRY.types[name].fields
    payload = {field.name: field.example for field in fields}
    assert faults(name, numbers(fields, payload)) == []


@by_body
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_body_fits(name: str, data: st.DataObject) -> None:
    operation_type = REGISTRY.types[name]
    payload = data.draw(members(operation_type.fields, operation_type.required))
    assert faults(name, numbers(operation_type.fields, payload)) == []


def test_the_comparison_can_fail() -> None:
    validator = VALIDATORS["visma.invoice.create"]
    assert not validator.is_valid({"customerNumber": "10042"})
    assert not validator.is_valid({"customerNumbr": {"value": "10042"}})
    assert not validator.is_valid({"rotRutDetails": {"value": {}}})
    assert not validator.is_valid({"hold": {"value": None}})


def _observed() -> Iterator[Any]:
    def inner(fields: tuple[Field, ...], schema: Any, path: str) -> Iterator[Any]:
        for field in fields:
            if field.observed:
                yield pytest.param(field, schema, id=path + field.name)
                found = resolve(schema, field.observed)
                if found is not None and field.kind is Kind.LIST:
                    found = resolved(found.get("items"))
                yield from inner(field.fields, found or {}, f"{path}{field.name}.")

    yield from inner(INVOICE_FIELDS, SCHEMAS["CustomerInvoiceDto"], "")


def resolved(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return None
    if "$ref" in schema:
        return resolved(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    if "allOf" in schema:
        return resolved(schema["allOf"][0])
    return schema


def resolve(schema: Any, dotted: str) -> Any:
    found = resolved(schema)
    for name in dotted.split("."):
        if found is None:
            return None
        found = resolved(found.get("properties", {}).get(name))
    return found


@pytest.mark.parametrize(("field", "schema"), list(_observed()))
def test_the_answer_shows_the_field_with_the_same_type(field: Field, schema: Any) -> None:
    found = resolve(schema, field.observed)
    assert found is not None
    types = {
        Kind.FLAG: "boolean",
        Kind.INTEGER: "integer",
        Kind.DECIMAL: "number",
        Kind.LIST: "array",
        Kind.GROUP: "object",
    }
    assert found.get("type", "object") == types.get(field.kind, "string")
    assert (found.get("format") == "date-time") == (field.kind is Kind.DATE)


def _resources() -> list[OperationType]:
    return [found for found in REGISTRY.types.values() if found.api == "visma"]


@pytest.mark.parametrize("operation_type", _resources(), ids=lambda found: found.name)
def test_routes_exist_and_the_documents_have_the_members(operation_type: OperationType) -> None:
    spawned = [operation_type.spawn.resource] if operation_type.spawn else []
    for resource, dto in zip(
        [operation_type.resource, *spawned], ["CustomerInvoiceDto", "CreditNoteDto"], strict=False
    ):
        names = {resource.number, resource.status, resource.currency, resource.net, resource.party, resource.tag}
        assert resource.listing is not None
        names |= set(resource.listing.filters.values())
        # Whether credit notes show their versions is not described at all.
        for name in names - {"", resource.tag if dto == "CreditNoteDto" else ""}:
            assert resolve(SCHEMAS[dto], name) is not None, name
        parameters = DESCRIPTION["paths"][resource.listing.path]["get"]["parameters"]
        known = {parameter["name"] for parameter in parameters}
        assert {*resource.listing.filters, resource.listing.modified, resource.listing.created} <= known
        assert {field.expand for _, field in walk(resource.fields) if field.expand} <= known
        assert resource.read is not None
        folder = resource.read.path.rpartition("/")[0]
        paths = [path for path in DESCRIPTION["paths"] if path.rpartition("/")[0] == folder]
        assert any("{" in path.rpartition("/")[2] for path in paths)
    if operation_type.spawn:
        for theirs, ours in operation_type.spawn.alike:
            assert resolve(SCHEMAS["CreditNoteDto"], theirs) is not None
            assert resolve(SCHEMAS["CustomerInvoiceDto"], ours) is not None
    write = operation_type.write
    described = {re.sub(r"\{\w+\}", "{}", path): item for path, item in DESCRIPTION["paths"].items()}
    assert write.method.lower() in described[re.sub(r"\{\w+\}", "{}", write.path)]
