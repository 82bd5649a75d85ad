"""Read what may be the result of an operation in doubt, beside what was sent: for the person who decides."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from bulkops.core.candidate import Candidate, Found
from bulkops.core.change import Change, ChangeKind
from bulkops.core.conflict import Standing
from bulkops.core.json import loads
from bulkops.core.observed import Observed, held
from bulkops.core.operation import Document, OperationType
from bulkops.core.resource import Resource
from bulkops.engine.channel import Channel
from bulkops.engine.lookup import Lookup
from bulkops.engine.observe import observe_one
from bulkops.engine.origins import Origin, find_alike
from bulkops.engine.ports import Item
from bulkops.engine.servertime import ServerTime
from bulkops.engine.work import Work
from bulkops.planning.diff import difference
from bulkops.planning.three_way import LAID_OVER, three_way

#: Documents that are read and shown, at most.
CANDIDATES_MAX = 12
#: Of a document that was not there before, held against what was sent.
_AS_SENT = frozenset({Standing.SAME, Standing.KEPT, Standing.UNREAD})
#: Names the operation that holds a document of a kind (`api.resource`) as its result; empty: none does.
HeldBy = Callable[[str, str], str]


class Candidates:
    """Finds what may be the result of one operation.

    Args:
        work: What the run works with.
        item: The operation.
        held_by: Says which documents are other operations' results.
    """

    def __init__(self, work: Work, item: Item, held_by: HeldBy) -> None:
        self._work = work
        self._item = item
        self._held_by = held_by
        self._type: OperationType = work.type_of(item)
        self._channel: Channel = work.channel_of(item)
        self._target: Observed | None = None
        self._more = 0

    async def found(self) -> Found:
        """Look for them.

        Raises:
            RemoteError: The system cannot be read.
        """
        await self._read_target()
        made = self._type.made
        shown = made or self._type.resource
        paths = _paths(shown)
        candidates = [self._candidate(shown, document) async for document in self._documents()]
        now = None
        if made is None and self._target is not None and self._target.document is not None:
            now = self._candidate(shown, self._target.document)
        return Found(
            makes=made.noun if made else "",
            target=f"{self._type.resource.noun} {self._item.target}" if self._type.targeted else "",
            target_gone=self._target is not None and self._target.document is None,
            paths=paths,
            sent={path: value for path in paths if (value := self._sent(path)) is not None},
            candidates=tuple(candidates),
            more=self._more,
            sent_at=self._item.sent_at,
            created=shown.listing.created if shown.listing is not None else "",
            now=now,
        )

    async def numbered(self, number: str) -> Candidate | None:
        """Read the document with a number; None where there is none.

        Raises:
            RemoteError: The system cannot be read.
        """
        await self._read_target()
        made = self._type.made
        assert made is not None, "it makes no document"
        seen = await observe_one(self._channel, made, number)
        return None if seen.document is None else self._candidate(made, seen.document, seen.tag)

    async def _read_target(self) -> None:
        if self._type.targeted and self._target is None:
            self._target = await observe_one(self._channel, self._type.resource, self._item.target)

    async def _documents(self) -> AsyncIterator[Document]:
        """Read the documents that may be its result."""
        spawn, made = self._type.spawn, self._type.made
        if spawn is None:
            found = await Lookup(self._work, [self._item]).created(self._item) if made else []
            self._more = max(0, len(found) - CANDIDATES_MAX)
            for document in found[:CANDIDATES_MAX]:
                yield document
            return
        assert self._target is not None
        target = self._target.document
        if target is None:
            return
        # How far the server's clock is from ours is not known here, so some may be older than what was sent.
        origin = Origin(item=self._item, spawn=spawn, document=target)
        await find_alike(self._work, [origin], ServerTime())
        self._more = max(0, len(origin.alike) - CANDIDATES_MAX)
        for number in islice(origin.alike, CANDIDATES_MAX):
            seen = await observe_one(self._channel, spawn.resource, number)
            if seen.document is not None:
                yield seen.document

    def _candidate(self, resource: Resource, document: Document, tag: str = "") -> Candidate:
        number = str(held(document, resource.number))
        return Candidate(
            number=number,
            tag=tag,
            shown={path: value for path in _paths(resource) if (value := held(document, path)) is not None},
            changes=tuple(self._changes(document)),
            held_by=self._held_by(resource.full_name, number) if self._type.made is not None else "",
        )

    def _changes(self, document: Document) -> Iterator[Change]:
        """Say where a document differs from what was sent."""
        if self._type.spawn is not None:
            for there, here in (*self._type.spawn.alike, *self._type.spawn.marks):
                value, wanted = held(document, there) or None, self._of_target(here) or None
                if value != wanted:
                    yield Change(path=there, before=value, after=wanted)
        elif self._type.made is not None:
            payload: Mapping[str, Any] = loads(self._item.payload)
            lists = tuple(f"{name}[" for name, value in payload.items() if isinstance(value, list))
            for row in three_way(self._type.fields, payload, {}, document):
                more = row.path.startswith(lists) and row.path.endswith("]")  # an element that was not sent
                if (row.asked or more) and row.standing not in _AS_SENT:
                    yield Change(path=row.path, before=row.theirs, after=row.ours, sensitive=row.sensitive)
        elif self._type.effect in LAID_OVER:
            found = difference(self._type.fields, loads(self._item.payload), document)
            yield from (change for change in found.changes if change.kind is not ChangeKind.UNREAD)

    def _sent(self, path: str) -> Any:
        """Give what was sent of what a document shows; what an operation's target shows, where it makes another one."""
        if self._type.spawn is not None:
            pairs = (*self._type.spawn.alike, *self._type.spawn.marks)
            return next((self._of_target(here) for there, here in pairs if there == path), None)
        payload: Mapping[str, Any] = loads(self._item.payload) if self._type.made is not None else {}
        if path == self._type.resource.net and self._type.net is not None and payload:
            return self._type.net(payload)
        return next((payload.get(field.name) for field in self._type.fields if field.observed == path), None)

    def _of_target(self, path: str) -> Any:
        document = self._target.document if self._target is not None else None
        return held(document, path) if document is not None else None


def _paths(resource: Resource) -> tuple[str, ...]:
    """Say what of a document tells it from others: what a table of them shows, its sum, and when it was made."""
    created = resource.listing.created if resource.listing is not None else ""
    paths = dict.fromkeys((*resource.columns, resource.net, created))
    return tuple(path for path in paths if path and path != resource.number)
