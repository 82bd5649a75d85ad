"""Findings about operations that a table makes: each where its reader can mend it, and once."""

from pathlib import Path

import pytest

from bulkops.app.validate import validate
from bulkops.core.finding import Finding

TABLE = """Nr,Customer,Item,Quantity
1,10001,A,1
1,10001,B,2
2,10002,A,3
3,,A,1.1234567
"""
MANIFEST = """bulkops: 1
name: table
defaults:
  visma.invoice.create: {currencyId: NOK}
operations:
  - rows: {file: t.csv, group_by: Nr}
    id: "inv-{Nr}"
    op: visma.invoice.create
    with:
      customerNumber: {column: Customer}
      hold: maybe
      invoiceLines:
        each_row: {inventoryNumber: {column: Item}, quantity: {column: Quantity}, discountPercent: much}
    then: [visma.invoice.release]
  - id: last
    op: visma.invoice.create
    with: {customerNumber: "10042", hold: maybe}
"""


@pytest.fixture
def findings(tmp_path: Path) -> list[Finding]:
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    path = tmp_path / "m.yaml"
    path.write_text(MANIFEST, encoding="utf-8")
    finds, _ = validate([str(path)])
    return finds.kept


def about(findings: list[Finding], words: str) -> list[tuple[str, int, str, str]]:
    """Give file, line, column and message of the findings whose message holds some words."""
    found = []
    for finding in findings:
        if words in finding.message and finding.place is not None:
            place = finding.place
            found.append((Path(place.file).name, place.line, place.label, finding.message))
    return found


def test_a_constant_is_found_once_where_it_stands(findings: list[Finding]) -> None:
    wrong = "`hold` is `maybe`, which is neither `true` nor `false`"
    assert about(findings, "`hold`") == [
        ("m.yaml", 11, "", f"{wrong}, in 3 operations of the table"),
        ("m.yaml", 17, "", wrong),
    ]


def test_a_constant_of_each_row_counts_operations_and_not_rows(findings: list[Finding]) -> None:
    wrong = "`invoiceLines[1].discountPercent` is `much`, which is not a number, in 3 operations of the table"
    assert about(findings, "discountPercent") == [("m.yaml", 13, "", wrong)]


def test_a_cell_is_found_in_the_table(findings: list[Finding]) -> None:
    wrong = "`invoiceLines[1].quantity` has 7 decimals; at most 6 are allowed"
    assert about(findings, "quantity") == [("t.csv", 5, "Quantity", wrong)]


def test_an_empty_cell_is_found_in_its_column(findings: list[Finding]) -> None:
    assert about(findings, "lacks") == [("t.csv", 5, "Customer", "`with` lacks `customerNumber`: the cell is blank")]


def test_followers_of_faulty_operations_have_no_findings_of_their_own(findings: list[Finding]) -> None:
    assert len(findings) == 5


def test_of_two_manifests_of_one_name_only_the_name_is_found(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        text = "bulkops: 1\nname: one\noperations:\n  - {id: a, op: visma.invoice.release, invoice: 100231}\n"
        (tmp_path / name).write_text(text, encoding="utf-8")
    finds, count = validate([str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml")])
    assert [finding.code for finding in finds.kept] == ["M071"]
    assert count == 1


def test_a_table_that_is_not_there_is_found_like_any_manifest(tmp_path: Path) -> None:
    finds, _ = validate([str(tmp_path / "t.csv")])
    assert [finding.code for finding in finds.kept] == ["M001"]
