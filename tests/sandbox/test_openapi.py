"""What the sandbox answers fits the vendor's own description: needs `BULKOPS_OPENAPI`."""

import json
import os
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from bulkops.core.field import Field, Kind
from bulkops.core.json import loads
from bulkops.providers.visma import VISMA
from bulkops.providers.visma.codec import encode
from bulkops.providers.visma.create import CREATE
from bulkops.sandbox.conformity_differences import laid_over
from bulkops.sandbox.routes import _TABLE
from tests.sandbox.desk import INVOICE, Desk
from tests.sandbox.uploads import TYPE, attach, upload

DESCRIPTION = laid_over(json.loads(Path(os.environ["BULKOPS_OPENAPI"]).read_text(encoding="utf-8")))


def closed(schema: Any) -> Any:
    """Refuse members that are not described, and let described ones be null, as the system does."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    made = {key: closed(part) for key, part in schema.items() if key not in ("properties", "format")}
    if "properties" in schema:
        made["properties"] = {key: closed(part) for key, part in schema["properties"].items()}
        made["additionalProperties"] = False
    if isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    if "enum" in made:
        made["enum"] = [*made["enum"], None]
    return made


SCHEMAS = {name: closed(schema) for name, schema in DESCRIPTION["components"]["schemas"].items()}


def plain(value: Any) -> Any:
    """Exact decimals as the floats that the validator knows."""
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [plain(member) for member in value]
    return float(value) if isinstance(value, Decimal) else value


def check(body: bytes, name: str, *, many: bool = False) -> Any:
    one = {"$ref": f"#/components/schemas/{name}"}
    schema = {"components": {"schemas": SCHEMAS}, **({"type": "array", "items": one} if many else one)}
    answer = loads(body)
    error = best_match(Draft202012Validator(schema).iter_errors(plain(answer)))
    assert error is None, f"{error.json_path}: {error.message}"
    return answer


def example(field: Field) -> Any:
    """A value of a field: the one it is declared with."""
    if field.kind is Kind.GROUP:
        return {member.name: example(member) for member in field.fields}
    if field.kind is Kind.LIST:
        return [{member.name: example(member) for member in field.fields}]
    return Decimal(field.example) if field.kind is Kind.DECIMAL else field.example


@pytest.fixture
def whole(desk: Desk) -> Desk:
    """A system with an invoice that has every field that can be sent."""
    payload = {field.name: example(field) for field in CREATE.fields} | {"hold": False}
    response = desk.ask("POST", "/v2/customerinvoice", encode(CREATE, payload, None))
    assert response.status == 201, response.body
    assert response.headers["location"].endswith("/100231")
    return desk


def test_an_invoice_with_every_field(whole: Desk) -> None:
    shown = check(whole.ask("GET", f"{INVOICE}/100231").body, "CustomerInvoiceDto")
    for field in CREATE.fields:
        sent = example(field)
        if field.observed and field.kind not in (Kind.GROUP, Kind.LIST) and field.name != "hold":
            found = shown
            for name in field.observed.split("."):
                found = found[name]
            expected = field.as_observed(sent)
            assert found == (f"{expected}T00:00:00" if field.kind is Kind.DATE else expected), field.name


def test_every_field_of_a_line_is_shown(whole: Desk) -> None:
    lines = next(field for field in CREATE.fields if field.name == "invoiceLines")
    shown = whole.read("100231")["invoiceLines"][0]
    for field in lines.fields:
        if not field.observed or field.kind is Kind.LIST or field.name in ("discountPercent", "lineNumber"):
            continue
        found = shown
        for name in field.observed.split("."):
            found = found[name]
        sent = example(field)
        assert found == (f"{sent}T00:00:00" if field.kind is Kind.DATE else sent), field.name


def test_lists_and_results(whole: Desk) -> None:
    flags = "&".join(f"expand{part}=true" for part in ("Applications", "Attachments", "TaxDetails", "InvoiceAddress"))
    check(whole.ask("GET", f"{INVOICE}?{flags}").body, "CustomerInvoiceDto", many=True)
    check(whole.ask("GET", INVOICE).body, "CustomerInvoiceDto", many=True)
    check(whole.act("100231", "release").body, "ReleaseInvoiceActionResultDto")
    whole.now += 60
    assert check(whole.ask("GET", f"{INVOICE}/100231").body, "CustomerInvoiceDto")["status"] == "Open"
    result = check(whole.act("100231", "reverse", {"returnCreditNote": True}).body, "ReverseInvoiceActionResultDto")
    note = result["referenceNumber"]
    check(whole.ask("GET", f"/v1/customerCreditNote/{note}").body, "CustomerCreditNoteDto")
    check(whole.ask("GET", f"/v1/customerCreditNote?{flags}").body, "CustomerCreditNoteDto", many=True)
    check(whole.ask("GET", f"{INVOICE}/100231/rotrut").body, "RotRutDto")
    check(whole.ask("GET", f"{INVOICE}/worktypes").body, "WorkTypeDto", many=True)


def test_seeded_documents_fit_too(desk: Desk) -> None:
    desk.erp.seed(desk.now)
    for row in check(desk.ask("GET", INVOICE).body, "CustomerInvoiceDto", many=True):
        check(desk.ask("GET", f"{INVOICE}/{row['referenceNumber']}").body, "CustomerInvoiceDto")


def test_what_actions_answer(whole: Desk) -> None:
    whole.update("100231", hold=False)
    assert attach(whole, "100231", line=1).status == 201
    assert attach(whole, "100231", upload(name="b.pdf")).status == 201
    whole.release("100231")
    flags = "expandApplications=true&expandAttachments=true"
    check(whole.act("100231", "sendToAutoInvoice").body, "SendToAutoInvoiceArDocumentActionResultDto")
    result = check(whole.act("100231", "correct").body, "CorrectArDocumentActionResultDto")
    whole.release(result["refNbr"])
    for outcome in ("settled", "released", "pending"):
        whole.switch(reverse_and_apply=outcome)
        other = whole.create(lines=[{"unitPriceInCurrency": 100}])
        whole.release(other)
        answer = whole.act(other, "reverseandapplytonote", {"returnCreditNote": True})
        note = check(answer.body, "ReverseInvoiceActionResultDto")["referenceNumber"]
        check(whole.ask("GET", f"/v1/customerCreditNote/{note}").body, "CustomerCreditNoteDto")
        check(whole.ask("GET", f"{INVOICE}/{other}").body, "CustomerInvoiceDto")
    check(whole.ask("GET", f"{INVOICE}?{flags}").body, "CustomerInvoiceDto", many=True)
    check(whole.ask("GET", f"/v1/customerCreditNote?{flags}").body, "CustomerCreditNoteDto", many=True)
    assert whole.read("100231")["applications"]


def test_actions_that_fail_answer_in_the_same_form(whole: Desk) -> None:
    whole.release("100231")
    whole.switch(action_fails_every=1)
    check(whole.act("100231", "sendToAutoInvoice").body, "SendToAutoInvoiceArDocumentActionResultDto")
    check(whole.act("100231", "correct").body, "CorrectArDocumentActionResultDto")
    for action in ("reverse", "reverseandapplytonote"):
        check(whole.act("100231", action).body, "ReverseInvoiceActionResultDto")
    check(whole.act(whole.create(), "release").body, "ReleaseInvoiceActionResultDto")


@pytest.mark.parametrize("headers", ["written", "lower_case", "none"])
def test_background_calls(whole: Desk, headers: str) -> None:
    whole.switch(background_headers=headers)
    asked = (
        ("GET", f"{INVOICE}/100231"),
        ("DELETE", f"{INVOICE}/999999"),
        ("POST", f"{INVOICE}/100231/action/release"),
    )
    receipts = [
        check(whole.ask(method, path, erp_api_background="none").body, "BackgroundApiAcceptedDto")["id"]
        for method, path in asked
    ]
    for delay_s in (0, 0.3, 60):
        whole.now += delay_s
        for receipt in receipts:
            check(whole.ask("GET", f"/v1/background/{receipt}").body, "BackgroundRequestStateDto")
    whole.switch(background_fails_every=1)
    failed = loads(whole.ask("GET", INVOICE, erp_api_background="subscription").body)["id"]
    whole.now += 60
    assert check(whole.ask("GET", f"/v1/background/{failed}").body, "BackgroundRequestStateDto")["status"] == "Failed"


def test_every_declared_operation_has_a_route(whole: Desk) -> None:
    for operation_type in sorted(VISMA.operations, key=lambda each: each.write.method == "DELETE"):
        for route in (operation_type.write, *operation_type.write_with.values()):
            path = route.path.replace("{key}", "100231").replace("{line}", "1")
            if operation_type.upload is not None:
                answer = whole.ask(route.method, path, upload(), Content_Type=TYPE)
            else:
                answer = whole.ask(route.method, path, {"customerNumber": {"value": "1"}})
            assert answer.status in (*route.success, 400), operation_type.name


def test_every_described_route_is_there(whole: Desk) -> None:
    ours = {(method, re.sub(r"\{\w+\}", "{}", path)) for api, method, path, _ in _TABLE if api == "visma"}
    described = {
        (method.upper(), re.sub(r"\{\w+\}", "{}", path))
        for path, operations in DESCRIPTION["paths"].items()
        for method in operations
    }
    # Credit notes are read only: reversals and corrections make them.
    own = {("POST", "/v1/customerCreditNote"), *((m, "/v1/customerCreditNote/{}") for m in ("PUT", "DELETE"))}
    assert described - ours == own
    assert ours - described == {("POST", "/connect/token")}


def test_every_described_filter_is_one_of_ours(desk: Desk) -> None:
    parameters = DESCRIPTION["paths"]["/v1/customerinvoice"]["get"]["parameters"]
    names = [parameter["name"] for parameter in parameters if parameter["in"] == "query"]
    assert len(names) == 32
    for name in names:
        if not name.endswith("Condition"):
            pair = f"&{name}Condition=>" if f"{name}Condition" in names else ""
            value = "2026-01-01" if pair else "1"
            assert desk.ask("GET", f"{INVOICE}?{name}={value}{pair}").status == 200, name
