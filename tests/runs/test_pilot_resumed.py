"""A run that goes on after its pilot: what the pilot came to is remembered, said, asked about, and proved."""

import json
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest

from bulkops.core.outcome import State
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import Folder, ended
from tests.runs.served import Server
from tests.runs.terminal import CTRL_C, terminal
from tests.runs.test_landing import creates

COUNT = 8
NOBODY = "there is no terminal to ask on"


MANIFEST = creates("m", COUNT).replace("externalReference", "invoiceText: Ours\n      externalReference")
RELEASE = "  - {{id: last-{0}, op: visma.invoice.release, invoice: {{from: inv-{0}}}}}\n"


def another_client(folder: Folder) -> None:
    """Change the text of an invoice as soon as it is looked at, after its release was asked for."""
    folder.fail(Fault(kind=FaultKind.SECOND_CLIENT, method="GET", path="*/customerinvoice/1003*", edit="text"))


@pytest.fixture(scope="module")
def differed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a run has stopped after a pilot that differs."""
    path = tmp_path_factory.mktemp("differed") / "project"
    path.mkdir()
    folder = Folder(path, path / ".bulkops" / "sandbox.db")
    folder.switch(release_delay_s=1)
    another_client(folder)
    folder.write("m.yaml", MANIFEST + RELEASE.format(1) + RELEASE.format(4))
    done = folder.run("apply", "--yes", "--pilot", "3", "m.yaml")
    assert done.code == 1, done.text
    return path


@pytest.fixture
def stopped(differed: Path, tmp_path: Path) -> Folder:
    """One of its own."""
    path = tmp_path / "project"
    shutil.copytree(differed, path)
    return Folder(path, path / ".bulkops" / "sandbox.db")


def created(folder: Folder) -> int:
    return len(folder.effects("created"))


def status(folder: Folder) -> str:
    done = folder.run("status")
    assert done.code == 0, done.text
    return " ".join(done.out.split())


def pilots(folder: Folder) -> list[dict[str, Any]]:
    done = folder.run("status", "--format", "json")
    told: list[dict[str, Any]] = json.loads(done.out)["pilots"]
    return told


def events(folder: Folder) -> list[dict[str, Any]]:
    """Give the pilots' events; make sure that the journal is whole."""
    verified = folder.run("journal", "verify")
    assert verified.code == 0, verified.text
    lines = folder.run("journal", "export").out.splitlines()
    return [event for event in map(json.loads, lines) if event["kind"].startswith("pilot")]


def test_what_passes_and_who_has_approved_the_rest_stands_in_the_journal(folder: Folder) -> None:
    folder.write("m.yaml", MANIFEST)
    done = folder.run("apply", "--yes", "--pilot", "3", "--approved-by", "Berit", "m.yaml")
    assert done.code == 0, done.text
    begun, read, answered = (event["particulars"] for event in events(folder))
    assert begun["steps"] == {"visma.invoice.create": 3}
    assert (read["documents"], read["equal"], read["failed"], read["left"]) == (3, 3, 0, COUNT - 3)
    assert [found["verdict"] for found in read["found"]] == ["equal"] * 3
    assert answered == {"as": "approved", "by": "Berit", "how": "--yes"}
    assert "pilot of 3 documents, read back" in status(folder)
    assert ": as sent · the rest approved by Berit (--yes), " in status(folder)


def test_a_pilot_that_differed_is_not_gone_past_without_a_word(stopped: Folder) -> None:
    assert "3 documents, read back" in status(stopped)
    assert ": 1 not as sent " in status(stopped)
    refused = stopped.run("resume")
    assert refused.code == 64, refused.text
    assert ": 1 not as sent\n" in refused.err
    assert "has not passed, and " + NOBODY in refused.err
    assert created(stopped) == 3
    done = stopped.run("resume", "--yes", "--approved-by", "Berit")
    assert done.code == 0, done.text
    assert ": 1 not as sent\n" in done.err
    assert created(stopped) == COUNT
    assert events(stopped)[-1]["particulars"] == {"as": "approved", "by": "Berit", "how": "--yes"}
    (pilot,) = pilots(stopped)
    assert not pilot["passed"]
    assert (pilot["answer"], pilot["answered_by"], pilot["equal"]) == ("approved", "Berit", 2)


