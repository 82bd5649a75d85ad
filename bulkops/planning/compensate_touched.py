"""Say who has been at a document since a run: nobody's later work is undone along with it. Pure."""

from collections.abc import Iterable, Sequence

from bulkops.core.change import Change
from bulkops.core.compensation import Fate, Standing, undo_name
from bulkops.core.observed import Observed
from bulkops.core.outcome import State
from bulkops.planning.compensate_deeds import Deeds
from bulkops.planning.drift import drift_of

_SHOWN_MAX = 5


def touched(deeds: Deeds, observed: Observed) -> list[Fate] | None:
    """Say what becomes of the operations on a document that was changed since; None: nobody has changed it."""
    later = _later_run(deeds)
    if later:
        return deeds.fates(Standing.TOUCHED, "a later run has changed the document", detail=f"run {later}")
    drift = drift_of(deeds.left, deeds.key, observed)
    if drift is None:
        return None
    return deeds.fates(Standing.TOUCHED, "others have changed the document since", detail=_fields(drift.changes))


def listed(paths: Sequence[str]) -> str:
    """Name the first few of some fields."""
    shown = ", ".join(f"`{path}`" for path in paths[:_SHOWN_MAX])
    more = len(paths) - _SHOWN_MAX
    return f"{shown} and {more} more" if more > 0 else shown


def _later_run(deeds: Deeds) -> str:
    """Name the last run that has changed the document later; a run that was undone since, and its undoing, are none."""
    mine = max(index for index, deed in enumerate(deeds.all) if deed.written.run == deeds.run)
    later = [deed.written for deed in deeds.all[mine + 1 :] if deed.written.state is not State.UNCHANGED]
    undoings = {written.manifest for written in later if written.manifest.startswith(undo_name(""))}
    runs = (
        written.run
        for written in reversed(later)
        if undo_name(written.run) not in undoings and written.manifest not in undoings
    )
    return next(runs, "")


def _fields(changes: Iterable[Change]) -> str:
    paths = [change.path for change in changes]
    return listed(paths) if paths else "in nothing that our runs set"
