from decimal import Decimal
from typing import Any

import pytest

from bulkops.core.json import loads
from tests.sandbox.desk import Desk

V2 = "/v2/customerinvoice"


def test_the_answer_is_empty_and_names_the_number(desk: Desk) -> None:
    response = desk.ask("POST", V2, {"customerNumber": {"value": "10001"}})
    assert (response.status, response.body) == (201, b"")
    assert response.headers["location"] == "https://api.finance.visma.net/v2/customerinvoice/100001"
    assert response.headers["etag"] == f'"{desk.read("100001")["timeStamp"]}"'
    old = desk.ask("POST", "/v1/customerinvoice", {"customerNumber": {"value": "10001"}})
    assert old.headers["location"].endswith("/v1/customerinvoice/100002")
    assert "etag" not in old.headers


def test_numbers_go_up_and_are_not_given_again(desk: Desk) -> None:
    assert [desk.create() for _ in range(3)] == ["100001", "100002", "100003"]
    desk.ask("DELETE", "/v1/customerinvoice/100003")
    assert desk.create() == "100004"


def test_a_caller_takes_a_number_by_overriding(desk: Desk) -> None:
    assert desk.create(referenceNumber="A 7/1", overrideNumberSeries=True) == "A%207%2F1"
    assert desk.read("A%207%2F1")["referenceNumber"] == "A 7/1"
    assert desk.read("b64(QSA3LzE=)")["referenceNumber"] == "A 7/1"
    assert desk.create(referenceNumber="100001", overrideNumberSeries=True) == "100001"
    assert desk.create() == "100002"


def test_a_number_without_the_flag_is_passed_over_used_or_refused(desk: Desk) -> None:
    assert desk.create(referenceNumber="77") == "100001"
    desk.switch(number_without_override="used")
    assert desk.create(referenceNumber="77") == "77"
    desk.switch(number_without_override="refused")
    assert desk.ask("POST", V2, body("10001", referenceNumber="78")).status == 400


def test_a_manual_series_needs_a_number(desk: Desk) -> None:
    desk.switch(number_series="manual")
    assert desk.create(referenceNumber="77") == "77"
    assert desk.ask("POST", V2, body("10001")).status == 400


def test_a_number_in_use_is_refused_or_used_twice(desk: Desk) -> None:
    twice = body("10001", referenceNumber="77", overrideNumberSeries=True)
    assert desk.ask("POST", V2, twice).status == 201
    assert desk.ask("POST", V2, twice).status == 400
    desk.switch(duplicate_number="second")
    assert desk.ask("POST", V2, twice).status == 201
    assert desk.numbers("") == ["77", "77"]


def test_a_reference_in_use_is_accepted_or_refused(desk: Desk) -> None:
    twice = body("10001", externalReference="m-1")
    assert [desk.ask("POST", V2, twice).status for _ in range(2)] == [201, 201]
    assert desk.erp.ledger().by_reference("m-1") == ["100001", "100002"]
    desk.switch(duplicate_reference="refused")
    assert desk.ask("POST", V2, twice).status == 400


def test_everything_that_was_sent_is_shown(desk: Desk) -> None:
    number = desk.create(
        documentDate="2026-02-28",
        currencyId="SEK",
        creditTermsId="14",
        externalReference="m-1",
        customerRefNumber="PO-1",
        invoiceText="Text",
        postPeriod="032026",
        branchNumber="2",
        project="P1",
        contact=214,
        directDebitMandateId="6f1ce2bb-7a0c-4f39-9d6b-0f3b1c2d4e5f",
        billingAddress={"overrideAddress": {"value": True}, "city": {"value": "Oslo"}, "countryId": {"value": "NO"}},
        invoiceContact={"name": {"value": "Kari"}},
    )
    row = desk.read(number)
    assert row["documentDate"] == "2026-02-28T00:00:00"
    assert row["documentDueDate"] == "2026-03-14T00:00:00"
    assert row["currencyId"] == "SEK"
    assert row["exchangeRate"] == Decimal("1.0210")
    assert (row["financialPeriod"], row["postPeriod"]) == ("202603", "202603")
    assert row["branchNumber"]["number"] == "2"
    assert row["project"]["id"] == "P1"
    assert row["contact"]["id"] == 214
    assert row["directDebitMandate"]["id"] == "6f1ce2bb-7a0c-4f39-9d6b-0f3b1c2d4e5f"
    assert row["invoiceAddress"]["city"] == "Oslo"
    assert row["invoiceAddress"]["country"] == {"id": "NO", "name": "Norway"}
    assert row["invoiceContact"]["businessName"] == "Kari"
    assert row["customer"]["name"]


