"""Files that are no tables, and tables at the edge: a sentence each, never a traceback, never a guess."""

from pathlib import Path

import pytest

from bulkops.app.import_file import import_table
from bulkops.core.codes import CODES
from bulkops.core.errors import InvalidInputError
from tests.importing.case import imported

ROW = "1;2026-03-31;00104\n"


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", "T010", "the table is empty"),
        (b"\r\n \r\n", "T010", "the table is empty"),
        (b"PK\x03\x04\x14\x00\x06\x00", "I001", "workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "I001", "workbook"),
        (b"%PDF-1.7\n", "I001", "no text"),
        (b"\x00\x01\x02\x03" * 100, "I001", "NUL"),
        (b"a;b\n1;2\n" * 200_000 + b"\x00", "I001", "NUL"),
        (b"1001;2026-03-31;00104;12,50\n1002;2026-03-31;00105;9,00\n", "I002", "4 of its cells"),
        (b"No;Date\n" + ROW.encode() * 20, "I003", "2 cells"),
        (b"Fakturanr;Kundnr;\n" + ROW.encode(), "T013", "has no name"),
        (b"Kundnr;Kundnr\n1;2\n", "T012", "both named"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, code: str, said: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        imported(tmp_path, content)
    finding = caught.value.findings[0]
    assert finding.code == code
    assert code in CODES
    assert said in finding.message
    assert finding.hint


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError) as caught:
        import_table(tmp_path / "x.csv", None, op="visma.invoice.create", told=print)
    assert "there is no file" in caught.value.findings[0].message


def test_a_header_alone_gives_a_manifest(tmp_path: Path) -> None:
    case = imported(tmp_path, "Fakturanr;Kundnr;Antal\n")
    assert case.paths == {
        "Fakturanr": "names the document",
        "Kundnr": "customerNumber",
        "Antal": "invoiceLines[].quantity",
    }
    assert not case.validated()[0].errors


def test_one_column_leaves_what_is_needed_to_a_person(tmp_path: Path) -> None:
    case = imported(tmp_path, "Kundnr\n00104\n00105\n")
    assert len(case.todos) == 1
    assert any("single column" in doubt for doubt in case.doubts)
    finds, _ = case.validated()
    assert [finding.code for finding in finds.kept] == ["T020"]


def test_ten_thousand_columns_are_bounded(tmp_path: Path) -> None:
    names = [f"Column {n}" for n in range(9_998)]
    row = ";".join(["1", "00104", *map(str, range(9_998))])
    case = imported(tmp_path, "\n".join([";".join(["Fakturanr", "Kundnr", *names]), *[row] * 30]))
    assert case.paths == {"Fakturanr": "names the document", "Kundnr": "customerNumber"}
    assert len(case.text.splitlines()) < 200
    assert not case.validated()[0].errors


def test_a_huge_cell_does_not_fill_the_manifest(tmp_path: Path) -> None:
    case = imported(tmp_path, "Fakturanr;Kundnr;Text\n1;00104;" + "x" * 500_000 + "\n")
    assert max(map(len, case.text.splitlines())) < 400
    assert case.paths["Text"] == "invoiceLines[].description"


def test_an_unclosed_quote_is_said_and_the_rest_proposed(tmp_path: Path) -> None:
    case = imported(tmp_path, "Fakturanr;Kundnr;Text\n1;00104;a\n" * 1 + '2;00105;"b\n3;00106;c\n')
    assert "customerNumber" in case.paths.values()
    assert any("cannot be read" in doubt or "double quotes" in doubt for doubt in case.doubts)


def test_names_that_yaml_would_take_for_something_else_come_back(tmp_path: Path) -> None:
    odd = "No: {x} # 'y' \"z\""
    case = imported(tmp_path, '"' + odd.replace('"', '""') + '";Fakturanr;Kundnr\n1;2;3\n')
    assert not case.validated()[0].errors
    assert f"#   {odd}: no field is called so" in case.text


def test_a_key_with_braces_is_left_to_a_person(tmp_path: Path) -> None:
    case = imported(tmp_path, "Faktura {nr};Kundnr\n1;2\n")
    assert case.todos
    assert case.validated()[0].errors


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_they_like(tmp_path: Path, end: str) -> None:
    case = imported(tmp_path, f"Fakturanr;Kundnr{end}1;00104{end}2;00105{end}")
    assert case.imported.table.rows == 2
    assert case.validated()[1] == 2
