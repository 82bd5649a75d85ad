"""A person decides about an operation that nothing can settle: it has happened, or it is sent again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease, RunRow
from bulkops.adapters.journal.reported import OperationRow
from bulkops.adapters.journal.store import SqliteStore
from bulkops.adapters.local_files import LocalFiles
from bulkops.app.compose import System
from bulkops.app.machine import THIS_MACHINE
from bulkops.app.turn import AT_ONCE, Terms, take_turn
from bulkops.core.candidate import Candidate, Found
from bulkops.core.errors import InDoubtError, MissingError, RemoteError, UsageError
from bulkops.core.operation import Effect, OperationType
from bulkops.core.outcome import UNSETTLED, Outcome, State
from bulkops.core.registry import Registry
from bulkops.engine.candidates import Candidates
from bulkops.engine.judged import IN_VAIN
from bulkops.engine.work import Work
from bulkops.reporting.states import WORDS
from bulkops.reporting.times import time_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One operation that a person decides about; nobody else works for its company meanwhile.

    Attributes:
        run: Its run.
        row: The operation.
        type: Its type.
    """

    run: RunRow
    row: OperationRow
    type: OperationType
    _journal: Journal
    _lease: Lease
    _system: System
    _candidates: Candidates

    async def found(self) -> Found:
        """Read what the system shows about it; of what could not be looked up before, that may be nothing.

        Raises:
            RemoteError: The system cannot be read.
        """
        try:
            return await self._candidates.found()
        except RemoteError as error:
            if self.row.code != IN_VAIN:
                raise
            makes, target = self.type.made, self.row.target
            return Found(
                makes=makes.noun if makes is not None else "",
                target=f"{self.type.resource.noun} {target}" if target else "",
                sent_at=self.row.sent_at,
                trouble=error.message,
            )

    async def numbered(self, number: str) -> Candidate:
        """Read the document that is said to be its result.

        Raises:
            MissingError: There is none with that number.
            UsageError: It is another operation's result.
            RemoteError: The system cannot be read.
        """
        made = self.type.made
        assert made is not None
        candidate = await self._candidates.numbered(number)
        if candidate is None:
            raise MissingError(
                f"there is no {made.noun} `{number}` in company «{self._system.company}»",
                hint="nothing is recorded; compare the number with what was found",
            )
        if candidate.held_by:
            raise UsageError(
                f"{made.noun} `{candidate.number}` is the result of `{candidate.held_by}` already",
                hint="two operations cannot have made one document; nothing is recorded",
                code="J018",
            )
        return candidate

    def done(self, candidate: Candidate | None) -> None:
        """Record that it has happened; what depends on it can go on.

        Args:
            candidate: Its result; None where it makes no document.

        Raises:
            JournalError: Another process has taken over meanwhile, or the journal cannot be written.
        """
        number, tag = (candidate.number, candidate.tag) if candidate else ("", "")
        self._decide(Outcome(state=State.SUCCEEDED, message=self._by, number=number, tag=tag, adopted=True))

    def again(self) -> None:
        """Record that it is to be sent again by the next `resume`.

        Raises:
            JournalError: Another process has taken over meanwhile, or the journal cannot be written.
        """
        self._decide(Outcome(state=State.READY, message=self._by))

    @property
    def _by(self) -> str:
        return f"decided by {self._lease.holder.actor}@{self._lease.holder.host}"

    def _decide(self, outcome: Outcome) -> None:
        now = self._system.clock.now()
        self._journal.resolve(self.row.op, outcome, now, self._lease)
        self._journal.close_run(self.run.run, now, self._lease)


@asynccontextmanager
async def open_case(
    journal: Journal,
    run: RunRow,
    op: OperationRow,
    system: System,
    registry: Registry,
    terms: Terms = AT_ONCE,
) -> AsyncIterator[Case]:
    """Hold the lease of the run's company while a person decides.

    Raises:
        JournalError: Another process works for the company.
        InDoubtError: It can be settled by looking, or the server may still be at work on it.
        UsageError: Nothing is to be decided about it.
    """
    clock = system.clock
    lease = take_turn(journal, system, THIS_MACHINE, terms)
    try:
        journal.recover(lease, clock.now())
        history = journal.operation(run.run, op.id, manifest=op.manifest)
        assert history is not None
        operation_type, item = registry.types[op.type], journal.item(op.op)
        settled_at = system.require(operation_type.api).settled_at(item)
        check_state(run, history.row, operation_type, settled_at, clock.now())
        async with SqliteStore(journal, run.run, lease) as store:
            work = Work(
                store=store,
                channels=system.channels,
                registry=registry,
                clock=clock,
                files=LocalFiles(),
                watch=lambda _item, _outcome: None,
            )
            yield Case(
                run=run,
                row=history.row,
                type=operation_type,
                _journal=journal,
                _lease=lease,
                _system=system,
                _candidates=Candidates(work, item, lambda resource, number: journal.holder_of(op.op, resource, number)),
            )
    finally:
        journal.release(lease)


def check_state(run: RunRow, row: OperationRow, operation_type: OperationType, settled_at: float, now: float) -> None:
    """Make sure that an operation is one for a person to decide about.

    Args:
        run: Its run.
        row: The operation.
        operation_type: Its type.
        settled_at: From when what it has sent cannot come any more.
        now: Seconds since 1970.

    Raises:
        InDoubtError: It can be settled by looking, or the server may still be at work on it.
        UsageError: Nothing is to be decided about it.
    """
    if row.state is State.MANUAL:
        return
    if row.state not in UNSETTLED:
        raise UsageError(
            f"`{row.id}` is {WORDS[row.state]}: nothing is to be decided about it",
            hint=f"`bulkops show {run.name} {row.id}` shows what became of it",
            code="U002",
        )
    looked_up_in_vain = row.code == IN_VAIN
    if row.state is not State.IN_DOUBT or (operation_type.effect is not Effect.OPAQUE and not looked_up_in_vain):
        raise InDoubtError(
            f"`{row.id}` is {WORDS[row.state]}, and can be settled by looking: nobody has to decide",
            hint=f"run `bulkops resume {run.name}`; it looks before it sends anything again",
            code="R172",
        )
    if now < settled_at:
        raise InDoubtError(
            f"{operation_type.resource.noun} `{row.target}`: the server may still be at work on `{row.id}`",
            hint=f"decide from {time_text(settled_at)} on: what is not there before may yet come",
            code="R173",
        )
