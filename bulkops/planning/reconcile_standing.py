"""How a document of a run stands, given what all runs have done to it and how it was found. Pure."""

from collections.abc import Iterable, Mapping

from bulkops.core.operation import OperationType
from bulkops.core.outcome import State
from bulkops.core.reconcile import Reconciled
from bulkops.core.written import Written
from bulkops.planning.drift import another_version
from bulkops.planning.left import Left


def standing_of(left: Left, tag: str, run: str, *, gone: bool, differs: bool, counter: Written | None) -> Reconciled:
    """Say how a document stands.

    Args:
        left: As operations of ours have left it.
        tag: Its entity tag as found.
        run: Name of the run that is reconciled.
        gone: It is not there.
        differs: Something of it is not as it was left.
        counter: What a later run has countered it by; None: nothing.
    """
    if left.unsettled:
        return Reconciled.UNKNOWN
    if left.removed and gone:
        return Reconciled.AS_MADE if last_run(left) == run else Reconciled.UNDONE
    if left.removed or gone:
        return Reconciled.MISSING if gone else Reconciled.BACK
    return Reconciled.DIFFERING if differs else _untouched(left, tag, counter)


def _untouched(left: Left, tag: str, counter: Written | None) -> Reconciled:
    """Say how a document stands that is there, and in nothing different."""
    if left.purged and not (left.tag and left.tag == tag):
        return Reconciled.UNKNOWN
    if another_version(left, tag):
        return Reconciled.CHANGED
    return Reconciled.AS_MADE if counter is None else Reconciled.COUNTERED


def counter_of(writes: Iterable[Written], run: str, types: Mapping[str, OperationType]) -> Written | None:
    """Find what another run has countered a document by, after this run: the last that has made one out of it."""
    found: Written | None = None
    for written in writes:
        spawns = not written.made and written.type in types and types[written.type].spawn is not None
        if written.run == run:
            found = None  # the run itself has the last word
        elif spawns and written.state is State.SUCCEEDED:
            found = written
    return found


def last_run(left: Left) -> str:
    """Name the run that has written a document last."""
    return left.last.run if left.last is not None else ""
