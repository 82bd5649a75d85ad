"""Findings in a table, as `validate` prints them in each form: place, value and remedy, and nothing that is personal."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CANARY = "Kanariegatan 17"
_MANIFEST = """
bulkops: 1
name: march
operations:
  - rows: {file: t.csv, delimiter: ";", encoding: cp1252, group_by: No}
    id: "inv-{No}"
    op: visma.invoice.create
    with:
      customerNumber: {column: Kund}
      documentDate: {column: Dag}
      billingAddress: {addressLine1: {column: Adress, max: 14}}
      invoiceLines: {each_row: {quantity: {column: Antal}}}
"""
_TABLE = f"""No;Kund;Dag;Adress;Antal
1;Åkeri;2026-03-31;{CANARY};1,234
2;Åkeri;2026-02-30;x;1
3;Åkeri;2026-03-31;{CANARY}
4;Åkeri;2026-03-31;Ågatan;1
4;Åkeri;2026-03-31;{CANARY[:10]};1
5;Åkeri;2026-03-31;"{CANARY};1
"""


def told(folder: Path, form: str) -> tuple[str, str]:
    (folder / "m.yaml").write_text(_MANIFEST, encoding="utf-8")
    (folder / "t.csv").write_bytes(_TABLE.encode("cp1252"))
    command = [sys.executable, "-m", "bulkops", "validate", "m.yaml", "--format", form]
    ran = subprocess.run(command, cwd=folder, capture_output=True, check=False, env={"PYTHONUTF8": "1"})
    assert ran.returncode == 3
    return ran.stdout.decode(), ran.stderr.decode()


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_nothing_personal_is_in_any_form(tmp_path: Path, form: str) -> None:
    out, err = told(tmp_path, form)
    assert "Kanarie" not in out + err
    assert "T036" in out + err


def test_a_finding_names_file_line_column_value_rule_and_remedy(tmp_path: Path) -> None:
    _, err = told(tmp_path, "text")
    assert (
        "error[T031]: `1,234` for `invoiceLines.quantity` is ambiguous: `,` may be a decimal sign or a separator of "
        "thousands\n --> t.csv:2, column `Antal`  operation `inv-1`\n"
        'hint: declare `decimal: ","`, or `decimal: "."` and `thousands: ","` under `rows`\n'
    ) in err


def test_programs_get_the_same(tmp_path: Path) -> None:
    found: list[dict[str, Any]] = json.loads(told(tmp_path, "json")[0])["findings"]
    assert [(each["code"], each["line"], each["label"]) for each in found] == [
        ("T031", 2, "Antal"),
        ("T036", 2, "Adress"),
        ("T033", 3, "Dag"),
        ("T014", 4, None),
        ("T038", 6, "Adress"),
        ("T015", 7, "Adress"),
    ]
    assert all(each["hint"] and each["message"] and each["file"] == "t.csv" for each in found)
    assert [place["line"] for place in found[4]["related"]] == [5]


def test_scanners_get_the_same(tmp_path: Path) -> None:
    (run,) = json.loads(told(tmp_path, "sarif")[0])["runs"]
    lines = [each["locations"][0]["physicalLocation"]["region"]["startLine"] for each in run["results"]]
    assert [each["ruleId"] for each in run["results"]] == ["T031", "T036", "T033", "T014", "T038", "T015"]
    assert lines == [2, 2, 3, 4, 6, 7]
    assert "`Antal`" in run["results"][0]["message"]["text"]
