"""A table of rows fits its terminal, and never shows a part of a number."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulkops.core.json import loads
from bulkops.planning.chosen_columns import read_columns
from bulkops.providers.visma.resources import INVOICE
from bulkops.reporting.rows_table import RowsTable
from bulkops.reporting.style import Style
from bulkops.reporting.width import width_of

ROW: dict[str, Any] = {
    "referenceNumber": "100231",
    "status": "Balanced",
    "documentDate": "2026-03-31T00:00:00",
    "customer": {"number": "10042", "name": "Nordvik Entreprenør og Eiendomsutvikling AS"},
    "currencyId": "NOK",
    "amountInCurrency": loads("1234567.5"),
    "balanceInCurrency": 100,
    "lastModifiedDateTime": "2026-03-31T10:20:30.125",
    "invoiceContact": {"email": "kari@nordvik.example"},
    "invoiceLines": [{}, {}],
    "hold": False,
}


def table(*names: str, rows: list[dict[str, Any]] | None = None, width: int = 100, personal: bool = False) -> RowsTable:
    columns = read_columns(INVOICE, names)
    assert isinstance(columns, tuple)
    return RowsTable(columns, "referenceNumber", rows or [ROW], Style(width=width), personal=personal)


def test_the_declared_columns_fit_a_terminal() -> None:
    found = table()
    assert [*found.head(), found.row(ROW).replace("\N{THIN SPACE}", " ")] == [
        "                                                                                             balance",
        "reference            document    customer.                          currency      amountIn        In",
        "Number     status    Date        number     customer.name           Id            Currency  Currency",
        "100231     Balanced  2026-03-31  10042      Nordvik Entreprenør o…  NOK       1 234 567.50       100",
    ]
    assert found.left_out == ()


def test_values_for_a_reader() -> None:
    names = ("lastModifiedDateTime", "invoiceContact.email", "invoiceLines", "hold", "amountInCurrency", "note")
    found = table(*names)
    assert found.row(ROW).split("  ")[0] == "2026-03-31 10:20:30"
    line = re.sub(r"  +", "|", found.row(ROW))
    assert line == "2026-03-31 10:20:30|(sensitive)|2 elements|false|1\N{THIN SPACE}234\N{THIN SPACE}567.50"
    assert "kari@nordvik.example" in table(*names, personal=True).row(ROW)


@pytest.mark.parametrize("width", [20, 40, 60, 80])
def test_what_does_not_fit_is_left_out_by_name(width: int) -> None:
    found = table(width=width)
    assert found.left_out
    assert INVOICE.columns[-len(found.left_out) :] == found.left_out
    assert all(width_of(line) <= width for line in [*found.head(), found.row(ROW)])


def test_a_later_row_keeps_its_numbers_whole() -> None:
    found = table("number", "customer.name", "amountInCurrency", width=40)
    later = {**ROW, "referenceNumber": "INV-2026-0000100231", "amountInCurrency": loads("123456789012345.678")}
    line = found.row(later)
    assert "INV-2026-0000100231" in line
    assert "123\N{THIN SPACE}456\N{THIN SPACE}789\N{THIN SPACE}012\N{THIN SPACE}345.678" in line
    assert "…" in line


def test_control_characters_stay_off_the_terminal() -> None:
    evil = {**ROW, "customer": {"name": "a\x1b[2Jb\nc\u202ed"}}
    assert table("number", "customer.name", rows=[evil]).row(evil) == "100231  a\\x1b[2Jb\\nc\\u202ed"


NAMES = st.lists(st.sampled_from([*INVOICE.columns, "invoiceText", "hold", "timeStamp"]), min_size=1, unique=True)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"referenceNumber": st.text("0123456789", min_size=1, max_size=12)},
        optional={
            "invoiceText": st.text(max_size=60),
            "status": st.text(max_size=30),
            "amountInCurrency": st.integers(),
        },
    ),
    min_size=1,
    max_size=5,
)


@given(NAMES, ROWS, st.integers(10, 200))
def test_any_table_fits_or_shows_one_column(names: list[str], rows: list[dict[str, Any]], width: int) -> None:
    found = table(*names, rows=rows, width=width)
    lines = [*found.head(), *(found.row(row) for row in rows)]
    shown = len(names) - len(found.left_out)
    assert shown == 1 or all(width_of(line) <= width for line in lines)


@given(NAMES, st.integers(10, 200))
def test_a_head_keeps_every_letter(names: list[str], width: int) -> None:
    found = table(*names, width=width)
    shown = names[: len(names) - len(found.left_out)]
    letters = sorted("".join(found.head()).replace(" ", ""))
    assert letters == sorted("".join(shown))
