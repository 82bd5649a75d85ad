"""`docs/export.md`: its sessions, run in their order as they stand there."""

import re
import shlex
from pathlib import Path

import pytest

from tests.runs.folder import Folder

PAGE = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
SESSIONS = re.findall(r"```console\n\$ bulkops (.*?)\n(.*?)```", PAGE, re.DOTALL)
ENTRY = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
#: Every sandbox has a name of its own.
COMPANY = re.compile(r"Nordvik Sandbox AS [0-9a-f]{4}")


def lines(text: str) -> list[str]:
    return COMPANY.sub("COMPANY", text).splitlines()


def test_the_sessions_come_out_as_they_are_shown(folder: Folder) -> None:
    assert len(SESSIONS) == 4
    for command, shown in SESSIONS:
        done = folder.run(*shlex.split(command))
        assert done.code == 0, done.text
        told = lines(done.err) + lines(done.out)
        assert sorted(line for line in lines(shown) if line) == sorted(line for line in told if line)


def test_the_entry_is_as_it_is_shown(folder: Folder) -> None:
    assert len(ENTRY) == 1
    assert ENTRY[0] in folder.run("export", "visma.invoice").out


@pytest.mark.parametrize("option", re.findall(r"`(--[a-z-]+)", PAGE))
def test_every_option_that_is_named_is_there(folder: Folder, option: str) -> None:
    assert option in folder.run("export", "--help").out
