"""A run and its operations as the journal knows them, for reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bulkops.core.outcome import State
from bulkops.core.place import Place


class RunState(StrEnum):
    """Where a run is."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"  # stopped or died before everything was sent and settled
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why operations did not go through; those with one cause are counted together.

    Attributes:
        state: Where they ended.
        code: Stable code of the cause; may be empty.
        message: Cause for people.
        count: How many.
        id: Id of the first.
        first: Place of the first.
    """

    state: State
    code: str = ""
    message: str
    count: int
    id: str
    first: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSum:
    """Net sum without VAT of the documents of one state, operation type and currency.

    Attributes:
        state: Where their steps are; None: an earlier run did them.
        type: Name of the operation type; only of those that move money.
        currency: ISO 4217 code; empty where it is the customers' own.
        amount: Sum of those with a known amount.
        unknown: How many more have no known amount.
        final: What was done is posted for good.
    """

    state: State | None
    type: str
    currency: str
    amount: Decimal
    unknown: int = 0
    final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What became of a run's steps; every step of the plan is counted once.

    Attributes:
        name: Name of the run, as commands take it.
        manifests: Names of its manifests.
        files: Files as the user gave them.
        environment: `production`, `test`, `sandbox` ….
        company: Name of the company.
        state: Where the run is.
        steps: Steps of the plan.
        done_before: Those that earlier runs did.
        counts: The others, by state.
        sums: What the steps are about in money, by state, operation type and currency; those of one operation type add
            up to the plan's, and are never added to another type's: one document may be created and released.
        sums_planned: Net sums of the whole plan by operation type, then by currency, where they are known.
        causes: Why steps did not go through, the most frequent first; may be cut short.
        started_at: Seconds since 1970.
        elapsed_s: From start to end, or until now.
        calls: Requests sent, reads included; None where it is not known.
        option: What a command of the current folder needs to find the run: ` --project FILE`, or nothing.
    """

    name: str
    manifests: tuple[str, ...]
    files: tuple[str, ...] = ()
    environment: str
    company: str = ""
    state: RunState
    steps: int
    done_before: int = 0
    counts: Mapping[State, int]
    sums: tuple[RunSum, ...] = ()
    sums_planned: Mapping[str, Mapping[str, Decimal]] | None = None
    causes: tuple[Cause, ...] = ()
    started_at: float = 0.0
    elapsed_s: float = 0.0
    calls: int | None = None
    option: str = ""

    def count(self, *states: State) -> int:
        """Count the steps in any of some states."""
        return sum(self.counts.get(state, 0) for state in states)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is.

    Attributes:
        done: Steps that have ended well.
        total: Steps of the run.
        in_flight: Requests under way.
        refused: Steps that the system refused, or that were skipped or in conflict.
        in_doubt: Steps whose effect is not known.
        waiting_for: What sending waits for, such as `quota`; empty: nothing.
        wait_s: How long still; 0 where not known.
        calls_used: Calls of this run.
        calls_left: Calls left in the quota window; None where there is none.
        eta_s: Seconds to the end; None while not known, and when nothing is left.
    """

    done: int
    total: int
    in_flight: int = 0
    refused: int = 0
    in_doubt: int = 0
    waiting_for: str = ""
    wait_s: float = 0.0
    calls_used: int = 0
    calls_left: int | None = None
    eta_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRecord:
    """One attempt at sending an operation.

    Attributes:
        number: From 1.
        method: HTTP method.
        path: Path from the API's base.
        if_match: Entity tag that it was bound to; empty if none.
        sent_at: When the intent was written, seconds since 1970.
        ended_at: When the outcome was written; None while it is not known.
        status: HTTP status; 0 where no answer came.
        state: State that it led to; None while it is not known.
        code: Code of the cause.
        message: Cause for people.
    """

    number: int
    method: str
    path: str
    if_match: str = ""
    sent_at: float
    ended_at: float | None = None
    status: int = 0
    state: State | None = None
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRecord:
    """One line of the journal's history of an operation.

    Attributes:
        at: Seconds since 1970.
        kind: What happened, one word.
        text: More about it; no payload.
    """

    at: float
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationRecord:
    """All that the journal knows of one operation.

    Attributes:
        run: Name of the run.
        manifest: Name of the manifest.
        id: Id of the operation.
        seq: Number of its step in the plan.
        type: Name of the operation type.
        state: Where it is.
        code: Code of the cause; empty where it needs none.
        message: Why it is there.
        place: Where its entry stands.
        target: Key of the document it is about; empty for creates, and while not known.
        number: Number of the document that it made.
        tag: Entity tag after the write, or that the write is bound to.
        natural_key: What a create is found by.
        currency: Of `amount`.
        amount: Net sum without VAT; None where not known.
        payload_keys: Names of what is sent; the values may be personal.
        needs: Ids of the operations that it waits for.
        attempts: In order.
        events: In order.
        undone_by: Operation type that undoes it; empty: nothing does.
        undone_in: Statuses of the document in which that can be done; empty: any.
        irreversible: Only a counter-posting takes it back.
    """

    run: str
    manifest: str
    id: str
    seq: int = 0
    type: str
    state: State
    code: str = ""
    message: str = ""
    place: Place
    target: str = ""
    number: str = ""
    tag: str = ""
    natural_key: str = ""
    currency: str = ""
    amount: Decimal | None = None
    payload_keys: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    attempts: tuple[AttemptRecord, ...] = ()
    events: tuple[EventRecord, ...] = ()
    undone_by: str = ""
    undone_in: tuple[str, ...] = ()
    irreversible: bool = False
