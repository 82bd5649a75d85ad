"""Operations of a run as reports get them out of the journal."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bulkops.core.outcome import State
from bulkops.core.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at sending an operation; times in seconds since 1970, `ended_at` 0.0 while it is open."""

    attempt: int
    intent_at: float
    ended_at: float
    method: str
    path: str
    if_match: str
    request_digest: str
    status: int
    state: State
    code: str
    message: str
    background: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One link of the audit trail."""

    seq: int
    at: float
    kind: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationRow:
    """One operation as the journal holds it.

    Attributes:
        op: The journal's key.
        run: The journal's key of the run.
        seq: Number in the plan.
        manifest: Name of the manifest.
        id: Id of the operation.
        type: Name of the operation type.
        state: Where it is.
        target: Key of the target; empty where it makes one or an earlier step does.
        number: Number of the document that it made; empty if none.
        receipt: Id of the background call that is carrying it out; empty if none.
        tag: Entity tag after the write; empty if none was told.
        adopted: Found done by a look-up, not by the answer to our request.
        status: Last HTTP status; 0 where no answer came.
        code: Code of the cause; empty for success.
        message: Cause for people.
        cause: Key of the operation that it was skipped for; 0 if none.
        attempts: Attempts so far.
        sent_at: Last intent, seconds since 1970; 0.0 if never.
        ended_at: Seconds since 1970; 0.0 while it is open.
        natural_key: What a create is found by.
        currency: Of `amount`.
        amount: Net sum; None where it is not known.
        place: Where the entry stands.
    """

    op: int
    run: int
    seq: int
    manifest: str
    id: str
    type: str
    state: State
    target: str
    number: str
    receipt: str
    tag: str
    adopted: bool
    status: int
    code: str
    message: str
    cause: int
    attempts: int
    sent_at: float
    ended_at: float
    natural_key: str
    currency: str
    amount: Decimal | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """An operation whose effect is not known for certain, as the journal holds it.

    Attributes:
        id: Id of the operation.
        manifest: Name of its manifest.
        type: Name of the operation type.
        state: SENDING, IN_DOUBT or MANUAL.
        code: Code of the cause.
        message: Cause for people.
        sent_at: Last intent, seconds since 1970.
        background: It was sent as a background call.
        place: Where the entry stands.
    """

    id: str
    manifest: str
    type: str
    state: State
    code: str
    message: str
    sent_at: float
    background: bool
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything about one operation: itself, what it sent, its attempts and events.

    Attributes:
        row: The operation.
        payload: Canonical JSON of the payload.
        body: JSON that is sent; empty: no body.
        before: JSON of the target as planned from.
        foreseen: `before` was not read: it is how an earlier step of the plan would leave the target.
        options: JSON of the entry's further keys, paths made absolute.
        theirs: JSON of the target as it was found when the operation was in conflict, null if it was gone; empty where
            it was not read.
        needs: Ids of the operations that it needs.
        cause: Id of the operation that it was skipped for; empty if none.
        attempts: Oldest first.
        events: Oldest first.
    """

    row: OperationRow
    payload: bytes
    body: bytes
    before: bytes
    foreseen: bool
    options: bytes
    theirs: bytes
    needs: tuple[str, ...]
    cause: str
    attempts: tuple[Attempt, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Operations of one state, type and currency, added up.

    Attributes:
        state: Their state.
        type: Name of their operation type.
        currency: ISO 4217 code; empty where it is the customer's own.
        count: How many have a known amount.
        amount: Their amounts, exactly.
        unknown: How many more have no known amount.
    """

    state: State
    type: str
    currency: str
    count: int
    amount: Decimal
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Operations that ended alike.

    Attributes:
        state: Their state.
        code: Code of the cause.
        message: Cause for people.
        count: How many.
        first_id: Id of the first in plan order.
        first_manifest: Name of its manifest.
        first_place: Where its entry stands.
    """

    state: State
    code: str
    message: str
    count: int
    first_id: str
    first_manifest: str
    first_place: Place
