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


def test_rot_rut(desk: Desk) -> None:
    share = {"operation": "Insert", "personalId": {"value": "19800101-1234"}, "amount": {"value": 1500}}
    body = {
        "customerNumber": {"value": "1"},
        "rotRutDetails": {"type": {"value": "Rut"}, "estate": {"value": "N 1:2"}, "distribution": [share]},
    }
    desk.ask("POST", "/v2/customerinvoice", body)
    shown = loads(desk.ask("GET", f"{INVOICE}/100001/rotrut").body)
    assert (shown["type"], shown["estate"], shown["distributedAmount"]) == ("Rut", "N 1:2", 1500)
    assert shown["distribution"] == [{"lineNbr": 1, "personalId": "19800101-1234", "amount": 1500}]
    kinds = loads(desk.ask("GET", f"{INVOICE}/worktypes").body)
    assert {kind["rutRotType"] for kind in kinds} == {"Rot", "Rut"}
