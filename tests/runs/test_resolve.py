"""A person decides what nothing can settle: by real runs, whose answers get lost."""

import json
import os
import pty
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.app.holder import holder
from bulkops.core.outcome import State
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import Done, Folder, ended
from tests.runs.served import Server
from tests.runs.test_doubt import CREATE, REVERSE, invoice, manifest, other_client

SEND = "*/action/sendToAutoInvoice"


def history(folder: Folder, name: str) -> Any:
    with folder.journal() as journal:
        found = journal.operation(journal.runs()[0].run, name)
    assert found is not None
    return found


def state(folder: Folder, name: str) -> State:
    found: State = history(folder, name).row.state
    return found


def resolve(folder: Folder, name: str, *arguments: str) -> Done:
    return folder.run("resolve", folder.last_run().name, name, *arguments)


def doubted(folder: Folder, *, price: str = "5.50") -> list[str]:
    """Come to two invoices that bear one mark, the first of them our own; give their numbers."""
    folder.write("m.yaml", manifest(*invoice("mark-5", "5.50", ("release",)), *invoice("mark-6", "6.50", ())))
    folder.fail(Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path=CREATE, contains='"mark-5"'))
    assert folder.apply("m.yaml").code == 7
    other_client(folder, manifest(*invoice("mark-5", price, ())))
    assert folder.run("resume").code == 7
    with folder.ledger() as ledger:
        numbers = ledger.by_reference("mark-5")
    assert len(numbers) == 2
    assert state(folder, "mark-5") is State.MANUAL
    return sorted(numbers)


def test_what_was_found_is_shown_beside_what_was_sent(folder: Folder) -> None:
    numbers = doubted(folder, price="99.00")
    before = folder.writes()
    done = resolve(folder, "mark-5")
    assert done.code == 64, done.text
    rows = {line.split()[0]: line.split()[1:] for line in done.out.splitlines() if line.startswith("  ")}
    assert rows["detailTotalInCurrency"] == ["5.50", "5.50", "99.00"]
    assert rows["currencyId"] == ["NOK"] * 3
    assert f"{numbers[0]} does not differ from what was sent" in done.out
    assert f"{numbers[1]} does not differ" not in done.out
    assert "unitPriceInCurrency 5.5" in done.out, "the line that was sent"
    assert "unitPriceInCurrency 99" in done.out, "the line that stands in its place"
    assert "--done --number N" in done.err
    assert (folder.writes(), state(folder, "mark-5")) == (before, State.MANUAL)


def test_done_goes_on_with_the_document_that_was_named(folder: Folder) -> None:
    ours, theirs = doubted(folder)
    done = resolve(folder, "mark-5", "--done", "--number", theirs, "--yes")
    assert done.code == 0, done.text
    found = history(folder, "mark-5")
    assert (found.row.state, found.row.number, found.row.adopted) == (State.SUCCEEDED, theirs, True)
    decided = next(event for event in found.events if event.kind == "decided")
    assert decided.body["by"].startswith(f"{holder().actor}@{holder().host} (pid ")
    assert decided.body["as"] == "succeeded"
    with folder.journal() as journal:
        assert journal.verify() is None
    assert folder.run("resume").code == 0
    assert folder.counts() == {State.SUCCEEDED: 3}
    assert [effect.number for effect in folder.effects("released")] == [theirs]
    with folder.ledger() as ledger:
        statuses = {document.number: document.status for document in ledger.documents()}
    assert (statuses[ours], statuses[theirs]) == ("Balanced", "Open")
    assert f"decided by {holder().actor}@{holder().host}" in folder.run("show", folder.last_run().name, "mark-5").out


def test_again_sends_it_once_more(folder: Folder) -> None:
    """The only document with its mark is somebody else's; so it is sent, and found again by its own answer."""
    folder.write("m.yaml", manifest(*invoice("mark-5", "5.50", ("release",))))
    folder.fail(Fault(kind=FaultKind.LOSE_REQUEST, method="POST", path=CREATE))
    assert folder.apply("m.yaml").code == 7
    other_client(folder, manifest(*invoice("mark-5", "99.00", ())))
    assert folder.run("resume").code == 7
    done = resolve(folder, "mark-5", "--again", "--yes")
    assert done.code == 0, done.text
    assert state(folder, "mark-5") is State.READY
    assert folder.run("resume").code == 0
    assert folder.counts() == {State.SUCCEEDED: 2}
    with folder.ledger() as ledger:
        numbers = ledger.by_reference("mark-5")
    assert len(numbers) == 2
    assert [effect.number for effect in folder.effects("released")] == [history(folder, "mark-5").row.number]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--done",), 64, "say which invoice is its result"),
        (("--done", "--number", "999"), 1, "error[R114]: there is no invoice `999`"),
        (("--done", "--number", "OTHER"), 64, "error[J018]: invoice `{other}` is the result of `mark-6` already"),
        (("--again", "--number", "999"), 64, "give it together with `--done`"),
        (("--again", "--manifest", "n"), 64, "has no operation `mark-5`"),
    ],
)
def test_what_does_not_fit_is_refused(folder: Folder, arguments: tuple[str, ...], code: int, says: str) -> None:
    doubted(folder)
    other = history(folder, "mark-6").row.number
    done = resolve(folder, "mark-5", "--yes", *(word.replace("OTHER", other) for word in arguments))
    assert done.code == code, done.text
    assert says.format(other=other) in done.err
    assert state(folder, "mark-5") is State.MANUAL


def test_only_what_is_open_is_decided(folder: Folder) -> None:
    doubted(folder)
    for name, word in (("mark-6", "is done"), ("mark-5-release", "is waiting, not sent")):
        done = resolve(folder, name, "--again", "--yes")
        assert done.code == 64, done.text
        assert f"error[U002]: `{name}` {word}" in done.err


