from pathlib import Path

import pytest

from bulkops.adapters.journal.earlier import open_earlier_runs
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease
from bulkops.core.errors import JournalError
from bulkops.core.outcome import State
from bulkops.core.step import Verdict
from tests.journal.rows import begin, end, send, step

KEY = "visma.invoice/ref=A"


def test_where_nothing_was_run_there_is_nothing_to_ask(path: Path) -> None:
    assert open_earlier_runs(path, "test", "1234") is None
    assert not path.parent.exists()
    Journal.open(path).close()
    assert open_earlier_runs(path, "test", "1234") is None


def test_operations_are_found_by_identity_and_by_key(path: Path, journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1, natural_key=KEY), step(2), step(3)])
    send(journal, lease, run, 1)
    end(journal, lease, 1, State.SUCCEEDED, number="100")
    end(journal, lease, 2, State.REFUSED)
    earlier = open_earlier_runs(path, "test", "1234")
    assert earlier is not None
    with earlier:
        found = earlier.applied("march", "op-1")
        assert found is not None
        assert (found.run, found.state, found.content, found.number) == ("7f3a", State.SUCCEEDED, "content 1", "100")
        assert (found.id, found.manifest, found.place.line) == ("op-1", "march", 1)
        assert earlier.holder(KEY) == found
        assert earlier.applied("march", "op-2") is None, "what was refused may be done again"
        planned = earlier.applied("march", "op-3")
        assert planned is not None
        assert planned.state is State.READY
        assert earlier.applied("april", "op-1") is None
        assert earlier.holder("") is None
        assert earlier.holder("visma.invoice/ref=B") is None


def test_other_companies_are_not_seen(path: Path, journal: Journal, lease: Lease) -> None:
    begin(journal, lease, [step(1)])
    assert open_earlier_runs(path, "production", "1234") is None
    assert open_earlier_runs(path, "test", "5678") is None


def test_no_lease_is_needed_and_a_writer_is_no_obstacle(path: Path, journal: Journal, lease: Lease) -> None:
    begin(journal, lease, [step(1)])
    journal.database.connection.execute("BEGIN IMMEDIATE")
    earlier = open_earlier_runs(path, "test", "1234")
    assert earlier is not None
    with earlier:
        assert earlier.applied("march", "op-1") is not None
    journal.database.connection.execute("ROLLBACK")


def test_a_broken_journal_is_not_taken_for_none(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no journal at all" * 100)
    with pytest.raises(JournalError):
        open_earlier_runs(path, "test", "1234")


def test_what_failed_in_a_run_is_given_by_pages(path: Path, journal: Journal, lease: Lease) -> None:
    count = 2500
    conflicts = [step(seq, verdict=Verdict.CONFLICT) for seq in range(1, count + 1)]
    run = begin(journal, lease, [*conflicts, *(step(count + seq) for seq in range(1, 8)), step(count + 8, count)])
    base = journal.operation(run, f"op-{count + 1}")
    assert base is not None
    for at, state in enumerate((State.SUCCEEDED, State.REFUSED, State.UNCHANGED, State.CANCELLED, State.IN_DOUBT)):
        send(journal, lease, run, base.row.op + at)
        end(journal, lease, base.row.op + at, state)
    begin(journal, journal.acquire("test", "5678", holder=lease.holder, now=lease.since), [step(1)], "cccc")
    earlier = open_earlier_runs(path, "test", "1234")
    assert earlier is not None
    with earlier:
        names = [name for _, name in earlier.failed("7f3a")]
        assert names == [f"op-{seq}" for seq in (*range(1, count + 1), count + 2, count + 4, count + 8)]
        assert (earlier.knows("7f3a"), earlier.knows("7f3"), earlier.knows("cccc")) == (True, False, False)
        assert list(earlier.failed("cccc")) == []
