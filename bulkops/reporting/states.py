"""States of operations in words, and in the order in which a report tells them."""

from bulkops.core.outcome import State
from bulkops.reporting.style import Colour

#: What went well, what did not, what is open.
WORDS: dict[State, str] = {
    State.SUCCEEDED: "done",
    State.UNCHANGED: "unchanged",
    State.REFUSED: "refused",
    State.CONFLICT: "in conflict",
    State.SKIPPED: "skipped",
    State.CANCELLED: "cancelled",
    State.MANUAL: "for you to decide",
    State.IN_DOUBT: "in doubt",
    State.ACCEPTED: "accepted, not confirmed",
    State.SENDING: "under way",
    State.READY: "ready, not sent",
    State.PLANNED: "waiting, not sent",
}

COLOURS: dict[State, Colour] = {
    State.SUCCEEDED: Colour.GREEN,
    State.UNCHANGED: Colour.DIM,
    State.REFUSED: Colour.RED,
    State.CONFLICT: Colour.RED,
    State.SKIPPED: Colour.YELLOW,
    State.CANCELLED: Colour.YELLOW,
    State.MANUAL: Colour.RED,
    State.IN_DOUBT: Colour.RED,
    State.ACCEPTED: Colour.YELLOW,
    State.SENDING: Colour.YELLOW,
    State.READY: Colour.DIM,
    State.PLANNED: Colour.DIM,
}

#: Ended, and not as wanted.
FAILED = (State.REFUSED, State.CONFLICT, State.SKIPPED, State.CANCELLED)
#: Sent, with an effect that is not known for certain, and nobody has to decide: a resumed run settles them.
UNSETTLED = (State.IN_DOUBT, State.ACCEPTED, State.SENDING)
#: Nothing has left yet.
NOT_SENT = (State.READY, State.PLANNED)
