"""How far the making of a plan, or a check, has come: written by who makes it, read by who shows it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

_T = TypeVar("_T")


def _nothing() -> int:
    return 0


class Making:
    """One plan, or one check, in the making.

    Attributes:
        doing: What is being done, such as `reading`; empty: it has not begun.
        done: How many operations that was done for; None: it is done for all of them together.
    """

    def __init__(self) -> None:
        self.doing = ""
        self.done: int | None = None
        self._count: Callable[[], int] = _nothing

    def begin(self, doing: str, count: Callable[[], int] = _nothing) -> None:
        """Begin with something.

        Args:
            doing: What, as a user reads it before a number of operations.
            count: Says how many operations it is about so far.
        """
        self.doing, self.done, self._count = doing, None, count

    def through(self, operations: Iterable[_T]) -> Iterator[_T]:
        """Hand operations through, one after the other, and count those that were asked for."""
        for done, operation in enumerate(operations):
            self.done = done
            yield operation

    @property
    def count(self) -> int:
        """How many operations it is about so far."""
        return self._count()
