"""What is not certain is said; what differs by the way it is read is left to a person."""

from pathlib import Path

from tests.importing.case import imported

SV = "Fakturanr;Fakturadatum;Kundnr;Artikel;Antal;Pris;Utkast\n"


def test_an_encoding_that_nothing_says_is_shown_with_words(tmp_path: Path) -> None:
    case = imported(tmp_path, "Fakturanr;Kundnr;Benämning\n1;00104;Skärm\n".encode("cp1252"))
    assert "encoding: cp1252" in case.text
    assert "`Benämning`, `Skärm`" in case.doubts[0]
    assert "as `cp850`" not in case.doubts[0]


def test_the_letters_of_dos_are_known(tmp_path: Path) -> None:
    case = imported(tmp_path, "Fakturanr;Kundnr;Benämning\n1;00104;Hjälp på höjden\n".encode("cp850"))
    assert "encoding: cp850" in case.text
    assert case.paths["Benämning"] == "invoiceLines[].description"


def test_a_declared_encoding_is_no_doubt(tmp_path: Path) -> None:
    case = imported(tmp_path, "Fakturanr;Kundnr;Benämning\n1;00104;Skärm\n".encode("cp1252"), encoding="cp1252")
    assert case.doubts == ()


def test_utf16_without_its_mark(tmp_path: Path) -> None:
    case = imported(tmp_path, "Fakturanr;Kundnr\n1;00104\n".encode("utf-16-le"))
    assert "encoding: utf-16-le" in case.text
    assert "no mark" in case.doubts[0]


def test_days_and_months_that_may_be_each_other_are_asked_for(tmp_path: Path) -> None:
    case = imported(tmp_path, SV + "1;02/03/2026;1;A;1;2,50;N\n2;04/05/2026;1;A;1;2,50;J\n")
    assert case.todos == (
        (
            "`02/03/2026` is 2026-03-02 with `%d/%m/%Y`, and 2026-02-03 with `%m/%d/%Y`: write one, "
            "or import again with an option such as `--dates %d/%m/%Y`"
        ),
    )
    assert [finding.code for finding in case.validated()[0].kept] == ["T001"]


def test_one_late_day_settles_it(tmp_path: Path) -> None:
    rows = "1;02/03/2026;1;A;1;2,50;N\n" * 3000 + "2;04/25/2026;1;A;1;2,50;J\n"
    case = imported(tmp_path, SV + rows)
    assert 'dates: "%m/%d/%Y"' in case.text
    assert case.todos == ()


def test_three_digits_behind_a_sign_are_asked_for(tmp_path: Path) -> None:
    case = imported(tmp_path, SV + "1;2026-03-31;1;A;1;1,234;N\n")
    assert case.todos == (
        (
            '`1,234` is 1.234 with `decimal: ","`, and 1234 with `decimal: ".", thousands: ","`: write one, '
            "or import again with an option such as `--decimal ,`"
        ),
    )
    assert [finding.code for finding in case.validated()[0].kept] == ["T001"]


def test_a_zero_before_the_sign_settles_it(tmp_path: Path) -> None:
    case = imported(tmp_path, SV + "1;2026-03-31;1;A;0,500;1,234;N\n")
    assert 'decimal: ","' in case.text
    assert case.todos == ()


def test_cells_that_do_not_fit_are_counted_with_a_line(tmp_path: Path) -> None:
    case = imported(tmp_path, SV + "1;2026-03-31;1;A;1;2,50;N\n2;2026-03-31;1;A;2;saknas;N\n")
    assert case.doubts == ("1 of 2 cells of `Pris` cannot be read as decimal number, such as `saknas` on line 3",)


def test_a_flag_of_unknown_words_is_asked_for(tmp_path: Path) -> None:
    case = imported(tmp_path, SV + "1;2026-03-31;1;A;1;2,50;kanske\n")
    assert "values: {TEXT: true, OTHER: false}" in case.doubts[0]
    assert case.validated()[0].errors


def test_a_similar_name_is_a_doubt(tmp_path: Path) -> None:
    case = imported(tmp_path, "Fakturanr;Kundnumer\n1;2\n")
    assert case.paths["Kundnumer"] == "customerNumber"
    assert case.doubts[0] == "`Kundnumer` is only similar to a usual name of this field"


def test_a_price_with_tax_is_not_taken_for_one_without(tmp_path: Path) -> None:
    assert "Pris inkl moms" not in imported(tmp_path, "Fakturanr;Kundnr;Pris inkl moms\n1;2;3\n").paths


def test_a_head_that_differs_within_a_document_is_said(tmp_path: Path) -> None:
    case = imported(tmp_path, SV + "1;2026-03-31;1;A;1;2,50;N\n1;2026-03-30;1;A;2;2,50;N\n2;2026-03-31;1;A;1;2,50;N\n")
    assert case.doubts == ("`Fakturadatum` is not the same in all rows of 1 of 2 documents, and a head has one value",)
    assert case.validated()[0].errors


def test_what_varies_by_line_goes_to_the_line(tmp_path: Path) -> None:
    case = imported(tmp_path, "Fakturanr;Kundnr;Säljare\n1;00104;Bo\n1;00104;My\n")
    assert case.paths["Säljare"] == "invoiceLines[].salesperson"
    assert case.validated()[1] == 1


def test_a_key_is_found_by_what_stays_the_same(tmp_path: Path) -> None:
    rows = "".join(f"{n % 9};V{n % 9};{n % 2};{n}\n" for n in range(45))
    case = imported(tmp_path, "Kundnr;Underlag;Nya;Antal\n" + rows.replace(";0;", ";x;"))
    assert "group_by: Underlag" in case.text
    assert any("no column is called like" in doubt for doubt in case.doubts)


def test_without_any_key_a_person_names_it(tmp_path: Path) -> None:
    case = imported(tmp_path, "Kundnr;Antal\n1;2\n1;2\n")
    assert any("tells the documents apart" in todo for todo in case.todos)
    assert case.validated()[0].errors


def test_personal_cells_are_shown_nowhere(tmp_path: Path) -> None:
    canary = "Hemligåsa"
    head = "Fakturanr;Kundnr;Kundnamn;Okänd;Fakturaadress;E-post\n"
    case = imported(tmp_path, (head + f"1;2;{canary};{canary};{canary};{canary}\n").encode("cp1252"))
    assert case.paths["Fakturaadress"] == "billingAddress.addressLine1"
    assert canary not in case.text
    assert canary not in repr(case.imported.proposal)


def test_a_needed_cell_that_is_blank_is_said(tmp_path: Path) -> None:
    case = imported(tmp_path, SV + "1;2026-03-31;1;A;1;2,50;N\n2;2026-03-31;;A;1;2,50;N\n3;2026-03-31; ;A;1;2,50;N\n")
    assert case.doubts == ("`Kundnr` is blank in 2 rows, the first on line 3, and the field is needed",)
    assert case.validated()[0].errors
    once = imported(tmp_path, SV + "1;2026-03-31;1;A;1;2,50;N\n2;2026-03-31;;A;1;2,50;N\n")
    assert once.doubts == ("`Kundnr` is blank in 1 row, on line 3, and the field is needed",)


def test_a_text_that_is_no_choice_is_said(tmp_path: Path) -> None:
    case = imported(tmp_path, "Fakturanr;Kundnr;rotRutDetails.type;Antal\n1;2;Städ;1\n")
    assert case.doubts[0].startswith(
        "the field of `rotRutDetails.type` takes `Rut`, `Rot`; map other texts by `values`"
    )
