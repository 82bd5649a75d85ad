"""Reports that were made for people: titles above the names of the columns, sums below the rows."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from bulkops.app.import_file import import_table, write
from bulkops.app.validate import validate
from bulkops.core.errors import UsageError
from bulkops.planning.import_notation import Said
from tests.importing.case import imported

HEAD = "Fakturanr;Fakturadatum;Kundnr;Artikel;Antal;Pris;Belopp\n"
ROWS = "1;2026-03-31;00104;A;1;2,50;2,50\n1;2026-03-31;00104;B;2;1,25;2,50\n2;2026-03-31;00105;A;1;2,50;2,50\n"
CANARY = "Hemlig Bolag AB"
TOPS = [
    f"{CANARY}\nUtskriven 2026-03-31, 09:12\n\n",
    f"{CANARY};;;;;;\nFakturor, mars;;;;;;\n;;;;;;\n",
    f'"{CANARY}"\n"Fakturor; mars"\n\n',
]


@pytest.mark.parametrize("top", TOPS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_titles_above_the_names_are_passed_over(tmp_path: Path, top: str, end: str) -> None:
    case = imported(tmp_path, (top + HEAD + ROWS).replace("\n", end))
    assert "header: 4\n" in case.text
    assert case.doubts == ("line 4 is taken for the names of the columns; what stands above is passed over",)
    finds, count = case.validated()
    assert ([finding.message for finding in finds.kept], count) == ([], 2)
    assert CANARY not in case.text
    assert CANARY not in repr(case.imported.proposal)


def test_names_that_are_not_usual_are_found_by_their_form(tmp_path: Path) -> None:
    case = imported(tmp_path, "Mars\n\nFoo;Bar;Baz\n1;2;3\n4;5;6\n")
    assert "header: 3\n" in case.text


def test_blank_lines_and_a_sep_line_need_no_key(tmp_path: Path) -> None:
    for top in ("\n\n", "sep=;\n"):
        case = imported(tmp_path, top + HEAD + ROWS)
        assert "header" not in case.text
        assert case.validated()[1] == 2


def test_the_line_may_be_said(tmp_path: Path) -> None:
    case = imported(tmp_path, "No;Name;Date\n" * 3 + HEAD + ROWS, header=4)
    assert "header: 4\n" in case.text
    assert case.doubts == ()
    assert case.validated()[1] == 2


def test_a_sheet_with_a_title(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        [CANARY],
        [],
        ["Fakturanr", "Fakturadatum", "Kundnr"],
        [1, date(2026, 3, 31), "00104"],
        ["Summa", None, None],
    ):
        sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    manifest = tmp_path / "t.yaml"
    write(import_table(tmp_path / "t.xlsx", manifest, op="visma.invoice.create", told=print), manifest, overwrite=False)
    text = manifest.read_text(encoding="utf-8")
    assert "header: 3\n" in text
    assert CANARY not in text
    finds, count = validate([str(manifest)])
    assert ([finding.message for finding in finds.kept], count) == ([], 1)


@pytest.mark.parametrize(
    ("sums", "where"),
    [
        ("Summa;;;;4;;7,50\n", "Fakturanr: {not: Summa}"),
        (";;;Summa;4;;7,50\n", "Artikel: {not: Summa}"),
        ("Delsumma;;;;3;;5,00\nTotalt: 3 rader;;;;4;;7,50\n", 'not: [Delsumma, "Totalt: 3 rader"]'),
    ],
)
def test_sums_are_left_out_by_a_condition(tmp_path: Path, sums: str, where: str) -> None:
    case = imported(tmp_path, HEAD + ROWS + sums)
    assert f"{where}\n" in case.text
    assert len(case.doubts) == 1
    assert "on line 5" in case.doubts[0]
    finds, count = case.validated()
    assert ([finding.message for finding in finds.kept], count) == ([], 2)


def test_sums_that_no_one_condition_leaves_out_are_asked_for(tmp_path: Path) -> None:
    case = imported(tmp_path, HEAD + ROWS + "Summa;;;;4;;7,50\n;;;Summa;4;;7,50\n")
    assert case.todos == (
        "2 rows look like sums, the first on line 5: leave them out, by conditions on columns, or delete them",
    )
    assert case.validated()[0].errors


def test_a_number_that_begins_like_a_sum_is_none(tmp_path: Path) -> None:
    case = imported(tmp_path, HEAD + ROWS.replace("1;2026", "Sum-1;2026").replace("\n2;2026", "\nTotal2;2026"))
    assert "where" not in case.text
    assert case.validated()[1] == 2


def test_options_settle_dates_and_numbers(tmp_path: Path) -> None:
    table = HEAD + "1;02/03/2026;1;A;1;1,234;\n"
    case = imported(tmp_path, table, dates="%m/%d/%Y", decimal=",")
    assert case.todos == case.doubts == ()
    assert 'dates: "%m/%d/%Y"' in case.text
    assert 'decimal: ","' in case.text
    assert "thousands" not in case.text
    case = imported(tmp_path, table, dates="%d/%m/%Y", thousands=",")
    assert case.todos == ()
    assert 'thousands: ","' in case.text


def test_what_is_said_and_does_not_fit_is_a_doubt(tmp_path: Path) -> None:
    case = imported(tmp_path, HEAD + "1;02/03/2026;1;A;1;1,50;\n", dates="%d.%m.%Y", decimal=".", thousands="none")
    assert [doubt.rpartition(" cannot be read")[0] for doubt in case.doubts] == [
        "1 of 1 cells of `Fakturadatum`",
        "1 of 1 cells of `Pris`",
    ]


@pytest.mark.parametrize("said", [Said(decimal=";"), Said(decimal=",", thousands=","), Said(dates="dd.mm.yyyy")])
def test_words_that_mean_nothing_are_refused(tmp_path: Path, said: Said) -> None:
    (tmp_path / "t.csv").write_text(HEAD + ROWS, encoding="utf-8")
    with pytest.raises(UsageError):
        import_table(tmp_path / "t.csv", None, op="visma.invoice.create", said=said, told=print)
