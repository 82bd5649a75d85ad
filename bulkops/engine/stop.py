"""Stopping: whatever only waits ends at once, whatever is under way goes on to its end."""

from collections.abc import Iterator
from contextlib import contextmanager

import anyio


class Stop:
    """Whether a run has been asked to stop.

    Attributes:
        asked: It has.
    """

    def __init__(self) -> None:
        self.asked = False
        self._scopes: set[anyio.CancelScope] = set()

    def ask(self) -> None:
        """Ask: all that waits is waked."""
        self.asked = True
        for scope in self._scopes:
            scope.cancel()

    @contextmanager
    def ends(self) -> Iterator[anyio.CancelScope]:
        """Make the block end when the run is asked to stop; `cancelled_caught` then says so."""
        with anyio.CancelScope() as scope:
            self._scopes.add(scope)
            if self.asked:
                scope.cancel()
            try:
                yield scope
            finally:
                self._scopes.discard(scope)
