"""One number for several documents, of two companies, series or years: found, said, and told apart by both columns."""

from pathlib import Path

import pytest

from tests.importing.case import imported

HEAD = "Fakturanr;Fakturadatum;Kundnr;Artikel;Antal;{}\n"


def rows(number: int, day: str, customer: str, last: str, lines: int = 2) -> str:
    return "".join(f"{number};2026-03-{day};{customer};A{line};{line};{last}\n" for line in range(1, lines + 1))


@pytest.mark.parametrize("name", ["Bolag", "Serie", "Räkenskapsår", "Yhtiö", "Buchungskreis", "Company code"])
def test_a_number_under_two_companies(tmp_path: Path, name: str) -> None:
    table = (
        HEAD.format(name) + rows(1, "01", "00104", "X") + rows(2, "02", "00105", "X") + rows(1, "03", "00106", "Y", 1)
    )
    case = imported(tmp_path, table)
    assert f"group_by: [{name}, Fakturanr]" in case.text
    assert f'id: "invoice-{{{name}}}-{{Fakturanr}}"' in case.text
    assert case.doubts == (f"`Fakturanr` alone does not tell documents apart: one stands under several `{name}`",)
    assert "externalReference" not in case.text
    finds, count = case.validated()
    assert ([finding.message for finding in finds.kept], count) == ([], 3)


def test_a_company_that_is_not_needed_is_no_key(tmp_path: Path) -> None:
    case = imported(tmp_path, HEAD.format("Bolag") + rows(1, "01", "00104", "X") + rows(2, "02", "00105", "Y"))
    assert "group_by: Fakturanr\n" in case.text
    assert case.doubts == ()


def test_two_columns_beside_the_number(tmp_path: Path) -> None:
    table = HEAD.replace("{}", "Bolag;Serie") + "".join(
        rows(1, f"0{n}", f"0010{n}", last) for n, last in enumerate(("X;a", "X;b", "Y;a", "Y;b"), 1)
    )
    case = imported(tmp_path, table)
    assert case.validated()[1] == 4
    assert "{Serie}" in case.text
    assert "{Bolag}" in case.text


def test_a_column_of_another_name_is_found_by_what_it_parts(tmp_path: Path) -> None:
    table = HEAD.replace("{}", "Kundnamn;Butik") + "".join(
        rows(n, f"{n % 28 + 1:02}", f"{n:05}", f"N{n};{place}")
        + (rows(n, "30", f"{n + 100:05}", f"N{n + 100};Väst") if n % 5 == 0 else "")
        for n in range(1, 60)
        for place in ("Öst",)
    )
    case = imported(tmp_path, table)
    assert "group_by: [Butik, Fakturanr]" in case.text
    assert case.validated()[1] == 59 + 11


def test_heads_that_differ_by_mistake_make_no_key(tmp_path: Path) -> None:
    table = HEAD.format("Rad") + "".join(rows(n, "05", f"{n:05}", "1") for n in range(1, 60))
    case = imported(tmp_path, table + "7;2026-03-06;00007;A;1;3\n")
    assert "group_by: Fakturanr\n" in case.text
    assert case.doubts == ("`Fakturadatum` is not the same in all rows of 1 of 59 documents, and a head has one value",)


def test_times_of_one_day_are_one_date(tmp_path: Path) -> None:
    table = "Fakturanr;Fakturadatum;Kundnr;Antal\n1;2026-03-31 08:00;1;1\n1;2026-03-31 09:30;1;2\n"
    case = imported(tmp_path, table)
    assert case.doubts == ()
    assert case.validated()[1] == 1


def test_what_is_the_same_in_all_rows_names_no_document(tmp_path: Path) -> None:
    table = "Fakturadatum;Kundnr;Kod;Underlag\n" + "".join(f"2026-03-31;1;x;V{n}\n" for n in range(5))
    assert "group_by: Underlag\n" in imported(tmp_path, table.replace("Kod", "Okänd")).text
