"""A clean table in any of six languages becomes a manifest that is valid as it stands, with the values of the table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.importing.case import imported
from tests.reading.tables.case import read

FIELDS = ("document", "date", "customer", "item", "text", "count", "price", "draft")
HEADERS = {
    "sv": ("Fakturanr", "Fakturadatum", "Kundnr", "Artikelnr", "Benämning", "Antal", "À-pris", "Utkast"),
    "no": ("Fakturanummer", "Fakturadato", "Kundenr", "Varenr", "Beskrivelse", "Antall", "Enhetspris", "Utkast"),
    "da": ("Faktura nr.", "Fakturadato", "Debitornr.", "Varenummer", "Varetekst", "Mængde", "Stykpris", "Kladde"),
    "fi": ("Laskunumero", "Laskun päivä", "Asiakasnumero", "Tuote", "Kuvaus", "Määrä", "Yksikköhinta", "Luonnos"),
    "de": (
        "Rechnungsnr.",
        "Rechnungsdatum",
        "Kunden-Nr.",
        "Artikelnummer",
        "Bezeichnung",
        "Menge",
        "Einzelpreis",
        "Entwurf",
    ),
    "en": ("Invoice No", "Invoice date", "Customer ID", "Item code", "Description", "Qty", "Unit price", "Draft"),
}
YES_NO = {**dict.fromkeys(("sv", "no", "da", "de"), ("J", "N")), "fi": ("K", "E"), "en": ("Y", "N")}
LETTERS = "abcdefghijklmnopqrstuvwxyzåäöæøüß 0123456789\"';,|-"


@dataclass(frozen=True)
class Written:
    """How one system writes."""

    language: str
    delimiter: str
    decimal: str
    thousands: str
    day: str
    encoding: str

    def number(self, value: Decimal) -> str:
        text = f"{value:,.2f}"
        return text.replace(",", "T").replace(".", self.decimal).replace("T", self.thousands)

    def cell(self, text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if self.delimiter in text or '"' in text else text


@st.composite
def systems(draw: Callable[[st.SearchStrategy[str]], str]) -> Written:
    decimal = draw(st.sampled_from(".,"))
    signs = {".": ("", ",", " ", "'"), ",": ("", ".", " ", "\u00a0")}[decimal]
    return Written(
        language=draw(st.sampled_from(sorted(HEADERS))),
        delimiter=draw(st.sampled_from(";\t,|")),
        decimal=decimal,
        thousands=draw(st.sampled_from(signs)),
        day=draw(st.sampled_from(("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y%m%d", "%m/%d/%Y"))),
        encoding=draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1252"))),
    )


LINE = st.tuples(
    st.text("ABCX0123456789-", min_size=1, max_size=6),
    st.text(LETTERS, max_size=20).map(lambda text: f"x{text}".strip()),
    st.decimals(-999, 99_999, places=2),
    st.decimals(0, 9_999_999, places=2),
)
DOCUMENTS = st.lists(
    st.tuples(
        st.dates(date(1970, 1, 1), date(2060, 12, 31)),
        st.integers(0, 99_999),
        st.booleans(),
        st.lists(LINE, min_size=1, max_size=3),
    ),
    min_size=1,
    max_size=8,
)


def table(written: Written, documents: list[tuple[Any, ...]]) -> str:
    rows = [written.delimiter.join(written.cell(name) for name in HEADERS[written.language])]
    yes, no = YES_NO[written.language]
    for number, (day, customer, draft, lines) in enumerate(documents):
        head = (f"F{number:04}", day.strftime(written.day), f"{customer:06}")
        for item, text, count, price in lines:
            cells = (*head, item, text, written.number(count), written.number(price), yes if draft else no)
            rows.append(written.delimiter.join(written.cell(cell) for cell in cells))
    return "\r\n".join(rows) + "\r\n"


@settings(deadline=None, max_examples=25)
@given(written=systems(), documents=DOCUMENTS)
def test_what_is_proposed_reads_the_table_as_it_was_meant(written: Written, documents: list[tuple[Any, ...]]) -> None:
    with TemporaryDirectory() as folder:
        case = imported(Path(folder), table(written, documents).encode(written.encoding))
        assert set(case.paths) == set(HEADERS[written.language])
        if case.todos:  # then nothing is guessed, and `validate` says so
            assert case.validated()[0].errors
            return
        finds, count = case.validated()
        assert [finding.message for finding in finds.kept] == []
        assert count == len(documents)
        for tree, (day, customer, draft, lines) in zip(
            (e["with"] for e in read(case.manifest).trees), documents, strict=True
        ):
            assert tree["customerNumber"] == f"{customer:06}"
            assert tree["documentDate"] == day.isoformat()
            assert tree["hold"] == str(draft).lower()
            for found, (item, text, amount, price) in zip(tree["invoiceLines"], lines, strict=True):
                assert (found["inventoryNumber"], found["description"]) == (item, text)
                assert (Decimal(found["quantity"]), Decimal(found["unitPriceInCurrency"])) == (amount, price)


@pytest.mark.parametrize("language", HEADERS)
def test_an_unmistakable_table_is_valid_as_it_stands(tmp_path: Path, language: str) -> None:
    yes, no = YES_NO[language]
    rows = [
        ";".join(HEADERS[language]),
        f"7;2026-03-31;00104;A-1;Hjälp;1,50;1.250,00;{no}",
        f"8;2026-04-30;00105;A-2;Größe;12;0,5;{yes}",
        f"7;2026-03-31;00104;A-2;Ødegård;2;99,90;{no}",
    ]
    case = imported(tmp_path, "\n".join(rows))
    assert (case.doubts, case.todos) == ((), ())
    finds, count = case.validated()
    assert (finds.total, count) == (0, 2)
