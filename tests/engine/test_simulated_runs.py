"""Whole runs in simulated time: what confirming and waiting cost, and what a far system's settling time means."""

from collections import Counter
from itertools import dropwhile
from math import ceil
from pathlib import Path

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.store import SqliteStore
from bulkops.core.errors import JournalError, RemoteError
from bulkops.core.outcome import State
from bulkops.engine.pace import Limits
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.ledger import Seen
from bulkops.sandbox.switches import Switches
from tests.engine.simulation import FakeClock, applied, at_once, resumed, system_of, time_passes, written
from tests.runs.folder import pairs

pytestmark = pytest.mark.anyio
LIST, CREATE, RELEASE = "/v1/customerinvoice", "/v2/customerinvoice", "*/action/release"


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anyio.to_thread.run_sync", at_once)


def asked_for(erp: Erp) -> list[Seen]:
    """Give the requests of the run: what came before its first write was asked by the plan."""
    return list(dropwhile(lambda seen: seen.method == "GET", erp.ledger().requests()))


def calls(erp: Erp) -> Counter[str]:
    def kind(seen: Seen) -> str:
        if seen.method != "GET":
            return seen.path.rpartition("/")[2]
        return "list" if seen.path == LIST else "single"

    return Counter(kind(seen) for seen in asked_for(erp))


@pytest.mark.parametrize("count", [1, 3, 10, 500])
async def test_confirming_costs_pages_not_documents(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, count: int
) -> None:
    erp.set_switches(Switches(release_delay_s=2.0, latency_s=0.05))
    file = written(tmp_path / "m.yaml", pairs("m", count))
    async with time_passes(clock):
        report = await applied([file], system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 2 * count}
    asked = calls(erp)
    assert asked["customerinvoice"] == asked["release"] == count
    if count <= 3:
        assert asked["single"] <= 5 * count
        assert asked["list"] == 0
    else:
        assert asked["list"] <= 6 * ceil(count / 1000)
        assert asked["single"] <= 5 * 3  # the last few


