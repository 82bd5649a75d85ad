"""The engine's store on a journal: many writers wait, one transaction makes them all durable."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

import anyio

from bulkops.adapters.aside import Aside, in_thread
from bulkops.adapters.journal import items
from bulkops.adapters.journal.budget import load_budget, save_budget
from bulkops.adapters.journal.journal import LEASE_TTL_S, Journal
from bulkops.adapters.journal.moves import Transaction, claimant
from bulkops.adapters.journal.records import Budget, Lease
from bulkops.core.errors import JournalError
from bulkops.core.outcome import ENDED, Outcome, State
from bulkops.engine.ports import Intent, Item

_T = TypeVar("_T")
_Record = Callable[[Transaction], None]

#: A process that did nothing for longer between an intent and its send may have lost the lease meanwhile.
STILL_MAX_S = 1.0
#: Most records in one transaction: bounds how long the first of them waits.
BATCH_MAX = 1024


class _Batch:
    """Records that become durable together, and the one event that all their writers wait for."""

    __slots__ = ("done", "failure", "records", "refusals")

    def __init__(self) -> None:
        self.records: list[_Record] = []
        self.refusals: dict[int, JournalError] = {}
        # Until it is known to be durable, it is not: no writer may go on because something unforeseen happened.
        self.failure: JournalError | None = JournalError("the record was not written to the journal")
        self.done = anyio.Event()


class SqliteStore:
    """The `Store` of one run. Use as `async with SqliteStore(…) as store`.

    A writer's record joins whatever is queued; one thread writes the queue as one transaction and then wakes them all.
    Waiting for that cannot be cancelled: a record that was handed over is written. After the first failure of the file,
    and after the loss of the lease, every call raises `JournalError`.

    Args:
        journal: The open journal.
        run: The journal's key of the run.
        lease: Lease of the run's company.
        aside: Makes calls that block.
        only: Keys of the operations that are handed out; None: all.
    """

    def __init__(
        self, journal: Journal, run: int, lease: Lease, *, aside: Aside = in_thread, only: Collection[int] | None = None
    ) -> None:
        self._only = only
        self.journal = journal
        self.run = run
        self.lease = lease
        self._aside = aside
        self._taken: set[int] = set()
        self._left: Counter[State] = Counter()
        self._queue: list[_Batch] = []
        self._failure: JournalError | None = None
        self._closing = False

    async def __aenter__(self) -> Self:
        self._thread = anyio.CapacityLimiter(1)
        self._wake = anyio.Event()
        self._left = Counter(await self._read(lambda: self.journal.left_by_state(self.run)))
        self._group = anyio.create_task_group()
        await self._group.__aenter__()
        self._group.start_soon(self._flush_until_closed)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        self._wake.set()
        # Without the block's own error: the group would wrap it, and callers catch a `JournalError` as such.
        await self._group.__aexit__(None, None, None)

    async def take(self, count_max: int, now: float, types: Collection[str] | None = None) -> list[Item]:
        """Hand out READY steps that are due, in plan order; each once until it is ended."""

        def read() -> list[Item]:
            with self.journal.database.reading() as connection:
                if self._only is not None:
                    return items.ready_among(connection, self._only, now, self._taken, count_max, types)
                return items.ready(connection, self.run, now, self._taken, count_max, types)

        found = await self._read(read)
        self._taken.update(item.op for item in found)
        return found

    async def next_due(self) -> float | None:
        """Say when the earliest READY step that waits for its time is due; None if there is none."""

        def read() -> float | None:
            with self.journal.database.reading() as connection:
                return items.next_due(connection, self.run, self._taken, self._only)

        return await self._read(read)

    async def intend(self, intent: Intent) -> None:
        """Make the intent durable and the operation SENDING.

        `intent.attempt` is greater than that of any attempt before: `item.attempt + 1`.
        """
        await self._write(lambda transaction: transaction.intend(self.run, intent))

    async def end(self, op: int, outcome: Outcome, at: float) -> None:
        """Record an outcome durably, and in the same transaction ready or skip what depends on it.

        An adopted document that is another operation's result already makes the operation MANUAL.
        """
        handed_out = op in self._taken
        await self._write(lambda transaction: transaction.end(op, outcome, at))
        if handed_out:  # else it may have been handed out since the record was written
            self._taken.discard(op)

    async def pending(self, state: State, after_op: int, count_max: int) -> list[Item]:
        """List the run's operations in a state by pages, in order of `op`."""

        def read() -> list[Item]:
            with self.journal.database.reading() as connection:
                return items.in_state(connection, self.lease.scope, self.run, state, after_op, count_max)

        return await self._read(read)

    async def counts(self) -> Mapping[State, int]:
        """Count the run's operations that have not ended, by state: of a million, only those that are left."""
        self._check()
        return {state: self._left[state] for state in State if state not in ENDED and self._left[state]}

    async def steps(self) -> int:
        """Say how many operations the run has in all."""
        return await self._read(lambda: self.journal.steps(self.run))

    async def claimed(self, resource: str, number: str) -> bool:
        """Say whether an operation of this company already holds a document as its result (`api.resource`)."""

        def read() -> bool:
            with self.journal.database.reading() as connection:
                return bool(claimant(connection, self.lease.scope, resource, number))

        return await self._read(read)

    async def left(self) -> Mapping[str, int]:
        """Count the run's operations that have not ended, by operation type."""
        return await self._read(lambda: self.journal.left(self.run))

    async def renew(self, now: float, ttl_s: float = LEASE_TTL_S) -> None:
        """Hold the lease for longer.

        Raises:
            JournalError: It was taken over.
        """
        self.lease = await self._read(lambda: self.journal.renew(self.lease, now, ttl_s))

    async def hold(self, since: float, now: float) -> float:
        """Make sure, before a write, that the lease is still ours: where its time is over, or the process stood still.

        Args:
            since: When the write was written down, seconds since 1970.
            now: Seconds since 1970.

        Returns:
            Until when the lease holds, seconds since 1970.

        Raises:
            JournalError: It was taken over.
        """
        if now >= self.lease.until:
            await self.renew(now)
        elif not 0 <= now - since <= STILL_MAX_S:
            lease = self.lease
            await self._read(lambda: self.journal.check(lease))
        return self.lease.until

    async def load_budget(self, api: str) -> Budget | None:
        """Read what the company may still call, as last saved; None if nothing was."""

        def read() -> Budget | None:
            with self.journal.database.reading() as connection:
                return load_budget(connection, self.lease.scope, api)

        return await self._read(read)

    async def save_budget(self, api: str, budget: Budget) -> None:
        """Keep durably what the company may still call."""
        await self._write(lambda transaction: save_budget(transaction.connection, self.lease.scope, api, budget))

    async def _write(self, record: _Record) -> None:
        self._check()
        if not self._queue or len(self._queue[-1].records) >= BATCH_MAX:
            self._queue.append(_Batch())
        batch = self._queue[-1]
        index = len(batch.records)
        batch.records.append(record)
        self._wake.set()
        with anyio.CancelScope(shield=True):
            await batch.done.wait()
        failure = batch.failure or batch.refusals.get(index)
        if failure is not None:
            raise _copy(failure) from failure

    async def _read(self, read: Callable[[], _T]) -> _T:
        self._check()
        try:
            return await self._aside(read, limiter=self._thread)
        except JournalError as error:
            self._failure = self._failure or error
            raise

    def _check(self) -> None:
        if self._failure is not None:
            raise _copy(self._failure) from self._failure
        assert not self._closing, "the store is closed"

    async def _flush_until_closed(self) -> None:
        # Shielded: what was handed over is written even when the run is cancelled around it.
        with anyio.CancelScope(shield=True):
            while True:
                await self._wake.wait()
                self._wake = anyio.Event()
                while self._queue:
                    await self._flush(self._queue.pop(0))
                if self._closing:
                    return

    async def _flush(self, batch: _Batch) -> None:
        try:
            if self._failure is None:
                self._left.update(await self._aside(partial(self._commit, batch), limiter=self._thread))
        except JournalError as error:
            self._failure = error
        except BaseException:
            self._failure = batch.failure
            raise
        finally:
            batch.failure = self._failure
            batch.done.set()

    def _commit(self, batch: _Batch) -> Counter[State]:
        with self.journal.write(self.lease) as transaction:
            for index, record in enumerate(batch.records):
                try:
                    record(transaction)
                except JournalError as error:
                    # It was refused before it wrote anything: the others in the batch are not to suffer for it.
                    batch.refusals[index] = error
            return transaction.moved


def _copy(error: JournalError) -> JournalError:
    return JournalError(error.message, hint=error.hint, code=error.code)
