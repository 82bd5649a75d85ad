from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.desk import Desk

D = Decimal


def document(desk: Desk, *lines: dict[str, Any], **fields: Any) -> Any:
    return desk.read(desk.create(lines=list(lines), **fields))


@pytest.mark.parametrize(
    ("line", "amount"),
    [
        ({"quantity": 3, "unitPriceInCurrency": D("33.335")}, D("100.01")),
        ({"quantity": D("0.5"), "unitPriceInCurrency": D("0.01")}, D("0.01")),
        ({"quantity": D("-0.5"), "unitPriceInCurrency": D("0.01")}, D("-0.01")),
        ({"quantity": 10, "unitPriceInCurrency": 10, "discountPercent": D("12.5")}, D("87.50")),
        ({"quantity": 1, "unitPriceInCurrency": D("33.33"), "discountPercent": D("12.5")}, D("29.16")),
        ({"quantity": 10, "unitPriceInCurrency": 10, "discountAmountInCurrency": D("7.25")}, D("92.75")),
        ({"quantity": 10, "unitPriceInCurrency": 10, "manualAmountInCurrency": D("55.555")}, D("55.56")),
        ({"quantity": 4, "inventoryNumber": "101"}, D("1200.00")),
        ({"description": "text alone"}, D(0)),
    ],
)
def test_amount_of_a_line(desk: Desk, line: dict[str, Any], amount: Decimal) -> None:
    row = document(desk, line)
    assert row["invoiceLines"][0]["amountInCurrency"] == amount
    assert row["detailTotalInCurrency"] == amount
    assert desk.erp.ledger().net_sum("NOK") == amount


def test_vat_by_code(desk: Desk) -> None:
    row = document(
        desk,
        {"quantity": 1, "unitPriceInCurrency": D("100.10"), "vatCodeId": "3"},
        {"quantity": 1, "unitPriceInCurrency": D("99.92"), "vatCodeId": "3"},
        {"quantity": 1, "unitPriceInCurrency": 50, "vatCodeId": "31"},
        {"quantity": 1, "unitPriceInCurrency": 20, "vatCodeId": "5"},
    )
    details = [(entry["taxId"], entry["taxableAmount"], entry["vatAmount"]) for entry in row["taxDetails"]]
    assert details == [("3", D("200.02"), D("50.01")), ("31", 50, D("7.5")), ("5", 20, 0)]
    assert row["vatTaxableTotalInCurrency"] == D("250.02")
    assert row["vatExemptTotalInCurrency"] == 20
    assert row["vatTotalInCurrency"] == D("57.51")
    assert row["amountInCurrency"] == row["balanceInCurrency"] == D("327.53")


def test_the_zone_gives_the_code_of_a_line_without_one(desk: Desk) -> None:
    row = document(desk, {"quantity": 1, "unitPriceInCurrency": 100}, customerVatZoneId="03")
    assert row["invoiceLines"][0]["vatCode"]["id"] == "52"
    assert row["amountInCurrency"] == 100


def test_vat_set_by_hand_disturbs_the_totals(desk: Desk) -> None:
    sent = {
        "customerNumber": {"value": "1"},
        "invoiceLines": [{"operation": "Insert", "unitPriceInCurrency": {"value": 100}}],
        "taxDetailLines": [{"taxId": {"value": "3"}, "vatAmount": {"value": D("24.5")}}],
    }
    desk.ask("POST", "/v2/customerinvoice", sent)
    row = desk.read("100001")
    assert row["taxDetails"][0]["vatAmount"] == D("24.5")
    assert row["amountInCurrency"] == D("124.5")
    desk.update("100001", invoiceText="x")
    assert desk.read("100001")["amountInCurrency"] == D("124.5")


def test_both_currencies(desk: Desk) -> None:
    row = document(desk, {"quantity": 2, "unitPriceInCurrency": D("10.05")}, currencyId="EUR", exchangeRate=D("11.5"))
    assert row["detailTotalInCurrency"] == D("20.10")
    assert row["detailTotal"] == D("231.15")
    assert row["vatTotalInCurrency"] == D("5.03")  # 5.025, half up
    assert row["invoiceLines"][0]["unitPrice"] == D("115.58")
    own = document(desk, currencyId="NOK", exchangeRate=D(3))
    assert own["exchangeRate"] == 1


def test_a_discount_keeps_the_form_it_was_given_in(desk: Desk) -> None:
    number = desk.create(lines=[{"quantity": 10, "unitPriceInCurrency": 10, "discountAmountInCurrency": 25}])
    assert desk.read(number)["invoiceLines"][0]["discountPercent"] == 25
    desk.update(number, lines=[{"operation": "Update", "lineNumber": 1, "quantity": 20}])
    line = desk.read(number)["invoiceLines"][0]
    assert (line["discountAmountInCurrency"], line["discountPercent"], line["amountInCurrency"]) == (25, D("12.5"), 175)
    desk.update(number, lines=[{"operation": "Update", "lineNumber": 1, "discountPercent": 10}])
    desk.update(number, lines=[{"operation": "Update", "lineNumber": 1, "quantity": 30}])
    assert desk.read(number)["invoiceLines"][0]["amountInCurrency"] == 270


def test_sums_follow_changes_and_deletions(desk: Desk) -> None:
    number = desk.create(lines=[{"quantity": 1, "unitPriceInCurrency": 10}])
    desk.create(lines=[{"quantity": 1, "unitPriceInCurrency": D("0.1")}], currencyId="SEK")
    ledger = desk.erp.ledger()
    assert (ledger.net_sum("NOK"), ledger.net_sum("SEK")) == (D(10), D("0.1"))
    desk.update(number, lines=[{"operation": "Update", "lineNumber": 1, "quantity": 3}])
    assert ledger.net_sum("NOK") == 30
    desk.ask("DELETE", f"/v1/customerinvoice/{number}")
    assert ledger.net_sum("NOK") == 0
