"""Settle what is in doubt: wait out the server, look, then adopt it, send it again, or hand it to a person.

"Absent" needs a read begun after the server's longest processing time has passed since the send; a look-up at once
would still double what commits late (`docs/architecture.md`).
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bulkops.core.json import loads
from bulkops.core.observed import Observed, held
from bulkops.core.operation import Effect, OperationType, Spawn
from bulkops.core.outcome import Outcome, State
from bulkops.engine.attached import attached
from bulkops.engine.conflict import told
from bulkops.engine.lookup import Lookup
from bulkops.engine.observe import observe_one
from bulkops.engine.ports import Item
from bulkops.engine.servertime import ServerTime
from bulkops.engine.work import Work
from bulkops.planning.diff import holds, shows
from bulkops.planning.read_back import not_taken, taken_in_part

_PAGE = 500
#: Documents that are read to learn the server's clock, at most.
_LEARNT_FROM_MAX = 20
#: How far apart the time of a file and the clock may be.
_FILE_TIME_S = 2.0
READY = Outcome(state=State.READY, code="R170", message="looked up after the settling time: it has not happened")


def _adopted(observed: Observed, number: str = "") -> Outcome:
    return Outcome(state=State.SUCCEEDED, adopted=True, number=number, tag=observed.tag, message="found done")


def _manual(message: str) -> Outcome:
    return Outcome(state=State.MANUAL, code="R171", message=message)


_CONFLICT = Outcome(
    state=State.CONFLICT,
    code="R132",
    message="the answer was lost; the document holds neither what was planned from nor what was wanted",
)


class Settlements:
    """Settles the IN_DOUBT operations of a run.

    Args:
        work: What the run works with.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._times: dict[str, ServerTime] = {}

    async def due(self) -> float:
        """Say from when (seconds since 1970) everything in doubt can be settled; 0.0 if nothing is in doubt."""
        due, after = 0.0, 0
        while items := await self._work.store.pending(State.IN_DOUBT, after, _PAGE):
            after = items[-1].op
            due = max(due, *map(self._ripe_at, items))
        return due

    async def settle(self) -> None:
        """Settle everything in doubt whose settling time is over; call it after `due`."""
        after = 0
        while items := await self._work.store.pending(State.IN_DOUBT, after, _PAGE):
            after = items[-1].op
            now = self._work.clock.now()
            ripe = [item for item in items if now >= self._ripe_at(item)]
            lookup = Lookup(self._work, [item for item in ripe if not item.target])
            for item in ripe:
                await self._work.end(item, await self._settled(item, lookup))

    def _ripe_at(self, item: Item) -> float:
        """Say from when an item can be settled; a read leaves nothing behind that one would have to wait for."""
        if self._work.type_of(item).effect is Effect.READ:
            return item.sent_at
        return self._work.channel_of(item).settled_at(item)

    async def _settled(self, item: Item, lookup: Lookup) -> Outcome:
        operation_type = self._work.type_of(item)
        if not operation_type.targeted:
            return await self._created(operation_type, item, lookup)
        if operation_type.effect is Effect.OPAQUE:
            return _manual("nothing shows whether it happened: a person has to find out")
        if operation_type.effect is Effect.READ:
            return await self._read(operation_type, item)
        return await self._acted(operation_type, item)

    async def _acted(self, operation_type: OperationType, item: Item) -> Outcome:
        """Settle by what the target shows."""
        channel = self._work.channels[operation_type.api]
        seen = await observe_one(channel, operation_type.resource, item.target)
        if operation_type.effect is Effect.REVISION:
            return await attached(operation_type, channel, item, seen) or READY
        if operation_type.spawn is not None:
            return await self._spawned(operation_type, operation_type.spawn, item, seen)
        moved = operation_type.transition is not None
        return told((_moved if moved else _written)(operation_type, item, seen), seen)

    async def _read(self, operation_type: OperationType, item: Item) -> Outcome:
        """Read again, unless the answer was kept already."""
        path = loads(item.options).get(operation_type.download)
        saved_at = None
        if path:
            with suppress(OSError):  # what is wrong there, keeping the next answer will tell
                saved_at = await self._work.files.saved_at(path)
        if saved_at is not None and saved_at >= item.sent_at - _FILE_TIME_S:
            return Outcome(state=State.SUCCEEDED, adopted=True, message="found kept")
        return READY

    async def _created(self, operation_type: OperationType, item: Item, lookup: Lookup) -> Outcome:
        found = await lookup.created(item)
        if not found:
            return READY
        numbers = [str(held(document, operation_type.resource.number)) for document in found]
        if len(found) > 1:
            return _manual(f"several documents bear its mark: {', '.join(numbers)}")
        if not holds(operation_type.fields, loads(item.payload), found[0]):
            return _manual(f"document {numbers[0]} bears its mark, but differs from what was sent")
        if _older(operation_type, found[0], item.sent_at):
            return _manual(f"document {numbers[0]} bears its mark, but was made before the request was sent")
        return _adopted(
            Observed(document=found[0], tag=str(held(found[0], operation_type.resource.tag) or "")), numbers[0]
        )

    async def _spawned(self, operation_type: OperationType, spawn: Spawn, item: Item, seen: Observed) -> Outcome:
        if seen.document is None:
            return _manual("its target is gone")
        channel, time = self._work.channels[operation_type.api], await self._server_time(operation_type)
        alike = await Lookup.spawned(channel, spawn, operation_type.resource, seen.document, time.since(item.sent_at))
        kind = f"{spawn.resource.api}.{spawn.resource.name}"
        free = {number: marked for number, marked in alike.items() if not await self._work.store.claimed(kind, number)}
        if not free:
            return READY
        marked = [number for number, bears in free.items() if bears]
        if len(marked) != 1 or len(free) > 1:
            return _manual(f"what may be its result is not certain: {', '.join(free)}")
        if not time.known:
            return _manual(f"{marked[0]} may be its result, or older: the server's time zone is not known")
        return _adopted(Observed(document=None), marked[0])

    async def _server_time(self, operation_type: OperationType) -> ServerTime:
        """Learn the server's clock from documents that this run has made itself."""
        time = self._times.setdefault(operation_type.api, ServerTime())
        if time.known:
            return time
        for item in (await self._work.store.pending(State.SUCCEEDED, 0, _PAGE))[:_LEARNT_FROM_MAX]:
            maker, made = self._work.type_of(item), self._work.type_of(item).made
            if maker.api != operation_type.api or made is None or made.listing is None or not item.number:
                continue
            seen = await observe_one(self._work.channels[maker.api], made, item.number)
            time.learn(seen.document, made.listing.created, item.sent_at, item.ended_at)
            if time.known:
                break
        return time


