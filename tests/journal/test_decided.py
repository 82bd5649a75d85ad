"""What a person decides about, and that it is written down who has decided."""

from dataclasses import replace

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease
from bulkops.core.errors import JournalError
from bulkops.core.outcome import Outcome, State
from bulkops.core.place import Place
from tests.journal.rows import NOW, begin, end, holder, intent, send, states, step

DONE = Outcome(state=State.SUCCEEDED, number="100231", tag="AAAA", adopted=True, message="decided by anna@here")


def manual(journal: Journal, lease: Lease) -> int:
    run = begin(journal, lease, [step(1), step(2, 1), step(3, 2)])
    send(journal, lease, run, 1)
    end(journal, lease, 1, State.MANUAL, code="R171", message="two bear its mark")
    return run


def test_a_decision_is_in_the_history_with_who_took_it(journal: Journal, lease: Lease) -> None:
    run = manual(journal, lease)
    journal.resolve(1, DONE, NOW + 5, lease)
    history = journal.operation(run, "op-1")
    assert history is not None
    assert (history.row.state, history.row.number, history.row.adopted) == (State.SUCCEEDED, "100231", True)
    *_, decided, done = history.events
    assert (decided.kind, decided.at) == ("decided", NOW + 5)
    assert decided.body == {"by": str(holder()), "as": "succeeded"}
    assert (done.kind, done.body["number"]) == ("succeeded", "100231")
    assert states(journal, run) == {"op-1": State.SUCCEEDED, "op-2": State.READY, "op-3": State.PLANNED}
    assert journal.verify() is None


def test_what_is_to_be_sent_again_is_ready(journal: Journal, lease: Lease) -> None:
    run = manual(journal, lease)
    journal.resolve(1, Outcome(state=State.READY), NOW + 5, lease)
    assert states(journal, run)["op-1"] is State.READY
    assert journal.item(1).state is State.READY


@pytest.mark.parametrize("state", [State.SUCCEEDED, State.REFUSED, State.CONFLICT])
def test_what_has_ended_is_not_decided_and_nothing_is_noted(journal: Journal, lease: Lease, state: State) -> None:
    run = begin(journal, lease, [step(1)])
    send(journal, lease, run, 1)
    end(journal, lease, 1, state)
    with pytest.raises(JournalError) as caught:
        journal.resolve(1, DONE, NOW + 5, lease)
    assert caught.value.code == "J014"
    history = journal.operation(run, "op-1")
    assert history is not None
    assert [event.kind for event in history.events if event.kind == "decided"] == []


def test_a_lease_that_was_lost_decides_nothing(journal: Journal, lease: Lease) -> None:
    run = manual(journal, lease)
    with pytest.raises(JournalError) as caught:
        journal.resolve(1, DONE, NOW + 5, replace(lease, fence=lease.fence - 1))
    assert caught.value.code == "J009"
    assert states(journal, run)["op-1"] is State.MANUAL


def test_what_is_open_is_listed_with_how_it_was_sent(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(seq) for seq in range(1, 7)])
    with journal.write(lease) as transaction:
        for seq in range(1, 6):
            transaction.intend(run, replace(intent(seq, at=NOW + seq), background=seq == 2))
    end(journal, lease, 1, State.MANUAL, code="R171", message="two bear its mark")
    end(journal, lease, 2, State.IN_DOUBT, code="R005", message="no answer")
    end(journal, lease, 3, State.ACCEPTED)
    end(journal, lease, 4, State.SUCCEEDED)
    found = [(one.id, one.state, one.code, one.sent_at, one.background) for one in journal.unsettled(run, 10)]
    assert found == [
        ("op-1", State.MANUAL, "R171", NOW + 1, False),
        ("op-2", State.IN_DOUBT, "R005", NOW + 2, True),
        ("op-5", State.SENDING, "", NOW + 5, False),
    ]
    assert journal.unsettled(run, 1)[0].place == Place("march.yaml", 1, 3)
    assert len(journal.unsettled(run, 1)) == 1


def test_ids_of_several_manifests_are_told_apart(journal: Journal, lease: Lease) -> None:
    steps = [step(1), step(2, id="op-1", manifest="april")]
    run = begin(journal, lease, steps)
    assert journal.manifests_with(run, "op-1") == ("march", "april")
    assert journal.manifests_with(run, "op-9") == ()
    found = journal.operation(run, "op-1", manifest="april")
    assert found is not None
    assert found.row.manifest == "april"


def test_a_documents_holder_is_named(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1), step(2)])
    send(journal, lease, run, 1)
    end(journal, lease, 1, State.SUCCEEDED, number="100231")
    assert journal.holder_of(2, "visma.invoice", "100231") == "op-1"
    assert journal.holder_of(1, "visma.invoice", "100231") == ""
    assert journal.holder_of(2, "visma.invoice", "100232") == ""
