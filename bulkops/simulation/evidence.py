"""What a played scenario leaves behind: the journal's word, the server's ledger, and what the user was shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import RunRow
from bulkops.adapters.journal.reported import History
from bulkops.core.http import Request
from bulkops.core.operation import OperationType
from bulkops.core.outcome import State
from bulkops.engine.request import filled
from bulkops.providers import REGISTRY
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.ledger import Happened, Held, Seen
from bulkops.simulation.life import End
from bulkops.simulation.scenario import Scenario

__all__ = ["Evidence", "Told"]
#: A release that was started, and came to nothing.
_FAILED = "release_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the journal says of one operation of one run.

    Attributes:
        run: The run.
        history: The operation, its attempts and its events.
        type: Its type.
    """

    run: RunRow
    history: History
    type: OperationType

    @property
    def id(self) -> str:
        """Id of the operation."""
        return self.history.row.id

    @property
    def state(self) -> State:
        """Where it is."""
        return self.history.row.state

    @property
    def address(self) -> tuple[str, str]:
        """Method and path of its write; an empty path where its target is not known."""
        row = self.history.row
        if self.type.targeted and not row.target:
            return self.type.write.method, ""
        last = self.history.attempts[-1] if self.history.attempts else None
        if last is not None:
            return last.method, last.path
        request: Request = filled(self.type.write, self.type.api, {"key": row.target})
        return request.method, request.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that the guarantees are held against.

    Attributes:
        scenario: What was played.
        ends: How each process ended, in the order of their ends.
        ids: Ids of the manifest's entries.
        told: What the journal says, by run and operation, oldest run first.
        broken: What `journal verify` finds; empty: nothing.
        requests: What reached the server, in order.
        effects: What it has brought about, in order.
        documents: Invoices that there are.
        in_flight_most: Most calls of one API that were under way at once.
        counts: By run, the number of operations by state, and what the run says that it has.
    """

    scenario: Scenario
    ends: tuple[End, ...]
    ids: tuple[str, ...]
    told: tuple[Told, ...]
    broken: str
    requests: tuple[Seen, ...]
    effects: tuple[Happened, ...]
    documents: tuple[Held, ...]
    in_flight_most: int
    counts: tuple[tuple[RunRow, Mapping[State, int]], ...]

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        ends: Sequence[End],
        ids: tuple[str, ...],
        journal: Journal,
        erp: Erp,
        before: int,
        in_flight_most: int,
    ) -> Self:
        """Gather it.

        Args:
            scenario: What was played.
            ends: How each process ended.
            ids: Ids of the manifest's entries.
            journal: The journal as the last process has left it.
            erp: The server.
            before: Number of the last request that made the company.
            in_flight_most: Most calls of one API that were under way at once.
        """
        runs = sorted(journal.runs(), key=lambda run: run.run)
        told = tuple(
            Told(run=run, history=_history(journal, run, row.id), type=REGISTRY.types[row.type])
            for run in runs
            for row in journal.operations(run.run)
        )
        ledger = erp.ledger()
        broken = journal.verify()
        return cls(
            scenario=scenario,
            ends=tuple(ends),
            ids=ids,
            told=told,
            broken="" if broken is None else str(broken),
            requests=tuple(seen for seen in ledger.requests() if seen.seq > before),
            effects=tuple(effect for effect in ledger.effects() if effect.request > before),
            documents=tuple(ledger.documents()),
            in_flight_most=in_flight_most,
            counts=tuple((run, journal.counts(run.run)) for run in runs),
        )

    @property
    def writes(self) -> list[Seen]:
        """Requests of ours that may have changed something."""
        return [seen for seen in self.requests if seen.method != "GET" and not seen.foreign]

    @property
    def ours(self) -> list[Happened]:
        """What our requests have brought about."""
        return [effect for effect in self.effects if not effect.foreign]

    @property
    def last(self) -> dict[str, Told]:
        """What the journal says of each operation in the newest run that has it."""
        return {told.id: told for told in self.told}

    def effective(self) -> dict[int, list[Happened]]:
        """Give our effects by the number of the request that caused them; a failure is none."""
        found: dict[int, list[Happened]] = {}
        for effect in self.ours:
            if effect.kind != _FAILED:
                found.setdefault(effect.request, []).append(effect)
        return found


def _history(journal: Journal, run: RunRow, name: str) -> History:
    history = journal.operation(run.run, name)
    assert history is not None
    return history
