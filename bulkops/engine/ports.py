"""What the engine needs of the world; adapters and the sandbox give it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from bulkops.core.http import Request, Response
from bulkops.core.outcome import Outcome, State


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


class Files(Protocol):
    """The user's own files. Every method raises `OSError` as the system gives it."""

    async def read(self, path: str) -> bytes:
        """Read a file whole."""
        ...

    async def save(self, path: str, content: bytes) -> None:
        """Keep content in a new file, whole or not at all; `FileExistsError` where there is one already."""
        ...

    async def saved_at(self, path: str) -> float | None:
        """Say when a file was written, in seconds since 1970; None if there is none."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A step as the engine takes it from the store, with everything that earlier steps have brought.

    Attributes:
        op: The store's key of the operation.
        id: Operation id, for messages.
        type: Name of the operation type.
        target: Key of the target, resolved; empty for creates.
        tag: Entity tag to send, resolved; empty where there is none.
        payload: Canonical JSON of the payload.
        body: JSON to send; empty: none.
        before: JSON of the target as planned from; empty where unknown.
        natural_key: What a create is found by.
        attempt: Attempts so far.
        sent_at: When the last intent was written, seconds since 1970; 0.0 if never.
        ended_at: When it ended, seconds since 1970; 0.0 while it is open.
        state: Where it is now.
        number: Number already known from an answer; empty if none.
        options: JSON of the entry's further keys, paths made absolute.
        receipt: Id of the background call that is carrying it out; empty if none.
        background: The last attempt was sent as a background call.
    """

    op: int
    id: str
    type: str
    target: str = ""
    tag: str = ""
    payload: bytes = b""
    body: bytes = b""
    before: bytes = b""
    natural_key: str = ""
    attempt: int = 0
    sent_at: float = 0.0
    ended_at: float = 0.0
    state: State = State.READY
    number: str = ""
    options: bytes = b"{}"
    receipt: str = ""
    background: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What is written down before the first byte leaves."""

    op: int
    attempt: int
    method: str
    path: str
    if_match: str
    request_digest: str
    at: float
    background: bool = False


class Store(Protocol):
    """The journal, as the engine uses it during one run. Writers return when their record is durable.

    Every method raises `JournalError` when the journal can no longer be written: the run must stop sending at once.
    """

    async def take(self, count_max: int, now: float, types: Collection[str] | None = None) -> list[Item]:
        """Hand out READY steps whose `not_before` has come, in plan order; each once until it is ended.

        Args:
            count_max: Most to hand out.
            now: Seconds since 1970.
            types: Operation types to choose from; None: all.
        """
        ...

    async def next_due(self) -> float | None:
        """Say when the earliest READY step that waits for its `not_before` is due; None if there is none."""
        ...

    async def intend(self, intent: Intent) -> None:
        """Make the intent durable and the operation SENDING; no byte leaves before this returns."""
        ...

    async def end(self, op: int, outcome: Outcome, at: float) -> None:
        """Record an outcome durably, and in the same transaction ready or skip what depends on it."""
        ...

    async def pending(self, state: State, after_op: int, count_max: int) -> list[Item]:
        """List the run's operations in a state by pages, in order of `op`: to confirm ACCEPTED, settle IN_DOUBT."""
        ...

    async def counts(self) -> Mapping[State, int]:
        """Count the run's operations that have not ended, by state."""
        ...

    async def steps(self) -> int:
        """Say how many operations the run has in all."""
        ...

    async def claimed(self, resource: str, number: str) -> bool:
        """Say whether another operation of this company already holds a document as its result (`api.resource`)."""
        ...
