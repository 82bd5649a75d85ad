from typing import Any

import pytest

from tests.sandbox.desk import INVOICE, Desk

TWO_LINES = [
    {"inventoryNumber": "101", "quantity": 2, "unitPriceInCurrency": 100, "description": "first"},
    {"inventoryNumber": "102", "quantity": 1, "unitPriceInCurrency": 50, "description": "second"},
]


def lines_of(desk: Desk, number: str) -> list[tuple[int, str, int]]:
    return [(line["lineNumber"], line["description"], line["quantity"]) for line in desk.read(number)["invoiceLines"]]


def test_what_is_not_named_stays(desk: Desk) -> None:
    number = desk.create(lines=TWO_LINES, invoiceText="Text", externalReference="m-1", creditTermsId="14")
    before = desk.read(number)
    desk.now += 1
    assert desk.update(number, customerRefNumber="PO-1").status == 204
    after = desk.read(number)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"customerRefNumber", "timeStamp", "lastModifiedDateTime"}


def test_lines_are_inserted_updated_and_deleted_by_their_numbers(desk: Desk) -> None:
    number = desk.create(lines=TWO_LINES)
    desk.update(
        number,
        lines=[
            {"operation": "Delete", "lineNumber": 1},
            {"operation": "Update", "lineNumber": 2, "quantity": 7},
            {"operation": "Insert", "description": "third"},
        ],
    )
    assert lines_of(desk, number) == [(2, "second", 7), (3, "third", 1)]
    desk.update(number, lines=[{"operation": "Delete", "lineNumber": 3}])
    desk.update(number, lines=[{"operation": "Insert", "description": "fourth"}])
    assert lines_of(desk, number) == [(2, "second", 7), (4, "fourth", 1)]
    assert desk.read(number)["detailTotalInCurrency"] == 350


@pytest.mark.parametrize("operation", ["Update", "Delete"])
def test_a_line_that_is_not_there_refuses_the_whole_update(desk: Desk, operation: str) -> None:
    number = desk.create(lines=TWO_LINES)
    before = desk.read(number)
    lines = [{"operation": "Delete", "lineNumber": 1}, {"operation": operation, "lineNumber": 9}]
    assert desk.update(number, lines=lines, invoiceText="new").status == 400
    assert desk.read(number) == before


def test_inserting_a_number_that_is_there(desk: Desk) -> None:
    number = desk.create(lines=TWO_LINES)
    insertion = [{"operation": "Insert", "lineNumber": 2, "description": "again"}]
    desk.update(number, lines=insertion)
    assert lines_of(desk, number) == [(1, "first", 2), (2, "again", 1)]
    desk.switch(insert_existing="adds")
    desk.update(number, lines=insertion)
    assert lines_of(desk, number) == [(1, "first", 2), (2, "again", 1), (3, "again", 1)]


def test_another_customer_and_currency_bring_their_own(desk: Desk) -> None:
    number = desk.create(customerNumber="10001", currencyId="EUR", exchangeRate=11)
    address = desk.read(number)["invoiceAddress"]
    desk.update(number, currencyId="SEK")
    desk.ask("PUT", f"{INVOICE}/{number}", {"customerNumber": {"value": "10002"}})
    row = desk.read(number)
    assert str(row["exchangeRate"]) == "1.0210"
    assert row["invoiceAddress"] != address
    assert row["invoiceContact"]["businessName"] == row["customer"]["name"]


