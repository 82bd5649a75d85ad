"""Correcting a released invoice (visma-net.md, section 10): copy and credit note, matched at the copy's release."""

from typing import Any

import pytest

from bulkops.core.json import loads
from tests.sandbox.desk import INVOICE, Desk
from tests.sandbox.uploads import attach

NOTE = "/v1/customerCreditNote"
LINES = [{"quantity": 2, "unitPriceInCurrency": 100, "inventoryNumber": "101"}]


def released(desk: Desk, **fields: Any) -> str:
    number = desk.create(lines=LINES, documentDate="2026-02-10", invoiceText="Text", externalReference="m-1", **fields)
    desk.release(number)
    return number


def correct(desk: Desk, number: str) -> str:
    response = desk.act(number, "correct")
    assert response.status == 200, response.body
    result = loads(response.body)
    assert (result["documentType"], result["actionResult"], result["errorInfo"]) == ("Invoice", "Done", None)
    assert response.headers["etag"] == f'"{desk.read(result["refNbr"])["timeStamp"]}"'
    return str(result["refNbr"])


def note(desk: Desk) -> Any:
    (found,) = desk.rows("expandApplications=true", NOTE)
    return found


def test_a_copy_and_a_credit_note(desk: Desk) -> None:
    number = released(desk)
    assert attach(desk, number, line=1).status == 201
    original = desk.read(number)
    copy = desk.read(correct(desk, number))
    assert desk.read(number) == original
    assert (copy["status"], copy["referenceNumber"]) == ("Balanced", "100002")
    own = {"referenceNumber", "paymentReference", "status", "timeStamp", "createdDateTime", "lastModifiedDateTime"}
    same = set(original) - own - {"invoiceLines"}
    assert {name: copy[name] for name in same} == {name: original[name] for name in same}
    assert copy["invoiceLines"] == [{**line, "attachments": []} for line in original["invoiceLines"]]
    assert copy["paymentReference"] == "100002"
    credit = note(desk)
    assert (credit["status"], credit["amountInCurrency"], credit["invoiceText"]) == ("Balanced", 250, "Text")
    effects = [(effect.kind, effect.number, effect.source) for effect in desk.erp.ledger().effects()[-2:]]
    assert effects == [("corrected", "100002", number), ("reversed", "200001", number)]


def test_the_release_of_the_copy_settles_the_original(desk: Desk) -> None:
    number = released(desk)
    copy = correct(desk, number)
    body = {"invoiceLines": [{"operation": "Update", "lineNumber": {"value": 1}, "quantity": {"value": 3}}]}
    assert desk.ask("PUT", f"{INVOICE}/{copy}", body).status == 204
    desk.release(copy)
    row, original, credit = desk.read(copy), desk.read(number), note(desk)
    assert (row["status"], row["balanceInCurrency"], row["applications"]) == ("Open", 375, [])
    assert (original["status"], original["balance"], original["balanceInCurrency"]) == ("Closed", 0, 0)
    assert (credit["status"], credit["balance"], credit["balanceInCurrency"]) == ("Closed", 0, 0)
    (applied,), (matched,) = original["applications"], credit["applications"]
    assert (applied["docType"], applied["refNbr"], applied["amountPaid"]) == ("CreditNote", "200001", 250)
    assert (matched["docType"], matched["refNbr"], matched["released"]) == ("Invoice", number, True)
    effects = [(effect.kind, effect.number, effect.source) for effect in desk.erp.ledger().effects()[-4:]]
    assert effects == [
        ("released", copy, ""),
        ("released", "200001", ""),
        ("settled", "200001", number),
        ("settled", number, "200001"),
    ]
    assert desk.erp.ledger().effects()[-1].request == desk.erp.ledger().effects()[-4].request
    assert desk.numbers("status=Closed") == [number]


def test_a_failed_release_of_the_copy_settles_nothing(desk: Desk) -> None:
    number = released(desk)
    copy = correct(desk, number)
    desk.switch(release_fails_every=1)
    desk.release(copy)
    assert (desk.read(number)["status"], note(desk)["status"]) == ("Open", "Balanced")


@pytest.mark.parametrize("status", ["Hold", "Balanced", "Closed"])
def test_only_open_invoices_can_be_corrected(desk: Desk, status: str) -> None:
    number = desk.create(hold=status == "Hold")
    if status == "Closed":
        desk.release(number)
    assert desk.read(number)["status"] == status
    assert desk.act(number, "correct").status == 400
    assert desk.act("999999", "correct").status == 404
    assert len(desk.rows()) == 1


