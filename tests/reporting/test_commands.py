"""No text names a command that there is not."""

import re
from pathlib import Path

import pytest

from bulkops.cli.main import COMMANDS
from bulkops.core.codes import CODES

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`bulkops ([a-z][a-z-]*)")


def named(text: str) -> set[str]:
    return set(NAMED.findall(text))


@pytest.mark.parametrize("folder", ["bulkops", "tests/golden"])
def test_only_commands_that_there_are_are_named(folder: str) -> None:
    files = [path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".txt"}]
    unknown = {path.name: named(path.read_text(encoding="utf-8")) - COMMANDS.keys() for path in files}
    assert {name: commands for name, commands in unknown.items() if commands} == {}
    assert any(named(path.read_text(encoding="utf-8")) for path in files), "the pattern finds none at all"


def test_explanations_name_only_commands_that_there_are() -> None:
    text = "\n".join(f"{code.cause} {code.example} {code.remedy}" for code in CODES.values())
    assert "resume" in named(text)
    assert named(text) - COMMANDS.keys() == set()
