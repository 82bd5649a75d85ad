"""A needed field whose cell is blank: the finding says what to do in the table."""

from pathlib import Path

import pytest

from bulkops.app.validate import validate

TEMPLATED = """bulkops: 1
name: a
operations:
  - rows: {file: a.csv, group_by: No}
    id: "i-{No}"
    op: visma.invoice.create
    with: {customerNumber: {column: Kundnr}, invoiceLines: {each_row: {quantity: {column: Qty}}}}
"""


def test_the_cell_or_a_default_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("No,Kundnr,Qty\n1,10001,1\n2,,1\n")
    (tmp_path / "a.yaml").write_text(TEMPLATED)
    (found,) = validate([str(tmp_path / "a.yaml")])[0].kept
    assert (found.code, found.message) == ("M022", "`with` lacks `customerNumber`: the cell is blank")
    assert found.place is not None
    assert (found.place.line, found.place.label, found.operation) == (3, "Kundnr", "i-2")
    assert found.hint == "fill column `Kundnr` in line 3, or put `default:` beside `column: Kundnr`"


@pytest.mark.parametrize(
    ("table", "label", "hint"),
    [
        (
            "@op,@id,customerNumber,invoiceLines[].quantity\nvisma.invoice.create,1,,1\n",
            "customerNumber",
            "fill column `customerNumber` in line 2",
        ),
        ("@op,@id,@invoice,note\nvisma.invoice.update,1,,x\n", "@invoice", "fill column `@invoice` in line 2"),
        ("@op,@id,note\nvisma.invoice.update,1,x\n", "", "add a column `@invoice`"),
        ("@op,@id,note\nvisma.invoice.create,1,x\n", "", "add a column `customerNumber`"),
    ],
)
def test_in_a_table_that_is_a_manifest(tmp_path: Path, table: str, label: str, hint: str) -> None:
    (tmp_path / "a.csv").write_text(table)
    (found,) = validate([str(tmp_path / "a.csv")])[0].kept
    assert found.place is not None
    assert (found.code, found.place.line, found.place.label, found.hint) == ("M022", 2, label, hint)