async def test_a_slow_release_is_looked_at_now_and_then(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    erp.set_switches(Switches(release_delay_s=240.0))
    file = written(tmp_path / "m.yaml", pairs("m", 50))
    async with time_passes(clock):
        report = await applied([file], system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 100}
    assert 240 <= clock.passed_s < 300
    assert calls(erp)["list"] <= 5 + 240 / 20
    looks = [seen.at for seen in asked_for(erp) if seen.path == LIST]
    for first in looks:
        assert sum(first <= look < first + 60 for look in looks) <= 5


async def test_confirming_does_not_eat_the_quota_of_a_long_run(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    erp.set_switches(Switches(release_delay_s=1.0, latency_s=0.5))
    file = written(tmp_path / "m.yaml", pairs("m", 400))
    async with time_passes(clock):
        report = await applied([file], system_of(erp, clock, Limits(per_second_max=4)), journal)
    assert report.counts == {State.SUCCEEDED: 800}
    assert clock.passed_s >= 200
    assert calls(erp)["list"] + calls(erp)["single"] <= clock.passed_s / 20 + 15


async def test_a_release_that_fails_later_is_refused_only_after_the_settling_time(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    erp.set_switches(Switches(release_fails_every=10, latency_s=0.5))
    file = written(tmp_path / "m.yaml", pairs("m", 40))
    async with time_passes(clock):
        report = await applied([file], system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 76, State.REFUSED: 4}
    assert clock.passed_s >= 300


async def test_a_look_from_before_the_settling_time_refuses_nothing(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    """The answer of a slow look may come when the settling time is over; what it shows is older."""
    erp.set_switches(Switches(release_delay_s=95.0, latency_s=40.0))
    file = written(tmp_path / "m.yaml", pairs("m", 8))
    async with time_passes(clock):
        report = await applied([file], system_of(erp, clock, settle_s=100.0), journal)
    assert report.counts == {State.SUCCEEDED: 16}


@pytest.mark.parametrize("late_s", [1.0, 290.0])
async def test_what_is_in_doubt_waits_for_the_settling_time(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, late_s: float
) -> None:
    erp.inject(
        Fault(kind=FaultKind.COMMIT_LATE, method="POST", path=CREATE, first=3, count=10, delay_s=late_s),
        Fault(kind=FaultKind.LOSE_REQUEST, method="POST", path=CREATE, first=20, count=4),
    )
    file = written(tmp_path / "m.yaml", pairs("m", 40))
    async with time_passes(clock):
        system = system_of(erp, clock)
        report = await applied([file], system, journal)
        assert report.counts[State.IN_DOUBT] == 14
        sent = max(seen.at for seen in erp.ledger().requests() if seen.path == CREATE)
        before = len(erp.ledger().requests())
        report = await resumed(system, journal)
    assert report.counts == {State.SUCCEEDED: 80}
    after = erp.ledger().requests()[before:]
    assert min(seen.at for seen in after) >= sent + 300 - 1
    marks = Counter(held.external_reference for held in erp.ledger().documents())
    assert set(marks.values()) == {1}
    assert sum(mark.startswith("mark-") for mark in marks) == 40
    # Fourteen look-ups go by one list, not by fourteen reads; only what was proved absent is sent again.
    asked = Counter(seen.method + seen.path.rpartition("/")[2] for seen in after)
    assert asked["POSTcustomerinvoice"] == 4
    assert asked["GETcustomerinvoice"] <= 4


async def test_a_429_pauses_everything_and_fails_nothing(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    erp.set_switches(
        Switches(
            latency_s=0.5,
            faults=(
                Fault(
                    kind=FaultKind.REFUSE,
                    method="POST",
                    path=CREATE,
                    first=20,
                    status=429,
                    retry_after_s=90,
                    message="busy",
                ),
            ),
        )
    )
    file = written(tmp_path / "m.yaml", pairs("m", 40))
    async with time_passes(clock):
        report = await applied([file], system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 80}
    requests = erp.ledger().requests()
    (denied,) = [seen for seen in requests if seen.status == 429]
    told = denied.at + 0.5
    assert not [seen for seen in requests if told < seen.at < told + 90], "nobody sends while the server asks to wait"


async def test_a_quota_is_waited_for_over_hours(erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path) -> None:
    erp.set_switches(Switches(rate_limit=100, latency_s=0.2))
    file = written(tmp_path / "m.yaml", pairs("m", 150))
    async with time_passes(clock):
        report = await applied([file], system_of(erp, clock, Limits(reserve=0.2)), journal)
    assert report.counts == {State.SUCCEEDED: 300}
    by_hour = Counter(int(seen.at // 3600) for seen in erp.ledger().requests())
    assert max(by_hour.values()) <= 80
    assert sorted(by_hour.values())[-3:] == [80, 80, 80]
    assert not [seen for seen in erp.ledger().requests() if seen.status == 429]


@pytest.mark.parametrize(("call", "number"), [("take", 1), ("take", 3), ("pending", 1), ("intend", 3), ("end", 3)])
async def test_a_journal_that_fails_ends_the_run_as_itself(
    erp: Erp,
    clock: FakeClock,
    journal: Journal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    number: int,
) -> None:
    """Nothing more is sent, and the command sees what it was, not a group of the tasks that met it."""
    sound = getattr(SqliteStore, call)
    calls_made = 0

    async def failing(store: SqliteStore, *arguments: object) -> object:
        nonlocal calls_made
        calls_made += 1
        if calls_made == number:
            store._failure = JournalError("no space left", code="J005")
        return await sound(store, *arguments)

    monkeypatch.setattr(SqliteStore, call, failing)
    file = written(tmp_path / "m.yaml", pairs("m", 40))
    async with time_passes(clock):
        with pytest.raises(JournalError, match="no space left"):
            await applied([file], system_of(erp, clock), journal)
    monkeypatch.undo()
    monkeypatch.setattr("anyio.to_thread.run_sync", at_once)
    async with time_passes(clock):
        report = await resumed(system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 80}
    assert set(Counter(held.external_reference for held in erp.ledger().documents()).values()) == {1}


async def test_a_server_that_is_down_ends_the_run_after_a_while(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    erp.inject(Fault(kind=FaultKind.REFUSE, method="POST", path=CREATE, first=5, count=0, status=401))
    file = written(tmp_path / "m.yaml", pairs("m", 20))
    async with time_passes(clock):
        with pytest.raises(RemoteError):
            await applied([file], system_of(erp, clock), journal)
    assert calls(erp)["customerinvoice"] <= 5 + 8, "who is denied does not go on knocking"
    counts = journal.counts(journal.runs()[0].run)
    assert State.IN_DOUBT not in counts
    assert State.SENDING not in counts
    erp.inject()
    async with time_passes(clock):
        report = await resumed(system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 40}
