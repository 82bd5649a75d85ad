import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.moves import MOVES
from bulkops.adapters.journal.records import Lease
from bulkops.core.errors import JournalError
from bulkops.core.outcome import ENDED, UNSETTLED, State
from tests.journal.rows import begin, end, send, states, step

#: How an operation gets into each state, from the beginning of a run in which it needs nothing.
WAYS = {
    State.READY: (),
    State.SENDING: (State.SENDING,),
    **{state: (State.SENDING, state) for state in State if state in (ENDED | UNSETTLED) - {State.SENDING}},
}
ALLOWED = [(old, new) for old in WAYS for new in State if new in MOVES[old]]
REFUSED = [(old, new) for old in WAYS for new in State if new not in MOVES[old] and new is not State.SENDING]


def bring(journal: Journal, lease: Lease, state: State) -> int:
    run = begin(journal, lease, [step(1)])
    for move in WAYS[state]:
        if move is State.SENDING:
            send(journal, lease, run, 1)
        else:
            end(journal, lease, 1, move)
    return run


@pytest.mark.parametrize(("old", "new"), ALLOWED)
def test_every_allowed_move_is_recorded_with_its_attempt_and_event(
    journal: Journal, lease: Lease, old: State, new: State
) -> None:
    run = bring(journal, lease, old)
    end(journal, lease, 1, new, code="R040", message="said so", status=418, number="100", tag="t1")
    history = journal.operation(run, "op-1")
    assert history is not None
    row = history.row
    assert (row.state, row.code, row.message, row.status) == (new, "R040", "said so", 418)
    assert (row.number, row.tag) == ("100", "t1")
    assert (row.ended_at > 0) is (new in ENDED)
    assert history.events[-1].kind == new
    assert history.events[-1].body["status"] == 418
    if old in UNSETTLED:
        assert (history.attempts[-1].state, history.attempts[-1].status) == (new, 418)
    assert journal.counts(run) == {new: 1}
    assert journal.verify() is None


@pytest.mark.parametrize(("old", "new"), REFUSED)
def test_every_other_move_is_refused_and_changes_nothing(
    journal: Journal, lease: Lease, old: State, new: State
) -> None:
    run = bring(journal, lease, old)
    before = journal.operation(run, "op-1")
    with pytest.raises(JournalError, match=f"cannot become {new}") as caught:
        end(journal, lease, 1, new)
    assert caught.value.code == "J014"
    assert journal.operation(run, "op-1") == before


@pytest.mark.parametrize("state", [state for state in WAYS if state is not State.READY])
def test_an_intent_needs_a_ready_operation(journal: Journal, lease: Lease, state: State) -> None:
    run = bring(journal, lease, state)
    with pytest.raises(JournalError, match="cannot become sending"):
        send(journal, lease, run, 1, attempt=2)


def test_what_waits_is_not_sent_and_not_ended_by_an_answer(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1), step(2, 1)])
    with pytest.raises(JournalError, match="is planned"):
        send(journal, lease, run, 2)
    with pytest.raises(JournalError, match="is planned"):
        end(journal, lease, 2, State.SUCCEEDED)
    end(journal, lease, 2, State.CANCELLED)
    assert states(journal, run) == {"op-1": State.READY, "op-2": State.CANCELLED}


def test_an_attempt_is_not_written_twice(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1)])
    send(journal, lease, run, 1)
    end(journal, lease, 1, State.READY)
    with pytest.raises(JournalError, match="attempt 1"):
        send(journal, lease, run, 1, attempt=1)
    send(journal, lease, run, 1, attempt=2)
    history = journal.operation(run, "op-1")
    assert history is not None
    assert [(attempt.attempt, attempt.state) for attempt in history.attempts] == [(1, State.READY), (2, State.SENDING)]


def test_what_ends_without_being_sent_again_leaves_the_last_attempt_as_it_was(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1)])
    send(journal, lease, run, 1)
    end(journal, lease, 1, State.READY, status=429)
    end(journal, lease, 1, State.CANCELLED)
    history = journal.operation(run, "op-1")
    assert history is not None
    assert [(attempt.state, attempt.status) for attempt in history.attempts] == [(State.READY, 429)]


def test_an_intent_of_another_run_is_refused(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1)])
    with pytest.raises(JournalError, match="cannot become sending"):
        send(journal, lease, run + 1, 1)


def test_a_number_once_known_is_kept(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1)])
    send(journal, lease, run, 1)
    end(journal, lease, 1, State.ACCEPTED, number="100", tag="t1")
    end(journal, lease, 1, State.SUCCEEDED)
    history = journal.operation(run, "op-1")
    assert history is not None
    assert (history.row.number, history.row.tag) == ("100", "t1")


def test_the_journal_holds_no_headers_and_no_request_but_its_digest(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1)])
    send(journal, lease, run, 1)
    history = journal.operation(run, "op-1")
    assert history is not None
    assert history.events[0].body == {
        "attempt": 1,
        "method": "POST",
        "path": "/v1/invoice",
        "if_match": '"t0"',
        "request": "e" * 64,
    }
