"""What is in doubt is shown with its times; a resume need not wait; what cannot be looked up can be decided."""

import json

from bulkops.core.outcome import State
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import Folder, check_once, pairs
from tests.runs.served import Server
from tests.runs.test_doubt import CREATE, REVERSE, invoice, manifest

NOTES = "/v1/customerCreditNote"


def test_a_resume_that_does_not_wait_says_from_when_it_can_be_settled(server: Server) -> None:
    folder = server.folder
    folder.write("m.yaml", pairs("m", 4))
    server.switch(faults=[{"kind": "lose_answer", "method": "POST", "path": CREATE, "count": 2}])
    text = (folder.path / "bulkops.yaml").read_text()
    (folder.path / "bulkops.yaml").write_text(text.replace("settle_s: 1.5", "settle_s: 600"))
    assert folder.apply("m.yaml").code == 7
    sent = folder.writes()
    done = folder.run("resume", "--no-wait")
    assert done.code == 7, done.text
    assert folder.writes() == sent
    flat = " ".join(done.out.split())
    assert flat.count("can be settled from 2") == 2
    assert " on, in 9 min " in flat
    shown = json.loads(folder.run("status", "--format", "json").out)
    for doubt in shown["doubts"]:
        assert doubt["state"] == "in_doubt"
        assert doubt["settled_at"] > doubt["sent_at"]
        assert doubt["resolve"] is None
    (folder.path / "bulkops.yaml").write_text(text)
    folder.finish()
    check_once(folder, 4)


def test_what_cannot_be_looked_up_can_be_decided(folder: Folder) -> None:
    """Without the right to read credit notes a reversal stays in doubt for good: nobody could go on but by a decision."""
    folder.write("m.yaml", manifest(*invoice("mark-1", "5.50", ("release", "reverse"))))
    folder.fail(Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path=REVERSE))
    assert folder.apply("m.yaml").code == 7
    folder.fail(Fault(kind=FaultKind.REFUSE, method="GET", path=NOTES, status=403, count=0))
    done = folder.run("resume")
    assert done.code == 7, done.text
    assert "[R174] it could not be looked up" in " ".join(done.out.split())
    assert folder.counts() == {State.SUCCEEDED: 2, State.IN_DOUBT: 1}
    name = folder.last_run().name
    shown = folder.run("resolve", name, "mark-1-reverse")
    assert shown.code == 64
    assert "what may have come of it could not be read" in " ".join(shown.out.split())
    folder.fail()
    with folder.ledger() as ledger:
        (note,) = [held.number for held in ledger.documents("credit_note") if held.external_reference == "mark-1"]
    done = folder.run("resolve", name, "mark-1-reverse", "--done", "--number", note, "--yes")
    assert done.code == 0, done.text
    assert folder.counts() == {State.SUCCEEDED: 3}
    assert len(folder.effects("reversed")) == 1
