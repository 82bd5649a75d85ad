"""Bodies, errors and numbers of Visma.net, as the fact file's sections 4 and 9 have them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bulkops.core.field import Field, Kind
from bulkops.core.http import Request, Response
from bulkops.core.json import dumps
from bulkops.providers import REGISTRY
from bulkops.providers.visma import VISMA
from tests.declarations.payloads import members

CREATE, UPDATE = REGISTRY.types["visma.invoice.create"], REGISTRY.types["visma.invoice.update"]
RELEASE, REVERSE = REGISTRY.types["visma.invoice.release"], REGISTRY.types["visma.invoice.reverse"]
DELETE = REGISTRY.types["visma.invoice.delete"]
POST = Request(api="visma", method="POST", path="/v2/customerinvoice")
VISMA_ID = "0b0e5c1e-7c1f-4f6e-9a51-2f1d6f0a7b11"


def test_the_minimal_create() -> None:
    payload = {
        "customerNumber": "10000",
        "documentDate": "2025-01-27",
        "invoiceText": "Payment for potatoes",
        "invoiceLines": [{"inventoryNumber": "222", "quantity": Decimal(500), "uom": "STK"}],
    }
    assert VISMA.encode(CREATE, payload, None) == {
        "customerNumber": {"value": "10000"},
        "documentDate": {"value": "2025-01-27"},
        "invoiceText": {"value": "Payment for potatoes"},
        "invoiceLines": [
            {
                "operation": "Insert",
                "inventoryNumber": {"value": "222"},
                "quantity": {"value": 500},
                "uom": {"value": "STK"},
            }
        ],
    }


def test_decimals_keep_their_digits() -> None:
    body = VISMA.encode(UPDATE, {"exchangeRate": Decimal("11.352500")}, None)
    assert dumps(body) == b'{"exchangeRate":{"value":11.352500}}'


def test_groups_are_wrapped_as_the_api_has_them() -> None:
    payload = {
        "rotRutDetails": {"type": "Rot", "distribution": [{"personalId": "19800101-1234", "amount": Decimal(10)}]},
        "invoiceLines": [{"lineNumber": 1, "subaccount": [{"segmentId": 1, "segmentValue": "SALES"}]}],
        "taxDetailLines": [{"taxId": "3", "vatAmount": None}],
        "billingAddress": {"city": "Oslo"},
    }
    assert VISMA.encode(UPDATE, payload, None) == {
        "billingAddress": {"value": {"city": {"value": "Oslo"}}},
        "rotRutDetails": {
            "type": {"value": "Rot"},
            "distribution": [
                {"operation": "Insert", "personalId": {"value": "19800101-1234"}, "amount": {"value": Decimal(10)}}
            ],
        },
        "invoiceLines": [
            {
                "operation": "Update",
                "lineNumber": {"value": 1},
                "subaccount": [{"segmentId": 1, "segmentValue": "SALES"}],
            }
        ],
        "taxDetailLines": [{"taxId": {"value": "3"}, "vatAmount": {"value": None}}],
    }


@pytest.mark.parametrize(
    ("line", "operation"),
    [
        ({"lineNumber": 2, "operation": "Delete"}, "Delete"),
        ({"lineNumber": 2, "operation": "Insert"}, "Insert"),
        ({"lineNumber": 2, "quantity": Decimal(1)}, "Update"),
        ({"quantity": Decimal(1)}, "Insert"),
    ],
)
def test_an_updated_line_says_what_is_done_to_it(line: dict[str, Any], operation: str) -> None:
    assert VISMA.encode(UPDATE, {"invoiceLines": [line]}, None)["invoiceLines"][0]["operation"] == operation


def test_every_line_of_a_new_invoice_is_inserted() -> None:
    body = VISMA.encode(CREATE, {"customerNumber": "1", "invoiceLines": [{"lineNumber": 7}]}, None)
    assert body["invoiceLines"] == [{"operation": "Insert", "lineNumber": {"value": 7}}]


def test_null_is_sent_only_where_it_clears() -> None:
    assert VISMA.encode(UPDATE, {"contact": None}, None) == {"contact": {"value": None}}
    with pytest.raises(ValueError, match="`invoiceText` cannot be cleared"):
        VISMA.encode(UPDATE, {"invoiceText": None}, None)


def test_members_stand_in_the_order_of_the_declaration() -> None:
    body = VISMA.encode(UPDATE, {"dontPrint": True, "customerNumber": "1", "currencyId": "SEK"}, None)
    assert list(body) == ["customerNumber", "dontPrint", "currencyId"]


@pytest.mark.parametrize(
    ("operation_type", "payload", "body"),
    [
        (RELEASE, {}, None),
        (DELETE, {}, None),
        (REVERSE, {}, {}),
        (REVERSE, {"returnCreditNote": True}, {"returnCreditNote": True}),
    ],
)
def test_actions(operation_type: Any, payload: Any, body: Any) -> None:
    assert VISMA.encode(operation_type, payload, None) == body


def unwrapped(fields: tuple[Field, ...], body: dict[str, Any]) -> dict[str, Any]:
    """Take a body apart again, by the declaration."""
    payload = {}
    for field in fields:
        if field.name in body:
            value = body[field.name]["value"] if field.wrapped else body[field.name]
            if field.kind is Kind.GROUP and value is not None:
                value = unwrapped(field.fields, value)
            elif field.kind is Kind.LIST:
                value = [unwrapped(field.fields, element) for element in value]
            payload[field.name] = value
    return payload


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(payload=members(UPDATE.fields))
def test_nothing_is_lost_or_added_but_operations(payload: dict[str, Any]) -> None:
    again = unwrapped(UPDATE.fields, VISMA.encode(UPDATE, payload, None))
    lists = [
        (payload.get("invoiceLines", []), again.get("invoiceLines", [])),
        *[(body.get("rotRutDetails", {}).get("distribution", []) for body in (payload, again))],
    ]
    for given_list, made in lists:
        for before, after in zip(given_list, made, strict=True):
            before.setdefault("operation", after["operation"])
    assert again == payload


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            f'{{"message":"VismaId: {VISMA_ID}. Error creating document. Error: TaxCategoryID \'0\' cannot be found."}}',
            f"Error creating document. Error: TaxCategoryID '0' cannot be found. (VismaId {VISMA_ID})",
        ),
        (f'{{"Message":"VismaId: {VISMA_ID}."}}', f"no cause was given (VismaId {VISMA_ID})"),
        (
            '{"ExceptionType":"IPPException","ExceptionMessage":"No license for this company.","ExceptionFaultCode":"12027"}',
            "No license for this company. (fault 12027)",
        ),
        ('{"error":"invalid_client","error_description":"unknown client"}', "unknown client"),
        ("The service is\n  unavailable.", "The service is unavailable."),
        ('"as a JSON text"', "as a JSON text"),
        (
            "<html><head><title>502</title><style>p {color: red}</style></head><body><h1>Bad Gateway</h1></body></html>",
            "Bad Gateway",
        ),
        ("", ""),
        ('{"StackTrace":"at Visma.Secret()"}', ""),
        ("[1, 2]", ""),
        ("\x00" * 3 + "x" * 600, "\x00" * 3 + "x" * 496 + "…"),
    ],
)
def test_an_error_is_told_in_the_api_s_own_words(body: str, text: str) -> None:
    assert VISMA.error_text(Response(status=400, body=body.encode())) == text


def test_a_body_that_is_no_text_is_no_reason_to_fail() -> None:
    assert VISMA.error_text(Response(status=500, body=b"\xff\xfe broken")) == "\ufffd\ufffd broken"


@pytest.mark.parametrize(
    ("location", "number"),
    [
        ("https://api.finance.visma.net/v1/customerinvoice/100231", "100231"),
        ("https://integration.visma.net/API/controller/api/v2/customerinvoice/100231/", "100231"),
        ("/v1/customerinvoice/100231?x=1", "100231"),
        ("https://api.finance.visma.net/v1/customerinvoice/INV%2F7", "INV/7"),
        ("https://api.finance.visma.net/v1/customerinvoice/b64(SU5WLzc=)", "INV/7"),
        ("https://api.finance.visma.net/v1/customerinvoice/b64%28SU5WLzc%29", "INV/7"),
        ("https://api.finance.visma.net", ""),
        ("https://api.finance.visma.net/v1/customerinvoice/b64(A)", "b64(A)"),
        ("", ""),
    ],
)
def test_the_number_of_a_new_invoice_is_the_end_of_its_location(location: str, number: str) -> None:
    response = Response(status=201, headers={"location": location} if location else {})
    assert VISMA.new_number(CREATE, POST, response) == number


@pytest.mark.parametrize("body", ['{"referenceNumber":"CN-9"}', '{"ReferenceNumber":"CN-9","actionResult":"Done"}'])
def test_the_number_of_a_credit_note_is_in_the_answer(body: str) -> None:
    assert VISMA.new_number(REVERSE, POST, Response(status=200, body=body.encode())) == "CN-9"


def test_other_operations_make_no_number() -> None:
    response = Response(status=200, headers={"location": "/v1/customerinvoice/1"}, body=b'{"referenceNumber":"1"}')
    assert VISMA.new_number(RELEASE, POST, response) == ""
    assert VISMA.new_number(UPDATE, POST, response) == ""


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ('{"actionId":"0b0e","actionResult":"InProcess","errorInfo":null}', ""),
        ('{"actionResult":"Queued"}', ""),
        ('{"actionResult":"Done"}', ""),
        ("", ""),
        ('{"actionResult":"Failed","errorInfo":"The period is closed."}', "The period is closed."),
        ('{"ActionResult":"failed"}', "the action failed, and no cause was given"),
    ],
)
def test_an_action_may_fail_in_an_answer_of_success(body: str, refusal: str) -> None:
    assert VISMA.judge(RELEASE, Response(status=200, body=body.encode())) == refusal