def test_what_can_be_settled_by_looking_is_not_decided(folder: Folder) -> None:
    folder.write("m.yaml", manifest(*invoice("mark-5", "5.50", ())))
    folder.fail(Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path=CREATE))
    assert folder.apply("m.yaml").code == 7
    done = resolve(folder, "mark-5", "--again", "--yes")
    assert done.code == 7, done.text
    assert "error[R172]" in done.err
    assert state(folder, "mark-5") is State.IN_DOUBT


@contextmanager
def lease_held(folder: Folder) -> Iterator[None]:
    run = folder.last_run()
    with Journal.open(folder.path / ".bulkops" / "journal.db") as journal:
        lease = journal.acquire(run.environment, run.company, holder=holder(), now=time.time())
        try:
            yield
        finally:
            journal.release(lease)


def test_nothing_is_decided_while_somebody_is_at_work(folder: Folder) -> None:
    doubted(folder)
    with lease_held(folder):
        done = resolve(folder, "mark-5", "--again", "--yes")
    assert done.code == 6, done.text
    assert "error[J008]" in done.err
    assert state(folder, "mark-5") is State.MANUAL


def waits(server: Server, settle_s: float) -> None:
    server.profile(if_match="compare", timeouts=f"{{connect_s: 5, read_s: 20, settle_s: {settle_s}}}")


def test_what_nothing_shows_is_decided_once_the_server_has_had_its_time(server: Server) -> None:
    """Whether an invoice was sent out shows nowhere; before the settling time is over, it may yet be."""
    folder = server.folder
    folder.write("m.yaml", manifest("  - {id: send, op: visma.invoice.send_to_autoinvoice, invoice: '100231'}"))
    server.stop()
    folder.fail(Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path=SEND))
    server.start()
    waits(server, 3600)
    assert folder.apply("m.yaml").code == 7
    status = " ".join(folder.run("status").out.split())
    assert "can be settled from 2" in status
    assert "on, in 59 min" in status or "on, in 1 h" in status
    early = resolve(folder, "send", "--done", "--yes")
    assert early.code == 7, early.text
    assert "error[R173]" in early.err
    assert state(folder, "send") is State.IN_DOUBT
    waits(server, 0.1)
    assert "can be settled now" in folder.run("status").out
    wrong = resolve(folder, "send", "--done", "--number", "1", "--yes")
    assert (wrong.code, state(folder, "send")) == (64, State.IN_DOUBT), wrong.text
    sent = folder.writes()
    done = resolve(folder, "send", "--done", "--yes")
    assert done.code == 0, done.text
    assert "invoice 100231 as it is now" in done.out
    assert (state(folder, "send"), folder.writes()) == (State.SUCCEEDED, sent)
    assert "nothing is left to do" in done.out


def answered(folder: Folder, name: str, *answers: str) -> Done:
    """Resolve on a terminal, and answer what is asked."""
    ours, theirs = pty.openpty()
    try:
        with folder.start("resolve", folder.last_run().name, name, stdin=theirs) as process:
            for answer in answers:
                os.write(ours, f"{answer}\n".encode())
            return ended(process)
    finally:
        os.close(ours)
        os.close(theirs)


def test_on_a_terminal_it_is_asked(folder: Folder) -> None:
    ours, _ = doubted(folder)
    for words in (("nothing",), ("again", "n"), ("done", ours, "n")):
        done = answered(folder, "mark-5", *words)
        assert done.code == 130, done.text
        assert state(folder, "mark-5") is State.MANUAL
    done = answered(folder, "mark-5", "done", ours, "y")
    assert done.code == 0, done.text
    assert f"Record that `mark-5` has happened, with invoice {ours}?" in done.err
    assert history(folder, "mark-5").row.number == ours


def test_without_a_terminal_it_is_not_guessed(folder: Folder) -> None:
    ours, _ = doubted(folder)
    done = resolve(folder, "mark-5", "--done", "--number", ours)
    assert done.code == 64, done.text
    assert "add `--yes`" in done.err
    assert state(folder, "mark-5") is State.MANUAL


def test_credit_notes_that_may_be_the_result(folder: Folder) -> None:
    """Two reversals that look alike: which is ours, a person says."""
    folder.write("m.yaml", manifest(*invoice("back", "5.50", ("release", "reverse"))))
    folder.fail(Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path=REVERSE))
    assert folder.apply("m.yaml").code == 7
    number = history(folder, "back").row.number
    other_client(folder, manifest(f"  - {{id: theirs, op: visma.invoice.reverse, invoice: '{number}'}}"))
    assert folder.run("resume").code == 7
    assert state(folder, "back-reverse") is State.MANUAL
    with folder.ledger() as ledger:
        notes = sorted(held.number for held in ledger.documents("credit_note") if held.external_reference == "back")
    assert len(notes) == 2
    shown = resolve(folder, "back-reverse")
    assert all(note in shown.out for note in notes), shown.text
    done = resolve(folder, "back-reverse", "--done", "--number", notes[0], "--yes", "--format", "json")
    assert done.code == 0, done.text
    value = json.loads(done.out)
    assert (value["state"], value["number"]) == ("succeeded", notes[0])
    assert folder.last_run().state == "ended"
    assert folder.run("resume").out == ""


def test_status_and_resume_say_what_to_decide(folder: Folder) -> None:
    doubted(folder)
    name = folder.last_run().name
    for words in (("status",), ("resume",)):
        out = " ".join(folder.run(*words).out.split())
        assert f"next: `bulkops resolve {name} mark-5` shows what was found and takes your decision" in out
    done = folder.apply("m.yaml")
    assert done.code == 7
    assert f"`bulkops resolve {name} ID`" in done.err
