"""A new run takes over what earlier ones have not sent: of whole manifests everything, of a selection only its own."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease
from bulkops.core.errors import JournalError
from bulkops.core.outcome import State
from bulkops.core.step import Step, Verdict
from tests.journal.rows import begin, new_run, states, step

PLANNED, READY, CANCELLED, SKIPPED = State.PLANNED, State.READY, State.CANCELLED, State.SKIPPED


def begin_partly(journal: Journal, lease: Lease, steps: Sequence[Step], name: str = "bbbb") -> int:
    return journal.begin(replace(new_run(name), partial=True), steps, lease)


def test_a_selection_leaves_the_others_to_the_run_that_planned_them(journal: Journal, lease: Lease) -> None:
    old = begin(journal, lease, [step(1), step(2), step(3, 2), step(4, 3), step(5)], "aaaa")
    new = begin_partly(journal, lease, [step(2), step(3, 2)])
    assert list(states(journal, old).values()) == [READY, CANCELLED, CANCELLED, SKIPPED, READY]
    assert list(states(journal, new).values()) == [READY, PLANNED]
    assert [row.run for row in journal.unfinished()] == [new, old]
    skipped = journal.operation(old, "op-4")
    assert skipped is not None
    assert "needs `op-3`" in skipped.row.message
    assert journal.verify() is None


def test_a_selection_that_takes_all_that_is_left_ends_the_earlier_run(journal: Journal, lease: Lease) -> None:
    old = begin(journal, lease, [step(1), step(2, 1)], "aaaa")
    begin_partly(journal, lease, [step(1), step(2, 1, verdict=Verdict.UNCHANGED)])
    assert set(states(journal, old).values()) == {CANCELLED}
    assert journal.run_of(old).state == "ended"
    assert journal.verify() is None


def test_more_steps_than_are_written_at_once(journal: Journal, lease: Lease) -> None:
    count = 2500
    chain = [step(1), *(step(seq, seq - 1) for seq in range(2, count + 1))]
    old = begin(journal, lease, [*chain, step(count + 1, count), step(count + 2)], "aaaa")
    begin_partly(journal, lease, chain)
    counts = journal.counts(old)
    assert {state: number for state, number in counts.items() if number} == {CANCELLED: count, SKIPPED: 1, READY: 1}


def test_an_entry_that_got_another_id_takes_its_document_along(journal: Journal, lease: Lease) -> None:
    old = begin(journal, lease, [step(1, natural_key="visma.invoice/ref=A"), step(2)], "aaaa")
    begin_partly(journal, lease, [step(1, id="renamed", natural_key="visma.invoice/ref=A")])
    assert list(states(journal, old).values()) == [CANCELLED, READY]


def test_a_document_of_another_manifest_is_not_taken(journal: Journal, lease: Lease) -> None:
    begin(journal, lease, [step(1, manifest="april", natural_key="visma.invoice/ref=A")], "aaaa")
    with pytest.raises(JournalError) as caught:
        begin_partly(journal, lease, [step(1, natural_key="visma.invoice/ref=A")])
    assert caught.value.code == "J013"


def test_everything_takes_over_from_a_selection_and_from_what_it_left(journal: Journal, lease: Lease) -> None:
    old = begin(journal, lease, [step(1), step(2)], "aaaa")
    part = begin_partly(journal, lease, [step(2)])
    whole = begin(journal, lease, [step(1), step(2)], "cccc")
    assert set(states(journal, old).values()) == set(states(journal, part).values()) == {CANCELLED}
    assert [row.run for row in journal.unfinished()] == [whole]
