"""Undo what a run has laid over a document: by laying over it what it held before. Pure."""

from collections.abc import Mapping
from typing import Any

from bulkops.core.compensation import Counterpart, Fate, Standing
from bulkops.core.json import loads
from bulkops.core.observed import Observed
from bulkops.planning.compensate_deeds import Deed, Deeds
from bulkops.planning.compensate_touched import listed, touched
from bulkops.planning.compensate_values import Restored, restored
from bulkops.planning.diff import difference

NOTHING_UNDOES = "no operation undoes it"


def restore(deeds: Deeds, observed: Observed) -> tuple[Counterpart | None, list[Fate]]:
    """Say what brings back a document that is still there.

    Args:
        deeds: The operations on it.
        observed: As it is now.
    """
    laid = [deed for deed in deeds.ours if deed.lays]
    others = deeds.fates(Standing.STAYS, NOTHING_UNDOES, [deed for deed in deeds.told if not deed.lays])
    if not laid:
        return None, others
    if not laid[0].written.before or deeds.ours[0].written.made:
        reason = f"the run has made the {deeds.resource.noun}, and nothing removes it"
        return None, [*others, *deeds.fates(Standing.STAYS, reason, laid)]
    was = _before(laid, observed)
    send = difference(laid[-1].type.fields, was.values, observed.document or {}).send
    if not send:
        return None, [*others, *_nothing_to_send(deeds, laid, was)]
    if (found := touched(deeds, observed)) is not None:
        return None, found
    counter, status = laid[-1].type, deeds.status(observed)
    if counter.statuses and status not in counter.statuses:
        return None, [*others, *deeds.fates(Standing.STAYS, f"a document that is {status} takes no such change", laid)]
    return _counterpart(deeds, laid, observed, was, send), [*others, *_undone(deeds, laid, was)]


def _before(laid: list[Deed], observed: Observed) -> Restored:
    sets = [loads(deed.written.payload) for deed in laid]
    return restored(laid[-1].type.fields, sets, loads(laid[0].written.before), observed.document or {})


def _nothing_to_send(deeds: Deeds, laid: list[Deed], was: Restored) -> list[Fate]:
    if was.unknown:
        return deeds.fates(Standing.STAYS, "what it was before is not known", laid, listed(was.unknown))
    return deeds.fates(Standing.NOTHING_LEFT, "the document is as it was before", laid)


def _undone(deeds: Deeds, laid: list[Deed], was: Restored) -> list[Fate]:
    if was.unknown:
        return deeds.fates(Standing.PARTLY, "what some fields were before is not known", laid, listed(was.unknown))
    return deeds.fates(Standing.UNDONE_BY, deeds=laid)


def _counterpart(
    deeds: Deeds, laid: list[Deed], observed: Observed, was: Restored, send: Mapping[str, Any]
) -> Counterpart:
    notes = []
    if was.unknown:
        notes.append(f"not brought back, for what it was is not known: {listed(was.unknown)}")
    if was.renumbered:
        notes.append(f"comes back under a new number: {listed(was.renumbered)}")
    counter = laid[-1].type
    tag = observed.tag if counter.versioned else ""
    return Counterpart(type=counter.name, target=deeds.key, tag=tag, payload=send, notes=tuple(notes))
