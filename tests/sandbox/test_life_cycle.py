"""The life cycle table (visma-net.md, section 10), case by case."""

from typing import Any

import pytest

from bulkops.core.json import loads
from tests.sandbox.desk import Desk

STATUSES = ("Hold", "Balanced", "Open", "Closed")
CHANGES: dict[str, dict[str, Any]] = {
    "text": {"invoiceText": "other"},
    "due": {"documentDueDate": "2026-05-01"},
    "discount": {"cashDiscountDate": "2026-04-20"},
    "due and text": {"documentDueDate": "2026-05-01", "invoiceText": "other"},
    "hold": {"hold": True},
}
ALLOWED = {
    "Hold": {"text", "due", "discount", "due and text", "hold", "delete"},
    "Balanced": {"text", "due", "discount", "due and text", "hold", "delete", "release"},
    "Open": {"due", "discount", "reverse"},
    "Closed": {"reverse"},
}


def in_status(desk: Desk, status: str) -> str:
    price = 0 if status == "Closed" else 100
    number = desk.create(hold=status == "Hold", lines=[{"quantity": 1, "unitPriceInCurrency": price}])
    if status in ("Open", "Closed"):
        desk.release(number)
    assert desk.read(number)["status"] == status
    return str(number)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("change", CHANGES)
def test_updating(desk: Desk, status: str, change: str) -> None:
    number = in_status(desk, status)
    before = desk.read(number)
    response = desk.update(number, **CHANGES[change])
    if change in ALLOWED[status]:
        assert response.status == 204
        assert desk.read(number)["timeStamp"] > before["timeStamp"]
    else:
        assert response.status == 400
        assert loads(response.body)["message"].startswith("VismaId: ")
        assert desk.read(number) == before


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("action", ["release", "reverse"])
def test_acting(desk: Desk, status: str, action: str) -> None:
    number = in_status(desk, status)
    assert desk.act(number, action).status == (200 if action in ALLOWED[status] else 400)


@pytest.mark.parametrize("status", STATUSES)
def test_deleting(desk: Desk, status: str) -> None:
    number = in_status(desk, status)
    may = "delete" in ALLOWED[status]
    assert desk.ask("DELETE", f"/v1/customerinvoice/{number}").status == (204 if may else 400)
    assert desk.ask("GET", f"/v1/customerinvoice/{number}").status == (404 if may else 200)


def test_hold_is_lifted_and_set_by_an_update(desk: Desk) -> None:
    number = desk.create(hold=True)
    desk.update(number, hold=False)
    assert desk.read(number)["status"] == "Balanced"
    desk.update(number, hold=True)
    assert desk.read(number)["status"] == "Hold"


@pytest.mark.parametrize("action", ["release", "reverse"])
def test_nothing_can_be_done_with_what_is_not_there(desk: Desk, action: str) -> None:
    assert desk.act("999999", action).status == 404
    assert desk.update("999999", invoiceText="x").status == 404
    assert desk.ask("DELETE", "/v1/customerinvoice/999999").status == 404


def test_a_release_is_done_later(desk: Desk) -> None:
    desk.switch(release_delay_s=30.0)
    number = desk.create(lines=[{"quantity": 1, "unitPriceInCurrency": 5}])
    tag = desk.read(number)["timeStamp"]
    answer = loads(desk.act(number, "release").body)
    assert answer["actionResult"] == "InProcess"
    assert answer["errorInfo"] is None
    desk.now += 29.9
    row = desk.read(number)
    assert (row["status"], row["timeStamp"]) == ("Balanced", tag)
    desk.now += 0.1
    row = desk.rows()[0]
    assert row["status"] == "Open"
    assert row["timeStamp"] > tag
    assert row["lastModifiedDateTime"] == "2026-03-02T11:00:30.000"
    assert [effect.kind for effect in desk.erp.ledger().effects()] == ["created", "released"]


def test_a_second_release_meanwhile_changes_nothing(desk: Desk) -> None:
    desk.switch(release_delay_s=30.0)
    number = desk.create(lines=[{"quantity": 1, "unitPriceInCurrency": 5}])
    first = desk.act(number, "release")
    desk.now += 29
    second = desk.act(number, "release")
    assert second.status == 200
    assert first.body != second.body
    desk.now += 1
    assert desk.read(number)["status"] == "Open"
    desk.now += 60
    desk.read(number)
    assert [effect.kind for effect in desk.erp.ledger().effects()] == ["created", "released"]


def test_a_release_races_with_a_delete(desk: Desk) -> None:
    number = desk.create()
    desk.act(number, "release")
    assert desk.ask("DELETE", f"/v1/customerinvoice/{number}").status == 204
    desk.now += 60
    assert desk.rows() == []


def test_a_release_that_meets_a_hold_fails_without_a_trace(desk: Desk) -> None:
    number = desk.create()
    desk.act(number, "release")
    desk.update(number, hold=True)
    before = desk.read(number)
    desk.now += 60
    assert desk.read(number) == before
    assert desk.erp.ledger().effects()[-1].kind == "release_failed"


def test_every_second_release_fails_if_so_switched(desk: Desk) -> None:
    desk.switch(release_fails_every=2)
    numbers = [desk.create(lines=[{"quantity": 1, "unitPriceInCurrency": 5}]) for _ in range(4)]
    for number in numbers:
        desk.release(number)
    assert [desk.read(number)["status"] for number in numbers] == ["Open", "Balanced", "Open", "Balanced"]


def test_a_closed_period_refuses_release_and_reversal(desk: Desk) -> None:
    number = desk.create(documentDate="2026-03-01", lines=[{"quantity": 1, "unitPriceInCurrency": 5}])
    other = desk.create(documentDate="2026-02-01")
    desk.release(number)
    desk.switch(closed_through="202602", credit_note_date="original")
    assert desk.act(other, "release").status == 400
    assert desk.act(number, "reverse").status == 200
    desk.switch(closed_through="202603", credit_note_date="original")
    assert desk.act(number, "reverse").status == 400
