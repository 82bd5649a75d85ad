"""States of an operation, and how one attempt at sending it ended."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where an operation is; `engine.md` draws the moves between them."""

    PLANNED = "planned"  # waits for what it needs
    READY = "ready"
    SENDING = "sending"  # the intent is durable; the request may be under way
    ACCEPTED = "accepted"  # the system took it on and works on it
    IN_DOUBT = "in_doubt"  # sent, and nobody knows whether it happened
    SUCCEEDED = "succeeded"
    UNCHANGED = "unchanged"  # the system held the wanted values already; nothing sent
    REFUSED = "refused"
    CONFLICT = "conflict"  # someone else changed the target since the plan
    SKIPPED = "skipped"  # something it needs did not go through
    CANCELLED = "cancelled"
    MANUAL = "manual"  # a person has to decide


#: Nothing more happens to these by themselves.
ENDED = frozenset({State.SUCCEEDED, State.UNCHANGED, State.REFUSED, State.CONFLICT, State.SKIPPED, State.CANCELLED})
#: They were sent, or compared, and will not come to be.
FAILED = frozenset({State.REFUSED, State.CONFLICT})
#: What depends on them may go on.
DONE = frozenset({State.SUCCEEDED, State.UNCHANGED})
#: A request has left and its effect is not known for certain.
UNSETTLED = frozenset({State.SENDING, State.ACCEPTED, State.IN_DOUBT, State.MANUAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an attempt, a confirmation or a settlement ended.

    Attributes:
        state: The operation's next state.
        code: Stable code of the cause (`core.codes`); empty for success.
        message: Cause for people, from the API's own words where it gave some; no secrets, no payload.
        number: Number of the document that was made or adopted.
        tag: Entity tag after the write, empty where none was told: of the new document where one was made, else of the
            target.
        status: HTTP status; 0 where no answer came.
        delay_s: Of READY: seconds to wait before the next attempt.
        adopted: Found done by a look-up, not by the answer to our request.
        receipt: Of ACCEPTED: id of the call that the server carries out in the background; empty where it is none.
        theirs: Of CONFLICT: JSON of the target as it was found, null where it is gone; empty where it was not read.
    """

    state: State
    code: str = ""
    message: str = ""
    number: str = ""
    tag: str = ""
    status: int = 0
    delay_s: float = 0.0
    adopted: bool = False
    receipt: str = ""
    theirs: bytes = b""
