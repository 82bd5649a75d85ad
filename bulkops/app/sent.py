"""The writes of a run as they were sent, from the journal."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import RunRow
from bulkops.adapters.journal.reported import Attempt, OperationRow
from bulkops.core.http import Request
from bulkops.core.json import dumps, loads
from bulkops.core.operation import OperationType
from bulkops.core.outcome import State
from bulkops.core.registry import Registry
from bulkops.core.shown import SentRequest
from bulkops.engine.manner import Manner
from bulkops.engine.ports import Item
from bulkops.engine.request import filled, write_request

#: Stands for the digest of a body that the journal does not hold any more: purged, or of a file that has changed.
UNKNOWN = "unknown"


def sent(
    journal: Journal, run: RunRow, registry: Registry, *, operation: str = "", manifest: str = ""
) -> Iterator[tuple[str, SentRequest]]:
    """Give the writes of a run in the order of its plan, each with the id of its operation.

    Writes that were made again stand there again. Of second writes, which are made until they succeed, there is one.

    Args:
        journal: Where it is written.
        run: The run.
        registry: Operation types.
        operation: Id of an operation; empty: all.
        manifest: Name of its manifest.
    """
    for row in journal.operations(run.run):
        chosen = not operation or (row.id, row.manifest) == (operation, manifest)
        if chosen and row.attempts:
            for request in _of(journal, run, row, registry):
                yield row.id, request


def _of(journal: Journal, run: RunRow, row: OperationRow, registry: Registry) -> Iterator[SentRequest]:
    operation_type = registry.types[row.type]
    item = journal.item(row.op)
    request = None if run.purged_at else _rebuilt(operation_type, item, registry)
    for attempt in journal.attempts(row.op):
        yield _attempted(attempt, request)
    sequel = operation_type.sequel
    if sequel is None or run.purged_at or row.state is not State.SUCCEEDED:
        return
    if loads(item.options).get(sequel.option):
        key = {"key": item.number}
        yield _sent(filled(sequel.route, operation_type.api, key, body=dumps(sequel.body)))


def _rebuilt(operation_type: OperationType, item: Item, registry: Registry) -> Request | None:
    """Build the request of an operation anew; None where the file that it has sent is not there any more."""
    content = b""
    if operation_type.upload is not None:
        option = operation_type.upload.option
        try:
            content = Path(loads(item.options)[option]).read_bytes()
        except OSError:
            return None
        if sha256(content).hexdigest() != loads(item.payload)[option]["sha256"]:
            return None
    return write_request(operation_type, registry.provider_of(operation_type), item, Manner(), content)


def _attempted(attempt: Attempt, request: Request | None) -> SentRequest:
    """Say what was sent; of method, path and tag the journal's word counts, not what would be built today."""
    query = _query(request) if request is not None else ""
    body = request.body if request is not None else None
    digest = UNKNOWN if request is None else _digest(body)
    return SentRequest(
        method=attempt.method,
        path=attempt.path + query,
        if_match=attempt.if_match.strip('"'),
        background=attempt.background,
        body=digest,
        bytes=len(body or b""),
    )


def _sent(request: Request) -> SentRequest:
    return SentRequest(
        method=request.method,
        path=request.path + _query(request),
        body=_digest(request.body),
        bytes=len(request.body or b""),
    )


def _query(request: Request) -> str:
    return "?" + "&".join(f"{name}={value}" for name, value in request.query) if request.query else ""


def _digest(body: bytes | None) -> str:
    return "" if body is None else sha256(body).hexdigest()
