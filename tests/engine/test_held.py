"""Right before a write leaves: the process did not stand still, and the company is still its own."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import anyio
import pytest

import bulkops
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.store import SqliteStore
from bulkops.core.errors import JournalError, NotSentError
from bulkops.core.http import Request, Response
from bulkops.core.outcome import State
from bulkops.engine.channel import WRITE_AGE_MAX_S
from bulkops.engine.pace import Limits
from bulkops.engine.ports import Intent
from bulkops.sandbox.erp import Erp
from tests.engine.simulation import (
    NOW,
    FakeClock,
    Script,
    applied,
    at_once,
    channel_to,
    system_of,
    time_passes,
    written,
)
from tests.journal.rows import holder
from tests.runs.folder import pairs

pytestmark = pytest.mark.anyio
WRITE = Request(api="visma", method="POST", path="/v2/customerinvoice", body=b"{}")
Act = Callable[[SqliteStore], None]


def once_between_intent_and_send(monkeypatch: pytest.MonkeyPatch, act: Act) -> None:
    durable = SqliteStore.intend
    acts = [act]

    async def intend(store: SqliteStore, intent: Intent) -> None:
        await durable(store, intent)
        while acts:
            acts.pop()(store)

    monkeypatch.setattr("anyio.to_thread.run_sync", at_once)
    monkeypatch.setattr(SqliteStore, "intend", intend)


@pytest.mark.parametrize("stood_still_s", [61.0, 5.0])
async def test_a_frozen_process_that_wakes_sends_nothing_once_another_has_taken_over(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stood_still_s: float
) -> None:
    def freeze(_store: SqliteStore) -> None:
        clock.advance(stood_still_s)
        # A lease may end before its time: the other may know that the first is gone, or a person may say so.
        with journal.database.transaction() as connection:
            connection.execute("UPDATE lease SET until = ?", (clock.now(),))
        journal.acquire("test", "simulated", holder=holder(actor="bert"), now=clock.now())

    once_between_intent_and_send(monkeypatch, freeze)
    file = written(tmp_path / "m.yaml", pairs("m", 1))
    with pytest.raises(JournalError) as caught:
        async with time_passes(clock):
            await applied([file], system_of(erp, clock), journal)
    assert caught.value.code == "J009"
    assert "was taken over by bert@" in caught.value.message
    assert [seen.method for seen in erp.ledger().requests() if seen.method != "GET"] == []
    assert journal.counts(journal.runs()[0].run)[State.SENDING] == 1, "the other settles it"


async def test_a_lease_whose_time_is_over_is_renewed_where_nobody_has_taken_it(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lapse(store: SqliteStore) -> None:
        clock.advance(15)
        store.lease = replace(store.lease, until=clock.now() - 1)

    once_between_intent_and_send(monkeypatch, lapse)
    file = written(tmp_path / "m.yaml", pairs("m", 1))
    async with time_passes(clock):
        report = await applied([file], system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 2}
    history = journal.operation(1, next(iter(journal.operations(1))).id)
    assert history is not None
    assert [event.kind for event in history.events] == ["intent", "succeeded"], "it was not put off"


@pytest.mark.parametrize(("held_s", "waits_s", "sent"), [(60, 20, 1), (60, 21, 0), (10, 10, 1), (10, 11, 0)])
async def test_a_write_leaves_while_it_is_young_and_the_lease_holds(
    clock: FakeClock, held_s: float, waits_s: float, sent: int
) -> None:
    assert WRITE_AGE_MAX_S == 20
    script = Script(lambda _request: Response(status=201), clock)
    channel = channel_to(script, clock, Limits(same_request_max=0, in_flight_max=1))

    async def hold(_since: float, _now: float) -> float:
        return NOW + held_s

    channel.hold = hold
    await channel.pace.admit(WRITE)
    clock.advance(waits_s)
    if sent:
        await channel.write(WRITE, written_at=NOW)
        (left,) = script.asked
        assert left[1].not_after == NOW + min(held_s, 20)
    else:
        with pytest.raises(NotSentError) as caught:
            await channel.write(WRITE, written_at=NOW)
        assert (caught.value.code, script.asked, channel.writes) == ("R121", [], 0)
    with anyio.fail_after(5):
        await channel.pace.admit(WRITE)  # the only place in flight was given back


def test_nothing_but_the_channel_sends() -> None:
    """Sequels, background calls, probes and attempts all pass where it is looked at."""
    root = Path(bulkops.__file__).parent
    sending = re.compile(r"transport\w*\.send\(")
    found = [
        str(file.relative_to(root))
        for part in ("engine", "app", "cli")
        for file in sorted((root / part).rglob("*.py"))
        if sending.search(file.read_text(encoding="utf-8"))
    ]
    assert found == ["engine/channel.py"]
