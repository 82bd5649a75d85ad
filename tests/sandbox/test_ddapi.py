from typing import Any

import pytest

from bulkops.core.http import Response
from bulkops.core.json import loads
from tests.sandbox.desk import Desk

ROUTE = "/api/customers/invoice"
FULL: dict[str, Any] = {
    "CustomerNumber": 10042,
    "RetainsInvoiceType": True,
    "CurrencyId": 2,
    "TermsOfPaymentId": 3,
    "PaysInvoiceFee": True,
    "InvoiceTypeId": 4,
    "InterestTypeId": 5,
    "InvoiceCycleId": 6,
    "InvoiceRecipientCustomerNumber": 10050,
    "CreditAccountId": 7,
    "AllowInvoicePaymentFromOrder": True,
    "SendInvoiceFromOrderAsEmail": True,
    "InvoiceOrderPaymentEmailAddress": "a@b.example",
    "ReverseTax": True,
}
DONE = {"Errors": [], "Success": True}


def put(desk: Desk, body: Any) -> Response:
    return desk.ask("PUT", ROUTE, body)


def get(desk: Desk, number: Any = 10042) -> Any:
    return loads(desk.ask("GET", f"{ROUTE}?customerNumber={number}").body)


def test_what_is_put_is_got(desk: Desk) -> None:
    assert loads(put(desk, FULL).body) == DONE
    assert get(desk) == FULL
    assert loads(desk.ask("POST", ROUTE, FULL | {"CurrencyId": 1}).body) == DONE
    assert get(desk)["CurrencyId"] == 1


def test_what_is_left_out_becomes_false_zero_or_null(desk: Desk) -> None:
    put(desk, FULL)
    assert loads(put(desk, {"CustomerNumber": 10042, "CurrencyId": 1, "TermsOfPaymentId": 1}).body) == DONE
    expected = dict.fromkeys(FULL) | {name: False for name, value in FULL.items() if value is True}
    assert get(desk) == expected | {"CustomerNumber": 10042, "CurrencyId": 1, "TermsOfPaymentId": 1}


def test_a_currency_left_out_is_refused_with_status_200(desk: Desk) -> None:
    put(desk, FULL)
    response = put(desk, {"CustomerNumber": 10042, "PaysInvoiceFee": False, "TermsOfPaymentId": 1})
    assert response.status == 200
    body = loads(response.body)
    assert body["Success"] is False
    assert body["Errors"] == [{"ErrorCode": 1, "ErrorMessage": "The currency 0 does not exist."}]
    assert get(desk) == FULL
    desk.switch(ddapi_zero_ids="stored")
    assert loads(put(desk, {"CustomerNumber": 10042}).body) == DONE
    assert get(desk)["CurrencyId"] == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PaysInvoiceFee", None),
        ("CurrencyId", None),
        ("CurrencyId", "1"),
        ("CurrencyId", True),
        ("InvoiceTypeId", 2**31),
        ("InvoiceOrderPaymentEmailAddress", "x" * 51),
        ("PaysInvoiceFee", 1),
    ],
)
def test_what_cannot_be_bound_is_refused_by_the_framework(desk: Desk, name: str, value: Any) -> None:
    response = put(desk, FULL | {name: value})
    assert response.status == 400
    assert list(loads(response.body)["ModelState"]) == [f"request.{name}"]
    assert desk.erp.ledger().effects() == []


def test_null_clears_or_keeps(desk: Desk) -> None:
    put(desk, FULL)
    put(desk, FULL | {"InvoiceCycleId": None})
    assert get(desk)["InvoiceCycleId"] is None
    put(desk, FULL)
    desk.switch(ddapi_null="keeps")
    put(desk, FULL | {"InvoiceCycleId": None})
    assert get(desk)["InvoiceCycleId"] == 6


@pytest.mark.parametrize(("answer", "status"), [("404", 404), ("null", 200), ("default", 200), ("204", 204)])
def test_settings_that_are_not_there(desk: Desk, answer: str, status: int) -> None:
    desk.switch(ddapi_missing=answer)
    response = desk.ask("GET", f"{ROUTE}?customerNumber=777")
    assert response.status == status
    if answer == "null":
        assert response.body == b"null"
    if answer == "default":
        assert loads(response.body)["CurrencyId"] == 0
    if answer == "204":
        assert response.body == b""


def test_an_older_build_passes_over_the_newer_field(desk: Desk) -> None:
    desk.switch(ddapi_reverse_tax=False)
    assert loads(put(desk, FULL).body) == DONE
    assert "ReverseTax" not in get(desk)
    desk.switch(ddapi_reverse_tax=True)
    assert get(desk)["ReverseTax"] is False


def test_case_does_not_matter(desk: Desk) -> None:
    lowered = {name.lower(): value for name, value in FULL.items()}
    assert desk.ask("PUT", "/api/Customers/INVOICE", lowered).status == 200
    assert loads(desk.ask("GET", "/api/CUSTOMERS/invoice?CustomerNumber=10042").body) == FULL


def test_the_customer_must_be_asked_for(desk: Desk) -> None:
    assert desk.ask("GET", ROUTE).status == 404
    assert desk.ask("GET", f"{ROUTE}?customerNumber=x").status == 400
    assert loads(put(desk, FULL | {"CustomerNumber": 0}).body)["Success"] is False


def test_lookups(desk: Desk) -> None:
    assert loads(desk.ask("GET", "/api/currencies/1").body)["CurrencyCode"] == "NOK"
    assert desk.ask("GET", "/api/Currencies/99").status == 404
    terms = loads(desk.ask("GET", "/api/invoice/termsofpayment").body)
    assert {"Id": 4, "Name": "30 days net", "Days": 30}.items() <= terms[3].items()


def test_any_scheme_may_be_asked_for(desk: Desk) -> None:
    desk.switch(ddapi_authorization="ApiKey secret")
    response = desk.ask("GET", "/api/currencies/1")
    assert (response.status, response.headers["www-authenticate"]) == (401, "ApiKey")
    assert desk.ask("GET", "/api/currencies/1", Authorization="ApiKey secret").status == 200


def test_there_are_no_rate_headers(desk: Desk) -> None:
    assert not [name for name in desk.ask("GET", "/api/currencies/1").headers if name.startswith("x-ratelimit")]
