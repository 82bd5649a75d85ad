"""Workbooks as tables: what a cell holds is what bulkops reads, and what it cannot hold is said."""

import resource
import signal
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from bulkops.adapters.xlsx_open import open_workbook
from bulkops.core.codes import table_workbook
from bulkops.core.errors import UsageError
from tests.reading.tables.case import Read, read_text

HEADER = ("No", "Customer", "Date", "Article", "Quantity", "Text")
ENTRY = """
rows: {{file: t.xlsx, group_by: No{rows}}}
id: "inv-{{No}}"
op: visma.invoice.create
with:
  customerNumber: {{column: Customer}}
  documentDate: {{column: Date}}
  invoiceLines:
    each_row: {{inventoryNumber: {{column: Article}}, quantity: {{column: Quantity}}, description: {{column: Text}}}}
"""


def sheet_of(
    folder: Path, *rows: Sequence[Any], header: Sequence[Any] = HEADER, epoch: datetime | None = None
) -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    sheet = book.worksheets[0]
    sheet.title = "March"
    for row in (header, *rows):
        sheet.append(list(row))
    return book, sheet


def read(
    folder: Path,
    *rows: Sequence[Any],
    change: Callable[[Worksheet], object] = lambda _: None,
    options: str = "",
    **how: Any,
) -> Read:
    book, sheet = sheet_of(folder, *rows, **how)
    change(sheet)
    book.save(folder / "t.xlsx")
    return read_text(folder, ENTRY.format(rows=options), {})


def test_cells_are_read_by_their_types(tmp_path: Path) -> None:
    rows = [
        (1, "00104", date(2026, 3, 31), "A", 12.5, "Nuts &amp; <bolts>\nÅäö"),
        (1, "00104", date(2026, 3, 31), "B", -3, True),
        (2, 10042, datetime.fromisoformat("2026-04-01T23:59"), "C", 1e-5, None),
    ]
    out = read(tmp_path, *rows)
    assert out.found == []
    assert out.trees[0]["id"] == "inv-1"
    assert out.trees[0]["with"] == {
        "customerNumber": "00104",
        "documentDate": "2026-03-31",
        "invoiceLines": [
            {"inventoryNumber": "A", "quantity": "12.5", "description": "Nuts &amp; <bolts>\nÅäö"},
            {"inventoryNumber": "B", "quantity": "-3", "description": "true"},
        ],
    }
    assert out.trees[1]["with"]["customerNumber"] == "10042"
    assert out.trees[1]["with"]["documentDate"] == "2026-04-01"
    assert out.trees[1]["with"]["invoiceLines"] == [{"inventoryNumber": "C", "quantity": "0.00001"}]


def test_typed_cells_follow_the_declared_notation_and_text_cells_are_read_by_it(tmp_path: Path) -> None:
    rows = [(1, "1", date(2026, 3, 31), "A", 1.5, None), (1, "1", "31.03.2026", "B", "2,5", None)]
    out = read(tmp_path, *rows, options=', decimal: ",", dates: "%d.%m.%Y"')
    assert out.found == []
    assert [line["quantity"] for line in out.trees[0]["with"]["invoiceLines"]] == ["1.5", "2.5"]
    assert out.trees[0]["with"]["documentDate"] == "2026-03-31"


def test_a_number_with_three_decimals_is_what_it_is_and_a_text_like_it_is_ambiguous(tmp_path: Path) -> None:
    day = date(2026, 3, 31)
    rows = [(1, "1", day, "A", 1.234, "1.234"), (1, "1", day, "B", -12.005, 1.5), (1, "1", day, "C", 0.1 + 0.2, None)]
    out = read(tmp_path, *rows)
    assert out.found == []
    lines = out.trees[0]["with"]["invoiceLines"]
    assert [line["quantity"] for line in lines] == ["1.234", "-12.005", "0.3"]
    assert [line.get("description") for line in lines] == ["1.234", "1.5", None]

    texts = [(1, "1", day, "A", "1.234", None), (1, "1", day, "B", "1,234", None), (1, "1", day, "C", 1.234, None)]
    refused = read(tmp_path, *texts)
    assert refused.found == [("T031", 2, "Quantity"), ("T031", 3, "Quantity")]
    assert "ambiguous" in refused.findings[0].message


def test_without_groups_a_number_with_three_decimals_is_what_it_is(tmp_path: Path) -> None:
    book, _ = sheet_of(tmp_path, (1, "1", date(2026, 3, 31), "A", 1.234, None))
    book.save(tmp_path / "t.xlsx")
    out = read_text(tmp_path, ENTRY.format(rows="").replace(", group_by: No", ""), {})
    assert out.found == []
    assert out.trees[0]["with"]["invoiceLines"][0]["quantity"] == "1.234"


