"""A run as the journal knows it, for reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bulkops.core.conflict import Conflict
from bulkops.core.outcome import State
from bulkops.core.pilot import PilotRecord
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
        conflict: What the first is in conflict with; None where it is in none, or where that was not read.
    """

    state: State
    code: str = ""
    message: str
    count: int
    id: str
    first: Place | None = None
    conflict: Conflict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """An operation whose effect is not known for certain.

    Attributes:
        id: Id of the operation.
        manifest: Name of its manifest.
        place: Where its entry stands.
        state: IN_DOUBT, or SENDING by a process that is gone: a resumed run looks it up; MANUAL: a person decides.
        code: Code of the cause.
        message: Why it is there.
        sent_at: When it was sent last, seconds since 1970.
        settled_at: From when it can be settled, seconds since 1970; 0.0 where a person decides.
        wait_s: How long that is from now; 0.0 if it can be settled at once.
    """

    id: str
    manifest: str
    place: Place
    state: State
    code: str = ""
    message: str = ""
    sent_at: float = 0.0
    settled_at: float = 0.0
    wait_s: float = 0.0


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
        doubts: Operations in doubt or for a person to decide, in the order of the plan; may be cut short.
        started_at: Seconds since 1970.
        actor: Who ran it last.
        host: Name of the machine.
        version: Version of bulkops that began it.
        approver: Who has said that the plan is to be carried out; empty where it is not known.
        plan_digest: Digest of the plan.
        manifest_digests: SHA-256 of each of `files`; none where they are not known.
        purged_at: When what it sent was removed from the journal, seconds since 1970; 0.0 while it is there.
        elapsed_s: From start to end, or until now.
        calls: Requests sent, reads included; None where it is not known.
        excluded: Operations of the manifests that the user's selection left out; 0 where the run was resumed.
        pilots: Its newest pilots, in their order.
        tables: Tables that its manifests name or are, as far as that is known.
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
    doubts: tuple[Doubt, ...] = ()
    started_at: float = 0.0
    actor: str = ""
    host: str = ""
    version: str = ""
    approver: str = ""
    plan_digest: str = ""
    manifest_digests: tuple[str, ...] = ()
    purged_at: float = 0.0
    elapsed_s: float = 0.0
    calls: int | None = None
    excluded: int = 0
    tables: int = 0
    pilots: tuple[PilotRecord, ...] = ()
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
        wait_until: Until when, seconds since 1970; 0.0 where not known, or where it is not worth telling.
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
    wait_until: float = 0.0
    calls_used: int = 0
    calls_left: int | None = None
    eta_s: float | None = None
