"""Bodies and answers of DDAPI, as the fact file's sections 5 and 6 have them."""

from typing import Any

import pytest

from bulkops.core.errors import UnknownOutcomeError
from bulkops.core.http import Request, Response
from bulkops.providers import REGISTRY
from bulkops.providers.ddapi import DDAPI

SET = REGISTRY.types["ddapi.invoice_settings.set"]
HELD: dict[str, Any] = {
    "CustomerNumber": 10042,
    "RetainsInvoiceType": True,
    "CurrencyId": 1,
    "TermsOfPaymentId": 3,
    "PaysInvoiceFee": True,
    "InvoiceTypeId": 2,
    "InterestTypeId": None,
    "InvoiceCycleId": 3,
    "InvoiceRecipientCustomerNumber": None,
    "CreditAccountId": None,
    "AllowInvoicePaymentFromOrder": True,
    "SendInvoiceFromOrderAsEmail": False,
    "InvoiceOrderPaymentEmailAddress": "invoice@nordvik.example",
}
COMPLETE = {name: value for name, value in HELD.items() if value is not None}


def test_the_whole_object_is_sent() -> None:
    body = DDAPI.encode(SET, {"PaysInvoiceFee": False, "TermsOfPaymentId": 4}, HELD)
    assert body == {**HELD, "PaysInvoiceFee": False, "TermsOfPaymentId": 4}
    assert list(body) == list(HELD)


def test_null_clears_what_may_be_null() -> None:
    assert DDAPI.encode(SET, {"InvoiceTypeId": None}, HELD)["InvoiceTypeId"] is None


def test_members_that_are_not_known_are_kept() -> None:
    assert DDAPI.encode(SET, {"CurrencyId": 2}, {**HELD, "Newest": [1]})["Newest"] == [1]


def test_reverse_tax_is_sent_only_where_it_was_read_or_asked_for() -> None:
    assert "ReverseTax" not in DDAPI.encode(SET, {"CurrencyId": 2}, HELD)
    assert DDAPI.encode(SET, {"CurrencyId": 2}, {**HELD, "ReverseTax": True})["ReverseTax"] is True
    assert DDAPI.encode(SET, {"ReverseTax": False}, HELD)["ReverseTax"] is False


def test_the_number_comes_first() -> None:
    shuffled = dict(reversed(HELD.items()))
    assert list(DDAPI.encode(SET, {"CurrencyId": 2}, shuffled))[:3] == [
        "CustomerNumber",
        "RetainsInvoiceType",
        "CurrencyId",
    ]


def test_new_settings_must_be_complete() -> None:
    body = DDAPI.encode(SET, COMPLETE, None)
    assert body == HELD
    assert next(iter(body)) == "CustomerNumber"


@pytest.mark.parametrize("name", ["CustomerNumber", "RetainsInvoiceType", "CurrencyId", "SendInvoiceFromOrderAsEmail"])
def test_new_settings_that_lack_one_are_not_sent(name: str) -> None:
    payload = {key: value for key, value in COMPLETE.items() if key != name}
    with pytest.raises(ValueError, match=f"missing are `{name}`"):
        DDAPI.encode(SET, payload, None)


@pytest.mark.parametrize("name", ["CustomerNumber", "CurrencyId", "PaysInvoiceFee", "ReverseTax"])
def test_null_is_never_sent_for_what_cannot_be_null(name: str) -> None:
    with pytest.raises(ValueError, match=f"cannot be null: `{name}`"):
        DDAPI.encode(SET, {name: None}, HELD)


@pytest.mark.parametrize("body", ['{"Errors":[],"Success":true}', '{"Errors":null,"Success":true}', '{"success":true}'])
def test_success(body: str) -> None:
    assert DDAPI.judge(SET, Response(status=200, body=body.encode())) == ""


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (
            '{"Errors":[{"ErrorCode":1,"ErrorMessage":"No such currency."}],"Success":false}',
            "No such currency. (error InternalServerError)",
        ),
        (
            '{"Errors":[{"ErrorCode":7,"ErrorMessage":"A"},{"ErrorCode":"Other"}],"Success":false}',
            "A (error 7); error Other",
        ),
        ('{"Success":false}', "refused, and no cause was given"),
    ],
)
def test_a_refusal_with_status_200(body: str, refusal: str) -> None:
    assert DDAPI.judge(SET, Response(status=200, body=body.encode())) == refusal


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "<html>ok</html>",
        '{"Errors":[]}',
        '{"Success":"yes"}',
        '{"Success":true,"Errors":[{"ErrorCode":1}]}',
    ],
)
def test_an_answer_that_cannot_be_trusted_leaves_the_outcome_open(body: str) -> None:
    with pytest.raises(UnknownOutcomeError):
        DDAPI.judge(SET, Response(status=200, body=body.encode()))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('{"Errors":[{"ErrorCode":1,"ErrorMessage":"Broken."}]}', "Broken. (error InternalServerError)"),
        (
            '{"Message":"The request is invalid.","ModelState":{"customer.CurrencyId":["Not a number."]}}',
            "The request is invalid. customer.CurrencyId: Not a number.",
        ),
        (
            '{"Message":"An error has occurred.","ExceptionMessage":"Time-out","ExceptionType":"X","StackTrace":"at X"}',
            "An error has occurred. Time-out",
        ),
        ("<!DOCTYPE html><html><body><h2>404 - File not found.</h2></body></html>", "404 - File not found."),
        ("busy", "busy"),
        ("", ""),
    ],
)
def test_an_error_is_told_without_a_stack_trace(body: str, text: str) -> None:
    assert DDAPI.error_text(Response(status=500, body=body.encode())) == text


def test_settings_have_no_number() -> None:
    request = Request(api="ddapi", method="PUT", path="/api/customers/invoice")
    assert DDAPI.new_number(SET, request, Response(status=200, headers={"location": "/x/1"})) == ""