def test_the_event_names_fields_that_differ_and_no_values(stopped: Folder) -> None:
    read = events(stopped)[-1]
    assert [found.get("fields") for found in read["particulars"]["found"]] == [["invoiceText"], None, None]
    assert "Ours" not in json.dumps(read)
    assert "another client" not in json.dumps(read)


@pytest.mark.parametrize(
    ("answer", "code", "there"), [("y\n", 0, COUNT), ("n\n", 130, 3), (CTRL_C, 130, 3)], ids=["yes", "no", "ctrl-c"]
)
def test_a_person_is_asked_about_a_pilot_that_differed(stopped: Folder, answer: str, code: int, there: int) -> None:
    with terminal(stopped, "resume") as shown:
        shown.read_until("has not passed. Send the rest all the same? [y/N]")
        shown.press(answer)
        assert shown.ended() == code, shown.shown
    assert created(stopped) == there
    assert [event["kind"] for event in events(stopped)][2:] == (["pilot_answered"] if code == 0 else [])


def test_another_pilot_comes_before_the_rest(stopped: Folder) -> None:
    done = stopped.run("resume", "--yes", "--pilot", "2")
    assert done.code == 0, done.text
    assert ": 1 not as sent\n" in done.err, "the earlier one"
    assert "2 of 2 documents are as they were sent" in done.out
    assert created(stopped) == COUNT
    first, second = pilots(stopped)
    assert (first["passed"], first["answer"]) == (False, None)
    assert (second["passed"], second["documents"], second["answer"]) == (True, 2, "approved")
    assert len(events(stopped)) == 5


def test_another_pilot_that_differs_holds_the_rest_back_again(stopped: Folder) -> None:
    another_client(stopped)
    done = stopped.run("resume", "--yes", "--pilot", "2", "--format", "json")
    assert done.code == 1, done.text
    report = json.loads(done.out)
    assert not report["pilot"]["passed"]
    assert created(stopped) == 5


def test_a_pilot_that_was_declined_is_followed_by_the_rest_or_another(folder: Folder) -> None:
    folder.write("m.yaml", MANIFEST)
    with terminal(folder, "apply", "--pilot", "3", "m.yaml") as shown:
        shown.read_until("[y/N]")
        shown.press("y\n")
        shown.read_until("Go on with the other 5 steps? [y/N]")
        shown.press("n\n")
        assert shown.ended() == 0
    assert "the rest declined by" in status(folder)
    again = folder.run("resume", "--pilot", "1")
    assert again.code == 0, again.text
    assert "the rest declined by" in again.err
    assert created(folder) == 4
    assert folder.run("resume").code == 0
    assert created(folder) == COUNT
    answers = [event["particulars"] for event in events(folder) if event["kind"] == "pilot_answered"]
    assert [answer["as"] for answer in answers] == ["declined", "approved"]
    assert answers[0]["how"] == "at the terminal"


def test_only_the_pilot_of_what_is_left_is_listed(stopped: Folder) -> None:
    done = stopped.run("resume", "--pilot", "2", "--dry-run")
    assert done.code == 0, done.text
    assert len(done.out.splitlines()) == 3, "two creates and a release"
    assert len(stopped.run("resume", "--dry-run").out.splitlines()) == COUNT - 3 + 1


def test_a_pilot_that_was_killed_was_never_read_back(server: Server) -> None:
    folder = server.folder
    folder.write("m.yaml", MANIFEST)
    server.switch(latency_s=0.3)
    with folder.start("apply", "--yes", "--pilot", "4", "m.yaml") as process:
        while not folder.writes():
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        ended(process)
    assert "not read back" in status(folder)
    refused = folder.run("resume")
    assert refused.code == 64, refused.text
    assert "was never read back" in refused.err
    assert folder.counts()[State.READY] >= COUNT - 4
    assert [event["kind"] for event in events(folder)] == ["pilot_begun"]
