"""The declarations have every field of the models, with the models' types: needs `BULKOPS_MODELS`."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from bulkops.core.field import Field, Kind
from bulkops.providers import REGISTRY
from bulkops.providers.visma.fields import INVOICE_FIELDS

PLACE = re.compile(r"\{\w+\}")
FOLDER = Path(os.environ["BULKOPS_MODELS"])
VISMA: dict[str, Any] = yaml.safe_load((FOLDER / "visma-net.models.yaml").read_text(encoding="utf-8"))
DDAPI: dict[str, Any] = yaml.safe_load((FOLDER / "compilator-ddapi.models.yaml").read_text(encoding="utf-8"))
SCHEMAS: Mapping[str, Any] = VISMA["schemas"]
REVERSE = REGISTRY.types["visma.invoice.reverse"]
#: The member that DDAPI's settings are found by is the entry's own key.
KEY = "CustomerNumber"


def pairs(fields: tuple[Field, ...], dto: str, path: str = "") -> Iterator[tuple[str, Field | None, Any]]:
    """Go through declarations and a DTO of the models together, at every level."""
    members: dict[str, Any] = SCHEMAS[dto]["fields"]
    declared = {field.name: field for field in fields}
    for name in sorted({*members, *declared}):
        field, model = declared.get(name), members.get(name)
        yield path + name, field, model
        inner = (model or {}).get("ref") or (model or {}).get("items")
        if inner and field:
            yield from pairs(field.fields, inner, f"{path}{name}.")


def _cases() -> Iterator[Any]:
    for path, field, model in (
        *pairs(INVOICE_FIELDS, "CustomerInvoiceUpdateDto"),
        *pairs(REVERSE.fields, "ReverseInvoiceActionDto"),
    ):
        yield pytest.param(field, model, id=path)


def kind_of(model: Mapping[str, Any]) -> Kind:
    if "ref" in model:
        return Kind.GROUP
    if "enum" in model:
        return Kind.CHOICE
    return {
        ("string", None): Kind.TEXT,
        ("string", "date-time"): Kind.DATE,
        ("string", "uuid"): Kind.UUID,
        ("boolean", None): Kind.FLAG,
        ("integer", "int32"): Kind.INTEGER,
        ("number", "double"): Kind.DECIMAL,
        ("array", None): Kind.LIST,
    }[model["type"], model.get("format")]


@pytest.mark.parametrize(("field", "model"), list(_cases()))
def test_a_field_is_as_in_the_models(field: Field | None, model: Mapping[str, Any] | None) -> None:
    assert field is not None, "not declared"
    assert model is not None, "not in the models"
    assert field.kind is kind_of(model)
    assert field.wrapped is model["wrapped"]
    assert field.nullable is model.get("nullable_value", False)
    assert sorted(field.choices) == sorted(model.get("enum", ()))
    assert bool(field.pattern) == ("pattern" in model)
    assert field.length_max == 0, "the models state no length"
    assert bool(field.deprecated) == any(word in model["desc"] for word in ("deprecated", "obsolete"))


@pytest.mark.parametrize("field", [pytest.param(field, id=field.name) for field in INVOICE_FIELDS])
def test_a_description_is_not_copied(field: Field) -> None:
    assert field.description.rstrip(".").lower() != SCHEMAS["CustomerInvoiceUpdateDto"]["fields"][field.name]["desc"]


SETTINGS = REGISTRY.types["ddapi.invoice_settings.set"]
PAGE: Mapping[str, Any] = DDAPI["models"]["CustomerInvoicePutRequest"]["fields"]


def test_the_settings_are_all_there_in_the_order_of_the_page() -> None:
    assert [KEY, *(field.name for field in SETTINGS.fields)] == list(PAGE)
    assert SETTINGS.resource.number == KEY


@pytest.mark.parametrize("field", [pytest.param(field, id=field.name) for field in SETTINGS.fields])
def test_a_setting_is_as_in_the_models(field: Field) -> None:
    model = PAGE[field.name]
    assert field.kind.name == {"integer": "INTEGER", "boolean": "FLAG", "string": "TEXT"}[model["type"]]
    # Where it is not known, null is never sent.
    assert field.nullable is (model["nullable"] is True)
    assert field.length_max == model.get("max_length", 0)
    assert not field.wrapped
    assert field.observed == field.name


def _operations() -> Iterator[tuple[str, Mapping[str, Any]]]:
    # What stands in a path's place is named one way and another; which place it is decides.
    routes = {(model["method"], PLACE.sub("{}", model["path"])): model for model in VISMA["operations"]}
    for operation_type in REGISTRY.types.values():
        if operation_type.api == "visma":
            write = operation_type.write
            yield operation_type.name, routes[write.method, PLACE.sub("{}", write.path)]
            for route in operation_type.write_with.values():
                assert (route.method, PLACE.sub("{}", route.path)) in routes


@pytest.mark.parametrize(("name", "model"), [pytest.param(*case, id=case[0]) for case in _operations()])
def test_a_route_is_as_in_the_models(name: str, model: Mapping[str, Any]) -> None:
    operation_type = REGISTRY.types[name]
    assert operation_type.if_match is model["if_match"]
    assert operation_type.write.success == (model["sync"]["status"],)


@pytest.mark.parametrize("resource", ["invoice"])
def test_the_list_knows_the_filters(resource: str) -> None:
    listing = REGISTRY.types[f"visma.{resource}.create"].resource.listing
    assert listing is not None
    parameters = VISMA["list_query_parameters"]
    assert {*listing.filters, listing.modified, listing.created} <= set(parameters)
    for field in INVOICE_FIELDS:
        assert not field.expand or field.expand in parameters


def test_the_settings_routes_are_as_documented() -> None:
    put, get = DDAPI["actions"]["putCustomerInvoice"], DDAPI["actions"]["getCustomerInvoice"]
    assert (SETTINGS.write.method, SETTINGS.write.path) == (put["method"], "/" + put["path"])
    read = SETTINGS.resource.read
    assert read is not None
    assert (read.method, read.path) == (get["method"], "/" + get["path"])
    assert [name for name, _ in read.query] == list(get["query"])
