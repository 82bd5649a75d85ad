"""The journal: one SQLite file that holds what was planned, what was sent and how it ended."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from bulkops.adapters.journal import begin as beginning
from bulkops.adapters.journal import company as companies
from bulkops.adapters.journal import items, queries, remaining, runs
from bulkops.adapters.journal import lease as leases
from bulkops.adapters.journal import verify as verification
from bulkops.adapters.journal.budget import load_budget
from bulkops.adapters.journal.damage import Damage
from bulkops.adapters.journal.database import BUSY_TIMEOUT_S, Database, open_database
from bulkops.adapters.journal.moves import Transaction, claimant
from bulkops.adapters.journal.records import Budget, Holder, Lease, NewRun, Proof, RunRow
from bulkops.adapters.journal.reported import Attempt, Cause, History, OperationRow, Sum, Unsettled
from bulkops.core.evidence import Verified
from bulkops.core.outcome import Outcome, State
from bulkops.core.step import Step
from bulkops.engine.ports import Item

LEASE_TTL_S = 60.0


class Journal:
    """An open journal. Safe to use from several threads; each call waits for the one before.

    Args:
        database: The open file.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    @classmethod
    def open(
        cls, path: Path, *, create: bool = True, read_only: bool = False, busy_timeout_s: float = BUSY_TIMEOUT_S
    ) -> Self:
        """Open a journal.

        Args:
            path: The file.
            create: Make it, and its folder, where it is missing.
            read_only: Refuse every write.
            busy_timeout_s: Longest wait for another process that writes.

        Raises:
            JournalError: It is missing, newer, damaged, locked, not a journal, or cannot be written.
        """
        return cls(open_database(path, create=create, read_only=read_only, busy_timeout_s=busy_timeout_s))

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def acquire(
        self, environment: str, company: str, *, holder: Holder, now: float, ttl_s: float = LEASE_TTL_S
    ) -> Lease:
        """Take the lease of a company; at once where its holder is gone.

        Raises:
            JournalError: Another process holds it.
        """
        with self.database.transaction() as connection:
            return leases.acquire(connection, environment, company, holder=holder, now=now, ttl_s=ttl_s)

    def renew(self, lease: Lease, now: float, ttl_s: float = LEASE_TTL_S) -> Lease:
        """Hold a lease for longer.

        Raises:
            JournalError: It was taken over.
        """
        with self.database.transaction() as connection:
            leases.renew(connection, lease, now + ttl_s)
        return replace(lease, until=now + ttl_s)

    def check(self, lease: Lease) -> None:
        """Make sure that a lease is still ours.

        Raises:
            JournalError: It was taken over.
        """
        with self.database.reading() as connection:
            leases.check(connection, lease)

    def release(self, lease: Lease) -> None:
        """Give a lease back; one that was taken over is left alone."""
        with self.database.transaction() as connection:
            leases.release(connection, lease)

    @contextmanager
    def write(self, lease: Lease) -> Iterator[Transaction]:
        """Write under a lease; what the block does becomes durable at its end, or nothing of it does.

        Raises:
            JournalError: The lease was taken over, or the file cannot be written.
        """
        with self.database.transaction() as connection:
            leases.check(connection, lease)
            transaction = Transaction(connection, lease.fence)
            yield transaction
            transaction.chain.flush()

    def begin(self, new: NewRun, steps: Iterable[Step], lease: Lease) -> int:
        """Write a run and its steps, in one transaction; unsent operations of the same manifests are cancelled.

        Args:
            new: The run.
            steps: All steps of its plan, in any order; taken one after the other.
            lease: Lease of its company. It holds for `BEGIN_MAX_S` from the start at least: renew it afterwards.

        Returns:
            The journal's key of the run.

        Raises:
            InDoubtError: Operations of an earlier run for this company are not settled.
            JournalError: Two live operations have one identity or natural key, or the file cannot be written.
        """
        with self.write(lease) as transaction:
            return beginning.begin(transaction, new, steps, lease)

    def recover(self, lease: Lease, at: float) -> int:
        """Put in doubt what an earlier holder of the lease was sending when it stopped.

        Returns:
            How many operations that were.
        """
        with self.write(lease) as transaction:
            return transaction.recover(lease.scope, at)

    def resolve(self, op: int, outcome: Outcome, at: float, lease: Lease) -> None:
        """Record what a person has decided about an operation: who, and what.

        Raises:
            JournalError: The operation cannot come to that state from where it is.
        """
        with self.write(lease) as transaction:
            transaction.decided(op, outcome, at, str(lease.holder))

    def close_run(self, run: int, at: float, lease: Lease) -> RunRow:
        """Mark a run as over: `ended`, or `interrupted` where something of it is left to do."""
        with self.write(lease) as transaction:
            runs.close_run(transaction, run, at)
        return self.run_of(run)

    def reopen(self, run: int, at: float, lease: Lease, *, version: str = "", approver: str = "") -> RunRow:
        """Take up a run again, under a lease of its company: by which version, and who has said so."""
        with self.write(lease) as transaction:
            runs.reopen(transaction, run, at, lease, version=version, approver=approver)
        return self.run_of(run)

    def run_of(self, run: int) -> RunRow:
        """Read the run with a key."""
        with self.database.reading() as connection:
            return runs.select(connection, "run.run = ?", (run,))[0]

    def run_named(self, name: str) -> RunRow | None:
        """Find a run by its name; None if there is none."""
        with self.database.reading() as connection:
            return next(iter(runs.select(connection, "run.name = ?", (name,))), None)

    def run_of_plan(self, seal: str) -> RunRow | None:
        """Find the run that has carried out a saved plan, by the seal of the plan's file; None if none has."""
        with self.database.reading() as connection:
            return next(iter(runs.select(connection, "run.plan_seal = ? AND run.plan_seal <> ''", (seal,))), None)

    def at_work(self, run: int, *, observer: Holder, now: float) -> bool:
        """Say whether a process still works on a run, as far as can be known from here."""
        with self.database.reading() as connection:
            return leases.at_work(connection, run, observer=observer, now=now)

    def runs(self) -> list[RunRow]:
        """List all runs, newest first."""
        with self.database.reading() as connection:
            return runs.select(connection)

    def unfinished(self) -> list[RunRow]:
        """List the runs with something left to send, confirm, settle or decide, newest first."""
        with self.database.reading() as connection:
            return runs.unfinished(connection)

    def counts(self, run: int) -> Mapping[State, int]:
        """Count a run's operations by state."""
        with self.database.reading() as connection:
            return queries.counts(connection, run)

    def steps(self, run: int) -> int:
        """Say how many operations a run has."""
        with self.database.reading() as connection:
            return remaining.steps(connection, run)

    def left(self, run: int) -> Mapping[str, int]:
        """Count a run's operations that have not ended, by operation type."""
        with self.database.reading() as connection:
            return remaining.by_type(connection, run)

    def left_by_state(self, run: int) -> Mapping[State, int]:
        """Count a run's operations that have not ended, by state."""
        with self.database.reading() as connection:
            return remaining.by_state(connection, run)

    def sums(self, run: int) -> list[Sum]:
        """Add up a run's amounts by state, operation type and currency, exactly."""
        with self.database.reading() as connection:
            return queries.sums(connection, run)

    def causes(self, run: int) -> list[Cause]:
        """Group what did not go through by cause, the most frequent first."""
        with self.database.reading() as connection:
            return queries.causes(connection, run)

    def unsettled(self, run: int, count_max: int) -> list[Unsettled]:
        """List operations of a run that are being sent, in doubt, or for a person to decide, in plan order."""
        with self.database.reading() as connection:
            return queries.unsettled(connection, run, count_max)

    def operations(self, run: int, *, state: State | None = None, pattern: str = "") -> Iterator[OperationRow]:
        """Go through a run's operations in plan order.

        Args:
            run: The journal's key of the run.
            state: Only those in this state.
            pattern: Only those whose id matches, with `*`, `?` and `[…]`; empty: all.
        """
        after = 0
        while True:
            with self.database.reading() as connection:
                page = queries.page(connection, run, after, state=state, pattern=pattern)
            yield from page
            if len(page) < queries.PAGE_SIZE:
                return
            after = page[-1].op

    def operations_left(self, run: int) -> Iterator[OperationRow]:
        """Go through a run's operations that have not ended, in plan order, without a look at those that have."""
        with self.database.reading() as connection:
            keys = remaining.keys(connection, run)
        for first in range(0, len(keys), queries.PAGE_SIZE):
            with self.database.reading() as connection:
                page = queries.page_of(connection, keys[first : first + queries.PAGE_SIZE])
            yield from page

    def item(self, op: int) -> Item:
        """Give an operation as the engine takes it."""
        with self.database.reading() as connection:
            return items.one(connection, op)

    def attempts(self, op: int) -> tuple[Attempt, ...]:
        """Give the attempts at an operation, in order."""
        with self.database.reading() as connection:
            return queries.attempts(connection, op)

    def holder_of(self, op: int, resource: str, number: str) -> str:
        """Name another operation of the same company that holds a document (of `api.resource`) as its result."""
        with self.database.reading() as connection:
            (scope,) = connection.execute("SELECT scope FROM operation WHERE op = ?", (op,)).fetchone()
            return claimant(connection, scope, resource, number, op)

    def manifests_with(self, run: int, name: str) -> tuple[str, ...]:
        """Name the manifests of a run that use an id."""
        with self.database.reading() as connection:
            return queries.manifests_with(connection, run, name)

    def operation(self, run: int, name: str, *, manifest: str = "") -> History | None:
        """Read everything about one operation of a run.

        Args:
            run: The journal's key of the run.
            name: Its id.
            manifest: Name of its manifest; needed only where several manifests of the run use one id.
        """
        with self.database.reading() as connection:
            return queries.history(connection, run, name, manifest)

    def budget(self, environment: str, company: str, api: str) -> Budget | None:
        """Read what a company may still call, as last saved; None if nothing was."""
        with self.database.reading() as connection:
            row = connection.execute(
                "SELECT scope FROM scope WHERE environment = ? AND company = ?", (environment, company)
            ).fetchone()
            return load_budget(connection, row[0], api) if row else None

    def note(self, environment: str, company: str, kind: str, body: Mapping[str, Any], at: float) -> None:
        """Add an event about a company that belongs to no run, durably."""
        with self.database.transaction() as connection:
            companies.note(connection, environment, company, kind, body, at)

    def prove(self, environment: str, company: str, proof: Proof) -> None:
        """Keep what a probe has shown about an API of a company."""
        with self.database.transaction() as connection:
            companies.prove(connection, environment, company, proof)

    def proofs(self, environment: str, company: str) -> tuple[Proof, ...]:
        """Give what probes have shown, the newest for each API and mode."""
        with self.database.reading() as connection:
            return companies.proofs(connection, environment, company)

    def remember_landing(self, environment: str, company: str, names: tuple[str, ...], at: float) -> None:
        """Keep the names by which a company has shown itself."""
        with self.database.transaction() as connection:
            companies.remember_landing(connection, environment, company, names, at)

    def landing(self, environment: str, company: str) -> tuple[str, ...] | None:
        """Give the names by which a company has shown itself; None where none are known."""
        with self.database.reading() as connection:
            return companies.landing(connection, environment, company)

    def verify(self) -> Damage | None:
        """Look at everything; give the first thing that does not fit, None if the journal is whole."""
        with self.database.reading() as connection, closing(verification.walk(connection, Verified())) as found:
            return next(found, None)
