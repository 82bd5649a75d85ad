"""What a conflict is with is read after the API has refused; the refusal itself is never lost for it."""

from collections.abc import Callable

import anyio
import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease, NewRun
from bulkops.adapters.journal.store import SqliteStore
from bulkops.adapters.local_files import LocalFiles
from bulkops.app.holder import holder
from bulkops.core.errors import UnknownOutcomeError
from bulkops.core.http import Request, Response
from bulkops.core.outcome import State
from bulkops.core.place import Place
from bulkops.core.step import Step
from bulkops.engine.run import Run
from bulkops.providers import REGISTRY
from tests.engine.simulation import FakeClock, Script, at_once, channel_to, time_passes

pytestmark = pytest.mark.anyio
STEP = Step(
    seq=1,
    manifest="m",
    id="u",
    type="visma.invoice.update",
    target="100231",
    tag="AAAA",
    payload=b'{"note":"x"}',
    body=b'{"note":{"value":"x"}}',
    before=b'{"note":""}',
    place=Place("m.yaml", 3, 5),
)


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anyio.to_thread.run_sync", at_once)


async def carried_out(
    answer: Callable[[Request], Response], clock: FakeClock, journal: Journal, *, cancel_after_s: float = 0.0
) -> bytes:
    """Carry out one update; give what the journal keeps of the document that it is in conflict with."""
    lease = journal.acquire("test", "c", holder=holder(), now=clock.now())
    run = begun(journal, lease, clock)
    channel = channel_to(Script(answer=answer, clock=clock), clock)
    async with time_passes(clock), SqliteStore(journal, run, lease) as store:
        engine = Run(store, {"visma": channel}, REGISTRY, clock, files=LocalFiles())
        async with anyio.create_task_group() as group:
            group.start_soon(engine.carry_out)
            if cancel_after_s:
                await clock.sleep(cancel_after_s)
                group.cancel_scope.cancel()
    history = journal.operation(run, "u")
    assert history is not None
    assert (history.row.state, history.row.code) == (State.CONFLICT, "R130")
    return history.theirs


def begun(journal: Journal, lease: Lease, clock: FakeClock) -> int:
    new = NewRun(name="7f3a", manifests=("m",), digests=("d",), started_at=clock.now(), version="1")
    return journal.begin(new, [STEP], lease)


def refused(request: Request) -> Response | None:
    return Response(status=412, headers={}, body=b"") if request.method == "PUT" else None


async def test_the_document_is_read_and_kept(clock: FakeClock, journal: Journal) -> None:
    body = b'{"referenceNumber":"100231","note":"theirs"}'
    theirs = await carried_out(
        lambda request: refused(request) or Response(status=200, headers={}, body=body), clock, journal
    )
    assert theirs == body


async def test_a_document_that_is_gone_is_kept_as_gone(clock: FakeClock, journal: Journal) -> None:
    theirs = await carried_out(
        lambda request: refused(request) or Response(status=404, headers={}, body=b""), clock, journal
    )
    assert theirs == b"null"


def silence(request: Request) -> Response:
    answer = refused(request)
    if answer is None:
        raise UnknownOutcomeError("no answer")
    return answer


async def test_what_cannot_be_read_leaves_the_conflict(clock: FakeClock, journal: Journal) -> None:
    assert await carried_out(silence, clock, journal) == b""


async def test_an_interruption_of_the_read_leaves_the_conflict(clock: FakeClock, journal: Journal) -> None:
    """The read is repeated with pauses; a run that is interrupted in one of them knows what the API has said."""
    assert await carried_out(silence, clock, journal, cancel_after_s=3.0) == b""
