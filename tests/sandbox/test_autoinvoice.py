"""Sending invoices to AutoInvoice: nothing of it shows, and a repetition sends again."""

import pytest

from bulkops.core.json import loads
from tests.sandbox.desk import Desk
from tests.sandbox.uploads import attach, upload

LINES = [{"quantity": 1, "unitPriceInCurrency": 100}]


def released(desk: Desk) -> str:
    number = desk.create(lines=LINES)
    desk.release(number)
    return number


def sent(desk: Desk) -> list[str]:
    return [effect.number for effect in desk.erp.ledger().effects() if effect.kind == "sent"]


def test_each_call_sends(desk: Desk) -> None:
    number = released(desk)
    before = desk.read(number)
    results = [desk.act(number, "sendToAutoInvoice"), desk.act(number, "sendToAutoInvoice", {})]
    assert [response.status for response in results] == [200, 200]
    result = loads(results[0].body)
    assert (result["refNbr"], result["documentType"], result["actionResult"]) == (number, "Invoice", "Done")
    assert sent(desk) == [number, number]
    assert desk.read(number) == before
    assert "etag" not in results[0].headers


def test_a_repetition_may_be_refused(desk: Desk) -> None:
    desk.switch(autoinvoice_repeat="refused")
    number = released(desk)
    assert [desk.act(number, "sendToAutoInvoice").status for _ in range(2)] == [200, 400]
    assert sent(desk) == [number]


@pytest.mark.parametrize("status", ["Hold", "Balanced", "Open", "Closed"])
def test_statuses(desk: Desk, status: str) -> None:
    number = desk.create(hold=status == "Hold", lines=LINES if status == "Open" else [])
    if status in ("Open", "Closed"):
        desk.release(number)
    assert desk.read(number)["status"] == status
    assert desk.act(number, "sendToAutoInvoice").status == (200 if status in ("Open", "Closed") else 400)
    desk.switch(autoinvoice_of="any")
    assert desk.act(number, "sendToAutoInvoice").status == 200
    assert desk.act("999999", "sendToAutoInvoice").status == 404


def test_customers_may_not_be_set_up_for_it(desk: Desk) -> None:
    desk.switch(autoinvoice_customers="none")
    number = released(desk)
    assert b"'10001' is not set up" in desk.act(number, "sendToAutoInvoice").body
    assert sent(desk) == []


def test_sending_may_change_the_version(desk: Desk) -> None:
    desk.switch(autoinvoice_version="new")
    number = released(desk)
    before = desk.read(number)
    assert desk.act(number, "sendToAutoInvoice").status == 200
    after = desk.read(number)
    assert after["timeStamp"] > before["timeStamp"]
    own = ("timeStamp", "lastModifiedDateTime")
    assert {name: after[name] for name in after if name not in own} == {
        name: before[name] for name in before if name not in own
    }
    assert sent(desk) == [number]


def test_an_old_tag_is_refused(desk: Desk) -> None:
    number = released(desk)
    assert desk.act(number, "sendToAutoInvoice", If_Match='"AAAAAAAAAAA="').status == 412
    assert sent(desk) == []


def test_files_go_along_where_it_was_said(desk: Desk) -> None:
    number = released(desk)
    keys = [
        attach(desk, number, upload(name=name)).headers["location"].rpartition("/")[2] for name in ("a.pdf", "b.pdf")
    ]
    assert desk.ask("PUT", f"/v1/attachment/{keys[1]}", {"sendToAutoinvoice": {"value": True}}).status == 204
    assert desk.act(number, "sendToAutoInvoice").status == 200
    assert desk.erp.ledger().effects()[-1].detail == "b.pdf"
