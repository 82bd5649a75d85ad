"""G6 in whole runs, in simulated time: quotas through kills, a pause that outlives its process, and no storm of refusals."""

from collections import Counter
from pathlib import Path

import anyio
import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.app.apply import apply, resume
from bulkops.app.compose import System
from bulkops.app.execute import Watch
from bulkops.app.plan import plan
from bulkops.cli.console import Console
from bulkops.cli.progress import RunProgress
from bulkops.core.http import Request
from bulkops.core.outcome import Outcome, State
from bulkops.engine.pace import Limits
from bulkops.engine.ports import Item
from bulkops.providers import REGISTRY
from bulkops.reporting.style import Style
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.switches import Switches
from tests.engine.simulation import FakeClock, applied, at_once, resumed, system_of, time_passes, written
from tests.runs.folder import pairs

pytestmark = pytest.mark.anyio
HOUR_S = 3600.0
QUOTA = 250


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anyio.to_thread.run_sync", at_once)


def by_window(erp: Erp) -> tuple[Counter[int], Counter[int]]:
    """Count the calls that were taken and those that were answered with 429, by window."""
    taken: Counter[int] = Counter()
    denied: Counter[int] = Counter()
    for seen in erp.ledger().requests():
        (denied if seen.status == 429 else taken)[int(seen.at // HOUR_S)] += 1
    return taken, denied


async def killed_after(seconds: float, system: System, journal: Journal, name: str) -> None:
    """Resume a run, and let its process be gone after some time: what it would still have written is not."""
    with anyio.CancelScope() as scope:

        async def kill() -> None:
            await system.clock.sleep(seconds)
            scope.cancel()

        async with anyio.create_task_group() as group:
            group.start_soon(kill)
            await resume(name, system, journal, REGISTRY, Watch())
            group.cancel_scope.cancel()


@pytest.mark.parametrize("reserve", [0.0, 0.2])
async def test_creates_and_releases_use_a_quota_through_kills(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, reserve: float
) -> None:
    erp.set_switches(Switches(rate_limit=QUOTA, latency_s=1.0, release_delay_s=2.0))
    limits, count = Limits(reserve=reserve), 420
    system = system_of(erp, clock, limits, settle_s=60.0)
    file = written(tmp_path / "m.yaml", pairs("m", count))
    async with time_passes(clock):
        made = await plan([file], REGISTRY, system, None)
        with anyio.move_on_after(0):  # gone before the first call
            await apply(made, system, journal, REGISTRY, Watch())
        made.draft.close()
        for _ in range(6):
            await killed_after(1700.0, system_of(erp, clock, limits, settle_s=60.0), journal, journal.runs()[0].name)
        report = await resumed(system_of(erp, clock, limits, settle_s=60.0), journal)
    assert report.counts == {State.SUCCEEDED: 2 * count}
    assert len({held.external_reference for held in erp.ledger().documents()}) == len(erp.ledger().documents())
    taken, denied = by_window(erp)
    whole = [taken[window] for window in range(min(taken), max(taken))]  # a half of the first would do for all of it
    assert len(whole) >= 3
    assert min(whole) >= 0.98 * (1 - reserve) * QUOTA, taken
    assert max(taken.values()) <= QUOTA
    assert max(denied.values(), default=0) <= 1, denied


@pytest.mark.parametrize("share", [0.1, 0.5])
async def test_the_time_left_is_told_right_where_a_quota_sets_it(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, share: float
) -> None:
    erp.set_switches(Switches(rate_limit=QUOTA, latency_s=0.5))
    count = 560  # not so many that a few more reads or less would cost another hour
    system = system_of(erp, clock, Limits(reserve=0.0))
    told: list[tuple[float, float]] = []
    progress = RunProgress(
        Console(out=Style(), err=Style()), system, REGISTRY, total=2 * count, done=0, place_of=lambda _: None
    )
    with progress.shown() as watch:
        seen = watch.outcome

        def outcome(item: Item, result: Outcome) -> None:
            seen(item, result)
            now = progress._progress(0)
            if not told and now.done >= share * now.total and now.eta_s is not None:
                told.append((clock.passed_s, now.eta_s))

        watch.outcome = outcome
        async with time_passes(clock):
            made = await plan([written(tmp_path / "m.yaml", pairs("m", count))], REGISTRY, system, None)
            assert made.summary.forecast is not None
            forecast_s = made.summary.forecast.seconds
            report, _ = await apply(made, system, journal, REGISTRY, watch)
            made.draft.close()
    assert report.counts == {State.SUCCEEDED: 2 * count}
    ((at, eta_s),) = told
    assert abs(at + eta_s - clock.passed_s) <= 0.1 * clock.passed_s
    assert abs(forecast_s - clock.passed_s) <= 0.1 * clock.passed_s


async def test_a_pause_is_durable_before_anybody_acts_on_it(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    """The process dies at the moment when the answer has been read; the next one sends nothing before its time."""
    erp.inject(Fault(kind=FaultKind.REFUSE, status=429, retry_after_s=600, method="POST", first=5))
    file = written(tmp_path / "m.yaml", pairs("m", 20))
    async with time_passes(clock):
        system = system_of(erp, clock, Limits())
        made = await plan([file], REGISTRY, system, None)
        with anyio.CancelScope() as scope:

            def dies(_item: Item, outcome: Outcome) -> None:
                if outcome.status == 429 or outcome.state is State.READY:
                    scope.cancel()

            await apply(made, system, journal, REGISTRY, Watch(outcome=dies))
        made.draft.close()
        refused_at = next(seen.at for seen in erp.ledger().requests() if seen.status == 429)
        budget = journal.budget("test", "simulated", "visma")
        assert budget is not None
        assert budget.not_before == refused_at + 600
        report = await resumed(system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 40}
    after = [seen.at for seen in erp.ledger().requests() if seen.at > refused_at]
    assert min(after) >= refused_at + 600


@pytest.mark.parametrize("status", [401, 403])
async def test_a_denial_ends_the_run_without_a_storm(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, status: int
) -> None:
    erp.set_switches(Switches(latency_s=0.5))
    erp.inject(Fault(kind=FaultKind.REFUSE, status=status, path="*/customerinvoice*", first=60, count=0))
    system, in_flight = system_of(erp, clock, Limits(in_flight_max=8)), 8
    async with time_passes(clock):
        made = await plan([written(tmp_path / "m.yaml", pairs("m", 200))], REGISTRY, system, None)
        _, end = await apply(made, system, journal, REGISTRY, Watch())
        made.draft.close()
    assert end.error is not None
    assert end.error.code == "R110"
    assert 1 <= sum(seen.status == status for seen in erp.ledger().requests()) <= in_flight + 1
    counts = journal.counts(journal.runs()[0].run)
    assert State.REFUSED not in counts
    assert counts[State.READY] + counts[State.PLANNED] >= 2 * 200 - 60


async def test_no_429_of_the_rule_on_the_same_request(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    """Releases are looked at for long, and answers are lost."""
    erp.set_switches(Switches(same_request_limit=5, failed_request_limit=2, latency_s=0.2, release_delay_s=90.0))
    erp.inject(Fault(kind=FaultKind.BAD_GATEWAY, method="GET", path="/v1/customerinvoice/*", count=3))
    async with time_passes(clock):
        report = await applied([written(tmp_path / "m.yaml", pairs("m", 2))], system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 4}
    seen = Counter(one.status for one in erp.ledger().requests())
    assert seen[502] == 3
    assert seen[429] == 0


async def test_no_429_of_the_rule_on_failed_requests(erp: Erp, clock: FakeClock) -> None:
    erp.set_switches(Switches(failed_request_limit=2))
    channel = system_of(erp, clock).channels["visma"]
    absent = Request(api="visma", method="GET", path="/v1/customerinvoice/999999")
    async with time_passes(clock):
        for _ in range(5):
            assert (await channel.read(absent)).status == 404
    assert 600 <= clock.passed_s < 610
    assert {seen.status for seen in erp.ledger().requests()} == {404}