@pytest.mark.parametrize("serial", [date(1904, 1, 2), date(2026, 2, 28), date(9999, 12, 31)])
def test_days_are_counted_from_1900_or_1904(tmp_path: Path, serial: date) -> None:
    for epoch in (None, CALENDAR_MAC_1904):
        out = read(tmp_path, (1, "1", serial, "A", 1, None), epoch=epoch)
        assert out.trees[0]["with"]["documentDate"] == serial.isoformat()


def test_a_day_beyond_the_calendar_is_found(tmp_path: Path) -> None:
    for epoch, serial in ((None, 2_958_466), (CALENDAR_MAC_1904, 2_958_000)):
        out = read(tmp_path, (1, "1", serial, "A", 1, None), change=_format("C2", "yyyy-mm-dd"), epoch=epoch)
        assert out.found == [("T059", 2, "Date")]


def test_a_formula_gives_its_stored_result(tmp_path: Path) -> None:
    read(tmp_path, (1, "1", date(2026, 3, 31), "A", "=1+1", "=T1"))
    _patched(tmp_path / "t.xlsx", "<f>1+1</f><v></v>", "<f>1+1</f><v>2</v>", "<f>1+1</f><v />", "<f>1+1</f><v>2</v>")
    _patched(tmp_path / "t.xlsx", '<c r="F2"><f>T1</f><v></v>', '<c r="F2" t="str"><f>T1</f><v></v>',
             '<c r="F2"><f>T1</f><v />', '<c r="F2" t="str"><f>T1</f><v></v>')  # fmt: skip
    out = read_text(tmp_path, ENTRY.format(rows=""), {})
    assert out.found == []
    assert out.trees[0]["with"]["invoiceLines"] == [{"inventoryNumber": "A", "quantity": "2"}]


