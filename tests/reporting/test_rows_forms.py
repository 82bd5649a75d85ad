"""Rows as CSV and JSON: exact, readable by others' readers, and harmless in a spreadsheet."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulkops.core.json import loads
from bulkops.core.resource import Resource
from bulkops.planning.chosen_columns import Shown, read_columns
from bulkops.providers.visma.resources import INVOICE, ROT_RUT
from bulkops.reporting.rows_forms import CsvForm, Form, JsonForm, NdjsonForm

SPACED = st.text(st.characters(codec="utf-8"), max_size=20)
FORMULAS = st.sampled_from(
    ["=1+1", "+1+A1", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']
)


def columns(*names: str, resource: Resource = INVOICE) -> tuple[Shown, ...]:
    found = read_columns(resource, names)
    assert isinstance(found, tuple), found
    return found


def written(form: Form, *pages: Sequence[Mapping[str, Any]], whole: bool = True) -> str:
    parts = [*form.begin()]
    for page in pages:
        parts += form.rows(page)
    return "".join([*parts, *(form.end() if whole else ())])


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@given(st.lists(st.tuples(SPACED | FORMULAS, SPACED), max_size=5))
def test_another_reader_reads_what_was_there(rows: list[tuple[str, str]]) -> None:
    page = [{"referenceNumber": first, "customer": {"number": second}} for first, second in rows]
    form = CsvForm(columns("number", "customer.number"), personal=False)
    head, *read = read_csv(written(form, page))
    assert head == ["number", "customer.number"]
    assert [tuple(cell.removeprefix("'") for cell in row) for row in read] == [
        tuple(cell.removeprefix("'") for cell in row) for row in rows
    ]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1+A1", "'+1+A1"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("-12.50", "-12.50"),
        ("+47 22 00 00 00", "+47 22 00 00 00"),
        ("-1+A1", "'-1+A1"),
        ("A=1", "A=1"),
        ("00104", "00104"),
    ],
)
def test_a_spreadsheet_carries_nothing_out(text: str, cell: str) -> None:
    form = CsvForm(columns("invoiceText"), personal=False)
    assert read_csv(written(form, [{"invoiceText": text}])) == [["invoiceText"], [cell]]


def test_csv_cells() -> None:
    row = {
        "referenceNumber": "100231",
        "hold": False,
        "amountInCurrency": Decimal("-1250.10"),
        "exchangeRate": 1,
        "customer": None,
        "attachments": [{"name": 'quote "a".pdf', "revision": 1}],
        "invoiceText": "two\nlines, and å",
    }
    form = CsvForm(
        columns("number", "hold", "amountInCurrency", "exchangeRate", "customer.name", "attachments", "invoiceText"),
        personal=False,
    )
    assert read_csv(written(form, [row]))[1] == [
        "100231",
        "false",
        "-1250.10",
        "1",
        "",
        '[{"name":"quote \\"a\\".pdf","revision":1}]',
        "two\nlines, and å",
    ]


def test_personal_data_is_masked_also_within_a_list() -> None:
    row = {"distribution": [{"personalId": "19800101-1234", "amount": Decimal("10.5")}, {"personalId": None}]}
    shown = columns("distribution", resource=ROT_RUT)
    masked = written(CsvForm(shown, personal=False), [row])
    assert "19800101" not in masked
    assert json.loads(read_csv(masked)[1][0])[0] == {"personalId": "(sensitive)", "amount": 10.5}
    assert "19800101-1234" in written(CsvForm(shown, personal=True), [row])


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.decimals(allow_nan=False, allow_infinity=False, places=4)
    | SPACED,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SPACED, inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.lists(st.dictionaries(SPACED, JSON, max_size=4), max_size=3), max_size=3))
def test_json_is_one_array_however_the_pages_come(pages: list[list[dict[str, Any]]]) -> None:
    rows = [row for page in pages for row in page]
    assert loads(written(JsonForm(), *pages)) == rows
    lines = written(NdjsonForm(), *pages).split("\n")
    assert lines.pop() == ""
    assert [loads(line) for line in lines] == rows


def test_numbers_keep_their_digits() -> None:
    text = b'{"amount":1250.10,"rate":1.000000000000000000001,"big":123456789012345678,"e":1E+2,"neg":-0.0}'
    assert written(NdjsonForm(), [loads(text)]).encode() == text + b"\n"


def test_an_array_is_closed_only_when_it_is_whole() -> None:
    part = written(JsonForm(), [{"a": 1}], whole=False)
    with pytest.raises(ValueError, match="Expecting"):
        json.loads(part)
    assert written(JsonForm()) == "[]\n"