def test_subaccounts_and_groups_merge(desk: Desk) -> None:
    number = desk.create()
    segments = [{"segmentId": 1, "segmentValue": "A"}, {"segmentId": 2, "segmentValue": "B"}]
    line: dict[str, Any] = {"operation": "Insert", "subaccount": segments}
    desk.ask("PUT", f"{INVOICE}/{number}", {"invoiceLines": [line]})
    line = {"operation": "Update", "lineNumber": {"value": 1}, "subaccount": [{"segmentId": 2, "segmentValue": "C"}]}
    desk.ask("PUT", f"{INVOICE}/{number}", {"invoiceLines": [line]})
    shown = desk.read(number)["invoiceLines"][0]["subaccount"]["segments"]
    assert [(segment["segmentId"], segment["segmentValue"]) for segment in shown] == [(1, "A"), (2, "C")]
    desk.update(number, billingAddress={"addressLine1": {"value": "Storgata 1"}, "city": {"value": "Oslo"}})
    desk.update(number, billingAddress={"city": {"value": "Bergen"}})
    address = desk.read(number)["invoiceAddress"]
    assert (address["addressLine1"], address["city"]) == ("Storgata 1", "Bergen")


def test_null_clears(desk: Desk) -> None:
    number = desk.create(invoiceText="Text", contact=7)
    desk.ask("PUT", f"{INVOICE}/{number}", {"invoiceText": None, "contact": {"value": None}})
    row = desk.read(number)
    assert row["invoiceText"] == ""
    assert row["contact"]["id"] is None


def test_the_due_date_follows_the_terms_until_it_is_given(desk: Desk) -> None:
    number = desk.create(documentDate="2026-03-01", creditTermsId="10")
    assert desk.read(number)["documentDueDate"] == "2026-03-11T00:00:00"
    desk.update(number, documentDueDate="2026-03-20")
    desk.update(number, documentDate="2026-03-02")
    assert desk.read(number)["documentDueDate"] == "2026-03-20T00:00:00"
    desk.update(number, creditTermsId="14")
    assert desk.read(number)["documentDueDate"] == "2026-03-16T00:00:00"


def test_tags(desk: Desk) -> None:
    number = desk.create()
    tag = desk.read(number)["timeStamp"]
    shown = desk.ask("GET", f"{INVOICE}/{number}")
    assert shown.headers["etag"] == f'"{tag}"'
    answer = desk.ask("PUT", f"{INVOICE}/{number}", {"invoiceText": {"value": "1"}}, If_Match=f'"{tag}"')
    assert answer.status == 204
    assert answer.headers["etag"] == f'"{desk.read(number)["timeStamp"]}"' != f'"{tag}"'
    stale = desk.ask("PUT", f"{INVOICE}/{number}", {"invoiceText": {"value": "2"}}, If_Match=f'"{tag}"')
    assert (stale.status, stale.body) == (412, b"")
    assert desk.read(number)["invoiceText"] == "1"


@pytest.mark.parametrize("action", ["release", "reverse"])
def test_actions_compare_tags_too(desk: Desk, action: str) -> None:
    number = desk.create(lines=TWO_LINES)
    if action == "reverse":
        desk.release(number)
    tag = desk.read(number)["timeStamp"]
    assert desk.act(number, action, If_Match='"AAAAAAAAAAA="').status == 412
    assert desk.act(number, action, If_Match=tag).status == 200


def test_deleting_compares_nothing(desk: Desk) -> None:
    number = desk.create()
    assert desk.ask("DELETE", f"{INVOICE}/{number}", If_Match='"AAAAAAAAAAA="').status == 204


def test_tags_by_switch(desk: Desk) -> None:
    number = desk.create()
    desk.switch(if_match_bare=False, update_etag=False)
    tag = desk.read(number)["timeStamp"]
    change = {"invoiceText": {"value": "1"}}
    assert desk.ask("PUT", f"{INVOICE}/{number}", change, If_Match=tag).status == 412
    assert "etag" not in desk.ask("PUT", f"{INVOICE}/{number}", change, If_Match=f'"{tag}"').headers
    desk.switch(conflict_body="message")
    refused = desk.ask("PUT", f"{INVOICE}/{number}", change, If_Match='"stale"')
    assert (refused.status, b"VismaId" in refused.body) == (412, True)
    desk.switch(if_match="ignored")
    assert desk.ask("PUT", f"{INVOICE}/{number}", change, If_Match='"stale"').status == 204
