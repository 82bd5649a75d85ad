"""Decide what undoes the operations of a run on one document. Pure.

All of it follows from the operation types: what undoes them, in which statuses that may be sent, and whether a payload
was laid over the document. One document takes one counter-operation at most: what undoes the move that it cannot go
back from, or else its making, or else what was set.
"""

from collections.abc import Iterator

from bulkops.core.compensation import Counterpart, Fate, Standing
from bulkops.core.observed import Observed
from bulkops.core.operation import Spawn
from bulkops.core.outcome import State
from bulkops.planning.compensate_deeds import Deed, Deeds
from bulkops.planning.compensate_restore import NOTHING_UNDOES, restore
from bulkops.planning.compensate_touched import touched

_COUNTERED = "the document stays as it is, and what is made out of it counters it as a whole"


def undoing(deeds: Deeds, observed: Observed | None) -> tuple[Counterpart | None, list[Fate]]:
    """Say what undoes a run on one document, and what becomes of each of its operations.

    Args:
        deeds: The operations on it.
        observed: The document as it is; None: it was not read, for our own runs have deleted it, or it is not settled.
    """
    if not deeds.ours:
        return None, []
    if deeds.unsettled:
        return None, deeds.fates(Standing.TOUCHED, "an operation on the document is not settled: `bulkops resume`")
    if deeds.left.removed or observed is None or observed.document is None:
        return None, _gone(deeds)
    pivot = next((deed for deed in reversed(deeds.ours) if deed.moves), None)
    if pivot is None and not deeds.ours[0].made:
        return restore(deeds, observed)
    if pivot is not None and (followed := _followed(deeds, pivot)) is not None:
        return None, followed
    return _counter(deeds, pivot or deeds.ours[0], observed)


def _gone(deeds: Deeds) -> list[Fate]:
    """Say what becomes of operations on a document that is not there any more."""
    made = deeds.ours[0].made
    lasting = [deed for deed in deeds.told if deed.lasting]
    fates = deeds.fates(Standing.STAYS, NOTHING_UNDOES, lasting)
    rest = [deed for deed in deeds.told if not deed.lasting]
    last = deeds.left.last
    if not deeds.left.removed or last is None:
        if made:
            return [*fates, *deeds.fates(Standing.NOTHING_LEFT, "the document is not there any more", rest)]
        return [*fates, *deeds.fates(Standing.TOUCHED, "others have deleted the document since", rest)]
    if last.run == deeds.run and not made:
        reason = f"a deleted {deeds.resource.noun} cannot be brought back"
        return [*fates, *deeds.fates(Standing.STAYS, reason, rest)]
    reason = "a run of ours has deleted the document"
    return [*fates, *deeds.fates(Standing.NOTHING_LEFT, reason, rest, f"run {last.run}")]


def _counter(deeds: Deeds, pivot: Deed, observed: Observed) -> tuple[Counterpart | None, list[Fate]]:
    """Counter the making of the document, or the move that it cannot go back from."""
    counter = deeds.types.get(pivot.type.undone_by)
    if counter is None:
        return None, deeds.fates(Standing.STAYS, NOTHING_UNDOES)
    if (found := touched(deeds, observed)) is not None:
        return None, found
    status = deeds.status(observed)
    if counter.statuses and status not in counter.statuses:
        reason = f"`{counter.name}` is not for a document that is {status}"
        return None, deeds.fates(Standing.STAYS, reason)
    fates = [
        deeds.fate(deed, Standing.STAYS, NOTHING_UNDOES) if deed.lasting else deeds.fate(deed, Standing.UNDONE_BY)
        for deed in deeds.told
    ]
    tag = observed.tag if counter.versioned else ""
    notes = (_COUNTERED, *_mistakable(deeds, counter.spawn)) if counter.spawn is not None else ()
    return Counterpart(type=counter.name, target=deeds.key, tag=tag, notes=notes), fates


def _mistakable(deeds: Deeds, spawn: Spawn) -> Iterator[str]:
    """Say what the plan may take for the document to be made: who made that one did not tell its number."""
    for deed in deeds.all:
        made = deed.type.spawn if deed.written.made else None
        if made is not None and made.beside is not None and made.beside == spawn.resource:
            noun = spawn.resource.noun
            yield (
                f"`{deed.type.name}` has made a {noun} too, which may look like the one of this entry: where the plan"
                f" names it in a conflict, write `{spawn.others}` with its number here"
            )


def _followed(deeds: Deeds, pivot: Deed) -> list[Fate] | None:
    """Say what becomes of a move after which a document was spawned, which may counter it already; None: none was."""
    later = deeds.all[deeds.all.index(pivot) + 1 :]
    spawning = [deed for deed in later if deed.type.spawn is not None and deed.written.state is State.SUCCEEDED]
    if not spawning:
        return None
    counter = next((deed for deed in spawning if deed.type.name == pivot.type.undone_by), None)
    if counter is not None:
        standing, reason = Standing.NOTHING_LEFT, f"`{counter.type.name}` has countered it already"
    else:
        standing, reason = Standing.STAYS, f"`{spawning[0].type.name}` has followed it"
    detail = f"run {(counter or spawning[0]).written.run}"
    return [
        deeds.fate(deed, Standing.STAYS, NOTHING_UNDOES) if deed.lasting else deeds.fate(deed, standing, reason, detail)
        for deed in deeds.told
    ]
