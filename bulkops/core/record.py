"""One operation as the journal knows it, for reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bulkops.core.conflict import Conflict
from bulkops.core.outcome import State
from bulkops.core.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRecord:
    """One attempt at sending an operation.

    Attributes:
        number: From 1.
        method: HTTP method.
        path: Path from the API's base.
        if_match: Entity tag that it was bound to; empty if none.
        background: It asked for a background call.
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
    background: bool = False
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
class SentFile:
    """The file that an operation sends.

    Attributes:
        name: Its name at the system.
        size: Bytes.
        sha256: Digest of its content, in hexadecimal.
        path: Where it lies on this machine.
    """

    name: str
    size: int
    sha256: str
    path: str


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
        payload_keys: Names of what the user asks for; the values may be personal.
        body: What is sent, sensitive values left out; empty where there is no body, and after it was purged.
        needs: Ids of the operations that it waits for.
        attempts: In order.
        events: In order.
        undone_by: Operation type that undoes it; empty: nothing does.
        undone_in: Statuses of the document in which that can be done; empty: any.
        irreversible: Only a counter-posting takes it back.
        makes: What kind of document it makes, for people; empty: none.
        receipt: Id of the background call that carries it out; empty if none does.
        sent_file: The file that it sends; None if it sends none.
        save_as: File that the answer is kept in; empty: none.
        conflict: What it is in conflict with; None where it is in none, or where that was not read.
        manifests: Files of the run's manifests, as the user gave them.
        purged_at: When what it sent and read was removed from the journal, seconds since 1970; 0.0 while it is there.
        option: What a command of the current folder needs to find the run: ` --project FILE`, or nothing.
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
    body: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    attempts: tuple[AttemptRecord, ...] = ()
    events: tuple[EventRecord, ...] = ()
    undone_by: str = ""
    undone_in: tuple[str, ...] = ()
    irreversible: bool = False
    makes: str = ""
    receipt: str = ""
    sent_file: SentFile | None = None
    save_as: str = ""
    conflict: Conflict | None = None
    manifests: tuple[str, ...] = ()
    purged_at: float = 0.0
    option: str = ""
