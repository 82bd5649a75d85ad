"""What a run prints while it goes on, where there is no terminal."""

from collections.abc import Callable

import pytest

from bulkops.app.compose import System
from bulkops.app.execute import Watch
from bulkops.cli.console import Console
from bulkops.cli.progress import RunProgress
from bulkops.core.outcome import Outcome, State
from bulkops.core.place import Place
from bulkops.engine.ports import Item
from bulkops.providers import REGISTRY
from bulkops.reporting.style import Style


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = 1000.0

    def now(self) -> float:
        return self.at

    def monotonic(self) -> float:
        return self.at

    async def sleep(self, delay_s: float) -> None:
        self.at += delay_s


Run = Callable[[Callable[[Watch, HandClock], None]], str]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Run:
    """Follow a run of 100 steps; give what was printed."""

    def run(happen: Callable[[Watch, HandClock], None]) -> str:
        clock = HandClock()
        system = System(
            environment="test",
            company="Nordvik AS",
            scope="t",
            channels={},
            clock=clock,
            sandbox=False,
        )
        progress = RunProgress(
            Console(out=Style(), err=Style()),
            system,
            REGISTRY,
            total=100,
            done=0,
            place_of=lambda _: Place("march.yaml", 7, 5),
        )
        with progress.shown() as watch:
            happen(watch, clock)
        captured = capsys.readouterr()
        assert captured.out == ""
        return captured.err

    return run


def end(watch: Watch, count: int, state: State) -> None:
    for number in range(count):
        item = Item(op=number + 1, id=f"op-{number}", type="visma.invoice.create")
        watch.outcome(item, Outcome(state=state, message="no such code", status=400 if state is State.REFUSED else 201))


def test_a_line_tells_how_far_it_is_and_how_long_it_takes(printed: Run) -> None:
    def happen(watch: Watch, clock: HandClock) -> None:
        end(watch, 40, State.SUCCEEDED)
        end(watch, 10, State.REFUSED)
        clock.at += 30
        assert watch.beat is not None
        watch.beat(8)

    assert printed(happen).splitlines()[-1] == " 40 %  40/100 · 8 in flight · 10 refused · ETA 30 s"


@pytest.mark.parametrize("refused", [0, 10])
def test_the_last_line_does_not_repeat_what_the_report_says(printed: Run, refused: int) -> None:
    def happen(watch: Watch, clock: HandClock) -> None:
        end(watch, refused, State.REFUSED)
        end(watch, 100 - refused, State.SUCCEEDED)
        clock.at += 30
        assert watch.beat is not None
        watch.beat(0)

    assert "%" not in printed(happen)


def test_failures_are_told_at_once_and_only_so_many(printed: Run) -> None:
    lines = printed(lambda watch, _: end(watch, 50, State.REFUSED)).splitlines()
    assert lines[0] == "refused  op-0 create  400 «no such code»  march.yaml:7:5"
    assert len(lines) == 21
    assert lines[-1] == "further failures are only counted here; the report at the end groups them by cause"


@pytest.mark.parametrize(
    ("in_flight", "says"),
    [
        (0, "stopping: nothing is in flight\n"),
        (1, "stopping: waiting for 1 call in flight; interrupt again to leave them in doubt\n"),
        (8, "stopping: waiting for 8 calls in flight; interrupt again to leave them in doubt\n"),
    ],
)
def test_stopping_says_what_is_waited_for(printed: Run, in_flight: int, says: str) -> None:
    assert printed(lambda watch, _: watch.stopping(in_flight)) == says
