"""One attempt at a step: compare where the API does not, write down, send once, classify, record."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import anyio

from bulkops.core.errors import NotSentError, RemoteError, UnknownOutcomeError
from bulkops.core.http import Request, Response
from bulkops.core.json import loads
from bulkops.core.observed import Observed
from bulkops.core.operation import Effect, OperationType
from bulkops.core.outcome import Outcome, State
from bulkops.engine.background import accepted
from bulkops.engine.channel import Channel
from bulkops.engine.classify import of_failure, of_response
from bulkops.engine.conflict import told, with_theirs
from bulkops.engine.files import content_of, kept
from bulkops.engine.manner import asked
from bulkops.engine.observe import observe_one
from bulkops.engine.ports import Intent, Item
from bulkops.engine.request import request_digest, write_request
from bulkops.engine.sequel import before_sequel
from bulkops.engine.stop import Stop
from bulkops.engine.work import Work
from bulkops.planning.diff import difference
from bulkops.planning.read_back import not_taken

#: Times that a step may find the API out of reach before the run gives up on it.
ATTEMPTS_MAX = 8
_DENIED_STATUSES = frozenset({401, 403})


class Attempts:
    """Makes attempts for the items of one run.

    Args:
        work: What the run works with.
        stop: Says when nothing more is to be sent.
    """

    def __init__(self, work: Work, *, stop: Stop) -> None:
        self._work = work
        self._stop = stop

    async def make(self, item: Item) -> Outcome | None:
        """Carry a READY item as far as one request takes it.

        Returns:
            What became of it; None if the run was stopped before it was sent: it stays ready.

        Raises:
            JournalError: The journal can no longer be written; nothing more may be sent.
            RemoteError: The API cannot be reached or denies access; the item stays ready.
        """
        operation_type, channel = self._work.type_of(item), self._work.channel_of(item)
        content = await content_of(operation_type, item, self._work.files)
        if isinstance(content, Outcome):
            return await self._ended(item, content)
        with self._stop.ends() as before_sending:
            item, found = await self._guarded(operation_type, channel, item)
            request = write_request(operation_type, channel.provider, item, channel.manner, content)
            if found is None:
                await channel.pace.admit(request, operation_type.name)
        if before_sending.cancelled_caught:
            return None
        if found is not None:
            return await self._ended(item, found)
        intent = _intent(item, request, self._work.clock.now(), channel)
        try:
            await self._work.store.intend(intent)
        except BaseException:
            channel.pace.give_back()
            raise
        try:
            outcome = await self._sent(operation_type, channel, item, request, intent.at)
        except anyio.get_cancelled_exc_class():
            message = "interrupted while the answer was awaited"
            with anyio.CancelScope(shield=True):
                await self._ended(item, Outcome(state=State.IN_DOUBT, code="R153", message=message))
            raise
        return await self._ended(item, await self._with_theirs(operation_type, channel, item, outcome))

    async def _ended(self, item: Item, outcome: Outcome) -> Outcome:
        await self._work.end(item, outcome)
        return outcome

    async def _with_theirs(
        self, operation_type: OperationType, channel: Channel, item: Item, outcome: Outcome
    ) -> Outcome:
        """Read what a conflict was with; the conflict is known already, and is kept though the read be interrupted."""
        try:
            return await with_theirs(operation_type, channel, item, outcome)
        except anyio.get_cancelled_exc_class():
            with anyio.CancelScope(shield=True):
                await self._ended(item, outcome)
            raise

    async def _sent(
        self, operation_type: OperationType, channel: Channel, item: Item, request: Request, written_at: float
    ) -> Outcome:
        try:
            response = await channel.write(request, written_at=written_at)
        except (NotSentError, UnknownOutcomeError) as error:
            outcome = of_failure(error, item.attempt)
            if operation_type.effect is Effect.READ:
                outcome = of_failure(NotSentError(error.message, code=error.code), item.attempt)
            if outcome.state is State.READY and item.attempt + 1 >= ATTEMPTS_MAX:
                await self._work.store.end(item.op, outcome, self._work.clock.now())
                raise
            return outcome
        except RemoteError as error:
            await self._not_executed(item, error)
            raise
        if response.status in _DENIED_STATUSES:
            text = channel.provider.error_text(response)
            denied = RemoteError(
                f"{channel.provider.title} denies access: {response.status} {text}".strip(),
                hint="check the credentials and their scopes; what was done so far is in the journal",
                code="R110",
            )
            await self._not_executed(item, denied)
            raise denied
        return await self._answered(operation_type, channel, item, request, response)

    async def _answered(
        self, operation_type: OperationType, channel: Channel, item: Item, request: Request, response: Response
    ) -> Outcome:
        """Classify an answer, and do what belongs to the operation beside the write itself."""
        background = channel.provider.background
        if asked(request, background) and (taken := accepted(background, response)) is not None:
            return taken
        delay_s = max(0.0, channel.pace.not_before - self._work.clock.now())
        outcome = of_response(operation_type, channel.provider, request, response, delay_s)
        if outcome.state is not State.SUCCEEDED:
            return outcome
        if operation_type.effect is Effect.UPSERT:
            return await self._read_back(operation_type, channel, item, outcome)
        if operation_type.download:
            return await kept(operation_type, item, response, self._work.files)
        return before_sequel(operation_type, item, outcome)

    async def _not_executed(self, item: Item, error: RemoteError) -> None:
        """Put an item back: access was denied, so nothing was done, and nothing else would be."""
        outcome = Outcome(state=State.READY, code=error.code, message=error.message)
        await self._work.store.end(item.op, outcome, self._work.clock.now())

    async def _guarded(
        self, operation_type: OperationType, channel: Channel, item: Item
    ) -> tuple[Item, Outcome | None]:
        """Read and compare just before the write, where the API would not check for itself.

        The moment between this read and the write stays open; `docs/architecture.md` says so too.
        """
        upsert = operation_type.effect is Effect.UPSERT
        checked = operation_type.if_match and not channel.manner.compare
        if not operation_type.targeted or operation_type.effect is Effect.READ or (checked and item.tag):
            return item, None
        seen = await observe_one(channel, operation_type.resource, item.target)
        if upsert:
            found = _compared(operation_type, item, seen)
            return item, None if found is None else told(found, seen)
        if seen.document is None:
            gone = Outcome(state=State.CONFLICT, code="R131", message="the document is gone since the plan")
            return item, told(gone, seen)
        if item.tag and seen.tag != item.tag:
            return item, told(Outcome(state=State.CONFLICT, code="R130", message=_CHANGED), seen)
        # Without a tag of the plan the document is one that this run has made or changed itself, by a write whose
        # answer told no tag: the tag of this read is the first there is.
        return item if item.tag else _with_tag(item, seen.tag), None

    async def _read_back(
        self, operation_type: OperationType, channel: Channel, item: Item, outcome: Outcome
    ) -> Outcome:
        """Believe a host only what it shows: it ignores members it does not know (`compilator-ddapi.md` 5.6)."""
        try:
            seen = await observe_one(channel, operation_type.resource, item.target)
        except RemoteError as error:
            return Outcome(state=State.IN_DOUBT, code="R154", message=error.message, status=outcome.status)
        lacking = not_taken(operation_type.fields, loads(item.payload), seen.document)
        if not lacking:
            return outcome
        message = f"the host said success, but {lacking}"
        return Outcome(state=State.REFUSED, code="R141", message=message, status=outcome.status)


_CHANGED = "somebody changed the document since the plan"


def _with_tag(item: Item, tag: str) -> Item:
    return replace(item, tag=tag)


def _compared(operation_type: OperationType, item: Item, seen: Observed) -> Outcome | None:
    before = loads(item.before) if item.before else None
    if _shows(seen.document, before):
        return None
    if seen.document is not None and difference(operation_type.fields, loads(item.payload), seen.document).empty:
        return Outcome(state=State.SUCCEEDED, adopted=True, message="the system holds the wanted values already")
    return Outcome(state=State.CONFLICT, code="R130", message=_CHANGED)


def _shows(document: Mapping[str, Any] | None, before: Mapping[str, Any] | None) -> bool:
    """Whether a document is as planned from; members that the plan did not know of do not count."""
    if document is None or before is None:
        return document is before
    return all(name in document and document[name] == value for name, value in before.items())


def _intent(item: Item, request: Request, now: float, channel: Channel) -> Intent:
    return Intent(
        op=item.op,
        attempt=item.attempt + 1,
        method=request.method,
        path=request.path,
        if_match=dict(request.headers).get("If-Match", ""),
        request_digest=request_digest(request),
        at=now,
        background=asked(request, channel.provider.background),
    )
