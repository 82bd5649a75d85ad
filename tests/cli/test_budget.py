"""How long a comment may be: for hosts of code whose comments are shorter, and never longer than it was asked for."""

from pathlib import Path

import click
import pytest

from bulkops.cli import plan, show
from bulkops.reporting.markdown import BUDGET, BUDGET_MIN
from tests.runs.folder import Folder, pairs

SHORT = 9_000
#: What makes the links of a comment long.
LINKED = {"GITHUB_SERVER_URL": "https://forge.example", "GITHUB_REPOSITORY": f"o/{'r' * 300}", "GITHUB_SHA": "a" * 40}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path, tmp_path / ".bulkops" / "sandbox.db", LINKED)
    made.write("march.yaml", pairs("march", 60))
    return made


def test_a_comment_is_as_short_as_asked_for(folder: Folder) -> None:
    full = folder.run("plan", "march.yaml", "-o", "march.plan", "--format", "markdown")
    assert full.code == 0, full.text
    short = folder.run("plan", "march.yaml", "--format", "markdown", "--budget", str(SHORT))
    shown = folder.run("show", "march.plan", "--format", "markdown", "--budget", str(SHORT))
    for done in (short, shown):
        assert done.code == 0, done.text
        assert len(done.out.encode()) <= SHORT < len(full.out.encode())


@pytest.mark.parametrize("command", [plan.command, show.command])
def test_the_bounds_are_those_of_the_comment(command: click.Command) -> None:
    (option,) = (one for one in command.params if isinstance(one, click.Option) and one.name == "budget")
    assert isinstance(option.type, click.IntRange)
    assert option.type.min == BUDGET_MIN
    assert str(BUDGET) in (option.help or "")


def test_a_run_has_none(folder: Folder) -> None:
    assert folder.apply("march.yaml").code == 0
    done = folder.run("show", folder.last_run().name, "--budget", str(SHORT))
    assert done.code == 64
    assert "`--budget` is for plans" in done.err