def _patched(path: Path, *pairs: str) -> None:
    """Replace text in the sheet of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        sheet = sheet.replace(old, new)
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def _format(cell: str, code: str) -> Callable[[Worksheet], object]:
    return lambda sheet: setattr(sheet[cell], "number_format", code)


def _error(sheet: Worksheet) -> None:
    sheet["E2"].data_type = "e"


GOOD = (1, "1", date(2026, 3, 31), "A", 1, "x")
CELLS: list[tuple[str, list[Sequence[Any]], Callable[[Worksheet], object], list[tuple[str, int, str]]]] = [
    ("an error", [(1, "1", None, "A", "#N/A", None)], _error, [("T054", 2, "Quantity")]),
    ("no result", [(1, "1", None, "A", "=1+1", None)], lambda _: None, [("T055", 2, "Quantity")]),
    ("too many digits", [(1, 12345678901234567890, None, "A", 1, None)], lambda _: None, [("T056", 2, "Customer")]),
    ("padded", [(7, 104, None, "A", 1, None), (8, 105, None, "A", 1, None)], _format("B2", "00000"),
     [("T058", 2, "Customer")]),
    ("no date", [(1, "1", -1, "A", 1, None)], _format("C2", "yyyy-mm-dd"), [("T059", 2, "Date")]),
    ("29 February 1900", [(1, "1", 60, "A", 1, None)], _format("C2", "dd/mm/yyyy"), [("T059", 2, "Date")]),
    ("merged", [GOOD, GOOD], lambda sheet: sheet.merge_cells("A2:A3"), [("T037", 3, "No"), ("T060", 0, "")]),
    ("hidden", [GOOD, GOOD], lambda sheet: setattr(sheet.row_dimensions[3], "hidden", True), [("T061", 0, "")]),
    ("beside", [(*GOOD, None, "note")], lambda _: None, [("T014", 2, "")]),
    ("empty", [], lambda _: None, [("T011", 0, "")]),
    ("ordinary brackets", [(1, "1", None, "A", 5, None)], _format("E2", '[Red]0.0" days"'), []),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "change", "found"), [case[1:] for case in CELLS], ids=[case[0] for case in CELLS])
def test_what_is_wrong_in_a_sheet(
    tmp_path: Path, rows: list[Sequence[Any]], change: Callable[[Worksheet], object], found: list[tuple[str, int, str]]
) -> None:
    assert read(tmp_path, *rows, change=change).found == found


def test_errors_in_columns_that_nothing_looks_at_do_not_matter(tmp_path: Path) -> None:
    def spoil(sheet: Worksheet) -> None:
        sheet["G2"].data_type = "e"

    rows = [(*GOOD, "#N/A", "=1+1"), (*GOOD, 12345678901234567890, None)]
    out = read(tmp_path, *rows, header=(*HEADER, "Note", "Sum"), change=spoil)
    assert (out.found, len(out.entries)) == ([], 1)


def test_a_place_names_sheet_cell_and_column(tmp_path: Path) -> None:
    out = read(tmp_path, GOOD, (2, "1", "soon", "A", 1, None))
    place = f"{tmp_path / 't.xlsx'}, sheet `March`, cell `C3`, column `Date`"
    assert [(finding.code, str(finding.place)) for finding in out.findings] == [("T033", place)]


def test_a_trace_of_computing_is_read_as_shown_and_said_once(tmp_path: Path) -> None:
    read(tmp_path, (1, "1", None, "A", 0.25, None), (1, "1", None, "B", 0.5, None))
    _patched(
        tmp_path / "t.xlsx", "<v>0.25</v>", "<v>0.30000000000000004</v>", "<v>0.5</v>", "<v>3.3000000000000003</v>"
    )
    out = read_text(tmp_path, ENTRY.format(rows=""), {})
    assert out.found == [("T057", 2, "Quantity")]
    assert [line["quantity"] for line in out.trees[0]["with"]["invoiceLines"]] == ["0.3", "3.3"]


def test_seventeen_stored_digits_of_a_typed_number_are_no_trace(tmp_path: Path) -> None:
    read(tmp_path, (1, "1", None, "A", 0.25, None))
    _patched(tmp_path / "t.xlsx", "<v>0.25</v>", "<v>1234.5599999999999</v>")
    out = read_text(tmp_path, ENTRY.format(rows=""), {})
    assert out.found == []
    assert out.trees[0]["with"]["invoiceLines"][0]["quantity"] == "1234.56"


def test_a_sheet_among_several_is_named_or_numbered(tmp_path: Path) -> None:
    book, _ = sheet_of(tmp_path, GOOD)
    book.create_sheet("Notes")
    book.save(tmp_path / "t.xlsx")
    for options in (", sheet: March", ", sheet: 1"):
        assert len(read_text(tmp_path, ENTRY.format(rows=options), {}).entries) == 1
    several = read_text(tmp_path, ENTRY.format(rows=""), {})
    assert several.findings[0].message.endswith("has 2 sheets: `March`, `Notes`")
    for options, hint in ((", sheet: march", "did you mean `March`?"), (", sheet: 3", "it has `March`, `Notes`")):
        out = read_text(tmp_path, ENTRY.format(rows=options), {})
        assert [(finding.code, finding.hint) for finding in out.findings] == [("T052", hint)]
    assert [finding.code for finding in read_text(tmp_path, ENTRY.format(rows=", sheet: Notes"), {}).findings] == [
        "T010"
    ]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"No;Customer\n1;2\n", "is no workbook"),
        (b"", "is no workbook"),
        (OLE, "is a workbook of Excel 97 to 2003 (.xls)"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is locked with a password"),
        (b"PK\x03\x04" + bytes(100), "is damaged"),
    ],
)
def test_what_is_no_workbook_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    out = read_text(tmp_path, ENTRY.format(rows=""), {"t.xlsx": content})
    assert [(finding.code, finding.message) for finding in out.findings] == [
        ("T050", f"the table `{tmp_path / 't.xlsx'}` {message}")
    ]


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"]
)
def test_a_damaged_or_hostile_part_is_no_traceback(tmp_path: Path, part: str) -> None:
    read(tmp_path, (*GOOD[:-1], "#0"))
    _with_shared_texts(tmp_path / "t.xlsx", "<si><t>x</t></si>")
    whole = (tmp_path / "t.xlsx").read_bytes()
    for damage in (b"<a", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"\xff\xfe\x00"):
        (tmp_path / "t.xlsx").write_bytes(whole)
        with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as archive:
            for name, data in (parts | {part: damage}).items():
                archive.writestr(name, data)
        assert [finding.code for finding in read_text(tmp_path, ENTRY.format(rows=""), {}).findings] == ["T050"]


LONG = "0" * (20 << 20)
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, "</sheetData>", f'<row r="9"><c t="inlineStr"><is><t>{LONG}</t></is></c></row></sheetData>'),
        (SHEET, "</sheetData>", f'<row r="{LONG}"></row></sheetData>'),
        (SHEET, "</sheetData>", '<row r="9">' + '<c r="A9"><v>1</v></c>' * 40_000 + "</row></sheetData>"),
        (SHEET, "</sheetData>", f'<row r="9"><c t="inlineStr"><is>{"<t>1</t>" * 50_000}</is></c></row></sheetData>'),
        ("xl/styles.xml", "</styleSheet>", f"{' ' * (65 << 20)}</styleSheet>"),
        ("xl/sharedStrings.xml", "</sst>", f"<si><t>{LONG}</t></si></sst>"),
        ("xl/sharedStrings.xml", "</sst>", f"{'<a>' * 40_000}{'</a>' * 40_000}</sst>"),
    ],
    ids=["text", "tag", "row", "pieces", "styles", "shared text", "depth"],
)
def test_a_part_that_unpacks_without_end_is_not_held(tmp_path: Path, part: str, old: str, new: str) -> None:
    """A few kilobytes may unpack to any size; each of these is well-formed, and more than a workbook has."""
    read(tmp_path, (*GOOD[:-1], "#0"))
    _with_shared_texts(tmp_path / "t.xlsx", "<si><t>x</t></si>")
    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert parts[part].count(old) == 1
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert [finding.code for finding in read_text(tmp_path, ENTRY.format(rows=""), {}).findings] == ["T050"]


def test_a_truncated_workbook_is_no_traceback(tmp_path: Path) -> None:
    read(tmp_path, *[(number, "1", None, f"A{number}", 1, "text") for number in range(200)])
    whole = (tmp_path / "t.xlsx").read_bytes()
    for size in range(4, len(whole), 97):
        out = read_text(tmp_path, ENTRY.format(rows=""), {"t.xlsx": whole[:size]})
        assert [finding.code for finding in out.findings] == ["T050"]


def _with_shared_texts(path: Path, texts: str) -> None:
    """Move the texts of a workbook into the part where Excel keeps them; the cells of `Text` name them by number."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    rels = "xl/_rels/workbook.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    entry = f'<Relationship Type="{kind}" Target="sharedStrings.xml" Id="rId99"/></Relationships>'
    parts[rels] = parts[rels].replace("</Relationships>", entry)
    sheet = parts["xl/worksheets/sheet1.xml"]
    for number in range(sheet.count("<t>#")):
        sheet = sheet.replace(f't="inlineStr"><is><t>#{number}</t></is>', f't="s"><v>{number}</v>')
    parts["xl/worksheets/sheet1.xml"] = sheet
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{name}">{texts}</sst>'
    with zipfile.ZipFile(path, "w") as archive:
        for part, text in parts.items():
            archive.writestr(part, text.encode())


