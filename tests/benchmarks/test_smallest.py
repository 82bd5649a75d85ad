"""Each benchmark runs, in its smallest size, and counts what is to be counted; no test asserts a time."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: What others are made of.
PARTS = {"__main__", "manifests", "measure", "plain_script", "served", "tables"}
SMALLEST = {
    "apply": "--rounds 1 --count 4",
    "doubles": "--invoices 80",
    "http_clients": "--rounds 1 --seconds 0.02",
    "large_table": "--rounds 1 --rows 9",
    "migration": "creates --rounds 1 --rows 9",
    "plan": "--rounds 1 --operations 2",
    "proofs": "--rounds 1 --documents 2",
    "resume": "--rounds 1 --operations 20",
    "startup": "--rounds 1",
    "validate": "--rounds 1 --operations 2",
}

Table = dict[str, list[str]]


def measured(name: str, words: str) -> list[Table]:
    """Run a benchmark; give its tables, each by the first cell of its rows, without their heads."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *words.split()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [_table(part) for part in done.stdout.split("\n\n") if part.startswith("|")]


def _table(text: str) -> Table:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.strip().splitlines()]
    assert len({len(row) for row in rows}) == 1
    return {first: others for first, *others in rows[2:]}


def test_every_benchmark_is_tried() -> None:
    assert {path.stem for path in (ROOT / "benchmarks").glob("*.py")} - PARTS == set(SMALLEST)


@pytest.mark.parametrize("name", sorted(set(SMALLEST) - {"doubles", "migration", "proofs"}))
def test_it_gives_a_table(name: str) -> None:
    (table, *_) = measured(name, SMALLEST[name])
    assert table


def test_a_migration_sends_as_many_invoices_as_the_script() -> None:
    _, calls = measured("migration", SMALLEST["migration"])
    script, planned, applied = calls["POST /v2/customerinvoice"]
    assert (script, planned, applied) == ("3", "0", "3")


def test_script_and_bulkops_change_alike() -> None:
    _, calls = measured("migration", "updates --rounds 1 --rows 6 --if-match sync")
    script, planned, applied = calls["PUT /v1/customerinvoice/…"]
    assert (script, planned, applied) == ("2", "0", "2")


def test_a_script_doubles_where_answers_are_lost_and_bulkops_does_not() -> None:
    (table,) = measured("doubles", SMALLEST["doubles"])
    assert {name: (wanted, there) for name, (wanted, there, *_) in table.items()} == dict.fromkeys(table, ("80", "80"))
    assert {name: doubled == lost for name, (_, _, doubled, lost, _) in table.items()} == {
        "plain script that sends again": True,
        "plain script that gives up, and is run again with what failed": True,
        "bulkops": False,
    }
    assert table["bulkops"][2] == "0"


def test_what_comes_after_a_run_makes_no_call_an_invoice() -> None:
    (table,) = measured("proofs", SMALLEST["proofs"])
    calls = {name.partition(",")[0]: int(cells[-1]) for name, cells in table.items()}
    assert calls["results"] == calls["results --check"] == 0
    assert calls["export"] == 1
