"""What the engine needs of the world; adapters and the sandbox give it."""

from typing import Protocol

from bulkops.core.http import Request, Response


class Transport(Protocol):
    """Sends one request and gives its one answer: no retry, no redirect, nothing hidden."""

    async def send(self, request: Request) -> Response:
        """Send a request once.

        Raises:
            NotSentError: Nothing of it was written; it has had no effect.
            UnknownOutcomeError: It was sent, at least in part, and no complete answer came.
            RemoteError: Access was denied.
        """
        ...

    async def aclose(self) -> None:
        """Let go of connections."""
        ...


class Clock(Protocol):
    """Time: wall-clock for the journal, monotonic for waiting."""

    def now(self) -> float:
        """Give seconds since 1970-01-01 UTC."""
        ...

    def monotonic(self) -> float:
        """Give seconds that never go back."""
        ...

    async def sleep(self, delay_s: float) -> None:
        """Wait."""
        ...
