"""A byte that is not of the table's encoding is named with its column and its cell, where that may be shown."""

from pathlib import Path

from bulkops.adapters.table_manifest import TableManifest
from bulkops.core.finding import Finding
from tests.reading.tables.case import REGISTRY, read_text
from tests.reading.tables.entries import HEADER, entry

TEXT = "  invoiceText: {column: Text}\n  billingAddress: {addressLine1: {column: Customer}}"


def found(folder: Path, table: str | bytes, declared: str = "", encoding: str = "cp1252") -> Finding:
    content = table if isinstance(table, bytes) else table.encode(encoding)
    (finding,) = read_text(folder, entry(declared, payload=TEXT), {"t.csv": content}).findings
    return finding


def test_the_cell_is_shown_as_far_as_it_can_be_read(tmp_path: Path) -> None:
    finding = found(tmp_path, HEADER + "1;;;;;;;Å smörgås, 7\n")
    assert (finding.code, finding.place and finding.place.label) == ("T008", "Text")
    assert finding.notes[-1] == "the cell is `\ufffd sm\ufffdrg\ufffds, 7`, as far as it can be read"


def test_a_personal_cell_is_not_shown_and_its_column_is(tmp_path: Path) -> None:
    finding = found(tmp_path, HEADER + "1;;Storgåtan;;;;;x\n")
    assert finding.place is not None
    assert finding.place.label == "Customer"
    assert "tan" not in repr(finding)


def test_a_column_that_fills_nothing_is_not_shown(tmp_path: Path) -> None:
    finding = found(tmp_path, HEADER + "1;;;Hemligåsa;;;;x\n")
    assert finding.place is not None
    assert finding.place.label == "Item"
    assert "Heml" not in repr(finding)


def test_a_name_of_a_column_is_shown(tmp_path: Path) -> None:
    finding = found(tmp_path, HEADER.replace("Item", "Benämning") + "1;;;;;;;x\n")
    assert finding.place is not None
    assert (finding.place.line, finding.place.label) == (1, "")
    assert finding.notes[-1] == "the cell is `Ben\ufffdmning`, as far as it can be read"


def test_a_title_is_no_cell(tmp_path: Path) -> None:
    finding = found(tmp_path, "Försäljning\n" + HEADER + "1;;;;;;;Å\n", "header: 2")
    assert finding.place is not None
    assert (finding.place.line, finding.place.label) == (1, "")
    assert "the cell is" not in repr(finding.notes)


def manifest(folder: Path, table: str) -> list[Finding]:
    path = folder / "t.csv"
    path.write_bytes(table.encode("cp1252"))
    with TableManifest(path, "t.csv", REGISTRY) as opened:
        list(opened.entries())
    return opened.findings


def test_a_table_that_is_a_manifest_says_the_same(tmp_path: Path) -> None:
    head = "@id,@op,customerNumber,invoiceText,billingAddress.addressLine1\n"
    (finding,) = manifest(tmp_path, head + "1,visma.invoice.create,7,Tack för köpet,\n")
    assert str(finding.place) == "t.csv:2, column `invoiceText`"
    assert finding.notes[0] == "`cp1252` or `iso-8859-1` or `iso-8859-15` or `cp1250` reads `för`, `köpet`"
    assert finding.notes[-1] == "the cell is `Tack f\ufffdr k\ufffdpet`, as far as it can be read"
    (finding,) = manifest(tmp_path, head + "1,visma.invoice.create,7,x,Storgåtan\n")
    assert finding.place is not None
    assert finding.place.label == "billingAddress.addressLine1"
    assert "Storg" not in repr(finding)