def _older(operation_type: OperationType, document: Mapping[str, Any], sent_at: float) -> bool:
    """Whether a document was made before a request, whatever the server's time zone: then it is not its result."""
    listing = operation_type.resource.listing
    made_at = str(held(document, listing.created) or "") if listing is not None and listing.created else ""
    return bool(made_at) and made_at.replace("T", " ") < ServerTime().since(sent_at)


def _moved(operation_type: OperationType, item: Item, seen: Observed) -> Outcome:
    transition, resource = operation_type.transition, operation_type.resource
    assert transition is not None
    if seen.document is None:
        return _manual("its target is gone") if transition.after else _adopted(seen)
    status = str(held(seen.document, resource.status) or "")
    if status in transition.after:
        return _adopted(seen)
    if item.tag and seen.tag != item.tag:
        return _CONFLICT
    return READY


def _written(operation_type: OperationType, item: Item, seen: Observed) -> Outcome:
    before: Mapping[str, Any] | None = loads(item.before) if item.before else None
    document, payload = seen.document, loads(item.payload)
    if document is not None and holds(operation_type.fields, payload, document, before):
        if shows(operation_type.fields, payload, before):
            return _adopted(seen)
        return _manual(
            f"the {operation_type.resource.noun} does not show what was sent, so nothing tells whether it happened"
        )
    if operation_type.effect is Effect.UPSERT:
        if document is not None and taken_in_part(operation_type.fields, payload, document, before):
            message = f"the answer was lost, and {not_taken(operation_type.fields, payload, document)}"
            return Outcome(state=State.REFUSED, code="R141", message=message)
        return READY if document == before else _CONFLICT
    return READY if document is not None and item.tag and seen.tag == item.tag else _CONFLICT
