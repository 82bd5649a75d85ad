"""`docs/tables.md` says what the program does: its examples are validated as they stand there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bulkops.adapters.table_lines import LINE_CHARACTERS_MAX, ROW_CHARACTERS_MAX, ROW_LINES_MAX
from bulkops.adapters.table_stage import GROUP_ROWS_MAX
from bulkops.core.codes import CODES
from bulkops.core.field import Kind
from bulkops.core.schema_rows import COLUMN_SCHEMA, ROWS_SCHEMA
from bulkops.planning.template_notation import Notation, Refusal
from bulkops.planning.template_value import converter

PAGE = (Path(__file__).parents[2] / "docs" / "tables.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```csv ?(\S*)\n(.*?)```\n\n```yaml\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL)
_CELL = re.compile(r"`([^`]*)`")


def validated(folder: Path, encoding: str, table: str, entry: str) -> str:
    """Write an example to a folder and validate it there, as a process of its own; give all that it says."""
    (folder / "invoices.csv").write_bytes(table.encode(encoding or "utf-8"))
    body = "".join(f"  {line}\n" for line in entry.splitlines())
    (folder / "march.yaml").write_text(f"bulkops: 1\nname: march\noperations:\n{body}", encoding="utf-8")
    command = [sys.executable, "-m", "bulkops", "validate", "march.yaml"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, check=False, env={"PYTHONUTF8": "1"})
    return (ran.stdout + ran.stderr).decode()


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) == PAGE.count("```csv") == PAGE.count("```text") > 0


@pytest.mark.parametrize(("encoding", "table", "entry", "told"), EXAMPLES)
def test_an_example_gives_what_stands_below_it(
    tmp_path: Path, encoding: str, table: str, entry: str, told: str
) -> None:
    assert validated(tmp_path, encoding, table, entry).strip() == told.strip()


def rows_below(header: str) -> list[list[str]]:
    """Give the cells of a table of the page."""
    _, found, below = PAGE.partition(header)
    assert found
    return [line.strip("| ").split(" | ") for line in below.partition("\n\n")[0].splitlines()[2:]]


def test_all_keys_are_told_of() -> None:
    assert [row[0].strip("`") for row in rows_below("| key | takes |")] == list(ROWS_SCHEMA["properties"])
    options = [row[0].strip("`") for row in rows_below("| key | is |")]
    assert sorted([*options, "column"]) == sorted(COLUMN_SCHEMA["properties"])


@pytest.mark.parametrize("row", rows_below("| written | with |"), ids=lambda row: row[0])
def test_numbers_are_read_as_the_page_says(row: list[str]) -> None:
    written, declared, told = row
    keys = dict(re.findall(r'(\w+): "?([^"`]+)"?', declared))
    notation = Notation(**keys)
    cells = [text for text in _CELL.findall(written) if text != "\u2019"]
    values = [converter(Kind.DECIMAL, notation)(text) for text in cells]
    if told.startswith("refused"):
        code = _CELL.findall(told)
        assert [value.code for value in values if isinstance(value, Refusal)] == code * len(cells)
    else:
        wanted = told.split(", ")
        assert values == (wanted if len(wanted) > 1 else wanted * len(cells))


def test_codes_and_bounds_are_those_that_there_are() -> None:
    assert set(re.findall(r"`(T[0-9]{3})`", PAGE)) <= set(CODES)
    bounds = [
        int(each.replace(",", ""))
        for row in rows_below("| bound | is |")
        for each in re.findall("[0-9,]+", row[1].replace(", ", " "))
    ]
    assert bounds == [LINE_CHARACTERS_MAX, ROW_LINES_MAX, ROW_CHARACTERS_MAX, GROUP_ROWS_MAX]
