"""An operation of ours on a document, as the journal keeps it: what the document was left as follows from them."""

from dataclasses import dataclass
from decimal import Decimal

from bulkops.core.outcome import State
from bulkops.core.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One operation on one document.

    Attributes:
        op: The journal's key of the operation.
        run: Name of its run.
        manifest: Name of its manifest.
        id: Id of the operation.
        type: Name of the operation type.
        state: Where it is.
        code: Code of the cause; empty where it needs none.
        at: When it ended, seconds since 1970; 0.0 while it has not.
        made: The document is its result, not its target.
        tag: Entity tag after the write; empty where none was told.
        tag_before: Entity tag that it was planned from; empty where there is none, or an earlier step was to give it.
        foreseen: `before` was not read: it is how an earlier step of its plan would leave the document.
        payload: Canonical JSON of the payload; empty where it was purged.
        before: JSON of the document as planned from; empty where it did not exist, is not known, or was purged.
        options: JSON of the entry's further keys; empty where they were purged.
        purged: What it sent and read was removed from the journal.
        currency: Of `amount`.
        amount: Net sum of the document, without VAT, as it left it; None where it is not known.
        place: Where its entry stood.
    """

    op: int
    run: str
    manifest: str
    id: str
    type: str
    state: State
    code: str = ""
    at: float
    made: bool = False
    tag: str = ""
    tag_before: str = ""
    foreseen: bool = False
    payload: bytes = b""
    before: bytes = b""
    options: bytes = b""
    purged: bool = False
    currency: str = ""
    amount: Decimal | None = None
    place: Place
