from typing import Any

import pytest

from bulkops.core.json import loads
from tests.sandbox.desk import INVOICE, Desk

NOTE = "/v1/customerCreditNote"
LINES = [{"quantity": 2, "unitPriceInCurrency": 100, "inventoryNumber": "101"}]


def released(desk: Desk, **fields: object) -> str:
    number = desk.create(lines=LINES, documentDate="2026-02-10", invoiceText="Text", externalReference="m-1", **fields)
    desk.release(number)
    return number


def test_a_reversal_makes_an_unreleased_credit_note(desk: Desk) -> None:
    number = released(desk)
    before = desk.read(number)
    response = desk.act(number, "reverse")
    result = loads(response.body)
    assert result["referenceNumber"] == "200001"
    assert result["actionResult"] == "Done"
    assert "creditNoteDto" not in result
    assert response.headers["etag"] != f'"{before["timeStamp"]}"'
    assert desk.read(number) == before
    note = loads(desk.ask("GET", f"{NOTE}/200001").body)
    assert (note["documentType"], note["status"]) == ("CreditNote", "Balanced")
    assert note["customer"] == before["customer"]
    assert note["amountInCurrency"] == before["amountInCurrency"] == 250
    assert note["invoiceText"] == "Text"
    assert note["documentDate"] == "2026-03-02T00:00:00"
    assert len(note["lines"]) == 1


def test_the_result_may_hold_the_credit_note(desk: Desk) -> None:
    result = loads(desk.act(released(desk), "reverse", {"returnCreditNote": True}).body)
    assert result["creditNoteDto"]["referenceNumber"] == result["referenceNumber"]
    assert result["creditNoteDto"]["detailTotalInCurrency"] == 200


def test_a_repetition_makes_another_one(desk: Desk) -> None:
    number = released(desk)
    assert [loads(desk.act(number, "reverse", {}).body)["referenceNumber"] for _ in range(2)] == ["200001", "200002"]
    effects = [(effect.kind, effect.number, effect.source) for effect in desk.erp.ledger().effects()]
    assert effects[-2:] == [("reversed", "200001", number), ("reversed", "200002", number)]


def test_credit_notes_are_listed_apart(desk: Desk) -> None:
    number = released(desk)
    desk.act(number, "reverse")
    notes = desk.rows("customer=10001&externalReference=m-1", NOTE)
    assert [note["referenceNumber"] for note in notes] == ["200001"]
    assert notes[0]["metadata"] == {"totalCount": 1, "maxPageSize": 1000}
    assert desk.numbers("") == [number]
    assert desk.ask("GET", f"{INVOICE}/200001").status == 404
    assert desk.ask("GET", f"{NOTE}/{number}").status == 404
    assert [held.number for held in desk.erp.ledger().documents("credit_note")] == ["200001"]


def test_what_a_credit_note_carries_is_switched(desk: Desk) -> None:
    number = released(desk)
    desk.switch(credit_note_date="original", credit_note_references="none", credit_note_text="none")
    desk.act(number, "reverse")
    note = desk.rows("", NOTE)[0]
    assert (note["documentDate"], note["externalReference"], note["invoiceText"]) == ("2026-02-10T00:00:00", "", "")


def applied(desk: Desk, outcome: str) -> tuple[Any, Any]:
    """Reverse and apply; give the invoice and the credit note afterwards."""
    desk.switch(reverse_and_apply=outcome)
    number = released(desk)
    response = desk.act(number, "reverseandapplytonote", {"returnCreditNote": True})
    assert response.status == 200
    result = loads(response.body)
    (note,) = desk.rows("expandApplications=true", NOTE)
    assert result["referenceNumber"] == result["creditNoteDto"]["referenceNumber"] == note["referenceNumber"]
    assert result["creditNoteDto"]["status"] == note["status"]
    assert response.headers["etag"] != f'"{desk.read(number)["timeStamp"]}"'
    return desk.read(number), note


def test_reversing_and_applying_settles_both(desk: Desk) -> None:
    invoice, note = applied(desk, "settled")
    assert [(row["status"], row["balance"], row["balanceInCurrency"]) for row in (invoice, note)] == [
        ("Closed", 0, 0)
    ] * 2
    assert (invoice["closedFinancialPeriod"], note["closedFinancialPeriod"]) == ("202602", "202603")
    assert (invoice["applications"][0]["refNbr"], note["applications"][0]["refNbr"]) == ("200001", "100001")
    assert invoice["applications"][0]["released"] is True
    assert desk.act("100001", "reverseandapplytonote").status == 400
    kinds = [(effect.kind, effect.number) for effect in desk.erp.ledger().effects()][-4:]
    assert kinds == [("reversed", "200001"), ("released", "200001"), ("settled", "200001"), ("settled", "100001")]


def test_the_application_may_not_count_yet(desk: Desk) -> None:
    invoice, note = applied(desk, "released")
    assert [(row["status"], row["balanceInCurrency"]) for row in (invoice, note)] == [("Open", 250)] * 2
    assert invoice["applications"][0]["released"] is False


def test_the_note_may_have_to_be_released_first(desk: Desk) -> None:
    invoice, note = applied(desk, "pending")
    assert [(row["status"], row["balanceInCurrency"]) for row in (invoice, note)] == [("Open", 250), ("Balanced", 250)]
    assert note["applications"][0]["refNbr"] == "100001"
    assert desk.erp.ledger().effects()[-1].kind == "applied"


@pytest.mark.parametrize("status", ["Hold", "Balanced", "Closed"])
def test_only_open_invoices_can_be_reversed_and_applied(desk: Desk, status: str) -> None:
    number = desk.create(hold=status == "Hold")
    if status == "Closed":
        desk.release(number)
    assert desk.act(number, "reverseandapplytonote").status == 400
    assert desk.rows("", NOTE) == []


def test_an_old_tag_keeps_it_from_being_reversed_and_applied(desk: Desk) -> None:
    number = released(desk)
    assert desk.act(number, "reverseandapplytonote", If_Match='"AAAAAAAAAAA="').status == 412
    assert desk.rows("", NOTE) == []
