"""A table that is a manifest of its own: what its cells say, what they cannot say, and what it is called."""

import random
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from bulkops.adapters.manifest_any import manifest_at, misplaced_options
from bulkops.app.validate import validate
from bulkops.core.codes import CODES, table_manifest
from bulkops.core.entry import Entry
from bulkops.core.finding import Finding
from bulkops.core.table_options import NOTHING_SAID, TableOptions
from bulkops.providers import REGISTRY

Found = tuple[list[Entry], list[Finding], str]


def read(file: Path, text: str | bytes, options: TableOptions = NOTHING_SAID) -> Found:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with manifest_at(str(file), REGISTRY, options) as manifest:
        entries = list(manifest.entries())
        return entries, manifest.findings, manifest.head.name


def trees(found: Found) -> list[Mapping[str, object]]:
    entries, findings, _ = found
    assert findings == []
    return [entry.tree for entry in entries]


def codes(found: Found) -> list[tuple[str, int, str]]:
    places = [(finding.code, finding.place) for finding in found[1]]
    return [(code, place.line, place.label) if place else (code, 0, "") for code, place in places]


MIXED = """@op,@id,@invoice,@invoice.from,@after,documentDate,customerNumber,billingAddress.city,\
invoiceLines[].inventoryNumber,invoiceLines[].quantity
visma.invoice.create,a,,,,2026-03-31,00104,,A,1
visma.invoice.release,r,,a,"a, b",,,,,
visma.invoice.create,b,,,,2026-03-31,10042,Oslo,A,12.5
visma.invoice.create,a,,,,,,,B,2
visma.invoice.release,s,100231,,,,,,,
"""


def test_rows_say_operations_of_several_types(tmp_path: Path) -> None:
    assert trees(read(tmp_path / "u.csv", MIXED)) == [
        {
            "id": "a",
            "op": "visma.invoice.create",
            "with": {
                "documentDate": "2026-03-31",
                "customerNumber": "00104",
                "invoiceLines": [
                    {"inventoryNumber": "A", "quantity": "1"},
                    {"inventoryNumber": "B", "quantity": "2"},
                ],
            },
        },
        {"id": "r", "op": "visma.invoice.release", "invoice": {"from": "a"}, "after": ["a", "b"]},
        {
            "id": "b",
            "op": "visma.invoice.create",
            "with": {
                "documentDate": "2026-03-31",
                "customerNumber": "10042",
                "invoiceLines": [{"inventoryNumber": "A", "quantity": "12.5"}],
                "billingAddress": {"city": "Oslo"},
            },
        },
        {"id": "s", "op": "visma.invoice.release", "invoice": "100231"},
    ]


def test_it_is_a_manifest_like_any_other(tmp_path: Path) -> None:
    read(tmp_path / "u.csv", MIXED)
    finds, count = validate([str(tmp_path / "u.csv")])
    assert (finds.kept, count) == ([], 4)


@pytest.mark.parametrize("seed", range(4))
def test_rows_of_one_id_may_stand_anywhere(tmp_path: Path, seed: int) -> None:
    rows = [f"{group},00104,A{line},{line}\n" for group in range(30) for line in range(1, 5)]
    random.Random(seed).shuffle(rows)
    header = "@id,customerNumber,invoiceLines[].inventoryNumber,invoiceLines[].quantity\n"
    found = trees(read(tmp_path / "u.csv", header + "".join(rows), TableOptions(op="visma.invoice.create")))
    assert [tree["id"] for tree in found] == list(dict.fromkeys(row.partition(",")[0] for row in rows))
    for tree in found:
        mine = [row.split(",")[2] for row in rows if row.startswith(f"{tree['id']},")]
        payload = tree["with"]
        assert isinstance(payload, dict)
        assert [line["inventoryNumber"] for line in payload["invoiceLines"]] == mine


