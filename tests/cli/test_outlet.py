"""Every command that prints, where stdout takes nothing, nobody reads it, or it is closed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bulkops.cli.main import cli
from tests.journal.rich import write_rich
from tests.runs import warm

MANIFEST = Path(__file__).parents[2] / "manifests-examples" / "quickstart.yaml"
#: What a command needs to print; each command that is missing here prints its help.
WORDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "doctor": (("--format", "json"),),
    "explain": (("R116",),),
    "get": (("visma.invoice", "100231"),),
    "import": (("rows.csv",),),
    "journal": (("export",), ("verify",)),
    "list": (("visma.invoice",),),
    "operations": ((), ("visma.invoice.create",)),
    "plan": (("--offline", str(MANIFEST)),),
    "resume": (("bbbb", "--dry-run"),),
    "runs": ((), ("--format", "json")),
    "schema": ((),),
    "show": (("7f3a",), ("7f3a", "--format", "json")),
    "status": (("7f3a",), ("7f3a", "--format", "json")),
    "validate": (("--format", "json", str(MANIFEST)),),
}


def leaves(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    """Name all commands, also those of groups."""
    yield path
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from leaves(command, *path, name)
        else:
            yield (*path, name)


HELP = [(*path, "--help") for path in leaves(cli)]
PRINTING = [("--version",), *HELP, *((name, *more) for name, all_ in WORDS.items() for more in all_)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("folder")
    write_rich(path / ".bulkops" / "journal.db")
    rows = "invoice;customer;text;quantity;price\nA1;10001;a;1;2,50\nA2;10001;b;2;3,50\n"
    (path / "rows.csv").write_text(rows, encoding="utf-8")
    return path


def ran(folder: Path, words: tuple[str, ...], stdout: int) -> tuple[int, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BULKOPS_")}
    environment = clean | {"PYTHONWARNINGS": "error", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [*warm.words(environment), *words],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("words", PRINTING, ids=" ".join)
def test_stdout_that_takes_no_more(folder: Path, words: tuple[str, ...]) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        code, err = ran(folder, words, full)
    finally:
        os.close(full)
    assert (code, err.count("error[R116]: stdout cannot be written: no space left on device\n")) == (64, 1), err
    assert err.count("error[") == 1, err


@pytest.mark.parametrize("words", PRINTING, ids=" ".join)
def test_nobody_reads_stdout(folder: Path, words: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        code, err = ran(folder, words, writer)
    finally:
        os.close(writer)
    assert (code, "error[" in err, "Error" in err) == (0, False, False), err


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("close", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed(folder: Path, close: str, unbuffered: str) -> None:
    """Python has no stream then; what is opened next must not be taken for one."""
    words = ["sh", "-c", f'"$0" -m bulkops runs {close}', sys.executable]
    environment = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert ("7f3a" in done.stdout) == (">&-" not in close.replace("2>&-", ""))


def test_all_that_print_are_tried() -> None:
    """A new command is tried with its help by itself; what it prints has to be named above."""
    silent = {"apply", "compensate", "drift", "export", "reconcile", "resolve", "results", "sandbox", "selftest"}
    assert set(cli.list_commands(click.Context(cli))) == silent | set(WORDS)
