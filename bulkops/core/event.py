"""One event of the journal as others get it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedEvent:
    """One event with what it is about.

    Attributes:
        seq: Its number.
        at: Seconds since 1970.
        kind: What happened, one word.
        body: Its particulars, canonical JSON.
        said: Words of another system; empty where there were none, or where they have been purged.
        previous: Hash of the event before it.
        hash: Its own.
        hashed: What its hash covers after the hash before it: JSON of number, time, run, operation, kind and body.
        run: Name of the run; empty if it is about none.
        operation: Id of the operation; empty if it is about none.
        manifest: Name of the operation's manifest.
        type: Its operation type.
        payload: Of an intent: canonical JSON of the payload; empty where it was purged.
        sent: Of an intent: the JSON that was sent.
    """

    seq: int
    at: float
    kind: str
    body: str
    said: str
    previous: bytes
    hash: bytes
    hashed: bytes
    run: str
    operation: str
    manifest: str
    type: str
    payload: bytes
    sent: bytes
