"""Pilots, replayed from the events: counts that add up, and nothing sent against what a pilot has come to."""

from collections.abc import Iterator
from typing import Any

from bulkops.adapters.journal.damage import Damage
from bulkops.adapters.journal.pilot_events import ANSWERED, BEGUN, READ
from bulkops.core.pilot import PilotAnswer

_KINDS = frozenset({BEGUN, READ, ANSWERED})


class PilotReplay:
    """What the events so far say of the runs that had a pilot; one word for each of them.

    Between what a pilot has come to and a person's word that the others are to be sent, nothing may be sent.
    """

    def __init__(self) -> None:
        self._last: dict[int, str] = {}

    def damages(self, place: str, run: int, kind: str, body: dict[str, Any]) -> Iterator[Damage]:
        """Take in an event of a run; say what of it cannot be."""
        if kind == "intent" and self._last.get(run) in {READ, PilotAnswer.DECLINED}:
            yield Damage(place, "it was sent after a pilot, and nobody had approved that")
        if kind not in _KINDS:
            return
        if kind != BEGUN and run not in self._last:
            yield Damage(place, "it tells of a pilot that was not begun")
        if kind == READ:
            yield from self._counts(place, body)
        self._last[run] = PilotAnswer(body["as"]) if kind == ANSWERED else kind

    def _counts(self, place: str, body: dict[str, Any]) -> Iterator[Damage]:
        """Hold the counts against the documents, as far as these are named."""
        found = [document["verdict"] for document in body["found"]]
        wrong = sum(verdict != "equal" for verdict in found)
        all_named = len(found) == body["documents"]
        if len(found) > body["documents"] or (all_named and wrong != body["documents"] - body["equal"]):
            yield Damage(place, "the counts of its pilot do not fit the documents")
