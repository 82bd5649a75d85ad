"""Look for what a plan would make a second time; what the journal knows as done is not asked for."""

from collections.abc import Iterator

from bulkops.adapters.draft import Draft
from bulkops.adapters.draft.planned import Planned
from bulkops.adapters.journal.earlier import EarlierRuns
from bulkops.app.compose import System
from bulkops.core.observed import Alike, held
from bulkops.core.operation import Document, OperationType, Spawn
from bulkops.core.registry import Registry
from bulkops.core.resource import Resource
from bulkops.engine.alike import customers_documents
from bulkops.engine.attached import attached_as
from bulkops.engine.existing import Sought, find_existing
from bulkops.engine.listing import Row
from bulkops.engine.observe import expansions
from bulkops.planning.alike import likeness, others_of

_SECONDS = len("2026-03-31T12:00:00")
_Kind = tuple[OperationType, str, int, str]


async def recognise(draft: Draft, registry: Registry, system: System) -> None:
    """Find the documents that bear the marks of a draft's creates, and keep them in it.

    Raises:
        RemoteError: The system cannot be read.
    """
    by_resource: dict[str, list[_Kind]] = {}
    for name, identity, count, first_day in draft.existing.sought():
        found = registry.types[name]
        by_resource.setdefault(found.resource.full_name, []).append((found, identity, count, first_day))
    for kinds in by_resource.values():
        resource = kinds[0][0].resource
        uploads = [registry.types[name] for name in draft.types()]
        files = {found.upload.expand for found in uploads if found.upload is not None and found.resource is resource}
        await find_existing(
            system.require(resource.api), _sought(resource, kinds, files), _marks(draft, kinds), draft.existing.keep
        )
    draft.existing.bind()


async def recognise_made(draft: Draft, registry: Registry, system: System) -> None:
    """Find the documents that operations may have made out of their targets before, and keep them in the draft.

    A target that has not come into a status in which the operation could be sent has nothing made out of it.

    Raises:
        RemoteError: The system cannot be read.
    """
    for name in draft.types():
        spawn = registry.types[name].spawn
        if spawn is not None:
            await _find_made(draft, registry.types[name], spawn, system)
            draft.alike.forget()


async def recognise_attached(draft: Draft, registry: Registry, system: System) -> None:
    """Find the files that are attached already, by name and content, and note that in the draft.

    One whose attaching needs a second write is attached again, as a new revision: nothing shows the second write.

    Raises:
        RemoteError: The system cannot be read.
    """
    for name in draft.types():
        upload, sequel = registry.types[name].upload, registry.types[name].sequel
        if upload is None:
            continue
        channel = system.require(registry.types[name].api)
        for seq, payload, options, document in draft.alike.files(name):
            if sequel is not None and options.get(sequel.option):
                continue
            if await attached_as(upload, channel, payload[upload.option], options, document):
                draft.alike.attach(seq)


async def _find_made(draft: Draft, operation_type: OperationType, spawn: Spawn, system: System) -> None:
    channel, made = system.require(operation_type.api), draft.alike
    _seek(draft, operation_type, spawn)
    count, since, parties = made.parties(found=False)
    if not count:
        return

    def take(row: Row) -> None:
        like, marks = (likeness(row, (there for there, _ in pairs)) for pairs in (spawn.alike, spawn.marks))
        made.take(like, marks, str(held(row, spawn.trace.number)), _created(spawn.trace, row))

    await customers_documents(channel, spawn.trace, parties, count, since, take)
    count, _, parties = made.parties(found=True)
    if not count:
        return

    def meet(row: Row) -> None:
        like, marks = (likeness(row, (here for _, here in pairs)) for pairs in (spawn.alike, spawn.marks))
        made.meet(like, marks, str(held(row, operation_type.resource.number)))

    await customers_documents(channel, operation_type.resource, parties, count, "", meet)


def _seek(draft: Draft, operation_type: OperationType, spawn: Spawn) -> None:
    resource = operation_type.resource
    statuses = operation_type.statuses | (spawn.leaves or frozenset())
    for seq, document in draft.alike.targets(operation_type.name):
        if not statuses or str(held(document, resource.status)) in statuses:
            draft.alike.seek(
                seq,
                likeness=likeness(document, (here for _, here in spawn.alike)),
                marks=likeness(document, (here for _, here in spawn.marks)),
                party=str(held(document, resource.party) or ""),
                number=str(held(document, resource.number)),
                created=_created(resource, document),
            )


def _created(resource: Resource, document: Document) -> str:
    """Say when a document was made, to the second, as the server writes it; empty where it does not say."""
    member = resource.listing.created if resource.listing is not None else ""
    return str(held(document, member) or "")[:_SECONDS] if member else ""


def alike_of(planned: Planned, draft: Draft, history: EarlierRuns | None) -> Alike | None:
    """Say what may be the result of an operation that makes a document out of another; None: nothing.

    What another operation has made, or the entry says belongs to something else, is none.
    """
    spawn = planned.operation.type.spawn
    if spawn is None or planned.done:
        return None
    others, trace = others_of(planned.operation), spawn.trace
    free = {
        number: marked
        for number, marked in draft.alike.of(planned.seq)
        if number not in others and not (history is not None and history.makes(trace.full_name, number))
    }
    if not free:
        return None
    # Where the trace is not the document itself, later operations need a number that nobody knows.
    certain = len(free) == 1 and all(free.values()) and spawn.beside is None and draft.alike.alone(planned.seq)
    return Alike(noun=trace.noun, numbers=tuple(free), certain=certain)


def _sought(resource: Resource, kinds: list[_Kind], flags: set[str]) -> Sought:
    return Sought(
        resource=resource,
        members={identity: found.shown_at(identity) for found, identity, _, _ in kinds},
        count=sum(count for _, _, count, _ in kinds),
        first_day=min(first_day for _, _, _, first_day in kinds),
        expand=tuple(sorted({flag for found, _, _, _ in kinds for flag in expansions(found.fields)} | flags)),
    )


def _marks(draft: Draft, kinds: list[_Kind]) -> Iterator[tuple[str, str]]:
    for found, identity, _, _ in kinds:
        for key in draft.existing.keys(found.name, identity):
            yield identity, key.partition("=")[2]
