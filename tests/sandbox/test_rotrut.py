"""Swedish deductions on household services (visma-net.md, section 13)."""

from decimal import Decimal
from typing import Any

import pytest

from bulkops.core.json import loads
from tests.sandbox.desk import INVOICE, Desk


def line(price: int, item_type: str = "", *, deductible: bool = True) -> dict[str, Any]:
    members: dict[str, Any] = {
        "unitPriceInCurrency": price,
        "domesticServicesDeductible": deductible,
        "vatCodeId": "SE25",
    }
    wrapped = {name: {"value": value} for name, value in members.items()}
    return {"operation": "Insert", **wrapped, **({"itemType": {"value": item_type}} if item_type else {})}


def person(identity: str, amount: int | None = None) -> dict[str, Any]:
    share = {"operation": "Insert", "personalId": {"value": identity}}
    return share if amount is None else share | {"amount": {"value": amount}}


def create(desk: Desk, lines: list[dict[str, Any]], **details: Any) -> str:
    body = {
        "customerNumber": {"value": "10007"},
        "currencyId": {"value": "SEK"},
        "domesticServicesDeductibleDocument": {"value": True},
        "invoiceLines": lines,
        "rotRutDetails": details,
    }
    response = desk.ask("POST", "/v2/customerinvoice", body)
    assert response.status == 201, response.body
    return response.headers["location"].rpartition("/")[2]


def details(desk: Desk, number: str) -> Any:
    response = desk.ask("GET", f"{INVOICE}/{number}/rotrut")
    assert response.status == 200
    return loads(response.body)


def test_what_was_sent_is_shown(desk: Desk) -> None:
    number = create(
        desk, [], type={"value": "Rut"}, estate={"value": "N 1:2"}, distribution=[person("19800101-1234", 1500)]
    )
    shown = details(desk, number)
    assert (shown["type"], shown["estate"], shown["distributedAmount"]) == ("Rut", "N 1:2", 1500)
    assert shown["distribution"] == [{"lineNbr": 1, "personalId": "19800101-1234", "amount": 1500}]


@pytest.mark.parametrize(("kind", "deducted"), [("Rot", 375), ("Rut", 625)])
def test_work_is_deducted_and_material_is_not(desk: Desk, kind: str, deducted: int) -> None:
    lines = [line(1000), line(400, "MaterialCost"), line(50, "OtherCost"), line(70, deductible=False)]
    number = create(desk, lines, type={"value": kind})
    shown = details(desk, number)
    assert (shown["workPrice"], shown["materialCost"], shown["otherCost"]) == (1000, 400, 50)
    assert shown["totalDeductableAmount"] == deducted
    amounts = [each.get("deductableAmount") for each in desk.read(number)["invoiceLines"]]
    assert amounts == [deducted, 0, 0, None]
    body = {"domesticServicesDeductibleDocument": {"value": False}}
    assert desk.ask("PUT", f"{INVOICE}/{number}", body).status == 204
    assert details(desk, number)["totalDeductableAmount"] == 0


def test_the_system_may_share_it_out(desk: Desk) -> None:
    persons = [person(f"19800101-000{index}") for index in range(3)]
    number = create(desk, [line(1000)], distributedAutomaticaly={"value": True}, distribution=persons)
    shown = details(desk, number)
    assert shown["totalDeductableAmount"] == shown["distributedAmount"] == 375
    assert [share["amount"] for share in shown["distribution"]] == [125, 125, 125]
    desk.ask("PUT", f"{INVOICE}/{number}", {"invoiceLines": [line(101)]})
    assert [share["amount"] for share in details(desk, number)["distribution"]] == [
        Decimal("137.64"),
        Decimal("137.62"),
        Decimal("137.62"),
    ]


def test_an_invoice_without_a_deduction(desk: Desk) -> None:
    number = desk.create(lines=[{"unitPriceInCurrency": 100}])
    assert details(desk, number)["totalDeductableAmount"] == 0
    desk.switch(rotrut_without="404")
    assert desk.ask("GET", f"{INVOICE}/{number}/rotrut").status == 404
    assert details(desk, create(desk, [line(1000)]))["totalDeductableAmount"] == 375


def test_kinds_of_work(desk: Desk) -> None:
    kinds = loads(desk.ask("GET", f"{INVOICE}/worktypes").body)
    assert {kind["rutRotType"] for kind in kinds} == {"Rot", "Rut"}
    assert len({kind["xmlTag"] for kind in kinds}) == len(kinds)
