"""Codes about undoing a run."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="P100",
        title="a purged run cannot be undone",
        cause="What undoes a run follows from what it sent and from what its documents held before. `bulkops journal "
        "purge` has removed both; that the run has happened, and how, is still known.",
        example="bulkops compensate 7f3a, after bulkops journal purge --run 7f3a",
        remedy="Look at what the run has done with `bulkops status RUN` and `bulkops show RUN ID`, and undo it by a "
        "manifest of your own.",
    ),
    Code(
        code="P101",
        title="a run that is not over cannot be undone",
        cause="Operations of it are still to be sent: what undoes it would be incomplete as soon as it was written.",
        example="bulkops compensate 7f3a, while `bulkops apply` still runs, or after it was interrupted",
        remedy="Let it end, or go on with `bulkops resume RUN`; then compensate it.",
    ),
)