def test_shared_texts_are_read_without_their_dress_and_guides(tmp_path: Path) -> None:
    read(tmp_path, *[(1, "1", None, "A", 1, f"#{number}") for number in range(4)])
    _with_shared_texts(
        tmp_path / "t.xlsx",
        "<si><t>00104</t></si><si><r><rPr><b/></rPr><t>Nuts </t></r><r><t>&amp; Å</t></r></si>"
        "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si><si><t>a_x000D_b _x005F_x000D_</t></si>",
    )
    out = read_text(tmp_path, ENTRY.format(rows=""), {})
    assert out.found == []
    lines = out.trees[0]["with"]["invoiceLines"]
    assert [line["description"] for line in lines] == ["00104", "Nuts & Å", "東京", "a\rb _x000D_"]


def test_a_text_that_the_workbook_does_not_hold_is_found(tmp_path: Path) -> None:
    read(tmp_path, (1, "1", None, "A", 1, "#0"))
    _with_shared_texts(tmp_path / "t.xlsx", "")
    assert read_text(tmp_path, ENTRY.format(rows=""), {}).found == [("T053", 2, "Text")]


def test_many_shared_texts_come_back(tmp_path: Path) -> None:
    texts = [f"text {number} {'å' * (number % 50)}" for number in range(3000)]
    read(tmp_path, *[(1, "1", None, "A", 1, f"#{number}") for number in range(3000)])
    _with_shared_texts(tmp_path / "t.xlsx", "".join(f"<si><t>{text}</t></si>" for text in texts))
    out = read_text(tmp_path, ENTRY.format(rows=""), {})
    assert [line["description"] for line in out.trees[0]["with"]["invoiceLines"]] == texts


def test_no_room_for_shared_texts_is_no_damage(tmp_path: Path) -> None:
    read(tmp_path, (*GOOD[:-1], "#0"))
    _with_shared_texts(tmp_path / "t.xlsx", f"<si><t>{'x' * 30_000}</t></si>" * 3)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        with pytest.raises(UsageError) as caught:
            open_workbook(tmp_path / "t.xlsx")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert caught.value.code == "U003"


def test_a_time_is_text(tmp_path: Path) -> None:
    out = read(tmp_path, (1, "1", None, "A", 1, timedelta(hours=5)))
    assert out.trees[0]["with"]["invoiceLines"][0]["description"] == "05:00:00"


def test_codes_about_workbooks_are_tried_here() -> None:
    tried = {code for case in CELLS for code, _, _ in case[3]} | {"T050", "T052", "T053", "T057"}
    assert {code.code for code in table_workbook.CODES} <= tried
