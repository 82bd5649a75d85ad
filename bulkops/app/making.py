"""How far the making of a plan, or a check, has come: written by who makes it, read by who shows it."""

from collections.abc import Callable


def _nothing() -> int:
    return 0


class Making:
    """One plan, or one check, in the making.

    Attributes:
        doing: What is being done, such as `reading`; empty: it has not begun.
    """

    def __init__(self) -> None:
        self.doing = ""
        self._count: Callable[[], int] = _nothing

    def begin(self, doing: str, count: Callable[[], int] = _nothing) -> None:
        """Begin with something.

        Args:
            doing: What, as a user reads it before a number of operations.
            count: Says how many operations it is about so far.
        """
        self.doing, self._count = doing, count

    @property
    def count(self) -> int:
        """How many operations it is about so far."""
        return self._count()
