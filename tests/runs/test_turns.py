"""A company that another process works for: waiting for it where asked, and taking over from one that has gone silent."""

import signal
import time

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease
from tests.journal.rows import holder
from tests.runs.folder import Folder, ended, pairs

ANNA = "anna@build7 (pid "


@pytest.fixture
def begun(folder: Folder) -> Folder:
    """A folder with a run that is over, and a manifest to be applied."""
    folder.write("first.yaml", pairs("first", 1, marks="first"))
    folder.write("m.yaml", pairs("m", 1))
    assert folder.apply("first.yaml").code == 0
    return folder


def writable(folder: Folder) -> Journal:
    return Journal.open(folder.path / ".bulkops" / "journal.db", create=False)


def held(folder: Folder, *, since_s: float) -> Lease:
    """Let somebody on another machine hold the company, who was last heard of some time ago."""
    run = folder.last_run()
    with writable(folder) as journal:
        anna = holder(actor="anna", host="build7")
        return journal.acquire(run.environment, run.company, holder=anna, now=time.time() - since_s)


def test_who_waits_says_for_whom_and_goes_on_when_it_is_free(begun: Folder) -> None:
    lease = held(begun, since_s=0)
    at_once = begun.apply("m.yaml")
    assert at_once.code == 6
    assert f"in use by {ANNA}" in at_once.err
    assert "`--lock-timeout 5m`" in at_once.err
    with begun.start("apply", "--yes", "--lock-timeout", "5m", "m.yaml") as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        assert f"in use by {ANNA}" in first
        assert first.endswith("; waiting, 5 min at most\n")
        with writable(begun) as journal:
            journal.release(lease)
        done = ended(process)
    assert done.code == 0, done.text
    assert "taken over" not in done.err
    assert len(begun.effects("created")) == 2


@pytest.mark.parametrize("words", [("apply", "--yes", "m.yaml"), ("resume",)], ids=["apply", "resume"])
def test_waiting_ends_at_a_signal_and_nothing_is_sent(begun: Folder, words: tuple[str, ...]) -> None:
    with writable(begun) as journal:  # a run to resume
        journal.database.connection.execute("UPDATE run SET state = 'interrupted'")
        journal.database.connection.execute("UPDATE operation SET state = 'ready' WHERE op = 2")
    held(begun, since_s=0)
    writes = len(begun.writes())
    with begun.start(*words, "--lock-timeout", "5m") as process:
        assert process.stderr is not None
        assert "; waiting, 5 min at most" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        done = ended(process)
    assert done.code == 130, done.text
    assert len(done.err.splitlines()) <= 10
    assert "Traceback" not in done.err
    assert len(begun.writes()) == writes


def test_a_lease_that_has_lapsed_is_taken_over_and_that_is_told(begun: Folder) -> None:
    held(begun, since_s=600)
    done = begun.apply("m.yaml")
    assert done.code == 0, done.text
    assert f"taken over from {ANNA}" in done.err
    assert ", silent since 20" in done.err
    exported = begun.run("journal", "export")
    assert f'"taken_from":"{ANNA}' in exported.out
    assert begun.run("journal", "verify").code == 0


def test_who_has_approved_is_kept(begun: Folder) -> None:
    assert begun.apply("--approved-by", "Kari Nordmann", "m.yaml").code == 0
    status = begun.run("status")
    assert "approved by Kari Nordmann" in status.out
    first = begun.run("status", begun.run("runs").out.splitlines()[1].split()[0])
    assert " by --yes" in first.out
    events = begun.run("journal", "export").out
    assert '"approver":"Kari Nordmann"' in events
