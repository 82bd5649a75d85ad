"""Learning a server's clock from what this run has written itself."""

from bulkops.core.operation import Effect, OperationType
from bulkops.core.outcome import State
from bulkops.core.resource import Resource
from bulkops.engine.observe import observe_one
from bulkops.engine.ports import Item
from bulkops.engine.work import Work

_PAGE = 500
#: Documents that are read, at most.
_LEARNT_FROM_MAX = 20


async def learn_time(work: Work, api: str) -> None:
    """Learn how far a server's clock is from ours, if this run has written anything that tells.

    A document that it made shows when; one that it changed shows when it was changed last, which is between our write
    and the read. Nothing is learnt where several zones would fit.

    Raises:
        RemoteError: The system cannot be read.
    """
    after, left = 0, _LEARNT_FROM_MAX
    while not work.times[api].known and left > 0:
        items = await work.store.pending(State.SUCCEEDED, after, _PAGE)
        if not items:
            return
        after = items[-1].op
        telling = [item for item in items if work.type_of(item).api == api and _shown(work, item) is not None]
        await _learn_from(work, api, telling[:left])
        left -= len(telling)


async def _learn_from(work: Work, api: str, items: list[Item]) -> None:
    for item in items:
        shown = _shown(work, item)
        assert shown is not None
        resource, key, member, until = shown
        seen = await observe_one(work.channels[api], resource, key)
        work.times[api].learn(seen.document, member, item.sent_at, until or work.clock.now())
        if work.times[api].known:
            return


def _shown(work: Work, item: Item) -> tuple[Resource, str, str, float] | None:
    """Say which document shows when an operation was done, in which member, and by when it was (0.0: by now)."""
    operation_type = work.type_of(item)
    made, resource = operation_type.made, operation_type.resource
    # What was found done by looking, after the settling time, may have been somebody else's doing before ours.
    if not item.sent_at or item.ended_at >= work.channel_of(item).settled_at(item):
        return None
    if made is not None:
        created = made.listing.created if made.listing is not None else ""
        return (made, item.number, created, item.ended_at) if created and item.number else None
    modified = resource.listing.modified if resource.listing is not None else ""
    return (resource, item.target, modified, 0.0) if modified and _changes(operation_type) else None


def _changes(operation_type: OperationType) -> bool:
    """Whether it leaves a changed document behind."""
    moves = operation_type.transition is not None and bool(operation_type.transition.after)
    return moves or operation_type.effect is Effect.CONDITIONAL_UPDATE
