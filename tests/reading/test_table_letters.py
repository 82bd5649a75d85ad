"""A table that is not in its encoding: which encodings would read it, with words of it, and none that are personal."""

from pathlib import Path

import pytest

from bulkops.core.finding import Finding
from tests.reading.tables.case import read_text
from tests.reading.tables.entries import HEADER, entry

NAMES = "No;Kund;Adress;Antal;Pris;Övrigt\n"
CANARY = "Kanariefågeln"
PAYLOAD = """
  customerNumber: {column: Kund}
  billingAddress: {addressLine1: {column: Adress}}
  invoiceLines: {each_row: {inventoryNumber: A, quantity: {column: Antal}, unitPriceInCurrency: {column: Pris}}}
"""


def refused(folder: Path, text: str, encoding: str, declared: str = "") -> Finding:
    out = read_text(folder, entry(declared, payload=PAYLOAD), {"t.csv": text.encode(encoding)})
    assert out.entries == []
    (finding,) = out.findings
    assert finding.code == "T008"
    return finding


def test_words_are_shown_as_each_encoding_reads_them(tmp_path: Path) -> None:
    finding = refused(tmp_path, NAMES + "1;Åkeri;x;1;2,50;\n2;Smörgås \u2013 Göteborg;x;1;1;\n", "cp1252")
    assert finding.notes == (
        "`cp1252` reads `Övrigt`, `Åkeri`, `Smörgås`, `\u2013`, `Göteborg`",
        "`cp1250` reads `Övrigt`, `Ĺkeri`, `Smörgĺs`, `\u2013`, `Göteborg`",
        "the cell is `\ufffdvrigt`, as far as it can be read",
    )
    assert finding.hint == (
        "declare the encoding that reads the words right, such as `encoding: cp1252`; or save the table as UTF-8"
    )


def test_an_encoding_that_has_controls_for_letters_is_not_named(tmp_path: Path) -> None:
    finding = refused(tmp_path, NAMES + "1;Åkeri;5 \u20ac;1;2,50;\n", "cp1252")  # the sign is in no sample
    assert finding.notes[0] == "`cp1252` reads `Övrigt`, `Åkeri`"


def test_an_old_export_of_dos_is_told_from_windows(tmp_path: Path) -> None:
    finding = refused(tmp_path, NAMES + "1;Åkeri;x;1;2,50;\n2;Smörgås;x;1;1;\n", "cp850")
    assert finding.notes[0] == "`cp850` or `cp865` reads `Övrigt`, `Åkeri`, `Smörgås`"
    assert "encoding: cp850" in finding.hint


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac-roman"])
def test_personal_data_are_in_no_sample(tmp_path: Path, encoding: str) -> None:
    rows = f"1;Åkeri;{CANARY};1;2,50;{CANARY}\n2;{'x' * 90}ö;{CANARY};1;1;\n"
    finding = refused(tmp_path, NAMES + rows, encoding)
    assert "`Åkeri`" in "".join(finding.notes)
    assert CANARY[:8] not in str(finding)
    assert "geln" not in str(finding)


def test_where_no_word_may_be_shown_the_letter_is(tmp_path: Path) -> None:
    finding = refused(tmp_path, NAMES.replace("Ö", "O") + f"1;1;{CANARY};1;1;\n", "cp1252")
    assert finding.notes[0] == "`cp1252` or `iso-8859-1` or `iso-8859-15` reads `å`"
    assert CANARY[:8] not in str(finding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_known_by_its_zeros(tmp_path: Path, encoding: str) -> None:
    finding = refused(tmp_path, NAMES.replace("Ö", "O") + "1;Åkeri;x;1;1;\n", encoding)
    assert finding.hint == (
        f"every second byte is 0, as in UTF-16 without its mark: declare `encoding: {encoding}` under `rows`"
    )


def test_what_no_encoding_makes_letters_of_is_said_so(tmp_path: Path) -> None:
    out = read_text(tmp_path, entry(payload=PAYLOAD), {"t.csv": NAMES.encode("ascii", "ignore") + bytes(range(1, 256))})
    assert [finding.code for finding in out.findings] == ["T008"]


def test_a_declared_encoding_that_is_not_the_tables_is_refused(tmp_path: Path) -> None:
    out = read_text(tmp_path, entry("encoding: cp1252"), {"t.csv": (HEADER + "1;;Åkeri;;;;;\n").encode()})
    (finding,) = out.findings
    assert finding.message.endswith("is UTF-8 from its beginning to its end, and read as `cp1252` its `Å` becomes `Ã…`")
    assert finding.hint == "declare `encoding: utf-8`"


def test_a_declared_encoding_with_letters_far_down_is_looked_at_to_the_end(tmp_path: Path) -> None:
    rows = HEADER + "1;;1;A;1;1;N;x\n" * 200_000
    out = read_text(tmp_path, entry("encoding: cp1252"), {"t.csv": (rows + "2;;Åkeri;;;;;\n").encode()})
    assert [finding.code for finding in out.findings] == ["T043"]