def test_an_invoice_with_an_application_cannot_be_corrected(desk: Desk) -> None:
    desk.switch(reverse_and_apply="pending")
    number = released(desk)
    assert desk.act(number, "reverseandapplytonote").status == 200
    assert desk.read(number)["status"] == "Open"
    assert b"applications" in desk.act(number, "correct").body
    assert len(desk.rows()) == 1


def test_tags_and_closed_periods_are_looked_at(desk: Desk) -> None:
    number = released(desk)
    assert desk.act(number, "correct", If_Match='"AAAAAAAAAAA="').status == 412
    desk.switch(closed_through="202602")
    assert desk.act(number, "correct").status == 400
    desk.switch(closed_through="202603", correction_date="today")
    assert desk.act(number, "correct").status == 400
    desk.switch(closed_through="202602", correction_date="today")
    assert desk.act(number, "correct").status == 200


def test_once_or_twice(desk: Desk) -> None:
    number = released(desk)
    copy = correct(desk, number)
    assert b"corrected already" in desk.act(number, "correct").body
    assert len(desk.rows("", NOTE)) == 1
    desk.switch(correction_repeat="second")
    other = correct(desk, number)
    for each in (copy, other):
        desk.release(each)
    assert [desk.read(each)["status"] for each in (copy, other, number)] == ["Open", "Open", "Closed"]
    assert [row["status"] for row in desk.rows("", NOTE)] == ["Closed", "Balanced"]


def test_a_deleted_copy_gives_the_correction_up(desk: Desk) -> None:
    number = released(desk)
    assert desk.ask("DELETE", f"{INVOICE}/{correct(desk, number)}").status == 204
    assert desk.rows("", NOTE) == []
    copy = correct(desk, number)
    desk.switch(correction_deleted="note_stays")
    assert desk.ask("DELETE", f"{INVOICE}/{copy}").status == 204
    assert [row["status"] for row in desk.rows("", NOTE)] == ["Balanced"]


def test_what_the_copy_carries_is_switched(desk: Desk) -> None:
    number = released(desk, customerRefNumber="r-1")
    desk.switch(correction_status="Hold", correction_date="today", correction_references="none")
    copy = desk.read(correct(desk, number))
    assert (copy["status"], copy["hold"]) == ("Hold", True)
    assert (copy["documentDate"], copy["documentDueDate"]) == ("2026-03-02T00:00:00", "2026-04-01T00:00:00")
    assert (copy["financialPeriod"], copy["externalReference"], copy["customerRefNumber"]) == ("202603", "", "")
    assert desk.act(copy["referenceNumber"], "release").status == 400
    desk.update(copy["referenceNumber"], hold=False)
    desk.release(copy["referenceNumber"])
    assert desk.read(number)["status"] == "Closed"


def test_correcting_in_the_background(desk: Desk) -> None:
    number = released(desk)
    receipt = loads(desk.act(number, "correct", erp_api_background="none").body)["id"]
    desk.now += 60
    state = loads(desk.ask("GET", f"/v1/background/{receipt}").body)
    result = loads(desk.ask("GET", f"/v1/background/{receipt}/content").body)
    assert state["statusCode"] == 200
    assert state["responseHeaders"]["ETag"] == f'"{desk.read(result["refNbr"])["timeStamp"]}"'


@pytest.mark.parametrize("action", ["release", "correct", "reverse", "reverseandapplytonote", "sendToAutoInvoice"])
def test_actions_that_say_they_failed_have_done_nothing(desk: Desk, action: str) -> None:
    number = desk.create(lines=LINES) if action == "release" else released(desk)
    before, effects = desk.read(number), len(desk.erp.ledger().effects())
    desk.switch(action_fails_every=1)
    answer = desk.act(number, action)
    result = loads(answer.body)
    assert (answer.status, result["actionResult"]) == (200, "Failed")
    assert result["errorInfo"]
    assert "etag" not in answer.headers
    desk.now += 60
    assert desk.read(number) == before
    assert len(desk.erp.ledger().effects()) == effects


def test_every_second_action_fails_if_so_switched(desk: Desk) -> None:
    number = released(desk)
    desk.switch(action_fails_every=2)
    results = [loads(desk.act(number, "sendToAutoInvoice").body)["actionResult"] for _ in range(4)]
    assert results == ["Done", "Failed", "Done", "Failed"]
