"""Every finding about a table: small tables and manifests, and the code, line and column name that they give."""

from pathlib import Path

import pytest

from bulkops.core.codes import table_manifest, table_workbook
from bulkops.core.codes.table import CODES
from tests.reading.tables.case import read_text
from tests.reading.tables.entries import HEADER, LINES, entry

GOOD = "1;2026-03-31;00104;A;2;1,50;N;first\n"
UPDATE = entry(op="visma.invoice.update", more="invoice: {column: No}\nthen: [visma.invoice.release]")
TWO = "1;2026-03-31;1;A;1;1;N;x\n1;2026-03-31;1;B;1;1;N;y\n"

Found = list[tuple[str, int, str]]

MANIFEST: list[tuple[str, str, Found]] = [
    ("rows is no mapping", "rows: [a]\nid: x\n", [("T001", 0, "")]),
    ("long delimiter", entry('delimiter: ";;"'), [("T001", 0, "")]),
    ("quote is the delimiter", entry('quote: ";"'), [("T001", 0, "")]),
    ("decimal", entry("decimal: x"), [("T001", 0, "")]),
    ("decimal is a list", entry("decimal: [',']"), [("T001", 0, "")]),
    ("thousands is the decimal sign", entry('thousands: ","'), [("T001", 0, "")]),
    ("negative", entry("negative: red"), [("T001", 0, "")]),
    ("a long quote", entry('quote: "<<"'), [("T001", 0, "")]),
    ("header is no line", entry("header: 0"), [("T001", 0, "")]),
    ("header is a name", entry("header: No"), [("T001", 0, "")]),
    ("header far below", entry("header: 1001"), [("T001", 0, "")]),
    ("dates without a year", entry('dates: "%d.%m."'), [("T001", 0, "")]),
    ("dates without a format", entry('dates: "dd.mm.yyyy"'), [("T001", 0, "")]),
    ("group_by", entry("group_by: {a: b}"), [("T001", 0, "")]),
    ("where", entry("where: [a]"), [("T001", 0, "")]),
    ("where nothing", entry("where: {No: []}"), [("T001", 0, "")]),
    ("where matches a mapping", entry("where: {No: {matches: {a: b}}}"), [("T001", 0, "")]),
    ("unknown keys", entry("delimeter: x\nwhere: {No: {match: 'C*'}}"), [("T002", 0, ""), ("T002", 0, "")]),
    ("unknown option", entry(payload="  customerNumber: {column: Customer, defalt: x}"), [("T002", 0, "")]),
    ("unknown key of the entry", entry(more="form: x"), [("T002", 0, "")]),
    ("no file", entry("file: ''"), [("T003", 0, "")]),
    ("unset variable", entry("file: '${env:BULKOPS_TEST_UNSET}'"), [("T004", 0, "")]),
    ("no such file", entry("file: u.csv"), [("T005", 0, "")]),
    ("a folder", entry("file: ."), [("T005", 0, "")]),
    ("an old workbook", entry("file: t.xls"), [("T006", 0, "")]),
    ("a sheet", entry("sheet: May"), [("T001", 0, "")]),
    ("encoding", entry("encoding: ansi8"), [("T007", 0, "")]),
    ("no character encoding", entry("encoding: base64"), [("T007", 0, "")]),
    ("an encoding of names", entry("encoding: idna"), [("T007", 0, "")]),
    ("an encoding of nothing", entry("encoding: undefined"), [("T007", 0, "")]),
    ("an encoding with NUL", entry('encoding: "utf-8\\0"'), [("T007", 0, "")]),
    ("no columns of that name", entry(
        "where: {Nr: x}", name='"inv-{Number}"', group_by="[No, Order]",
        payload="  customerNumber: {column: customer}",
    ), [("T020", 0, "")] * 4),
    ("no field of that name", entry(payload="  custommer: x\n  invoiceLines: {each_row: {qantity: 1}}"),
     [("T021", 0, "")] * 2),
    ("a column for a list", entry(payload="  invoiceLines: {column: Item}"), [("T022", 0, "")]),
    ("each_row for a value", entry(payload="  hold: {each_row: {a: b}}"), [("T022", 0, "")]),
    ("each_row takes a mapping", entry(payload="  invoiceLines: {each_row: [a]}"), [("T022", 0, "")]),
    ("a mapping for a value", entry(payload="  hold: {a: b}"), [("T022", 0, "")]),
    ("a column list", entry(payload="  hold: {column: [a]}"), [("T022", 0, "")]),
    ("options", entry(payload="  invoiceText: {column: Text, max: 0, trim: ja, required: null, values: x, default: [a], dates: y}"),
     [("T022", 0, "")] * 6),
    ("with is a list", entry(payload="  - a"), [("T022", 0, "")]),
    ("no id", entry(name=""), [("T023", 0, "")]),
    ("one id for all", entry(name="inv"), [("T023", 0, "")]),
    ("no op", entry(op=""), [("T024", 0, "")]),
    ("unknown op", entry(op="visma.invoice.crate"), [("T024", 0, "")]),
    ("unknown follow-up", entry(more="then: [visma.invoice.relaese]"), [("T024", 0, "")]),
    ("then is a text", entry(more="then: visma.invoice.release"), [("T025", 0, "")]),
    ("then a create", entry(more="then: [visma.invoice.create]"), [("T025", 0, "")]),
    ("then twice", entry(more="then: [visma.invoice.release, visma.invoice.release]"), [("T025", 0, "")]),
    ("then after an update", UPDATE, [("T025", 0, "")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), [case[1:] for case in MANIFEST], ids=[case[0] for case in MANIFEST])
def test_what_is_wrong_in_a_manifest(tmp_path: Path, text: str, found: Found) -> None:
    out = read_text(tmp_path, text, {"t.csv": HEADER + GOOD})
    assert sorted(out.found) == sorted(found)
    assert out.entries == []


TABLE: list[tuple[str, str, str | bytes, Found]] = [
    ("empty", "", "", [("T010", 0, "")]),
    ("blank", "", "\ufeff\n\n", [("T010", 0, "")]),
    ("no rows", "", HEADER, [("T011", 0, "")]),
    ("repeated names", "", "No;Text;No; Text\n1;2;3;4\n", [("T012", 1, "No"), ("T012", 1, "Text")]),
    ("unnamed", "", "No;;Text;\n1;2;3;4\n", [("T013", 1, ""), ("T013", 1, "")]),
    ("ragged", "", HEADER + GOOD + "2;3\n" + GOOD.strip() + ";9\n", [("T014", 3, ""), ("T014", 4, "")]),
    ("a blank header", "header: 2", "Title\n\n" + HEADER + GOOD, [("T044", 2, "")]),
    ("ends above its header", "header: 9", HEADER + GOOD, [("T044", 0, "")]),
    ("never closed", "", HEADER + GOOD + '2;2026-03-31;1;"A;1;1;N;\n' + GOOD * 3, [("T015", 3, "Item")]),
    ("never closed, second cell of its row", "", HEADER + '2;2026-03-31;1;"A\nB";1;1;N;"x\n' + GOOD, [("T015", 3, "Text")]),
    ("never closed, in the header", "", HEADER.replace("Date", '"Date'), [("T015", 1, "")]),
    ("swallows more than a cell", "", HEADER + '2;2026-03-31;1;"A;1;1;N;\n' + GOOD * 5000, [("T015", 2, "Item")]),
    ("swallows long lines", "", HEADER + '2;2026-03-31;1;"A;1;1;N;\n' + ("x" * 900_000 + "\n") * 9, [("T015", 2, "Item")]),
    ("closes in another cell", "", HEADER + '2;2026-03-31;1;"A;1;1;N;\n3;2026-03-31;1;"B";1;1;N;\n', [("T015", 2, "Item")]),
    ("closes where a cell ends", "", HEADER + '2;2026-03-31;1;"A;1;1;N;\n3;2026-03-31;1;B";1;1;N;\n', [("T015", 2, "Item")]),
    ("text after a quote", "", HEADER + '2;2026-03-31;1;"A"B;1;1;N;\n1;x;1;A;1;1;N;\n',
     [("T016", 2, "Item"), ("T033", 3, "Date")]),
    ("another sep", "", "sep=,\n" + HEADER + GOOD, [("T019", 1, "")]),
    ("a tab as sep", "", "SEP=\t\r\n" + HEADER + GOOD, [("T019", 1, "")]),
    ("sep and nothing else", "", "sep=;\n", [("T010", 0, "")]),
    ("NUL", "", HEADER + GOOD + "2;2026\0;1;A;1;1;N;\n", [("T017", 3, "")]),
    ("long line", "", HEADER + "x" * 1_000_001, [("T018", 2, "")]),
    ("cp1252 read as utf-8", "", (HEADER + GOOD + "2;2026-03-31;Åker;A;1;1;N;\n").encode("cp1252"), [("T008", 3, "Customer")]),
    ("not in cp1252", "encoding: cp1252", HEADER.encode() + b"2;2026-03-31;\x81;A;1;1;N;\n", [("T008", 2, "Customer")]),
    ("half a character", "encoding: utf-16-le", (HEADER + GOOD).encode("utf-16-le") + b"x", [("T008", 3, "")]),
    ("no codec for tables", "encoding: punycode", (HEADER + "1;ü").encode("latin-1"), [("T008", 1, "")]),
    ("utf-8 in disguise", "encoding: cp1252", (HEADER + GOOD + "2;2026-03-31;Åker;A;1;1;N;\n").encode(), [("T043", 0, "")]),
    ("utf-32 without a mark", "encoding: utf-32", (HEADER + GOOD).encode("utf-32-le"), [("T009", 0, "")]),
    ("mark of utf-32", "", (HEADER + GOOD).encode("utf-32"), [("T009", 0, "")]),
    ("mark of utf-8", "encoding: cp1252", (HEADER + GOOD).encode("utf-8-sig"), [("T009", 0, "")]),
    ("mark of utf-16", "", (HEADER + GOOD).encode("utf-16"), [("T009", 0, "")]),
    ("utf-16 without a mark", "encoding: utf-16", (HEADER + GOOD).encode("utf-16-le"), [("T009", 0, "")]),
    ("utf-16 without a mark, read as utf-8", "", (HEADER + GOOD).encode("utf-16-le"), [("T017", 1, "")]),
    ("bad cells, all of them", "", HEADER + "1;31.3.2026;1;A;x;1.234;N;\n2;2026-02-30;1;A;1;1E5;N;\n", [
        ("T033", 2, "Date"), ("T030", 2, "Count"), ("T031", 2, "Price"), ("T033", 3, "Date"), ("T030", 3, "Price"),
    ]),
    ("a spoilt number of an invoice", "", HEADER + "4,71E+09;2026-03-31;1;A;1;1;N;\n", [("T042", 2, "No")]),
    ("no group", "", HEADER + " ;2026-03-31;1;A;1;1;N;\n", [("T037", 2, "No")]),
    ("part of a group", "where: {Text: x}", HEADER + TWO, [("T039", 3, "")]),
    ("nothing left", "where: {Text: z}", HEADER + TWO, [("T041", 0, "")]),
    ("headers disagree", "", HEADER + "1;2026-03-31;1;A;1;1;N;\n1;2026-03-31;2;A;1;1;N;\n", [("T038", 3, "Customer")]),
    ("too many rows", "", HEADER + GOOD * 10_001, [("T040", 2, "")]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "table", "found"), [case[1:] for case in TABLE], ids=[case[0] for case in TABLE])
def test_what_is_wrong_in_a_table(tmp_path: Path, rows: str, table: str | bytes, found: Found) -> None:
    out = read_text(tmp_path, entry(rows), {"t.csv": table})
    assert out.found == found
    assert out.entries == []


CELLS: list[tuple[str, str, Found]] = [
    ("  hold: {column: Text}", "x", [("T034", 2, "Text")]),
    ("  hold: {column: Text, values: {J: true}}", "N", [("T035", 2, "Text")]),
    ("  invoiceText: {column: Text, max: 3}", "four", [("T036", 2, "Text")]),
    ("  invoiceText: {column: Text, required: true}", " ", [("T037", 2, "Text")]),
]


@pytest.mark.parametrize(("payload", "cell", "found"), CELLS)
def test_what_is_wrong_in_a_cell(tmp_path: Path, payload: str, cell: str, found: Found) -> None:
    out = read_text(tmp_path, entry(payload=payload), {"t.csv": f"{HEADER}1;;;;;;;{cell}\n"})
    assert out.found == found
    assert out.entries == []


def test_an_empty_cell_in_an_id_or_a_target_is_refused(tmp_path: Path) -> None:
    text = entry(op="visma.invoice.update", payload="  invoiceText: x", group_by="", more="invoice: {column: Item}")
    out = read_text(tmp_path, text, {"t.csv": HEADER + " ;;;;;;;y\n"})
    assert out.found == [("T037", 2, "No"), ("T037", 2, "Item")]


def test_messages_name_both_lines_and_values(tmp_path: Path) -> None:
    rows = "1;2026-03-31;104;A;1;1;N;\n2;2026-03-31;9;A;1;1;N;\n1;2026-03-31;105;B;1;1;N;\n"
    (finding,) = read_text(tmp_path, entry(), {"t.csv": HEADER + rows}).findings
    assert finding.message == (
        "`customerNumber` is `105` here and `104` on line 2, which belongs to the same operation"
    )
    assert finding.operation == "inv-1"
    assert str(finding.place) == f"{tmp_path / 't.csv'}:4, column `Customer`"
    assert [str(related.place) for related in finding.related] == [f"{tmp_path / 't.csv'}:2, column `Customer`"]


def test_an_undecodable_byte_names_its_offset(tmp_path: Path) -> None:
    before = (HEADER + GOOD + "2;2026-03-31;").encode()
    (finding,) = read_text(tmp_path, entry(), {"t.csv": before + "Åkeri AB;A;1;1;N;\n".encode("cp1252")}).findings
    assert finding.message == f"byte 0xC5 at offset {len(before)} is not `utf-8`"


def test_the_offset_is_right_far_into_a_file(tmp_path: Path) -> None:
    rows = "1;2026-03-31;Ærø;A;1;1;N;\n" * 9000
    before = (HEADER + rows + "1;2026-03-31;Ærø").encode("utf-8-sig")
    (finding,) = read_text(tmp_path, entry(), {"t.csv": before * 5 + b"\xe6;A;1;1;N;\n"}).findings[-1:]
    assert finding.message.startswith(f"byte 0xE6 at offset {len(before) * 5} ")
    assert finding.place is not None
    assert finding.place.line == 9001 * 5 + 1


def test_the_offset_is_right_where_a_block_ends_inside_a_letter(tmp_path: Path) -> None:
    start = HEADER.encode() + b"1;2026-03-31;1;A;1;1;N;\n" * 43_000
    end = b"\n1;2026-03-31;"
    block = start + b"x" * ((1 << 20) - 1 - len(start) - len(end)) + end + "Æ".encode()
    (finding,) = read_text(tmp_path, entry(), {"t.csv": block + b"\xe6;A;1;1;N;\n"}).findings[-1:]
    assert finding.message == f"byte 0xE6 at offset {(1 << 20) + 1} is not `utf-8`"


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        (entry(payload="  customerNumber: {column: customer}"), "did you mean `Customer`?"),
        (entry("delimeter: x"), "did you mean `delimiter`?"),
        (entry(op="visma.invoice.crate"), "did you mean `visma.invoice.create`?"),
        (entry(payload="  custommerNumber: x"), "did you mean `customerNumber`?"),
        (entry('delimiter: ","'), 'the header was read as one column: declare `delimiter: ";"` under `rows`'),
        (entry("file: '${env:BULKOPS_TEST_UNSET}'"), "set it: `export BULKOPS_TEST_UNSET=/path/to/table.csv`"),
    ],
)
def test_hints(tmp_path: Path, written: str, hint: str) -> None:
    assert read_text(tmp_path, written, {"t.csv": HEADER + GOOD}).findings[0].hint == hint


