"""Documents that a fault has moved to the front of lists; a list's order is not documented, so any may stand there."""

from bulkops.core.json import dumps, loads
from bulkops.sandbox.state import State

_FRONT = "front"


def move_to_front(state: State, key: int) -> None:
    """Let a document stand before all others in every list from now on, the last one moved foremost."""
    state.put(_FRONT, dumps([key, *(other for other in _front(state) if other != key)]))


def order(state: State, usual: str) -> str:
    """Write what lists are ordered by: the documents at the front, then as usual."""
    front = _front(state)
    if not front:
        return usual
    places = " ".join(f"WHEN {key:d} THEN {place}" for place, key in enumerate(front))
    return f"CASE id {places} ELSE {len(front)} END, {usual}"


def _front(state: State) -> list[int]:
    kept = state.get(_FRONT)
    return [] if kept is None else loads(kept)