def test_what_a_row_adds_is_its_own(tmp_path: Path) -> None:
    text = "@id,note,invoiceLines[].inventoryNumber,invoiceLines[].quantity\n1,,A,2\n1,kept,B,\n1,,,\n"
    (tree,) = trees(read(tmp_path / "u.csv", text, TableOptions(op="visma.invoice.create")))
    lines = [{"inventoryNumber": "A", "quantity": "2"}, {"inventoryNumber": "B"}]
    assert tree["with"] == {"note": "kept", "invoiceLines": lines}


def test_a_target_in_one_row_and_a_reference_in_another_are_both_filled(tmp_path: Path) -> None:
    text = "@op,@id,@invoice,@invoice.from,invoiceLines[].quantity\nvisma.invoice.update,1,2,,1\nvisma.invoice.update,1,,a,2\n"
    assert codes(read(tmp_path / "u.csv", text)) == [("M083", 2, "@invoice.from")]


def test_no_operation_is_made_of_a_table_with_a_torn_row_that_could_belong_to_it(tmp_path: Path) -> None:
    found = read(tmp_path / "u.csv", f"@op,@id,invoiceLines[].quantity\n{CREATE},1,1\n{CREATE},1\n{CREATE},2,1\n")
    assert codes(found) == [("T014", 3, "")]
    assert found[0] == []


def test_an_empty_cell_says_nothing_and_null_clears(tmp_path: Path) -> None:
    text = "@id,@invoice,note,documentDate\n1,100231,<null>,\n2,100232,,\n3,100233,  kept  ,2026-04-01\n"
    found = trees(read(tmp_path / "u.csv", text, TableOptions(op="visma.invoice.update")))
    assert [tree.get("with") for tree in found] == [
        {"note": None},
        None,
        {"note": "  kept  ", "documentDate": "2026-04-01"},
    ]


def test_options_say_what_the_file_does_not(tmp_path: Path) -> None:
    text = "@id;customerNumber;documentDate;invoiceLines[].quantity;invoiceLines[].description\n1;00104;31.03.2026;1 250,5;Åre\n"
    options = TableOptions(
        op="visma.invoice.create", encoding="cp1252", delimiter=";", decimal=",", thousands=" ", dates="%d.%m.%Y"
    )
    (tree,) = trees(read(tmp_path / "u.csv", text.encode("cp1252"), options))
    assert tree["with"] == {
        "customerNumber": "00104",
        "documentDate": "2026-03-31",
        "invoiceLines": [{"quantity": "1250.5", "description": "Åre"}],
    }


def test_a_workbook_is_a_manifest_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Updates"
    sheet.append(["@op", "@id", "@invoice", "hold"])
    sheet.append(["visma.invoice.update", 1, 100231, True])
    book.create_sheet("Notes")
    book.save(tmp_path / "u.xlsx")
    content = (tmp_path / "u.xlsx").read_bytes()
    (tree,) = trees(read(tmp_path / "u.xlsx", content, TableOptions(sheet="Updates")))
    assert tree == {"id": "1", "op": "visma.invoice.update", "invoice": "100231", "with": {"hold": "true"}}
    _, findings, _ = read(tmp_path / "u.xlsx", content)
    assert [(finding.code, finding.hint) for finding in findings] == [("T052", "say which is meant: `--sheet Updates`")]


RELEASES = "@op,@id,@invoice\nvisma.invoice.release,1,100231\n"
FAILED = "@op,@id,@invoice,@manifest,_state,_code,_message,_number\nvisma.invoice.release,1,100231,{},failed,E1,no,\n"


def test_its_name_is_the_option_else_its_column_else_the_file(tmp_path: Path) -> None:
    named = TableOptions(name="april")
    assert read(tmp_path / "march.csv", RELEASES)[2] == "march"
    assert read(tmp_path / "march.csv", RELEASES, named)[2] == "april"
    assert read(tmp_path / "failed.csv", FAILED.format("march"))[2] == "march"
    assert codes(read(tmp_path / "failed.csv", FAILED.format("march"), named)) == [("M085", 2, "@manifest")]


