"""Carry out the first documents of a run, read them back, and only then the others."""

from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from typing import Protocol

from bulkops import __version__
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.pilot import choose, states
from bulkops.adapters.journal.pilot_events import note_answer, note_begun, note_read
from bulkops.adapters.journal.records import Lease, RunRow
from bulkops.app.compose import System
from bulkops.app.execute import ALL, End, Extent
from bulkops.app.pilot_read import ReadingBack
from bulkops.app.pilot_terms import PilotTerms
from bulkops.core.errors import BulkopsError
from bulkops.core.pilot import Pilot, PilotAnswer
from bulkops.core.registry import Registry
from bulkops.engine.settling import Settle

_PASSED = "stopped after the pilot, which is as it was sent; the rest waits for your word"


class Execute(Protocol):
    """Carries out operations of a run."""

    def __call__(self, *, extent: Extent = ALL) -> Awaitable[tuple[RunRow, End]]:
        """Carry them out, and close the run."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Piloting:
    """The pilot of one run.

    Attributes:
        journal: Where the run is.
        run: The journal's key of it.
        lease: Lease of its company.
        system: Its systems.
        registry: Operation types.
    """

    journal: Journal
    run: int
    lease: Lease
    system: System
    registry: Registry

    async def carry_out(self, execute: Execute, terms: PilotTerms, settle: Settle = Settle.LATER) -> tuple[RunRow, End]:
        """Carry out the pilot; where it passes, and whoever decides says so, the rest.

        The run is closed in between: whatever happens while somebody thinks, it can be resumed.

        Args:
            execute: Carries out operations of the run.
            terms: What the pilot is.
            settle: What is done about what is in doubt.
        """
        ops = self._chosen(terms)
        if not ops:
            row, end = await execute(extent=Extent(only=(), settle=settle))  # what others need may come of it
            ops = self._chosen(terms)
            if not ops or _broken_off(end):
                return row, end
            self._reopen(terms)
        self._begin(ops, terms)
        row, end = await execute(extent=Extent(only=ops, settle=settle))
        if _broken_off(end):
            return row, end
        try:
            found = await self._read_back(row, ops)
        except BulkopsError as error:
            return row, replace(end, error=error)
        terms.tell(found)
        end = replace(end, pilot=found)
        if not found.passed:
            return row, replace(end, stopped=end.stopped or _why(found), held_back=True)
        if not found.left or not self._approved(found, terms):
            return row, replace(end, stopped=_PASSED if found.left else "")
        self._reopen(terms)
        row, end = await execute(extent=Extent(settle=settle))
        return row, replace(end, pilot=found)

    def _chosen(self, terms: PilotTerms) -> tuple[int, ...]:
        with self.journal.database.reading() as connection:
            return choose(connection, self.run, terms.count)

    def _begin(self, ops: tuple[int, ...], terms: PilotTerms) -> None:
        """Write the pilot down, and say what it is going to send."""
        with self.journal.database.reading() as connection:
            steps = Counter(name for name, _ in states(connection, ops))
        with self.journal.write(self.lease) as transaction:
            note_begun(transaction.chain, self.run, self.system.clock.now(), steps)
        terms.begin(steps)

    async def _read_back(self, row: RunRow, ops: tuple[int, ...]) -> Pilot:
        """Read what the operations have made or changed, and write down what the pilot has come to.

        Raises:
            RemoteError: The system cannot be read.
        """
        reading = ReadingBack(
            journal=self.journal, run=self.run, lease=self.lease, system=self.system, registry=self.registry
        )
        found = await reading.carry_out(row.name, ops)
        with self.journal.write(self.lease) as transaction:
            note_read(transaction.chain, self.run, self.system.clock.now(), found)
        return found

    def _approved(self, found: Pilot, terms: PilotTerms) -> bool:
        """Ask about the others, and write the answer down."""
        decision = terms.go_on(found)
        if decision.answer is not PilotAnswer.OPEN:
            by, at = terms.approver or self.lease.holder.actor, self.system.clock.now()
            with self.journal.write(self.lease) as transaction:
                note_answer(transaction.chain, self.run, at, decision.answer, by=by, how=decision.how)
        return decision.answer is PilotAnswer.APPROVED

    def _reopen(self, terms: PilotTerms) -> None:
        now, approver = self.system.clock.now(), terms.approver or self.lease.holder.actor
        self.journal.reopen(self.run, now, self.lease, version=__version__, approver=approver)


def _broken_off(end: End) -> bool:
    return end.interrupted or end.error is not None


def _why(found: Pilot) -> str:
    """Say why a pilot that did not pass ends a run for now."""
    if found.failed:
        steps = "1 step of it" if found.failed == 1 else f"{found.failed} steps of it"
        return f"stopped after the pilot: {steps} did not go through, so nothing else was sent"
    wrong, count = len(found.documents) - found.equal, len(found.documents)
    what = f"{wrong} of {count} documents {'is' if wrong == 1 else 'are'}" if count > 1 else "its document is"
    return f"stopped after the pilot: {what} not as sent, so nothing else was sent"
