"""Results of a run as files: what became of each operation, and in which file the rows stand that it was made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bulkops.core.errors import BulkopsError
from bulkops.core.outcome import DONE, FAILED, UNSETTLED, State

#: What is written behind the columns of a table.
COLUMNS = ("_state", "_code", "_message", "_number")
#: Codes of rows and entries that no operation of the run stands for.
DONE_BEFORE, WHERE, NOT_SELECTED = "done before", "where", "not selected"
#: State of what the run left out.
LEFT_OUT = "left_out"


class ResultsError(BulkopsError):
    """Result files do not hold what the journal holds."""

    exit_code = 1
    code = "P090"


class Bucket(StrEnum):
    """The files that rows go to; each row stands in exactly one."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    SKIPPED = "skipped"


#: How much a bucket says about a row with several operations: the weightiest decides.
_WEIGHTS = {Bucket.SUCCEEDED: 0, Bucket.SKIPPED: 1, Bucket.FAILED: 2, Bucket.IN_DOUBT: 3}


def bucket_of(state: State | None) -> Bucket:
    """Say where an operation's rows go; None: it is no operation of the run."""
    if state in DONE:
        return Bucket.SUCCEEDED
    if state in FAILED:
        return Bucket.FAILED
    return Bucket.IN_DOUBT if state in UNSETTLED else Bucket.SKIPPED


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of an operation.

    Attributes:
        id: Its id.
        type: Name of the operation type; empty where it is no operation of the run.
        state: Where it is; None: the run left it out.
        code: Code of the cause; empty for success.
        message: Cause for people.
        number: Number of the document that it made.
        currency: Of `amount`.
        amount: Net sum; None where it is not known.
        before: An earlier run did it.
    """

    id: str
    type: str = ""
    state: State | None = None
    code: str = ""
    message: str = ""
    number: str = ""
    currency: str = ""
    amount: Decimal | None = None
    before: bool = False

    @property
    def weight(self) -> tuple[int, bool]:
        """What it counts beside the other operations of its row."""
        return _WEIGHTS[bucket_of(self.state)], not self.before


def not_selected(name: str) -> Fate:
    """Say of an operation that the run was about others."""
    return Fate(id=name, code=NOT_SELECTED, message="the run was about other operations of the manifest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is written behind a row, and the file that it goes to."""

    bucket: Bucket
    state: str
    code: str = ""
    message: str = ""
    number: str = ""

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """The cells below `COLUMNS`."""
        return self.state, self.code, self.message, self.number


LEFT_OUT_BY_WHERE = Mark(bucket=Bucket.SKIPPED, state=LEFT_OUT, code=WHERE, message="`where` leaves it out")


def mark_of(fates: Sequence[Fate]) -> Mark:
    """Say what became of a row: the worst of its operations, at least one, of which the first makes the document."""
    worst = max(fates, key=lambda fate: fate.weight)
    message = worst.message
    if worst is not fates[0] and bucket_of(worst.state) is not Bucket.SUCCEEDED:
        message = f"{worst.id}: {message}" if message else worst.id
    return Mark(
        bucket=bucket_of(worst.state),
        state=worst.state.value if worst.state is not None else LEFT_OUT,
        code=DONE_BEFORE if worst.before else worst.code,
        message=message,
        number=next((fate.number for fate in fates if fate.number), ""),
    )
