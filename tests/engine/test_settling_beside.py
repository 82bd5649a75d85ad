"""Settling goes on beside other work, as what is in doubt ripens; what cannot be looked up stays in doubt."""

from collections import Counter
from pathlib import Path

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.store import SqliteStore
from bulkops.core.errors import JournalError
from bulkops.core.outcome import State
from bulkops.core.run import RunReport
from bulkops.engine.pace import Limits
from bulkops.engine.settling import Settle
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.ledger import Seen
from bulkops.sandbox.switches import Switches
from tests.engine.simulation import FakeClock, applied, at_once, resumed, system_of, time_passes, written
from tests.engine.test_settling import (
    CREATE,
    FIRST,
    LIST,
    NOTES,
    ONE,
    RELEASE,
    REVERSE,
    acts,
    creates,
    creates_more,
    happened,
    made,
    manifest,
    releases,
)
from tests.runs.folder import pairs

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anyio.to_thread.run_sync", at_once)


def writes(erp: Erp) -> list[Seen]:
    return [seen for seen in erp.ledger().requests() if seen.method != "GET"]


def made_once(erp: Erp, count: int) -> None:
    marks = Counter(held.external_reference for held in erp.ledger().documents() if held.number >= str(FIRST))
    assert marks == {f"mark-{number}": 1 for number in range(1, count + 1)}


async def killed(
    erp: Erp, clock: FakeClock, journal: Journal, file: str, monkeypatch: pytest.MonkeyPatch, *, intents: int
) -> None:
    """Apply a manifest until the journal has taken so many intents, and fails at the next."""
    sound, taken = SqliteStore.intend, 0

    async def failing(store: SqliteStore, *arguments: object) -> None:
        nonlocal taken
        taken += 1
        if taken > intents:
            store._failure = JournalError("no space left", code="J005")
        await sound(store, *arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(SqliteStore, "intend", failing)
        with pytest.raises(JournalError, match="no space left"):
            await applied([file], system_of(erp, clock, Limits(in_flight_max=1)), journal)


async def test_what_is_ready_is_sent_while_what_is_in_doubt_ripens(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    erp.inject(Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path=CREATE, first=5, count=2))
    file = written(tmp_path / "m.yaml", pairs("m", 30))
    async with time_passes(clock):
        await killed(erp, clock, journal, file, monkeypatch, intents=12)
        began, before = clock.now(), len(writes(erp))
        report = await resumed(system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 60}
    made_once(erp, 30)
    assert set(happened(erp, "released").values()) == {1}
    sent = writes(erp)[before:]
    early = [seen for seen in sent if seen.at < began + 290]
    late = [seen for seen in sent if seen.at >= began + 290]
    assert len(early) >= 36, "what nothing is in doubt about did not wait"
    assert {seen.path.rpartition("/")[2] for seen in late} <= {"release", "customerinvoice"}
    assert len(late) >= 2, "what was in doubt, and what depended on it, came after its settling time"


async def test_what_comes_to_be_in_doubt_meanwhile_is_settled_too(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    erp.inject(
        Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path=CREATE),
        Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path="*/action/release"),
    )
    file = written(tmp_path / "m.yaml", pairs("m", 1))
    async with time_passes(clock):
        report = await applied([file], system_of(erp, clock), journal)
        assert report.counts == {State.IN_DOUBT: 1, State.PLANNED: 1}
        began = clock.now()
        report = await resumed(system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 2}
    assert 600 <= clock.now() - began + 1 <= 660, "once for the create, once for the release"
    made_once(erp, 1)
    assert happened(erp, "released") == {str(FIRST): 1}


