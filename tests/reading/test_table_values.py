"""Cells to values: numbers, dates and flags in the notations that spreadsheets write."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulkops.core.field import Kind
from bulkops.planning.template_date import carries_a_date
from bulkops.planning.template_notation import THOUSANDS, Notation, Refusal
from bulkops.planning.template_value import converter

UNDECLARED = Notation()
POINT = Notation(decimal=".")
COMMA = Notation(decimal=",")
NORDIC = Notation(decimal=",", thousands=" ")
GERMAN = Notation(decimal=",", thousands=".")
ENGLISH = Notation(thousands=",")
SWISS = Notation(thousands="'")
BOOKS = Notation(decimal=",", thousands=" ", negative="parentheses")


def read(kind: Kind, text: str, notation: Notation) -> str:
    value = converter(kind, notation)(text)
    return value.code if isinstance(value, Refusal) else value


@pytest.mark.parametrize(
    ("text", "notation", "value"),
    [
        ("2.55", POINT, "2.55"),
        ("2,55", COMMA, "2.55"),
        (" 2,50 ", COMMA, "2.50"),
        ("+7", POINT, "7"),
        ("-7", POINT, "-7"),
        ("\u22127", POINT, "-7"),
        ("12,50-", COMMA, "-12.50"),
        ("- 12,50", COMMA, "-12.50"),
        ("0012", POINT, "12"),
        (",5", COMMA, "0.5"),
        ("-0,00", COMMA, "0.00"),
        ("1 234,56", NORDIC, "1234.56"),
        ("1\u00a0234\u202f567,8", NORDIC, "1234567.8"),
        ("1234,56", NORDIC, "1234.56"),
        ("1.234.567,89", GERMAN, "1234567.89"),
        ("1,234.5", ENGLISH, "1234.5"),
        ("1,234", ENGLISH, "1234"),
        ("1\u2019234.50", SWISS, "1234.50"),
        ("1,234", UNDECLARED, "T031"),
        ("1.234", UNDECLARED, "T031"),
        ("-1.234", UNDECLARED, "T031"),
        ("1.234-", UNDECLARED, "T031"),
        ("1,23", UNDECLARED, "T031"),
        ("1.23", UNDECLARED, "1.23"),
        ("1234.567", UNDECLARED, "1234.567"),
        ("0.123", UNDECLARED, "0.123"),
        ("1234", UNDECLARED, "1234"),
        ("1.234", POINT, "1.234"),
        ("1.234", SWISS, "1.234"),
        ("1,234", COMMA, "1.234"),
        ("1\u2009234,5", NORDIC, "1234.5"),
        ("(1 234,50)", BOOKS, "-1234.50"),
        ("( 5 )", BOOKS, "-5"),
        ("(0,00)", BOOKS, "0.00"),
        ("-5", BOOKS, "-5"),
        ("(-5)", BOOKS, "T030"),
        ("-(5)", BOOKS, "T030"),
        ("()", BOOKS, "T030"),
        ("(5", BOOKS, "T030"),
        ("1,234", POINT, "T031"),
        ("1,23", POINT, "T031"),
        ("1,234,567.00", POINT, "T031"),
        ("1.234", COMMA, "T031"),
        ("1.234,50", COMMA, "T031"),
        ("1.23", GERMAN, "T030"),
        ("1.2345", GERMAN, "T030"),
        ("12345.678,00", GERMAN, "T030"),
        ("1 234,56", COMMA, "T030"),
        ("1 23", NORDIC, "T030"),
        ("1e5", POINT, "T030"),
        ("1,5E-3", COMMA, "T030"),
        ("-5-", POINT, "T030"),
        ("5.", POINT, "T030"),
        (".", POINT, "T030"),
        ("-", POINT, "T030"),
        ("(5)", POINT, "T030"),
        ("12 kr", POINT, "T030"),
        ("12%", POINT, "T030"),
        ("\u0661\u0662", POINT, "T030"),
        ("1_000", POINT, "T030"),
        ("nan", POINT, "T030"),
        ("Infinity", POINT, "T030"),
    ],
)
def test_decimals(text: str, notation: Notation, value: str) -> None:
    assert read(Kind.DECIMAL, text, notation) == value


@pytest.mark.parametrize(
    ("text", "value"), [("12", "12"), ("-3", "-3"), ("12,00", "12"), ("12,5", "T032"), ("x", "T030"), ("1.2", "T031")]
)
def test_whole_numbers(text: str, value: str) -> None:
    assert read(Kind.INTEGER, text, COMMA) == value


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("2010-12-01", "%Y-%m-%d", "2010-12-01"),
        ("1/12/2010 08:26", "%d/%m/%Y %H:%M", "2010-12-01"),
        ("01.12.10", "%d.%m.%y", "2010-12-01"),
        (" 20101201 ", "%Y%m%d", "2010-12-01"),
        ("2010-12-01 08:26", "%Y-%m-%d", "T033"),
        ("30.02.2026", "%d.%m.%Y", "T033"),
        ("40179", "%d.%m.%Y", "T033"),
    ],
)
def test_dates(text: str, written: str, value: str) -> None:
    assert read(Kind.DATE, text, Notation(dates=written)) == value


def test_a_refused_date_names_the_formats_that_fit_and_chooses_none() -> None:
    refused = converter(Kind.DATE, POINT)("03/04/2026")
    assert isinstance(refused, Refusal)
    assert "`dates: '%d/%m/%Y'` or `dates: '%m/%d/%Y'`" in refused.hint


@pytest.mark.parametrize(
    ("text", "notation", "hint"),
    [
        ("1,234", UNDECLARED, 'declare `decimal: ","`, or `decimal: "."` and `thousands: ","` under `rows`'),
        ("1.234", UNDECLARED, 'declare `decimal: "."`, or `decimal: ","` and `thousands: "."` under `rows`'),
        ("12,5", UNDECLARED, 'declare `decimal: ","` under `rows`; and `thousands` if it has them'),
        ("12,5", POINT, 'declare `thousands: ","` under `rows`, or another `decimal`'),
        ("1.234,5", COMMA, 'declare `thousands: "."` under `rows`, or another `decimal`'),
        ("1 234", COMMA, 'declare `thousands: " "` under `rows`'),
        ("(5)", COMMA, "declare `negative: parentheses` under `rows` if it is less than zero"),
        ("4,71E+09", COMMA, "write all the digits in the table"),
    ],
)
def test_a_refused_number_says_what_to_declare(text: str, notation: Notation, hint: str) -> None:
    refused = converter(Kind.DECIMAL, notation)(text)
    assert isinstance(refused, Refusal)
    assert refused.hint == hint


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("20260331", "%Y%m%d", "2026-03-31"),
        ("2026111", "%Y%m%d", "T033"),
        ("260331", "%y%m%d", "2026-03-31"),
        ("2633", "%y%m%d", "T033"),
        ("1.3.2026", "%d.%m.%Y", "2026-03-01"),
    ],
)
def test_a_date_without_signs_between_its_parts_has_all_its_digits(text: str, written: str, value: str) -> None:
    assert read(Kind.DATE, text, Notation(dates=written)) == value


def test_a_day_that_a_spreadsheet_counts_is_named() -> None:
    refused = converter(Kind.DATE, POINT)("46112")
    assert isinstance(refused, Refusal)
    assert "shows 2026-03-31" in refused.hint


@pytest.mark.parametrize(("text", "value"), [("TRUE", "true"), ("false ", "false"), ("1", "T034"), ("ja", "T034")])
def test_flags(text: str, value: str) -> None:
    assert read(Kind.FLAG, text, POINT) == value


@pytest.mark.parametrize(("kind", "value"), [(Kind.TEXT, " 00104 "), (Kind.CHOICE, "00104"), (Kind.UUID, "00104")])
def test_text_stays_as_it_is(kind: Kind, value: str) -> None:
    assert read(kind, " 00104 ", POINT) == value


@pytest.mark.parametrize("text", ["4,71E+09", "4.7E+11", " #N/A", "#REF!", "#DIV/0!"])
def test_a_text_that_a_spreadsheet_has_spoilt_is_refused(text: str) -> None:
    assert read(Kind.TEXT, text, POINT) == "T042"


@pytest.mark.parametrize("text", ["Nut #4", "4E+09", "A4,71E+09", "E+", "4,71E+9", "#", "00104"])
def test_other_texts_with_the_same_signs_stay(text: str) -> None:
    assert read(Kind.TEXT, text, POINT) == text


@pytest.mark.parametrize(
    ("written", "carries"), [("%d.%m.%Y", True), ("%d/%m/%y %H:%M", True), ("%m.%Y", False), ("%", False), ("", False)]
)
def test_a_date_format_carries_a_whole_date(written: str, *, carries: bool) -> None:
    assert carries_a_date(written) is carries


def spelt(number: Decimal, notation: Notation) -> str:
    """Write a number as a spreadsheet with that notation does."""
    mark = "," if notation.thousands else ""
    text = f"{number:{mark}f}"
    return text.replace(",", "T").replace(".", notation.decimal).replace("T", notation.thousands)


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=4),
    st.sampled_from([".", ","]),
    st.sampled_from(THOUSANDS),
)
def test_a_number_as_it_is_written_is_the_number(number: Decimal, decimal: str, thousands: str) -> None:
    notation = Notation(decimal=decimal, thousands="" if thousands == decimal else thousands)
    text = read(Kind.DECIMAL, spelt(number, notation), notation)
    assert Decimal(text) == number
    assert Decimal(text).as_tuple().exponent == number.as_tuple().exponent
    assert read(Kind.DECIMAL, text, POINT) == text


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(["%d.%m.%Y", "%m/%d/%Y", "%Y-%m-%d", "%d/%m/%Y %H:%M"]))
def test_a_date_as_it_is_written_is_the_date(day: date, written: str) -> None:
    cell = datetime.combine(day, time(23, 59)).strftime(written)
    assert read(Kind.DATE, cell, Notation(dates=written)) == day.isoformat()


@given(
    st.text(alphabet="0123456789.,- \u00a0+eE'", min_size=1, max_size=12),
    st.sampled_from([POINT, COMMA, NORDIC, GERMAN]),
)
def test_whatever_a_cell_says_it_is_a_number_or_refused(text: str, notation: Notation) -> None:
    value = converter(Kind.DECIMAL, notation)(text)
    if not isinstance(value, Refusal):
        digits = [sign for sign in text if sign.isdigit()]
        assert Decimal(value).copy_abs() == Decimal(value.lstrip("-"))
        assert "".join(digits).lstrip("0") == value.replace(".", "").replace("-", "").lstrip("0")
