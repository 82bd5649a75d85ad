import pytest

from bulkops.adapters.journal import begin as beginning
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease
from bulkops.core.outcome import Outcome, State
from bulkops.core.step import Verdict
from tests.journal.rows import begin, end, send, states, step

DEPTH = 1000


@pytest.mark.parametrize("state", [State.SUCCEEDED, State.UNCHANGED])
def test_a_diamond_opens_when_both_sides_are_done(journal: Journal, lease: Lease, state: State) -> None:
    run = begin(journal, lease, [step(1), step(2, 1), step(3, 1), step(4, 2, 3)])
    end(journal, lease, 1, state)
    assert states(journal, run) == {"op-1": state, "op-2": State.READY, "op-3": State.READY, "op-4": State.PLANNED}
    end(journal, lease, 2, state)
    assert states(journal, run)["op-4"] is State.PLANNED
    end(journal, lease, 3, state)
    assert states(journal, run)["op-4"] is State.READY


@pytest.mark.parametrize("state", [State.REFUSED, State.CONFLICT, State.SKIPPED, State.CANCELLED])
def test_a_diamond_below_a_failure_is_skipped_once_with_its_cause(journal: Journal, lease: Lease, state: State) -> None:
    run = begin(journal, lease, [step(1), step(2, 1), step(3, 1), step(4, 2, 3), step(5)])
    end(journal, lease, 1, state)
    found = states(journal, run)
    assert found == {"op-1": state, **dict.fromkeys(("op-2", "op-3", "op-4"), State.SKIPPED), "op-5": State.READY}
    last = journal.operation(run, "op-4")
    assert last is not None
    assert (last.cause, last.row.code, last.row.message) == ("op-1", "J015", f"it needs `op-1`, which ended as {state}")
    assert [event.kind for event in last.events] == ["skipped"]


@pytest.mark.parametrize("state", [State.IN_DOUBT, State.ACCEPTED, State.MANUAL, State.READY])
def test_what_needs_an_open_operation_waits(journal: Journal, lease: Lease, state: State) -> None:
    run = begin(journal, lease, [step(1), step(2, 1)])
    send(journal, lease, run, 1)
    end(journal, lease, 1, state)
    assert states(journal, run)["op-2"] is State.PLANNED


def test_one_failed_side_skips_a_diamond_whatever_the_other_does(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1), step(2), step(3, 1, 2)])
    end(journal, lease, 1, State.REFUSED)
    end(journal, lease, 2, State.SUCCEEDED)
    assert states(journal, run)["op-3"] is State.SKIPPED


def test_a_long_chain_opens_one_by_one(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(seq, *([seq - 1] if seq > 1 else [])) for seq in range(1, DEPTH + 1)])
    with journal.write(lease) as transaction:
        for op in range(1, DEPTH):
            assert transaction.connection.execute(
                "SELECT count(*), max(op) FROM operation WHERE state = 'ready'"
            ).fetchone() == (1, op)
            transaction.end(op, Outcome(state=State.SUCCEEDED), 1.0)
    assert journal.counts(run) == {State.SUCCEEDED: DEPTH - 1, State.READY: 1}


def test_a_long_chain_is_skipped_at_once(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(seq, *([seq - 1] if seq > 1 else [])) for seq in range(1, DEPTH + 1)])
    end(journal, lease, 1, State.REFUSED)
    assert journal.counts(run) == {State.REFUSED: 1, State.SKIPPED: DEPTH - 1}
    assert {cause.count for cause in journal.causes(run)} == {1, DEPTH - 1}
    assert journal.verify() is None


def test_many_failures_above_one_group_skip_it_once(journal: Journal, lease: Lease) -> None:
    above = range(1, 101)
    run = begin(journal, lease, [*map(step, above), step(101, *above), step(102, 101)])
    for op in above:
        end(journal, lease, op, State.REFUSED)
    last = journal.operation(run, "op-102")
    assert last is not None
    assert (last.cause, len(last.events)) == ("op-1", 1)


@pytest.mark.parametrize("steps_at_once", [1, 1000])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (Verdict.DO, State.PLANNED),
        (Verdict.UNCHANGED, State.READY),
        (Verdict.DONE, State.READY),
        (Verdict.CONFLICT, State.SKIPPED),
    ],
)
def test_a_need_counts_by_the_verdict_of_what_is_needed(
    journal: Journal,
    lease: Lease,
    monkeypatch: pytest.MonkeyPatch,
    *,
    verdict: Verdict,
    expected: State,
    turned: bool,
    steps_at_once: int,
) -> None:
    # With one step at a time, a later step is not known yet when the one that needs it is written.
    monkeypatch.setattr(beginning, "_STEPS_AT_ONCE", steps_at_once)
    # `turned`: the step that is needed comes later in the plan than the one that needs it.
    needed, needing = (2, 1) if turned else (1, 2)
    steps = sorted((step(needed, verdict=verdict), step(needing, needed)), key=lambda one: one.seq)
    run = begin(journal, lease, steps)
    assert states(journal, run)[f"op-{needing}"] is expected
    if verdict is Verdict.DO:
        end(journal, lease, needed, State.SUCCEEDED)
        assert states(journal, run)[f"op-{needing}"] is State.READY


def test_a_conflict_of_the_plan_skips_through_several_steps(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1, verdict=Verdict.CONFLICT, reason="the tag is old"), step(2, 1), step(3, 2)])
    assert states(journal, run) == {"op-1": State.CONFLICT, "op-2": State.SKIPPED, "op-3": State.SKIPPED}
    assert [(cause.state, cause.message) for cause in journal.causes(run)] == [
        (State.SKIPPED, "it needs `op-1`, which ended as conflict"),
        (State.CONFLICT, "the tag is old"),
    ]
