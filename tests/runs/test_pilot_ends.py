"""How a pilot ends when something comes between: exit codes of real processes, and what was sent by then."""

import json
import signal

from bulkops.core.outcome import State
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import TIMEOUT_S, Folder, ended
from tests.runs.served import Server
from tests.runs.terminal import terminal
from tests.runs.test_landing import creates
from tests.runs.test_production import COMPANY
from tests.runs.test_production import folder as production

__all__ = ["production"]

COUNT = 30
PILOT = ("apply", "--pilot", "3", "m.yaml")


def created(folder: Folder) -> int:
    return len(folder.effects("created"))


def kinds(folder: Folder) -> list[str]:
    """Give the kinds of the pilots' events; make sure that the journal is whole."""
    assert folder.run("journal", "verify").code == 0
    lines = folder.run("journal", "export").out.splitlines()
    return [event["kind"] for event in map(json.loads, lines) if event["kind"].startswith("pilot")]


def refusals(folder: Folder, first: int, count: int) -> None:
    folder.fail(Fault(kind=FaultKind.REFUSE, method="POST", path="/v2/customerinvoice", first=first, count=count))


def test_without_a_terminal_it_waits_for_a_word(production: Folder) -> None:
    """The company's name agrees to the plan; it does not answer for the pilot."""
    production.write("m.yaml", creates("m", COUNT))
    done = production.run(*PILOT, "--confirm-company", COMPANY)
    assert done.code == 0, done.text
    assert "stopped after the pilot, which is as it was sent; the rest waits for your word" in done.out
    assert created(production) == 3
    assert kinds(production) == ["pilot_begun", "pilot_read"]


def test_killed_at_the_question(folder: Folder) -> None:
    folder.write("m.yaml", creates("m", COUNT))
    with terminal(folder, *PILOT) as shown:
        shown.read_until("[y/N]")
        shown.press("y\n")
        shown.read_until("Go on with the other 27 steps? [y/N]")
        shown.process.kill()
        assert shown.ended() == -signal.SIGKILL
    assert created(folder) == 3
    assert kinds(folder) == ["pilot_begun", "pilot_read"]
    assert "nobody has said yet that the rest is to be sent" in " ".join(folder.run("status").out.split())
    assert folder.run("resume").code == 0
    assert created(folder) == COUNT
    assert kinds(folder) == ["pilot_begun", "pilot_read", "pilot_answered"]


def test_interrupted_in_the_pilot(server: Server) -> None:
    folder = server.folder
    folder.write("m.yaml", creates("m", COUNT))
    server.switch(latency_s=0.3)
    with folder.start("apply", "--yes", "--pilot", "5", "--in-flight", "1", "m.yaml") as process:
        while not folder.writes():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert ended(process).code == 130
    assert folder.counts()[State.READY] > COUNT - 5
    assert kinds(folder) == ["pilot_begun"]


def test_nobody_reads_what_it_came_to(server: Server) -> None:
    folder = server.folder
    folder.write("m.yaml", creates("m", COUNT))
    server.switch(latency_s=0.5)
    with folder.start(*PILOT, "--yes") as process:
        while not folder.writes():
            assert process.poll() is None
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read()
        assert process.wait(TIMEOUT_S) == 64, said
    assert "nobody reads what the pilot came to, so the rest was not sent" in said
    assert created(folder) == 3
    assert kinds(folder) == ["pilot_begun", "pilot_read"]


def test_the_error_budget_ends_the_pilot_itself(folder: Folder) -> None:
    folder.write("m.yaml", creates("m", COUNT))
    refusals(folder, 1, 30)
    done = folder.run(
        "apply", "--yes", "--pilot", "20", "--max-failures", "2", "--in-flight", "1", "--format", "json", "m.yaml"
    )
    assert done.code == 1, done.text
    report = json.loads(done.out)
    assert report["stopped"].startswith("stopped at the error budget: 3 steps did not go through")
    assert report["pilot"]["failed"] == 20, "those that were not sent any more did not go through either"
    assert report["counts"] == {"refused": 3, "ready": COUNT - 3}
    assert kinds(folder) == ["pilot_begun", "pilot_read"]
    assert folder.run("resume").code == 64


def test_the_error_budget_counts_anew_after_the_pilot(folder: Folder) -> None:
    folder.write("m.yaml", creates("m", COUNT))
    refusals(folder, 4, 10)
    done = folder.run(
        "apply", "--yes", "--pilot", "3", "--max-failures", "10%", "--in-flight", "1", "--format", "json", "m.yaml"
    )
    assert done.code == 1, done.text
    report = json.loads(done.out)
    assert report["pilot"]["passed"]
    assert report["stopped"].startswith("stopped at the error budget")
    assert kinds(folder) == ["pilot_begun", "pilot_read", "pilot_answered"]
    assert report["counts"]["ready"] > 0


def test_a_system_that_cannot_be_read_back(folder: Folder) -> None:
    folder.write("m.yaml", creates("m", COUNT))
    folder.fail(
        Fault(
            kind=FaultKind.REFUSE, method="GET", path="*/customerinvoice/1003*", status=403, first=1, every=1, count=0
        )
    )
    done = folder.run(*PILOT, "--yes")
    assert done.code == 5, done.text
    assert created(folder) == 3
    assert kinds(folder) == ["pilot_begun"]
