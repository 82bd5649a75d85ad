"""Printed invoices: real PDFs, read back by another library."""

import subprocess
import sys
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from bulkops.core.json import loads
from tests.sandbox.desk import INVOICE, Desk

LINES = [
    {"inventoryNumber": "101", "description": "Consulting & <senior>", "quantity": 12.5, "unitPriceInCurrency": 1250},
    {"description": "Frakt til Tromsø", "quantity": 1, "unitPriceInCurrency": 250, "discountPercent": 10},
]


def printed(desk: Desk, number: str) -> bytes:
    response = desk.ask("GET", f"{INVOICE}/{number}/print")
    assert (response.status, response.headers["content-type"]) == (200, "application/pdf")
    assert "etag" not in response.headers
    return response.body


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_an_invoice_on_paper(desk: Desk) -> None:
    number = desk.create(
        lines=LINES, documentDate="2026-02-10", invoiceText="Two things", customerRefNumber="PO 7", currencyId="SEK"
    )
    desk.release(number)
    row, text = desk.read(number), text_of(printed(desk, number))
    for part in (
        f"Invoice {number}",
        "10001",
        row["customer"]["name"],
        row["invoiceAddress"]["city"],
        "2026-02-10",
        row["documentDueDate"][:10],
        "Two things",
        "PO 7",
        "Consulting & <senior>",
        "Frakt til Tromsø",
        "12.5",
        "15625.00",
        "225.00",
        "VAT 25 % of 15850.00",
        "3962.50",
        "Total SEK",
        "19812.50",
    ):
        assert part in text, part
    assert "draft" not in text


def test_equal_invoices_give_equal_bytes(desk: Desk) -> None:
    number = desk.create(lines=LINES)
    first = printed(desk, number)
    desk.now += 86_400
    assert printed(desk, number) == first
    desk.update(number, invoiceText="another")
    assert printed(desk, number) != first


@pytest.mark.parametrize("status", ["Hold", "Balanced", "Open"])
def test_drafts_say_so_and_may_be_refused(desk: Desk, status: str) -> None:
    number = desk.create(hold=status == "Hold", lines=LINES)
    if status == "Open":
        desk.release(number)
    assert ("(draft)" in text_of(printed(desk, number))) == (status != "Open")
    desk.switch(print_of="released")
    assert desk.ask("GET", f"{INVOICE}/{number}/print").status == (200 if status == "Open" else 400)
    assert desk.ask("GET", f"{INVOICE}/999999/print").status == 404


def test_many_lines_take_many_pages(desk: Desk) -> None:
    number = desk.create(lines=[{"description": f"Line no {index}", "unitPriceInCurrency": 1} for index in range(300)])
    pages = PdfReader(BytesIO(printed(desk, number))).pages
    assert len(pages) > 3
    assert all("Quantity" in page.extract_text() for page in pages[:-1])
    assert "Line no 299" in pages[-1].extract_text()


def test_printing_in_the_background(desk: Desk) -> None:
    number = desk.create(lines=LINES)
    receipt = loads(desk.ask("GET", f"{INVOICE}/{number}/print", erp_api_background="none").body)["id"]
    desk.now += 60
    content = desk.ask("GET", f"/v1/background/{receipt}/content")
    assert (content.status, content.headers["content-type"]) == (200, "application/pdf")
    assert content.body == printed(desk, number)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=400), long=st.sampled_from([0, 40, 700, 3000, 9000]))
def test_whatever_stands_in_an_invoice_can_be_printed(text: str, long: int) -> None:
    desk = Desk()
    line: dict[str, Any] = {"description": text, "inventoryNumber": "x" * (long % 40), "unitPriceInCurrency": 1}
    response = desk.create(lines=[line, {"description": "y" * long}], invoiceText=text + "z " * long)
    assert printed(desk, response).startswith(b"%PDF")
    desk.erp.close()


def test_the_library_is_loaded_only_to_print() -> None:
    code = "import bulkops.sandbox.erp, sys; print([name for name in sys.modules if 'reportlab' in name])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
