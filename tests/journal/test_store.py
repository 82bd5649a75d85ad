from pathlib import Path
from typing import Any

import anyio
import pytest

from bulkops.adapters.journal import begin as beginning
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Budget, Lease
from bulkops.adapters.journal.store import SqliteStore
from bulkops.core.errors import JournalError
from bulkops.core.outcome import ENDED, Outcome, State
from bulkops.core.step import Verdict
from bulkops.engine.ports import Store
from tests.journal.rows import CREATE, NOW, RELEASE, REVERSE, begin, end, intent, send, states, step, take_lease

pytestmark = pytest.mark.anyio
DONE = Outcome(state=State.SUCCEEDED)


def store_of(journal: Journal, run: int, lease: Lease) -> SqliteStore:
    store: Store = SqliteStore(journal, run, lease)  # it is one, says the type checker
    assert isinstance(store, SqliteStore)
    return store


async def test_steps_are_handed_out_once_and_in_plan_order(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1), step(2, 1), step(3), step(4), step(5)])
    async with store_of(journal, run, lease) as store:
        assert [item.op for item in await store.take(2, NOW)] == [1, 3]
        assert [item.op for item in await store.take(9, NOW)] == [4, 5]
        assert await store.take(9, NOW) == []
        await store.intend(intent(1))
        assert await store.take(9, NOW) == []
        await store.end(1, DONE, NOW)
        assert [item.op for item in await store.take(9, NOW)] == [2]


