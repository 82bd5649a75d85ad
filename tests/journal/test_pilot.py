"""Which operations a pilot consists of, and what the journal keeps of it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.pilot import STEPS_MAX, choose, unsent
from bulkops.adapters.journal.pilot_events import PILOTS_MAX, note_answer, note_begun, note_read, pilots_of
from bulkops.adapters.journal.records import Lease
from bulkops.core.change import Change
from bulkops.core.outcome import State
from bulkops.core.pilot import Pilot, PilotAnswer, PilotDocument, PilotRecord, PilotVerdict
from bulkops.core.place import Place
from bulkops.core.step import Step
from tests.journal.rows import CREATE, NOW, RELEASE, REVERSE, begin, end, send, step

CANARY = "Kanarifugl"


def chosen(journal: Journal, lease: Lease, count: int, *steps: Step) -> set[str]:
    run = begin(journal, lease, steps)
    with journal.database.reading() as connection:
        ops = choose(connection, run, count)
    return {row.id for row in journal.operations(run) if row.op in ops}


def names(*seqs: int) -> set[str]:
    return {f"op-{seq}" for seq in seqs}


def pair(seq: int, **more: Any) -> list[Step]:
    return [step(seq, **more), step(seq + 1, seq, type=RELEASE, target_from=seq, **more)]


def test_a_document_comes_with_all_of_its_steps(journal: Journal, lease: Lease) -> None:
    assert chosen(journal, lease, 2, *pair(1), *pair(3), *pair(5)) == names(1, 2, 3, 4)


def test_kinds_of_documents_take_turns(journal: Journal, lease: Lease) -> None:
    many = [step(seq) for seq in range(1, 9)]
    assert chosen(journal, lease, 3, *many, *pair(9), step(11, type=REVERSE)) == names(9, 10, 11, 1)


def test_currencies_take_turns(journal: Journal, lease: Lease) -> None:
    many = [step(seq) for seq in range(1, 6)]
    assert chosen(journal, lease, 2, *many, step(6, currency="SEK")) == names(1, 6)


def test_a_step_that_needs_something_outside_waits(journal: Journal, lease: Lease) -> None:
    end_of_all = step(9, *range(1, 9), type=REVERSE)
    assert chosen(journal, lease, 2, *[step(seq) for seq in range(1, 9)], end_of_all) == names(1, 2)


def test_fewer_documents_than_asked_for(journal: Journal, lease: Lease) -> None:
    assert chosen(journal, lease, 5, *pair(1)) == names(1, 2)


def test_a_document_of_many_steps_is_bounded(journal: Journal, lease: Lease) -> None:
    below = [step(seq, 1, type=RELEASE) for seq in range(2, 3 * STEPS_MAX)]
    assert len(chosen(journal, lease, 1, step(1), *below)) <= STEPS_MAX + 1


def test_what_is_done_is_not_tried_again(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [*pair(1), *pair(3)])
    send(journal, lease, run, 1)
    end(journal, lease, 1, State.SUCCEEDED, number="1", tag="t")
    with journal.database.reading() as connection:
        assert choose(connection, run, 1) == (3, 4), "what tries most"
        assert choose(connection, run, 2) == (2, 3, 4), "and the release that was left"
        assert unsent(connection, run) == 3


def document(key: str, verdict: PilotVerdict, *changes: Change) -> PilotDocument:
    facts: dict[str, Any] = {"resource": "visma.invoice", "noun": "invoice", "id": "a", "type": CREATE}
    return PilotDocument(verdict=verdict, key=key, place=Place("m.yaml", 1), changes=changes, **facts)


GOOD = document("100", PilotVerdict.EQUAL)
BAD = document("101", PilotVerdict.DIFFERS, Change(path="invoiceText", before=f"{CANARY} 1", after=f"{CANARY} 2"))


@pytest.fixture
def run(journal: Journal, lease: Lease) -> int:
    return begin(journal, lease, [step(1), step(2), step(3)])


def note(journal: Journal, lease: Lease, write: Callable[..., None], *given: Any, **named: Any) -> None:
    with journal.write(lease) as transaction:
        write(transaction.chain, *given, **named)


def pilots(journal: Journal, run: int) -> tuple[PilotRecord, ...]:
    with journal.database.reading() as connection:
        return pilots_of(connection, run)


def read(journal: Journal, lease: Lease, run: int, *documents: PilotDocument, at: float = NOW) -> None:
    note(journal, lease, note_begun, run, at, {CREATE: 2})
    note(journal, lease, note_read, run, at + 1, Pilot(run="7f3a", left=1, documents=documents))


def test_pilots_are_told_in_their_order(journal: Journal, lease: Lease, run: int) -> None:
    assert pilots(journal, run) == ()
    read(journal, lease, run, GOOD, BAD)
    note(journal, lease, note_begun, run, NOW + 5, {CREATE: 1, RELEASE: 1})
    note(journal, lease, note_answer, run, NOW + 6, PilotAnswer.APPROVED, by="Berit", how="--yes")
    assert pilots(journal, run) == (
        PilotRecord(at=NOW, steps=2, read_at=NOW + 1, documents=2, equal=1, left=1),
        PilotRecord(at=NOW + 5, steps=2, answer=PilotAnswer.APPROVED, by="Berit", how="--yes", answered_at=NOW + 6),
    )
    assert [pilot.passed for pilot in pilots(journal, run)] == [False, False]
    assert journal.verify() is None


def test_a_pilot_passed_only_if_it_was_read_back(journal: Journal, lease: Lease, run: int) -> None:
    read(journal, lease, run, GOOD)
    assert pilots(journal, run)[-1].passed
    note(journal, lease, note_begun, run, NOW, {CREATE: 1})
    assert not pilots(journal, run)[-1].passed


def test_the_newest_of_many_pilots_are_told(journal: Journal, lease: Lease, run: int) -> None:
    for number in range(3 * PILOTS_MAX + 2):
        read(journal, lease, run, GOOD, at=NOW + number)
    told = pilots(journal, run)
    assert len(told) == PILOTS_MAX
    assert told[-1].at == NOW + 3 * PILOTS_MAX + 1
    assert all(pilot.passed for pilot in told)


def test_no_value_of_a_document_is_kept(journal: Journal, lease: Lease, run: int) -> None:
    read(journal, lease, run, BAD)
    bodies = [row[0] for row in journal.database.connection.execute("SELECT body FROM event")]
    assert any("invoiceText" in body for body in bodies)
    assert CANARY not in "".join(bodies)


def damage(journal: Journal) -> str:
    found = journal.verify()
    return found.what if found is not None else ""


def test_nothing_is_sent_between_a_pilot_and_a_yes(journal: Journal, lease: Lease, run: int) -> None:
    read(journal, lease, run, GOOD)
    note(journal, lease, note_answer, run, NOW, PilotAnswer.APPROVED, by="Berit", how="--yes")
    send(journal, lease, run, 1)
    assert damage(journal) == ""
    read(journal, lease, run, GOOD)
    send(journal, lease, run, 2)
    assert damage(journal) == "it was sent after a pilot, and nobody had approved that"


def test_nothing_is_sent_after_a_no(journal: Journal, lease: Lease, run: int) -> None:
    read(journal, lease, run, GOOD)
    note(journal, lease, note_answer, run, NOW, PilotAnswer.DECLINED, by="Berit", how="--yes")
    assert damage(journal) == ""
    send(journal, lease, run, 1)
    assert damage(journal) == "it was sent after a pilot, and nobody had approved that"


def test_a_pilot_that_was_not_begun(journal: Journal, lease: Lease, run: int) -> None:
    note(journal, lease, note_read, run, NOW, Pilot(run="7f3a", documents=(GOOD,)))
    assert damage(journal) == "it tells of a pilot that was not begun"


def test_counts_that_do_not_fit(journal: Journal, lease: Lease, run: int) -> None:
    note(journal, lease, note_begun, run, NOW, {CREATE: 2})
    found = [{"kind": "visma.invoice", "key": "1", "verdict": "differs"}]
    body = {"documents": 1, "equal": 1, "failed": 0, "left": 0, "found": found}
    with journal.write(lease) as transaction:
        transaction.chain.add(NOW, "pilot_read", body, run=run)
    assert damage(journal) == "the counts of its pilot do not fit the documents"


def test_a_sum_is_no_part_of_it() -> None:
    assert Pilot(run="r", documents=(GOOD, BAD)).totals == dict[str, tuple[Decimal, ...]]()
