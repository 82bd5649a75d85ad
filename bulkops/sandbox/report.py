"""An invoice as a PDF: equal invoices give equal bytes."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, StyleSheet1, getSampleStyleSheet
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from bulkops.sandbox import masters
from bulkops.sandbox.rows import UNRELEASED, Row

_MARGIN = 48
#: Widths of columns, in points: those of lines, and those of what stands above and below them.
_LINE_WIDTHS = (26, 70, 160, 45, 32, 60, 40, 66)
_PAIR_WIDTHS = (120, 379)
_LINE_HEADS = ("No.", "Item", "Text", "Quantity", "Unit", "Price", "Disc. %", "Amount")
_FONT_SIZE = 8
_NUMBERS = 3  # the first column of numbers in a line


def invoice_pdf(row: Row) -> bytes:
    """Print an invoice with its lines, VAT and sums; one that is not released as a draft."""
    styles = getSampleStyleSheet()
    styles.add(ParagraphStyle("Small", parent=styles["Normal"], fontSize=_FONT_SIZE, leading=_FONT_SIZE + 2))
    title = f"Invoice {row.number}" + (" (draft)" if row.status in UNRELEASED else "")
    story: list[Flowable] = [
        Paragraph(escape(masters.COMPANY), styles["Heading3"]),
        Paragraph(escape(_printable(title)), styles["Title"]),
        _pairs(_facts(row.body), styles),
        Spacer(1, 12),
        _lines(row.body, styles),
        Spacer(1, 12),
        _pairs(_sums(row.body), styles),
    ]
    page = BytesIO()
    SimpleDocTemplate(
        page,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        title=title,
        author=masters.COMPANY,
        invariant=True,
    ).build(story)
    return page.getvalue()


def _facts(body: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    customer, address = body["customer"], body.get("invoiceAddress") or {}
    place = f"{address.get('postalCode') or ''} {address.get('city') or ''}".strip()
    street = (address.get("addressLine1"), address.get("addressLine2"), address.get("addressLine3"))
    return (
        ("Customer", f"{customer['number']} {customer.get('name') or ''}"),
        ("Address", ", ".join(filter(None, (*street, place)))),
        ("Invoice date", body["documentDate"][:10]),
        ("Due date", (body.get("documentDueDate") or "")[:10]),
        ("Your reference", body.get("customerRefNumber") or ""),
        ("Our reference", body.get("externalReference") or ""),
        ("Payment reference", body.get("paymentReference") or ""),
        ("Text", body.get("invoiceText") or ""),
    )


def _sums(body: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    currency = body["currencyId"]
    yield "Net", _money(body["detailTotalInCurrency"])
    for tax in body["taxDetails"]:
        yield f"VAT {_number(tax['vatRate'])} % of {_money(tax['taxableAmount'])}", _money(tax["vatAmount"])
    yield f"Total {currency}", _money(body["amountInCurrency"])
    yield f"To pay {currency}", _money(body["balanceInCurrency"])


def _pairs(pairs: Iterable[tuple[str, str]], styles: StyleSheet1) -> Flowable:
    rows = [[name, _text(value, styles)] for name, value in pairs if value]
    return LongTable(rows, colWidths=_PAIR_WIDTHS, hAlign="LEFT", splitInRow=1, style=TableStyle(_STYLE))


def _lines(body: Mapping[str, Any], styles: StyleSheet1) -> Flowable:
    rows = [
        [
            str(line["lineNumber"]),
            _text(line.get("inventoryNumber") or "", styles),
            _text(line.get("description") or "", styles),
            _number(line["quantity"]),
            _text(line.get("uom") or "", styles),
            _money(line["unitPriceInCurrency"]),
            _number(line["discountPercent"]),
            _money(line["amountInCurrency"]),
        ]
        for line in body["invoiceLines"]
    ]
    style: list[Any] = [
        *_STYLE,
        ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black),
        ("ALIGN", (_NUMBERS, 0), (-1, -1), "RIGHT"),
    ]
    return LongTable(
        [list(_LINE_HEADS), *rows],
        colWidths=_LINE_WIDTHS,
        repeatRows=1,
        hAlign="LEFT",
        splitInRow=1,  # a text may be longer than a page
        style=TableStyle(style),
    )


_STYLE = [
    ("FONTSIZE", (0, 0), (-1, -1), _FONT_SIZE),
    ("LEADING", (0, 0), (-1, -1), _FONT_SIZE + 2),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 2),
    ("RIGHTPADDING", (0, 0), (-1, -1), 2),
]


def _text(text: str, styles: StyleSheet1) -> Flowable:
    return Paragraph(escape(_printable(text)), styles["Small"])


def _printable(text: str) -> str:
    """Put a space where a character cannot stand on paper."""
    return "".join(character if character.isprintable() else " " for character in text)


def _money(amount: Any) -> str:
    return f"{Decimal(amount):.2f}"


def _number(value: Any) -> str:
    return f"{Decimal(value).normalize():f}"
