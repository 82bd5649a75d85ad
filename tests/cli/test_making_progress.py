"""What is seen of a plan that takes long: what is being done, to how many operations, and nothing of it afterwards."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from bulkops.app.making import Making
from bulkops.app.validate import validate
from bulkops.cli.console import Console
from bulkops.cli.making_progress import MakingProgress
from bulkops.reporting.style import Style

STYLE = Style(colour=False, unicode=True, width=100)
CLEAR = "\r\x1b[2K"
LOOKS_MAX = 2_000
QUICK_S = 0.005


def console(*, progress: bool = True, live: bool = False) -> Console:
    return Console(out=STYLE, err=STYLE, progress=progress, live=live)


def until(words: str, read: Callable[[], str]) -> str:
    """Read until some words have come; give all that has."""
    seen, pause = "", Event()
    for _ in range(LOOKS_MAX):
        seen += read()
        if words in seen:
            return seen
        pause.wait(QUICK_S)
    raise AssertionError(seen)


def test_a_line_comes_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    count = 0
    with MakingProgress(console(), line_s=QUICK_S).shown() as making:
        making.begin("reading:", lambda: count)
        until("reading: 0 operations", lambda: capsys.readouterr().err)
        count = 1
        until("reading: 1 operation ", lambda: capsys.readouterr().err)
        making.begin("linking", lambda: 12_345)
        until("linking 12\u2009345 operations", lambda: capsys.readouterr().err)
        making.begin("deciding about", lambda: 12_345)
        through = making.through("abc")
        until("deciding about 12\u2009345 operations", lambda: capsys.readouterr().err)
        for done, letter in enumerate("abc"):
            assert next(through) == letter
            until(f"deciding about {done} of 12\u2009345 operations", lambda: capsys.readouterr().err)
        making.begin("adding up", lambda: 12_345)
        until("adding up 12\u2009345 operations", lambda: capsys.readouterr().err)
    capsys.readouterr()
    Event().wait(10 * QUICK_S)
    assert capsys.readouterr().err == ""


def test_nothing_is_said_before_it_has_begun_or_where_nobody_wants_it(capsys: pytest.CaptureFixture[str]) -> None:
    with MakingProgress(console(), line_s=QUICK_S).shown():
        Event().wait(10 * QUICK_S)
    with MakingProgress(console(progress=False), line_s=QUICK_S).shown() as making:
        making.begin("reading:")
        Event().wait(10 * QUICK_S)
    assert capsys.readouterr().err == ""


def test_a_live_line_is_gone_when_something_else_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    following = MakingProgress(console(live=True))
    with following.shown() as making:
        making.begin("reading:", lambda: 7)
        until(f"{CLEAR}reading: 7 operations", lambda: capsys.readouterr().err)
        with following.aside():
            assert capsys.readouterr().err.endswith(CLEAR)
        until("reading: 7", lambda: capsys.readouterr().err)
    assert capsys.readouterr().err.endswith(CLEAR)


def test_a_check_says_what_it_does(tmp_path: Path) -> None:
    class Told(Making):
        told: list[str] = []  # noqa: RUF012 - of this test only

        def begin(self, doing: str, count: Callable[[], int] = lambda: 0) -> None:
            super().begin(doing, count)
            self.told.append(doing)

    file = tmp_path / "m.yaml"
    file.write_text("bulkops: 1\nname: m\noperations:\n  - {id: a, op: visma.invoice.release, invoice: '100231'}\n")
    making = Told()
    _, count = validate([str(file)], making=making)
    assert making.told == ["reading:", "linking"]
    assert count == 1