def test_a_corrected_results_file_names_the_same_operations_under_any_name(tmp_path: Path) -> None:
    before, after = read(tmp_path / "march.csv", RELEASES), read(tmp_path / "mended copy.csv", FAILED.format("march"))
    assert (trees(before), before[2]) == (trees(after), after[2])


def test_a_results_file_that_does_not_say_whose_results_is_refused(tmp_path: Path) -> None:
    text = FAILED.format("")
    assert codes(read(tmp_path / "failed.csv", text)) == [("M086", 0, "")]
    assert read(tmp_path / "failed.csv", text, TableOptions(name="march"))[1] == []


CREATE = "visma.invoice.create"
CASES = [
    ("no id", "@op,id\nx,1\n", [("M080", 1, "")]),
    ("no op", "@id,@invoice\n1,2\n", [("M081", 1, "")]),
    ("an empty op", "@op,@id\n,1\n", [("M081", 2, "@op")]),
    ("an unknown op", "@op,@id\nvisma.invoice.relaese,1\n", [("T024", 2, "@op")]),
    ("an unknown column", f"@op,@id,docmentDate,@invoces\n{CREATE},1,,\n", [("M082", 1, "docmentDate"), ("M082", 1, "@invoces")]),
    ("a field of others", f"@op,@id,PaysInvoiceFee\n{CREATE},1,true\n", [("M083", 2, "PaysInvoiceFee")]),
    ("two targets", "@op,@id,@invoice,@invoice.from\nvisma.invoice.release,1,2,a\n", [("M083", 2, "@invoice.from")]),
    ("a second row", "@op,@id,@invoice,invoiceLines[].quantity\nvisma.invoice.release,1,2,\nvisma.invoice.release,1,2,\n",
     [("M084", 3, "@id")]),
    ("rows disagree", f"@op,@id,customerNumber,invoiceLines[].quantity\n{CREATE},1,2,1\n{CREATE},1,3,1\n",
     [("T038", 3, "customerNumber")]),
    ("ops disagree", f"@op,@id,invoiceLines[].quantity\n{CREATE},1,1\nvisma.invoice.release,1,\n", [("T038", 3, "@op")]),
    ("no id in a row", f"@op,@id\n{CREATE},\n", [("T037", 2, "@id")]),
    ("no id in a line", f"@op,@id,invoiceLines[].quantity\n{CREATE},,1\n", [("T037", 2, "@id")]),
    ("a bad number", f"@op,@id,invoiceLines[].quantity\n{CREATE},1,many\n", [("T030", 2, "invoiceLines[].quantity")]),
    ("a bad name", f"@op,@id,@manifest\n{CREATE},1,{'x' * 81}\n", [("M085", 0, "")]),
    ("two names", f"@op,@id,@manifest\n{CREATE},1,a\n{CREATE},2,b\n", [("M085", 3, "@manifest")]),
    ("ragged", f"@op,@id\n{CREATE}\n{CREATE},1\n", [("T014", 2, "")]),
    ("empty", "", [("T010", 0, "")]),
    ("no rows", "@op,@id\n", [("T011", 0, "")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_wrong_is_named_by_line_and_column(
    tmp_path: Path, text: str, found: list[tuple[str, int, str]]
) -> None:
    assert codes(read(tmp_path / "u.csv", text)) == found
    assert {code for code, _, _ in found} <= set(CODES)


def test_a_letter_of_another_encoding_is_named(tmp_path: Path) -> None:
    text = f"@op,@id,note\n{CREATE},1,Åre\n".encode("cp1252")
    _, findings, _ = read(tmp_path / "u.csv", text)
    assert [(finding.code, finding.place.line) for finding in findings if finding.place] == [("T008", 2)]
    assert "--encoding cp1252" in findings[0].hint


def test_hints_name_options_and_not_keys_of_a_manifest(tmp_path: Path) -> None:
    _, findings, _ = read(tmp_path / "u.csv", f'@op,@id,invoiceLines[].quantity\n{CREATE},1,"1,5"\n')
    assert [finding.code for finding in findings] == ["T031"]
    assert "--decimal ','" in findings[0].hint
    assert "rows" not in findings[0].hint
    rows = f"{CREATE},1,2,1\n{CREATE},1,3,1\n"
    _, findings, _ = read(tmp_path / "u.csv", f"@op,@id,customerNumber,invoiceLines[].quantity\n{rows}")
    assert findings[0].hint == "make the rows agree"
    _, findings, _ = read(tmp_path / "u.csv", "@op;@id\n")
    assert findings[0].hint == "the header was read as one column: give `--delimiter ';'`"
    _, findings, _ = read(tmp_path / "u.csv", "@op,@id\n", TableOptions(delimiter="::"))
    assert findings[0].message.startswith("`--delimiter` takes one character")


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    with manifest_at(str(tmp_path / "u.csv"), REGISTRY) as manifest:
        assert [finding.code for finding in manifest.findings] == ["M001"]
        assert list(manifest.entries()) == []


def test_options_that_nothing_takes_are_refused() -> None:
    given = TableOptions(op=CREATE, name="x")
    assert [finding.code for finding in misplaced_options(["m.yaml"], given)] == ["M087"]
    assert [finding.code for finding in misplaced_options(["a.csv", "b.csv"], given)] == ["M085"]
    assert misplaced_options(["a.csv", "m.yaml"], given) == ()
    assert misplaced_options(["m.yaml"], NOTHING_SAID) == ()


def test_values_of_personal_fields_are_in_no_finding(tmp_path: Path) -> None:
    header = "@op,@id,billingAddress.addressLine1,invoiceLines[].quantity\n"
    text = f"{header}{CREATE},1,CANARY 1,1\n{CREATE},1,CANARY 2,1\n"
    _, findings, _ = read(tmp_path / "u.csv", text)
    assert [finding.code for finding in findings] == ["T038"]
    assert "CANARY" not in str(findings)


def test_a_million_bad_cells_are_counted_and_the_first_named(tmp_path: Path) -> None:
    rows = "".join(f"{CREATE},{number},many\n" for number in range(350))
    _, findings, _ = read(tmp_path / "u.csv", "@op,@id,invoiceLines[].quantity\n" + rows)
    assert len(findings) == 101
    assert findings[-1].message == "250 more findings `T030` in this table are not shown"


def test_the_example_of_the_page_is_a_manifest(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "tables-as-manifests.md"
    (tmp_path / "u.csv").write_text(page.read_text(encoding="utf-8").partition("```csv\n")[2].partition("```")[0])
    finds, count = validate([str(tmp_path / "u.csv")])
    assert (finds.kept, count) == ([], 2)


def test_codes_about_tables_as_manifests_are_tried_here() -> None:
    tried = {code for case in CASES for code, _, _ in case[2]} | {"M086", "M087"}
    assert {code.code for code in table_manifest.CODES} <= tried


def test_names_below_a_title_are_said_by_an_option(tmp_path: Path) -> None:
    text = f"Updates of March\n\n@op,@id,customerNumber\n{CREATE},1,00104\n"
    (tree,) = trees(read(tmp_path / "u.csv", text, TableOptions(header="3")))
    assert tree["with"] == {"customerNumber": "00104"}
    _, (unsaid,), _ = read(tmp_path / "u.csv", text)
    assert unsaid.hint.endswith("; or say which line holds the names: `--header LINE`")
    for line, code, hint in (
        ("2", "T044", "give `--header 3` if the names stand there"),
        ("9", "T044", "give `--header` as the number of the line with the names"),
    ):
        _, (found,), _ = read(tmp_path / "u.csv", text, TableOptions(header=line))
        assert (found.code, found.hint) == (code, hint)
        assert "where `--header` says" in found.message
