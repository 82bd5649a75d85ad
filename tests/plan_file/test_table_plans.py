"""A plan of a table that is a manifest: saved with how the table was read, and applied so."""

import json
from pathlib import Path

import pytest

from bulkops.cli.main import run

TABLE = """@op;@id;customerNumber;invoiceLines[].inventoryNumber;invoiceLines[].quantity;@invoice.from
visma.invoice.create;a;10001;CONS-1;1,5;
visma.invoice.create;a;;CONS-1;2;
visma.invoice.release;r;;;;a
"""
HOW = ("--delimiter", ";", "--decimal", ",")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "march.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def test_a_saved_plan_is_applied_with_the_options_that_it_was_made_with(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["plan", "march.csv", *HOW, "-o", "march.plan"]) == 0
    plan = json.loads((folder / "march.plan").read_text(encoding="utf-8"))
    assert plan["tables"] == {"delimiter": ";", "decimal": ","}
    assert run(["apply", "march.plan", "--yes", "--delimiter", ";"]) == 64
    assert run(["apply", "march.plan", "--yes"]) == 0
    capsys.readouterr()
    assert run(["plan", "march.csv", *HOW, "--detailed-exitcode"]) == 0
    assert "2 done by an earlier run" in capsys.readouterr().out


def test_a_corrected_results_file_doubles_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["apply", "march.csv", *HOW, "--yes"]) == 0
    head, *rows = TABLE.splitlines()
    told = "@manifest;_state;_code;_message;_number"
    lines = [f"{head};{told}", *(f"{row};march;failed;E1;no;" for row in rows)]
    (folder / "mended.csv").write_text("\n".join(lines), encoding="utf-8")
    capsys.readouterr()
    assert run(["plan", "mended.csv", *HOW, "--detailed-exitcode"]) == 0
    assert "2 done by an earlier run" in capsys.readouterr().out


def test_the_next_command_reads_the_table_alike(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "march.csv", *HOW]) == 0
    assert "`bulkops apply --delimiter ';' --decimal , march.csv`" in capsys.readouterr().out
