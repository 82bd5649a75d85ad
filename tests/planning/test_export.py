"""An exported document, read back as a manifest, is what the document shows: a plan of it changes nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bulkops.adapters.manifest_file import ManifestFile
from bulkops.adapters.manifest_write import manifest_lines
from bulkops.core.field import Field, Kind
from bulkops.core.finding import Finding
from bulkops.core.operation import OperationType
from bulkops.core.step import Operation
from bulkops.planning.check import EntryCheck
from bulkops.planning.diff import OPERATION, difference
from bulkops.planning.export_entry import Exported, exported
from bulkops.planning.export_fields import PERSONAL, Written, setters, written
from bulkops.planning.instance import Reader
from bulkops.planning.mistakes import Mistakes
from bulkops.providers import REGISTRY
from tests.declarations.payloads import members
from tests.planning.documents import answered

SETTERS = setters(REGISTRY)
UPDATE = REGISTRY.types["visma.invoice.update"]
each_setter = pytest.mark.parametrize("setter", SETTERS, ids=lambda each: each.name)
some = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def fields_of(setter: OperationType, **how: Any) -> Written:
    found = written(setter, **{"personal": True, "deprecated": True} | how)
    assert isinstance(found, Written)
    return found


def export(setter: OperationType, document: Mapping[str, Any], **how: Any) -> Exported:
    return exported(setter, fields_of(setter, **how).fields, document)


def shown(setter: OperationType, payload: Mapping[str, Any], number: str = "10042", status: str = "Hold") -> Any:
    return answered(setter.fields, payload) | {setter.resource.number: number, "status": status}


def read_back(folder: Path, found: Exported) -> Operation:
    """Write an entry, read it as any manifest is read, and check it."""
    assert found.entry is not None
    path = folder / "export.yaml"
    lines = "".join(manifest_lines({"bulkops": 1, "name": "export"}, [found.entry]))
    path.write_text(lines, encoding="utf-8", newline="")
    findings: list[Finding] = []
    with ManifestFile(path, "export.yaml") as manifest:
        check = EntryCheck(manifest.head, REGISTRY, findings.append)
        operations = [check.operation(entry) for entry in manifest.entries()]
    assert manifest.findings + findings == []
    assert operations[0] is not None
    return operations[0]


def without_operation(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_operation(member) for name, member in value.items() if name != OPERATION}
    return [without_operation(element) for element in value] if isinstance(value, list) else value


def comparable(field: Field, value: Any) -> bool:
    """Whether the document shows the value by itself: lists and groups are compared by the diff."""
    return bool(field.observed) and not field.fields and value not in (None, "")


@each_setter
@some
@given(data=st.data())
def test_a_document_comes_back_as_it_is(setter: OperationType, tmp_path: Path, data: st.DataObject) -> None:
    fields = tuple(field for field in setter.fields if field.observed != setter.resource.number)
    drawn = data.draw(members(fields, size_min=1))
    payload = without_operation(Reader(fields).to_payload(drawn))
    document = shown(setter, payload)
    found = export(setter, document)
    wanted = {field.name: payload[field.name] for field in fields if comparable(field, payload.get(field.name))}
    if found.entry is None:
        assert wanted == {}
        return
    operation = read_back(tmp_path, found)
    assert operation.target == "10042"
    assert {name: operation.payload.get(name) for name in wanted} == wanted
    assert difference(setter.fields, operation.payload, document).empty


@some
@given(text=st.text(min_size=1, max_size=30))
@example(text="one\ntwo\n\n three")
@example(text="00042")
@example(text="2026-03-31")
@example(text=" no: [x] # y ")
@example(text="\r\n\t'\"\\")
def test_any_text_comes_back(tmp_path: Path, text: str) -> None:
    document = shown(UPDATE, {"invoiceText": text, "invoiceLines": [{"lineNumber": 7, "description": text}]})
    operation = read_back(tmp_path, export(UPDATE, document))
    assert operation.payload == {"invoiceText": text, "invoiceLines": [{"lineNumber": 7, "description": text}]}


@some
@given(number=st.text(min_size=1, max_size=12))
@example(number="A 7/1")
@example(number="007")
def test_any_number_names_its_document(tmp_path: Path, number: str) -> None:
    operation = read_back(tmp_path, export(UPDATE, shown(UPDATE, {"hold": True}, number)))
    assert operation.target == number


def test_numbers_that_an_id_cannot_hold_stay_apart() -> None:
    numbers = ["A 1", "A%201", "A_1", "a 1"]
    entries = [export(UPDATE, shown(UPDATE, {"hold": True}, number)).entry for number in numbers]
    assert len({entry.value["id"] for entry in entries if entry is not None}) == len(numbers)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("exchangeRate", "1.23456789"),  # more decimals than an amount of a manifest has
        ("documentDate", "0001-01-01T00:00:00"),
        ("financialPeriod", "13"),
        ("directDebitMandate", {"id": "none"}),
        ("hold", "perhaps"),
        ("exchangeRate", "NaN"),
        ("contact", {"id": "214"}),  # a plan would take the number for another value than the text
    ],
)
def test_what_a_manifest_cannot_say_is_left_out(tmp_path: Path, member: str, value: Any) -> None:
    document = shown(UPDATE, {"invoiceText": "kept"}) | {member: value}
    found = export(UPDATE, document)
    assert read_back(tmp_path, found).payload == {"invoiceText": "kept"}
    assert len(found.dropped) == 1
    assert found.entry is not None
    assert found.dropped[0] in found.entry.above[0]
    assert str(value) not in str(found.entry.above)


def test_a_value_of_a_line_is_left_out_alone(tmp_path: Path) -> None:
    lines = [{"lineNumber": 1, "quantity": "2.5"}, {"lineNumber": 2, "quantity": "0.12345678", "description": "b"}]
    document = shown(UPDATE, {}) | {"invoiceLines": lines}
    found = export(UPDATE, document)
    assert found.dropped == ("invoiceLines[2].quantity",)
    operation = read_back(tmp_path, found)
    assert [line.get("description") for line in operation.payload["invoiceLines"]] == [None, "b"]
    assert "quantity" not in operation.payload["invoiceLines"][1]


@pytest.mark.parametrize("numbers", [(1, 1), (1, None), (None, None)])
def test_lines_that_cannot_be_told_apart_are_left_out(tmp_path: Path, numbers: tuple[int | None, ...]) -> None:
    lines = [{"lineNumber": number, "description": "x"} for number in numbers]
    document = shown(UPDATE, {"invoiceText": "kept"}) | {"invoiceLines": lines}
    found = export(UPDATE, document)
    assert read_back(tmp_path, found).payload == {"invoiceText": "kept"}
    assert found.dropped == ("invoiceLines",)


def test_vat_that_stands_twice_is_left_out() -> None:
    document = shown(UPDATE, {"invoiceText": "kept"}) | {"taxDetails": [{"taxId": "3", "vatAmount": 1}] * 2}
    assert export(UPDATE, document).dropped == ("taxDetailLines",)


def test_what_is_sent_as_a_whole_is_written_with_what_is_empty(tmp_path: Path) -> None:
    settings_type = REGISTRY.types["ddapi.invoice_settings.set"]
    empty = {field.name: None for field in settings_type.fields if field.nullable}
    document = {"CustomerNumber": 10042, "CurrencyId": 1, "TermsOfPaymentId": None, **empty}
    assert read_back(tmp_path, export(settings_type, document)).payload == {"CurrencyId": 1, **empty}
    invoice = shown(UPDATE, {"hold": True}) | {"startDate": None, "note": ""}
    assert read_back(tmp_path, export(UPDATE, invoice)).payload == {"hold": True}


def test_several_things_that_cannot_be_said_are_left_out_together(tmp_path: Path) -> None:
    lines = [
        {"lineNumber": 10**12, "quantity": "0.12345678"},
        {"lineNumber": 2, "quantity": "0.12345678", "startDate": "0001-01-01"},
    ]
    address = {"addressLine1": "x", "country": {"id": ["NO"]}}
    document = shown(UPDATE, {"invoiceText": "kept"}) | {"invoiceLines": lines, "invoiceAddress": address}
    found = export(UPDATE, document)
    assert read_back(tmp_path, found).payload == {"invoiceText": "kept", "billingAddress": {"addressLine1": "x"}}
    assert {"invoiceLines", "billingAddress.countryId"} <= set(found.dropped)


@pytest.mark.parametrize("number", [None, "", "x" * 200])
def test_a_document_that_cannot_be_named_has_no_entry(number: str | None) -> None:
    assert export(UPDATE, {"referenceNumber": number, "hold": True}).entry is None


def test_a_document_of_which_nothing_can_be_said_has_no_entry() -> None:
    assert export(UPDATE, {"referenceNumber": "1", "status": "Open"}) == Exported()


@each_setter
def test_without_personal_data_there_is_none(setter: OperationType) -> None:
    canary = "canary-1f0c"

    def filled(field: Field) -> Any:
        if field.kind is Kind.GROUP:
            return {member.name: filled(member) for member in field.fields}
        return canary if field.sensitive and field.kind is Kind.TEXT else None

    payload = {field.name: value for field in setter.fields if (value := filled(field)) is not None}
    document = shown(setter, payload)
    assert canary in str(export(setter, document))
    assert canary not in str(export(setter, document, personal=False))
    assert fields_of(setter, personal=False).left_out[PERSONAL]


@each_setter
def test_every_field_is_written_or_said_to_be_left_out(setter: OperationType) -> None:
    found = fields_of(setter, deprecated=False, personal=False)
    named = {path.partition(".")[0].removesuffix("[]") for paths in found.left_out.values() for path in paths}
    assert {field.name for field in found.fields} | named == {field.name for field in setter.fields}


def test_chosen_fields_are_the_only_ones() -> None:
    found = fields_of(UPDATE, chosen=("creditTermsId", "invoiceLines"))
    assert [field.name for field in found.fields] == ["creditTermsId", "invoiceLines"]
    wrong = written(UPDATE, personal=True, chosen=("creditTerms", "zzz"))
    assert isinstance(wrong, Mistakes)
    assert wrong.found[0][1] == "did you mean `creditTermsId`?"
    assert len(wrong.found) == 2
    assert isinstance(written(UPDATE, personal=True, chosen=("rotRutDetails",)), Mistakes)