def test_names_are_read_in_any_case_and_unknown_ones_passed_over(desk: Desk) -> None:
    sent = {"CUSTOMERNUMBER": {"Value": "10001"}, "InvoiceText": {"value": "x"}, "nonsense": {"value": 1}, "also": 2}
    assert desk.ask("POST", V2, sent).status == 201
    assert desk.rows()[0]["invoiceText"] == "x"


@pytest.mark.parametrize(
    "sent",
    [
        b"{",
        b"[]",
        b"{}",
        b'{"customerNumber": "10001"}',
        b'{"customerNumber": {"value": "1"}, "hold": {"value": "yes"}}',
        b'{"customerNumber": {"value": "1"}, "contact": {"value": 3000000000}}',
        b'{"customerNumber": {"value": "1"}, "documentDate": {"value": "31.03.2026"}}',
        b'{"customerNumber": {"value": "1"}, "currencyId": {"value": "XXX"}}',
        b'{"customerNumber": {"value": "1"}, "exchangeRate": {"value": 1e999999}}',
        b'{"customerNumber": {"value": "1"}, "invoiceLines": {"value": []}}',
        b'{"customerNumber": {"value": "1"}, "invoiceLines": [{"operation": "Upsert"}]}',
        b'{"customerNumber": {"value": "1"}, "invoiceLines": [{"operation": "Update", "lineNumber": {"value": 1}}]}',
    ],
)
def test_what_cannot_be_read_is_refused_and_leaves_nothing(desk: Desk, sent: bytes) -> None:
    assert desk.ask("POST", V2, sent).status == 400
    assert desk.rows() == []
    assert desk.erp.ledger().effects() == []
    assert desk.create() == "100001"


def test_an_unknown_vat_code_is_refused_in_the_words_that_were_seen(desk: Desk) -> None:
    sent = {"customerNumber": {"value": "1"}, "invoiceLines": [{"operation": "Insert", "vatCodeId": {"value": "0"}}]}
    response = desk.ask("POST", V2, sent)
    assert response.status == 400
    message = loads(response.body)["message"]
    assert message.endswith("Error creating document. Error: TaxCategoryID '0' cannot be found in the system.")


def test_the_company_may_hold_on_entry(desk: Desk) -> None:
    desk.switch(hold_on_entry=True)
    assert desk.read(desk.create())["status"] == "Hold"
    assert desk.read(desk.create(hold=False))["status"] == "Balanced"


def test_strict_masters_know_only_their_own(desk: Desk) -> None:
    assert desk.ask("POST", V2, body("nobody")).status == 201
    desk.switch(masters="strict")
    assert desk.ask("POST", V2, body("nobody")).status == 400
    assert desk.ask("POST", V2, body("10001")).status == 201
    assert desk.ask("POST", V2, body("10001", creditTermsId="never")).status == 400


def test_a_zone_moves_midnight(desk: Desk) -> None:
    number = desk.create(documentDate="2026-03-31T00:00:00+02:00")
    assert desk.read(number)["documentDate"] == "2026-03-30T00:00:00"


def body(customer: str, **fields: Any) -> dict[str, Any]:
    return {"customerNumber": {"value": customer}} | {name: {"value": value} for name, value in fields.items()}