async def test_a_resume_ends_where_every_answer_is_lost(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    erp.inject(Fault(kind=FaultKind.LOSE_REQUEST, method="POST", path=CREATE, count=0))
    file = written(tmp_path / "m.yaml", pairs("m", 3))
    async with time_passes(clock):
        await applied([file], system_of(erp, clock), journal)
        sent, began = len(writes(erp)), clock.now()
        report = await resumed(system_of(erp, clock), journal)
    assert report.counts == {State.IN_DOUBT: 3, State.PLANNED: 3}
    assert clock.now() - began < 2 * 300 + 60
    assert len(writes(erp)) - sent == 2 * 3
    assert all(doubt.wait_s > 0 for doubt in report.doubts), "the report says from when it can be settled"


async def test_a_resume_that_does_not_wait_settles_what_is_ripe(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two doubts, sent 200 seconds apart; at first neither of them can be settled, and then the older one."""
    erp.inject(Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path=CREATE, count=2))
    file = written(tmp_path / "m.yaml", pairs("m", 2))
    async with time_passes(clock):
        await killed(erp, clock, journal, file, monkeypatch, intents=1)
        clock.advance(200)
        began = clock.now()
        report = await resumed(system_of(erp, clock), journal, Settle.RIPE)
        assert report.counts == {State.IN_DOUBT: 2, State.PLANNED: 2}
        clock.advance(120)
        report = await resumed(system_of(erp, clock), journal, Settle.RIPE)
    assert clock.now() - began < 120 + 10
    assert report.counts == {State.SUCCEEDED: 2, State.IN_DOUBT: 1, State.PLANNED: 1}
    (doubt,) = report.doubts
    assert 170 < doubt.wait_s < 185
    assert doubt.settled_at == pytest.approx(began + 300, abs=5)


NO_LIST = Fault(kind=FaultKind.REFUSE, method="GET", path=LIST, status=503, count=0)
NO_NOTES = Fault(kind=FaultKind.REFUSE, method="GET", path=NOTES, status=403, count=0)
NO_ONE = Fault(kind=FaultKind.REFUSE, method="GET", path=ONE, status=500, count=0)


async def doubted(erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path) -> RunReport:
    """Come to doubts of every way in which there is to look: creates, releases, reversals, and more work to do."""
    await made(erp, clock, journal, tmp_path, [*creates(12), *releases(6)])
    erp.inject(
        Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path=CREATE, contains='"other-1"'),
        Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path=RELEASE, count=5),
        Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path=REVERSE, count=2),
    )
    entries = [
        *creates_more(2),
        *acts("release", range(FIRST + 6, FIRST + 12)),
        *acts("reverse", [FIRST, FIRST + 1]),
        "{id: after, op: visma.invoice.release, invoice: {from: more-1}}",
        "{id: beside, op: visma.invoice.release, invoice: {from: more-2}}",
    ]
    report = await applied([written(tmp_path / "m.yaml", manifest("m", entries))], system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 3, State.IN_DOUBT: 8, State.PLANNED: 1}
    return report


@pytest.mark.parametrize(
    ("trouble", "stays"),
    [((NO_LIST,), 6), ((NO_NOTES,), 2), ((NO_LIST, NO_NOTES, NO_ONE), 8)],
    ids=["no list", "no right to see notes", "nothing"],
)
async def test_what_cannot_be_looked_up_stays_in_doubt_and_the_rest_goes_on(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, trouble: tuple[Fault, ...], stays: int
) -> None:
    async with time_passes(clock):
        await doubted(erp, clock, journal, tmp_path)
        erp.inject(*trouble)
        sent = len(writes(erp))
        report = await resumed(system_of(erp, clock), journal)
        in_vain = [doubt for doubt in report.doubts if doubt.code == "R174"]
        assert report.count(State.IN_DOUBT) == len(in_vain)
        assert len(in_vain) == stays
        assert report.count(State.MANUAL, State.REFUSED, State.CONFLICT) == 0
        assert all(seen.path.endswith("release") for seen in writes(erp)[sent:]), "nothing in doubt is sent"
        erp.inject()
        report = await resumed(system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 12}
    assert set(happened(erp, "released").values()) == {1}
    assert set(happened(erp, "reversed").values()) == {1}


async def test_a_429_during_look_ups_is_waited_for(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    async with time_passes(clock):
        await doubted(erp, clock, journal, tmp_path)
        busy = Fault(kind=FaultKind.REFUSE, method="GET", status=429, retry_after_s=90, count=2)
        erp.inject(busy)
        before = len(erp.ledger().requests())
        report = await resumed(system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 12}
    asked = erp.ledger().requests()[before:]
    for denied in [seen for seen in asked if seen.status == 429]:
        assert not [seen for seen in asked if denied.at < seen.at < denied.at + 89]


async def test_pages_that_move_prove_nothing(erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path) -> None:
    """What a list cannot tell is asked for one by one; where only the list could tell, it stays in doubt."""
    erp.set_switches(Switches(page_size_max=5))
    async with time_passes(clock):
        await made(erp, clock, journal, tmp_path, [*creates(30), *releases(4)])
        erp.inject(
            Fault(kind=FaultKind.LOSE_REQUEST, method="POST", path=CREATE, first=13, count=0),
            Fault(kind=FaultKind.LOSE_REQUEST, method="POST", path=RELEASE, count=0),
            Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path="*/action/correct", count=0),
        )
        entries = [
            *creates_more(24),
            *acts("release", range(FIRST + 4, FIRST + 24)),
            *acts("correct", [FIRST]),
        ]
        report = await applied([written(tmp_path / "m.yaml", manifest("m", entries))], system_of(erp, clock), journal)
        assert report.counts == {State.SUCCEEDED: 12, State.IN_DOUBT: 33}
        erp.inject(Fault(kind=FaultKind.ADD_ROW, method="GET", count=0))
        report = await resumed(system_of(erp, clock), journal)
        (doubt,) = report.doubts
        assert (doubt.id, doubt.state, doubt.code) == (f"correct-{FIRST}", State.IN_DOUBT, "R174")
        assert "changed while it was read" in doubt.message
        assert report.counts == {State.SUCCEEDED: 44, State.IN_DOUBT: 1}
        erp.inject()
        report = await resumed(system_of(erp, clock), journal)
    assert report.count(State.IN_DOUBT) == 0
    assert happened(erp, "corrected").total() <= 1


@pytest.mark.parametrize("ends", range(1, 9))
async def test_killed_in_the_middle_of_settling_it_comes_to_the_same(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: int
) -> None:
    sound, recorded = SqliteStore.end, 0

    async def failing(store: SqliteStore, *arguments: object) -> None:
        nonlocal recorded
        recorded += 1
        if recorded > ends:
            store._failure = JournalError("no space left", code="J005")
        await sound(store, *arguments)  # type: ignore[arg-type]

    async with time_passes(clock):
        await doubted(erp, clock, journal, tmp_path)
        with monkeypatch.context() as patch:
            patch.setattr(SqliteStore, "end", failing)
            with pytest.raises(JournalError, match="no space left"):
                await resumed(system_of(erp, clock), journal)
        report = await resumed(system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 12}
    assert set(happened(erp, "released").values()) == {1}
    assert set(happened(erp, "reversed").values()) == {1}


async def test_a_target_that_is_gone_goes_to_a_person(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    async with time_passes(clock):
        await made(erp, clock, journal, tmp_path, creates(5))
        erp.inject(
            Fault(kind=FaultKind.LOSE_REQUEST, method="POST", path=RELEASE, count=0),
            Fault(kind=FaultKind.SECOND_CLIENT, method="GET", path=f"*/{FIRST}", edit="delete"),
        )
        text = manifest("m", acts("release", [FIRST]))
        report = await applied([written(tmp_path / "m.yaml", text)], system_of(erp, clock), journal)
        assert report.counts == {State.IN_DOUBT: 1}
        report = await resumed(system_of(erp, clock), journal)
    assert report.counts == {State.MANUAL: 1}
    assert report.doubts[0].message == "its target is gone"


async def test_one_document_that_cannot_be_read_does_not_keep_the_others_in_doubt(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    async with time_passes(clock):
        await made(erp, clock, journal, tmp_path, creates(3))
        erp.inject(Fault(kind=FaultKind.LOSE_ANSWER, method="PUT", path=ONE, count=3))
        text = manifest("m", acts("update", range(FIRST, FIRST + 3), ", with: {invoiceText: Changed}"))
        report = await applied([written(tmp_path / "m.yaml", text)], system_of(erp, clock), journal)
        assert report.counts == {State.IN_DOUBT: 3}
        erp.inject(Fault(kind=FaultKind.REFUSE, method="GET", path=f"*/{FIRST}", status=400, count=0))
        report = await resumed(system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 2, State.IN_DOUBT: 1}
    assert [doubt.id for doubt in report.doubts] == [f"update-{FIRST}"]