async def test_what_settling_makes_ready_is_handed_out_once(
    journal: Journal, lease: Lease, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The step may be handed out as soon as the record is durable, before who wrote it knows."""
    run = begin(journal, lease, [step(1)])
    async with store_of(journal, run, lease) as store:
        await store.take(9, NOW)
        await store.intend(intent(1))
        await store.end(1, Outcome(state=State.IN_DOUBT), NOW)
        sound, handed_out = store._write, []

        async def write(record: Any) -> None:
            await sound(record)
            handed_out.extend(await store.take(9, NOW))

        monkeypatch.setattr(store, "_write", write)
        await store.end(1, Outcome(state=State.READY), NOW)
        monkeypatch.undo()
        assert [item.op for item in handed_out] == [1]
        assert await store.take(9, NOW) == []


async def test_a_delayed_step_comes_when_it_is_due(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1), step(2)])
    async with store_of(journal, run, lease) as store:
        (first, second) = await store.take(2, NOW)
        assert await store.next_due() is None
        for item, delay_s in ((first, 30.0), (second, 20.0)):
            await store.intend(intent(item.op))
            await store.end(item.op, Outcome(state=State.READY, delay_s=delay_s), NOW)
        assert await store.next_due() == NOW + 20
        assert await store.take(9, NOW + 19) == []
        (again,) = await store.take(9, NOW + 20)
        assert (again.op, again.attempt, again.sent_at, again.state) == (2, 1, NOW, State.READY)
        assert await store.next_due() == NOW + 30


async def test_a_target_and_a_tag_come_from_earlier_steps(journal: Journal, lease: Lease) -> None:
    steps = [step(1), step(2, 1, type=RELEASE, target_from=1, tag_from=1), step(3, 2, target_from=1, tag_from=2)]
    run = begin(journal, lease, steps)
    async with store_of(journal, run, lease) as store:
        (item,) = await store.take(9, NOW)
        assert (item.target, item.tag) == ("", "")
        await store.end(1, Outcome(state=State.SUCCEEDED, number="100231", tag='"t1"'), NOW)
        (item,) = await store.take(9, NOW)
        assert (item.target, item.tag) == ("100231", '"t1"')
        await store.end(2, DONE, NOW)
        (item,) = await store.take(9, NOW)
        assert (item.target, item.tag) == ("100231", ""), "a write that told no tag has made the older ones stale"


@pytest.mark.parametrize(("own", "expected"), [('"own"', '"own"'), ("", '"planned"')])
async def test_the_tag_of_planning_holds_where_nothing_was_written(
    journal: Journal, lease: Lease, own: str, expected: str
) -> None:
    unchanged = step(1, verdict=Verdict.UNCHANGED, target="7", tag='"planned"')
    run = begin(journal, lease, [unchanged, step(2, 1, target="7", tag=own, tag_from=1)])
    async with store_of(journal, run, lease) as store:
        (item,) = await store.take(9, NOW)
        assert (item.target, item.tag) == ("7", expected)


async def test_a_tag_is_followed_past_a_step_that_wrote_nothing(journal: Journal, lease: Lease) -> None:
    steps = [step(1, target="7"), step(2, 1, target="7", tag_from=1), step(3, 2, target="7", tag='"old"', tag_from=2)]
    run = begin(journal, lease, steps)
    async with store_of(journal, run, lease) as store:
        await store.end(1, Outcome(state=State.SUCCEEDED, tag='"t1"'), NOW)
        await store.end(2, Outcome(state=State.UNCHANGED), NOW)
        (item,) = await store.take(9, NOW)
        assert item.tag == '"t1"'


@pytest.mark.parametrize("steps_at_once", [1, 1000])
async def test_a_maker_that_is_done_before_or_unchanged_is_no_obstacle(
    journal: Journal, lease: Lease, monkeypatch: pytest.MonkeyPatch, steps_at_once: int
) -> None:
    monkeypatch.setattr(beginning, "_STEPS_AT_ONCE", steps_at_once)
    steps = [
        step(1, verdict=Verdict.DONE),
        step(2, verdict=Verdict.UNCHANGED, target="200"),
        step(3, 1, target="100", target_from=1, tag_from=1, tag='"t"'),
        step(4, 2, target_from=2),
        step(5, 6, target="300", target_from=6),
        step(6, verdict=Verdict.DONE),
    ]
    run = begin(journal, lease, steps)
    async with store_of(journal, run, lease) as store:
        assert [(item.op, item.target, item.tag) for item in await store.take(9, NOW)] == [
            (3, "100", '"t"'),
            (4, "200", ""),
            (5, "300", ""),
        ]


async def test_many_writers_are_all_durable_when_told(path: Path, journal: Journal, lease: Lease) -> None:
    count = 300
    run = begin(journal, lease, [step(seq) for seq in range(1, count + 1)])
    with Journal.open(path, read_only=True) as other:

        async def work(op: int) -> None:
            await store.intend(intent(op))
            seen = other.operation(run, f"op-{op}")
            assert seen is not None
            assert seen.row.state is State.SENDING
            await store.end(op, DONE, NOW)

        async with store_of(journal, run, lease) as store, anyio.create_task_group() as group:
            for op in range(1, count + 1):
                group.start_soon(work, op)
        assert other.counts(run) == {State.SUCCEEDED: count}
        assert other.verify() is None


async def test_counts_follow_every_move(journal: Journal, lease: Lease) -> None:
    steps = [step(1), step(2, 1), step(3, 2), step(4, 2), step(5), step(6, 5), step(7), step(8)]
    run = begin(journal, lease, steps)
    async with store_of(journal, run, lease) as store:
        for op, state in [(1, State.SUCCEEDED), (2, State.REFUSED), (5, State.SUCCEEDED), (7, State.READY)]:
            await store.intend(intent(op))
            await store.end(op, Outcome(state=state), NOW)
            assert await store.counts() == _open(journal, run)
        await store.intend(intent(8))
        assert await store.counts() == _open(journal, run) == journal.left_by_state(run)
        assert await store.steps() == len(steps) == sum(journal.counts(run).values())
    async with store_of(journal, run, lease) as later:
        assert await later.counts() == _open(journal, run)
        await later.end(8, DONE, NOW)
        assert await later.counts() == _open(journal, run)


def _open(journal: Journal, run: int) -> dict[State, int]:
    """Count what has not ended the long way."""
    return {state: count for state, count in journal.counts(run).items() if state not in ENDED}


async def test_a_refused_record_does_not_spoil_the_others(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1), step(2)])
    refused: list[str] = []

    async def wrong() -> None:
        try:
            await store.intend(intent(99))
        except JournalError as error:
            refused.append(error.code)

    async with store_of(journal, run, lease) as store, anyio.create_task_group() as group:
        group.start_soon(store.intend, intent(1))
        group.start_soon(wrong)
        group.start_soon(store.intend, intent(2))
    assert refused == ["J014"]
    assert journal.counts(run) == {State.SENDING: 2}


async def test_a_record_handed_over_is_written_though_its_writer_is_cancelled(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1)])
    with anyio.CancelScope() as scope:
        async with store_of(journal, run, lease) as store:
            scope.cancel()
            await store.intend(intent(1))
            await anyio.sleep(10)
    assert scope.cancelled_caught
    assert journal.counts(run) == {State.SENDING: 1}


async def test_a_writer_that_is_cancelled_is_let_go_only_when_its_record_is_durable(
    journal: Journal, lease: Lease
) -> None:
    run = begin(journal, lease, [step(1)])
    seen = []
    async with store_of(journal, run, lease) as store:
        with anyio.CancelScope() as scope:
            scope.cancel()
            await store.intend(intent(1))
            seen.append(journal.counts(run))
    assert seen == [{State.SENDING: 1}]


async def test_an_error_in_the_block_comes_out_as_it_is(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1)])
    with pytest.raises(JournalError, match="there is no operation 99"):
        async with store_of(journal, run, lease) as store:
            await store.intend(intent(99))


async def test_after_a_failure_every_call_fails(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(seq) for seq in range(1, 200)])
    codes: list[str] = []

    async def work(op: int) -> None:
        try:
            await store.intend(intent(op))
        except JournalError as error:
            codes.append(error.code)

    async with store_of(journal, run, lease) as store:
        pages = journal.database.connection.execute("PRAGMA page_count").fetchone()[0]
        journal.database.connection.execute(f"PRAGMA max_page_count = {pages}")
        async with anyio.create_task_group() as group:
            for op in range(1, 200):
                group.start_soon(work, op)
        assert codes == ["J004"] * 199
        journal.database.connection.execute("PRAGMA max_page_count = 100000")
        for call in (
            store.counts(),
            store.take(1, NOW),
            store.next_due(),
            store.intend(intent(1)),
            store.end(1, DONE, NOW),
        ):
            with pytest.raises(JournalError, match="no space left"):
                await call
    assert journal.counts(run) == {State.READY: 199}, "nothing of a failed transaction stands"


async def test_a_process_that_lost_its_lease_sends_nothing_more(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1), step(2)])
    lease = journal.renew(lease, NOW)
    async with store_of(journal, run, lease) as store:
        await store.intend(intent(1))
        later = take_lease(journal, NOW + 61, actor="bert")
        assert journal.recover(later, NOW + 61) == 1
        with pytest.raises(JournalError, match=r"was taken over by bert@here") as caught:
            await store.intend(intent(2))
        assert caught.value.code == "J009"
        with pytest.raises(JournalError, match="taken over"):
            await store.end(1, DONE, NOW + 62)
    assert states(journal, run) == {"op-1": State.IN_DOUBT, "op-2": State.READY}


async def test_pending_goes_by_pages(journal: Journal, lease: Lease) -> None:
    begin(journal, lease, [step(1, id="old")], "aaaa")
    end(journal, lease, 1, State.SUCCEEDED)
    run = begin(journal, lease, [step(seq) for seq in range(1, 8)])
    for op in range(2, 9):
        send(journal, lease, run, op)
        end(journal, lease, op, State.ACCEPTED if op % 2 else State.SUCCEEDED, number=str(op))
    async with store_of(journal, run, lease) as store:
        assert [item.op for item in await store.pending(State.ACCEPTED, 0, 2)] == [3, 5]
        assert [item.op for item in await store.pending(State.ACCEPTED, 5, 2)] == [7]
        found = await store.pending(State.SUCCEEDED, 0, 9)
        assert [(item.op, item.number, item.attempt) for item in found] == [(n, str(n), 1) for n in (2, 4, 6, 8)]
        assert await store.pending(State.IN_DOUBT, 0, 9) == []


async def test_a_result_is_claimed_by_the_kind_of_document_that_was_made(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1), step(2, type=REVERSE, target="7"), step(3, type=RELEASE, target="8")])
    async with store_of(journal, run, lease) as store:
        assert not await store.claimed("visma.invoice", "100")
        for op, number in ((1, "100"), (2, "200"), (3, "300")):
            await store.end(op, Outcome(state=State.SUCCEEDED, number=number), NOW)
        assert await store.claimed("visma.invoice", "100")
        assert await store.claimed("visma.credit_note", "200")
        assert not await store.claimed("visma.credit_note", "100")
        assert not await store.claimed("visma.invoice", "300"), "a release makes no document"


async def test_one_document_is_not_adopted_twice(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1, type=CREATE), step(2, type=CREATE)])
    async with store_of(journal, run, lease) as store:
        for op in (1, 2):
            await store.intend(intent(op))
            await store.end(op, Outcome(state=State.IN_DOUBT), NOW)
        for op in (1, 2):
            await store.end(op, Outcome(state=State.SUCCEEDED, number="100", adopted=True), NOW)
        assert await store.counts() == {State.MANUAL: 1}
        assert journal.counts(run) == {State.SUCCEEDED: 1, State.MANUAL: 1}
    second = journal.operation(run, "op-2")
    assert second is not None
    assert (second.row.code, second.row.number, second.row.adopted) == ("J018", "", False)
    assert "already the result of `op-1`" in second.row.message


async def test_a_budget_survives(path: Path, journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1)])
    budget = Budget(window_end=NOW + 60, quota=5000, remaining=12, not_before=NOW + 30)
    async with store_of(journal, run, lease) as store:
        assert await store.load_budget("visma") is None
        await store.save_budget("visma", Budget(quota=1))
        await store.save_budget("visma", budget)
        assert await store.load_budget("visma") == budget
    with Journal.open(path) as again:
        assert again.budget("test", "1234", "visma") == budget
        assert again.budget("test", "1234", "ddapi") is None
        assert again.budget("test", "9999", "visma") is None


async def test_the_lease_is_renewed_beside_the_writes(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1)])
    async with store_of(journal, run, lease) as store:
        await store.renew(NOW + 50)
        assert store.lease.until == NOW + 110
        await store.intend(intent(1))
