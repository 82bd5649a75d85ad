"""The schema that editors use for a whole manifest."""

from typing import Any

import jsonschema
import pytest
from jsonschema_rs import Draft202012Validator

from bulkops.core.schema import example_entry
from bulkops.core.schema_manifest import manifest_schema
from bulkops.providers import REGISTRY

SCHEMA = manifest_schema(REGISTRY)
VALIDATOR = Draft202012Validator(SCHEMA, validate_formats=True)
ROWS: dict[str, Any] = {
    "rows": {
        "file": "fakturor.csv",
        "encoding": "cp1252",
        "delimiter": ";",
        "decimal": ",",
        "thousands": " ",
        "dates": "%d.%m.%Y",
        "group_by": "Fakturanr",
        "where": {"Status": ["Open", "Ny"], "Belopp": {"not": "0"}, "Fakturanr": {"matches": "F*"}},
    },
    "id": "inv-{Fakturanr}",
    "op": "visma.invoice.create",
    "with": {
        "customerNumber": {"column": "Kundnr"},
        "hold": {"column": "Utkast", "values": {"J": True, "N": False}},
        "invoiceText": {"column": "Text", "default": "", "max": 60},
        "billingAddress": {"city": {"column": "Ort"}},
        "invoiceLines": {"each_row": {"inventoryNumber": {"column": "Artikel"}, "quantity": 1}},
    },
    "then": ["visma.invoice.release"],
}


def manifest(*operations: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"bulkops": 1, "name": "march-2026", "operations": list(operations), **more}


def faults(document: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(error.instance_path) for error in VALIDATOR.iter_errors(document)]


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", list(REGISTRY.types))
def test_every_operation_can_stand_in_it(name: str) -> None:
    entry = example_entry(REGISTRY.types[name])
    assert faults(manifest(entry)) == []
    assert faults(manifest({**entry, "unknown": 1})) == [("operations", 0)]


def test_its_examples_are_valid() -> None:
    for example in SCHEMA["examples"]:
        assert faults(example) == []


def test_a_wrong_field_is_named_at_its_place_and_nothing_else_is() -> None:
    good = example_entry(REGISTRY.types["visma.invoice.create"])
    bad = {"id": "x", "op": "visma.invoice.update", "invoice": "1", "with": {"invoiceLines": [{"quantity": "many"}]}}
    assert faults(manifest(good, bad)) == [("operations", 1, "with", "invoiceLines", 0, "quantity")]


def test_an_unknown_operation_is_named_at_its_place() -> None:
    assert faults(manifest({"id": "x", "op": "visma.invoice.relase", "invoice": "1"})) == [("operations", 0, "op")]


def test_defaults_need_not_be_complete_but_must_be_known() -> None:
    assert faults(manifest(defaults={"visma.invoice.create": {"currencyId": "SEK", "hold": False}})) == []
    assert faults(manifest(defaults={"visma.invoice.create": {"currency": "SEK"}})) == [
        ("defaults", "visma.invoice.create")
    ]
    assert faults(manifest(defaults={"visma.invoice.release": {}})) == [("defaults",)]


def test_rows_of_a_table_can_stand_in_it() -> None:
    assert faults(manifest(ROWS)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("with", "customerNumber"), {"colum": "Kundnr"}),
        (("with", "customerNumber"), {"column": "Kundnr", "maximum": 5}),
        (("with", "customerNo"), {"column": "Kundnr"}),
        (("with", "hold"), "maybe"),
        (("with", "invoiceLines"), {"each_row": {"quantiti": {"column": "Antal"}}}),
        (("with", "invoiceLines"), {"every_row": {}}),
        (("rows", "decimal"), ";"),
        (("rows", "file"), ""),
        (("rows", "where"), {"Status": {"is": "Open"}}),
        (("then",), ["visma.invoice.update"]),
        (("then",), ["ddapi.invoice_settings.set"]),
    ],
)
def test_a_wrong_row_entry_is_refused(path: tuple[str, ...], value: Any) -> None:
    *above, name = path
    entry = {**ROWS, **{key: dict(ROWS[key]) for key in above}}
    (entry[above[0]] if above else entry)[name] = value
    assert faults(manifest(entry)) != []


def test_a_target_may_come_from_a_column_or_from_an_operation_of_the_table() -> None:
    rows = {"rows": {"file": "t.csv"}, "id": "r-{Nr}", "op": "visma.invoice.release"}
    for target in ({"column": "Nr"}, "{Nr}", {"from": "inv-{Nr}"}):
        assert faults(manifest({**rows, "invoice": target})) == []
    assert faults(manifest(rows)) == [("operations", 0)]
