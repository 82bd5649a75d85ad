"""The error budget: a run stops by itself, finishes what it has sent, and goes on when it is resumed."""

from pathlib import Path

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.app.apply import apply
from bulkops.app.execute import Watch
from bulkops.app.plan import plan
from bulkops.core.failure_limit import FailureLimit, read_failure_limit
from bulkops.core.outcome import FAILED, State
from bulkops.core.run import RunState
from bulkops.engine.pace import Limits
from bulkops.providers import REGISTRY
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.switches import Switches
from tests.engine.simulation import FakeClock, at_once, resumed, system_of, time_passes, written
from tests.runs.folder import pairs

pytestmark = pytest.mark.anyio
COUNT = 100


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anyio.to_thread.run_sync", at_once)


def refuse(erp: Erp, first: int = 1) -> None:
    erp.inject(Fault(kind=FaultKind.REFUSE, method="POST", path="/v2/customerinvoice", first=first, count=0))


def creates(erp: Erp) -> int:
    return sum(seen.method == "POST" and seen.path == "/v2/customerinvoice" for seen in erp.ledger().requests())


@pytest.mark.parametrize("in_flight", [1, 8])
@pytest.mark.parametrize(("text", "before"), [("0", 1), ("5", 6), ("2%", 20)])
async def test_it_stops_at_the_budget(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, text: str, before: int, in_flight: int
) -> None:
    """A share of 200 steps is 4 of them, but nothing is said before 20 have ended."""
    erp.set_switches(Switches(latency_s=0.5))
    refuse(erp)
    system = system_of(erp, clock, Limits(in_flight_max=in_flight))
    system.failures_max = read_failure_limit(text)
    async with time_passes(clock):
        made = await plan([written(tmp_path / "m.yaml", pairs("m", COUNT))], REGISTRY, system, None)
        report, end = await apply(made, system, journal, REGISTRY, Watch())
        made.draft.close()
    failed = report.count(*FAILED)
    assert before <= failed == creates(erp) < before + in_flight
    assert (end.error, end.interrupted) == (None, False)
    assert end.stopped == f"stopped at the error budget: {failed} steps did not go through; the limit is {text}"
    assert report.state is RunState.INTERRUPTED
    assert report.counts[State.READY] == COUNT - failed
    assert report.counts[State.SKIPPED] == failed


async def test_what_was_sent_comes_to_its_end_and_the_rest_is_resumed(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    erp.set_switches(Switches(latency_s=0.5, release_delay_s=30.0))
    refuse(erp, first=61)  # by then many releases have only started
    system = system_of(erp, clock)
    system.failures_max = FailureLimit(count=3)
    async with time_passes(clock):
        made = await plan([written(tmp_path / "m.yaml", pairs("m", COUNT))], REGISTRY, system, None)
        report, _ = await apply(made, system, journal, REGISTRY, Watch())
        made.draft.close()
        assert report.count(State.ACCEPTED, State.IN_DOUBT, State.SENDING) == 0
        assert report.counts[State.SUCCEEDED] > 60
        erp.inject()
        report = await resumed(system_of(erp, clock), journal)
    assert report.state is RunState.ENDED
    assert report.counts[State.SUCCEEDED] + 2 * report.counts[State.REFUSED] == 2 * COUNT
    assert len({held.external_reference for held in erp.ledger().documents()}) == len(erp.ledger().documents())


async def test_within_the_budget_nothing_stops(erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path) -> None:
    erp.inject(Fault(kind=FaultKind.REFUSE, method="POST", path="/v2/customerinvoice", count=3))
    system = system_of(erp, clock)
    system.failures_max = FailureLimit(count=3)
    async with time_passes(clock):
        made = await plan([written(tmp_path / "m.yaml", pairs("m", COUNT))], REGISTRY, system, None)
        report, end = await apply(made, system, journal, REGISTRY, Watch())
        made.draft.close()
    assert (report.state, end.stopped) == (RunState.ENDED, "")
    assert report.counts == {State.SUCCEEDED: 2 * (COUNT - 3), State.REFUSED: 3, State.SKIPPED: 3}


@pytest.mark.parametrize("text", ["", "-1", "2 %", "101%", "1e3", "5.5", ".%", "%", "²", "1%%", "many"])
def test_what_is_no_limit(text: str) -> None:
    with pytest.raises(ValueError, match="is no limit"):
        read_failure_limit(text)


@pytest.mark.parametrize("text", ["0", "20", "2%", "0.5%", "100%"])
def test_a_limit_is_written_as_it_was_read(text: str) -> None:
    assert str(read_failure_limit(text)) == text
