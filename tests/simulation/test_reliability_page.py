"""`docs/reliability.md` says what is in the suite: its breakages, its tests, its seeds."""

import re
from pathlib import Path

from tests.simulation.breakages import BREAKAGES
from tests.simulation.test_seeds import SEEDS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"


def table() -> str:
    rows = [f"| {name} | {breakage.what} | {breakage.caught_by} |" for name, breakage in BREAKAGES.items()]
    return "\n".join(["| breakage | what it does | caught by |", "|---|---|---|", *rows])


def test_the_breakages_stand_there_as_they_are() -> None:
    text = PAGE.read_text(encoding="utf-8")
    written = text.partition("<!-- breakages -->")[2].partition("<!-- /breakages -->")[0].strip()
    assert written == table(), f"write this there:\n{table()}"


def test_the_tests_that_it_names_exist() -> None:
    named = set(re.findall(r"tests/[\w/]+\.py", PAGE.read_text(encoding="utf-8")))
    assert len(named) > 20
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_it_names_the_seeds_of_the_suite() -> None:
    assert f"--seeds {SEEDS}`" in PAGE.read_text(encoding="utf-8")
