"""How cells are parted and quoted, and which rows belong together in a large table."""

from pathlib import Path

import pytest

from bulkops.planning.import_groups import Groups
from tests.importing.case import imported
from tests.reading.tables.case import read


@pytest.mark.parametrize(("sign", "written"), [(";", '";"'), ("\t", "tab"), (",", '","'), ("|", '"|"')])
def test_the_sign_between_cells(tmp_path: Path, sign: str, written: str) -> None:
    rows = [
        ["Fakturanr", "Kundnr", "Pris", "Text"],
        ["1", "00104", '"2,50"', '"a; b, c | d\te"'],
        ["2", "5", '"3,75"', "f"],
    ]
    case = imported(tmp_path, "\n".join(sign.join(row) for row in rows))
    assert f"delimiter: {written}\n" in case.text
    assert read(case.manifest).trees[0]["with"]["invoiceLines"][0]["description"] == "a; b, c | d\te"


def test_a_decimal_comma_is_no_sign_between_cells(tmp_path: Path) -> None:
    case = imported(tmp_path, "Fakturanr;Kundnr;Pris\n1;00104;2,50\n2;5;3,75\n")
    assert 'delimiter: ";"' in case.text


def test_a_known_sign_is_taken(tmp_path: Path) -> None:
    case = imported(tmp_path, "Fakturanr:Kundnr\n1:2\n", delimiter=":")
    assert 'delimiter: ":"' in case.text
    assert case.validated()[1] == 1


def test_quotes_that_belong_to_the_text(tmp_path: Path) -> None:
    rows = "".join(f'{n};00104;"Stor" låda {n}"\n' for n in range(20))
    case = imported(tmp_path, "Fakturanr;Kundnr;Text\n" + rows)
    assert "quote: none" in case.text
    assert any("double quotes" in doubt for doubt in case.doubts)
    assert read(case.manifest).trees[0]["with"]["invoiceLines"][0]["description"] == '"Stor" låda 0"'


def test_single_quotes_around_cells(tmp_path: Path) -> None:
    rows = "".join(f"'{n}';'00104';'a; b'\n" for n in range(20))
    case = imported(tmp_path, "'Fakturanr';'Kundnr';'Text'\n" + rows)
    assert case.validated()[1] == 20
    assert read(case.manifest).trees[0]["with"]["customerNumber"] == "00104"


def test_amounts_in_parentheses(tmp_path: Path) -> None:
    case = imported(tmp_path, "Fakturanr;Kundnr;Pris\n1;00104;(2,50)\n2;5;1.250,75\n")
    assert "negative: parentheses" in case.text
    assert read(case.manifest).trees[0]["with"]["invoiceLines"][0]["unitPriceInCurrency"] == "-2.50"


def test_of_many_documents_a_share_is_compared_with_all_its_rows() -> None:
    groups = Groups((0,), range(3))
    for part in range(3):
        for number in range(120_000):
            groups.add((str(number), "same", str(part)))
    assert groups.share > 1
    assert groups.sampled * 4 < 200_000
    assert abs(groups.count - 120_000) < 12_000
    assert (groups.apart(1), groups.apart(2)) == (0, groups.sampled)


def test_rows_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    case = imported(tmp_path, "Fakturanr;Kundnr\n" + "1;2\n" * 20 + "3;4;5\n")
    assert case.doubts[0] == "1 of 21 rows cannot be read so; `validate` names each"


def test_rows_of_one_document_may_differ_in_several_columns() -> None:
    groups = Groups((0,), range(4))
    for cells in (("1", "a", "b", "c"), ("1", "x", "b", "c"), ("1", "a", "y", "c"), ("2", "a", "b", "c")):
        groups.add(cells)
    assert [groups.apart(column) for column in range(4)] == [0, 1, 1, 0]
    assert (groups.count, groups.repeats) == (2, True)
