"""Whether a run can be compensated at all, as the journal has it."""

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import RunRow
from bulkops.core.errors import JournalError, UsageError
from bulkops.core.outcome import State


def check_compensable(journal: Journal, run: RunRow) -> None:
    """Make sure that a run can be compensated.

    Raises:
        JournalError: What it sent and read was purged.
        UsageError: It is still going on.
    """
    if run.purged_at:
        raise JournalError(
            f"run {run.name} was purged: what it sent, and what its documents held before, is not known any more",
            hint=f"`bulkops status {run.name}` still shows what it has done; undo that by a manifest of your own",
            code="P100",
        )
    if any(count for state, count in journal.counts(run.run).items() if state in {State.PLANNED, State.READY}):
        raise UsageError(
            f"run {run.name} is not over: it has operations that are still to be sent",
            hint=f"let it end, or go on with `bulkops resume {run.name}`; then compensate it",
            code="P101",
        )