def test_findings_are_bounded_and_the_rest_is_counted(tmp_path: Path) -> None:
    rows = "".join(f"{number};2026-03-31;1;A;x;1;N;\n" for number in range(350))
    out = read_text(tmp_path, entry(), {"t.csv": HEADER + rows})
    assert [finding.code for finding in out.findings] == ["T030"] * 101
    assert out.findings[-1].message == "250 more findings `T030` in this table are not shown"


def test_personal_data_are_not_shown(tmp_path: Path) -> None:
    payload = "  billingAddress: {addressLine1: {column: Text, max: 2}}"
    rows = "1;;;;;;;Storgata 1\n2;;;;;;;A\n2;;;;;;;B\n"
    out = read_text(tmp_path, entry(payload=payload), {"t.csv": HEADER + rows})
    assert [finding.message for finding in out.findings] == [
        "`•••` for `billingAddress.addressLine1` has 10 characters; at most 2 are allowed (`max`)",
        "`billingAddress.addressLine1` is ••• here and ••• on line 3, which belongs to the same operation",
    ]


def test_every_code_is_given_by_a_case() -> None:
    cases = [*(case[2] for case in MANIFEST), *(case[3] for case in TABLE), *(case[2] for case in CELLS)]
    given = {code for found in cases for code, _, _ in found} | {"T032"}  # no field of an invoice is a whole number
    elsewhere = {code.code for code in (*table_workbook.CODES, *table_manifest.CODES)}
    assert given == {code.code for code in CODES} - elsewhere
    assert LINES in entry()


@pytest.mark.parametrize(
    ("row", "code"), [('2;2026-03-31;1;"A \\"B\\" C";1;1;N;\n', "T016"), ('2;2026-03-31;1;"A\\"";1;1;N;\n', "T015")]
)
def test_quotes_behind_a_backslash_are_named(tmp_path: Path, row: str, code: str) -> None:
    (finding,) = read_text(tmp_path, entry(), {"t.csv": HEADER + row}).findings
    assert (finding.code, str(finding.place)) == (code, f"{tmp_path / 't.csv'}:2, column `Item`")
    assert '\\"' in finding.hint
    assert "backslash" in finding.hint
