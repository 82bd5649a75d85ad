"""An operation that cannot be planned: a finding on its way out of a decision."""

from collections.abc import Sequence

from bulkops.core.finding import Finding
from bulkops.core.step import Operation
from bulkops.planning.places import Path


class Refusal(Exception):  # noqa: N818 - it is a finding on its way out, not an error of the program
    """An operation that cannot be planned.

    Attributes:
        finding: What is wrong; its place is the entry's.
        path: What it is about inside the entry; empty: the entry as a whole.
        all: This one, and what else is wrong with the same operation.
    """

    def __init__(self, finding: Finding, path: Path = ()) -> None:
        super().__init__(finding.message)
        self.finding = finding
        self.path = path
        self.all: tuple[Refusal, ...] = (self,)


def refusal(operation: Operation, code: str, message: str, hint: str, path: Path = ()) -> Refusal:
    """Refuse an operation, for what stands at a path of its entry."""
    finding = Finding(code=code, message=message, place=operation.place, operation=operation.id, hint=hint)
    return Refusal(finding, path)


def all_of(refusals: Sequence[Refusal]) -> Refusal:
    """Put everything that is wrong with one operation together; there is at least one thing."""
    first = refusals[0]
    first.all = tuple(refusals)
    return first
