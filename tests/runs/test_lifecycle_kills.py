"""The example `lifecycle.yaml`, killed while each of its requests is under way: resumed, everything is there once."""

import time

import pytest

from bulkops.core.outcome import State
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import Folder
from tests.runs.served import Server
from tests.runs.test_lifecycle import EFFECTS, STEPS, check_ledger, lifecycle

SEND, MARKED = "*/action/sendToAutoInvoice", "/v1/attachment/*"
#: Method, path, and which of the requests that fit: one for each request of the example that does something.
REQUESTS = (
    ("POST", "/v2/customerinvoice", 1),
    ("POST", "/v2/customerinvoice", 2),
    ("DELETE", "/v1/customerinvoice/*", 1),
    ("POST", "*/attachment", 1),
    ("POST", "*/attachment", 2),
    ("PUT", MARKED, 1),
    ("PUT", "/v1/customerinvoice/*", 1),
    ("PUT", "/v1/customerinvoice/*", 2),
    ("POST", "*/action/release", 1),
    ("POST", "*/action/release", 2),
    ("GET", "*/print", 1),
    ("POST", SEND, 1),
    ("POST", "*/action/correct", 1),
    ("POST", "*/action/reverseandapplytonote", 1),
)
#: What the system does with the request during which the process dies: all of it, or nothing.
DONE, LOST = FaultKind.SLOW, FaultKind.LOSE_REQUEST
#: Where the same kind of request comes a second time, what was lost is tried at the first.
ONCE = tuple(request for request in REQUESTS if request[2] == 1)
#: In the background each step waits for a sweep, so one request of each way of settling has to do.
BACKGROUND = (REQUESTS[0], REQUESTS[2], REQUESTS[6], REQUESTS[8], REQUESTS[12])
CASES = (
    *(("sync", DONE, *request) for request in REQUESTS),
    *(("sync", LOST, *request) for request in ONCE),
    *(("background", DONE, *request) for request in BACKGROUND),
)
MANNERS = {"sync": {"if_match": "compare"}, "background": {"if_match": "background", "background": "none"}}


def kill_during(server: Server, file: str, fault: Fault) -> None:
    """Kill `apply` while a request that a fault holds up is under way."""
    server.switch(faults=[fault])
    with server.folder.start("apply", "--yes", file) as process, server.folder.ledger() as ledger:
        try:
            while not any(seen.fault for seen in ledger.requests()):
                assert process.poll() is None, "no request fitted"
                time.sleep(0.01)
        finally:
            process.kill()
            process.communicate()
    server.switch(faults=[])


def finish(folder: Folder, *, sent: bool) -> None:
    """Resume until all is done; what nothing but a person can know is told."""
    for _ in range(4):
        done = folder.run("resume")
        if done.code == 0:
            return
        assert done.code == 7, done.text
        if folder.counts().get(State.MANUAL):
            told = folder.run("resolve", folder.last_run().name, "acme-send", "--done" if sent else "--again", "--yes")
            assert told.code == 0, told.text
    raise AssertionError(done.text)


@pytest.mark.parametrize(("manner", "kind", "method", "path", "which"), CASES)
def test_killed_during_any_request(
    server: Server, manner: str, kind: FaultKind, method: str, path: str, which: int
) -> None:
    server.profile(**MANNERS[manner])
    file = lifecycle(server.folder)
    kill_during(server, file, Fault(kind=kind, method=method, path=path, first=which, delay_s=30.0))
    finish(server.folder, sent=kind is DONE)
    assert server.folder.counts() == {State.SUCCEEDED: STEPS}
    again = (method, path, kind) == ("PUT", MARKED, DONE)  # to mark a file once more does no harm
    check_ledger(server.folder, EFFECTS | {("attachment_updated", "attachment"): 2} if again else EFFECTS)
    writes = len(server.folder.writes())
    assert server.folder.apply(file).code == 0
    assert len(server.folder.writes()) == writes
    with server.folder.journal() as journal:
        assert journal.verify() is None
