"""What a pilot was, came to, and was answered by, as events of its run; no value of any document stands in them."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from bulkops.adapters.journal.events import Chain
from bulkops.core.json import loads
from bulkops.core.pilot import Pilot, PilotAnswer, PilotRecord

BEGUN, READ, ANSWERED = "pilot_begun", "pilot_read", "pilot_answered"
#: Newest pilots of a run that are told of: many may follow one another, each on what the one before has left.
PILOTS_MAX = 20
#: Documents that the event of a pilot names, the wrong ones first; they are counted, however many there are.
NAMED_MAX = 1000
_EVENTS = f"""SELECT at, kind, body FROM event WHERE run = ? AND op IS NULL
    AND kind IN ('{BEGUN}', '{READ}', '{ANSWERED}') ORDER BY seq DESC LIMIT {3 * PILOTS_MAX}"""  # noqa: S608 - constants


def note_begun(chain: Chain, run: int, at: float, steps: Mapping[str, int]) -> None:
    """Write down that a pilot is about to be sent, and of which steps by operation type."""
    chain.add(at, BEGUN, {"steps": dict(steps)}, run=run)


def note_read(chain: Chain, run: int, at: float, pilot: Pilot) -> None:
    """Write down what a pilot has come to: which documents, and of those that differ in which fields."""
    found = sorted(pilot.documents, key=lambda document: document.verdict == "equal")
    named = [
        {
            "kind": document.resource,
            "key": document.key,
            "verdict": document.verdict.value,
            **({"fields": [change.path for change in document.changes]} if document.changes else {}),
        }
        for document in found[:NAMED_MAX]
    ]
    counts = {"documents": len(pilot.documents), "equal": pilot.equal, "failed": pilot.failed, "left": pilot.left}
    chain.add(at, READ, {**counts, "found": named}, run=run)


def note_answer(chain: Chain, run: int, at: float, answer: PilotAnswer, *, by: str, how: str) -> None:
    """Write down what was decided about the others, by whom, and by what that was said."""
    chain.add(at, ANSWERED, {"as": answer.value, "by": by, "how": how}, run=run)


def pilots_of(connection: sqlite3.Connection, run: int) -> tuple[PilotRecord, ...]:
    """Give the newest pilots of a run, in their order."""
    told: dict[str, Any] | None = None
    pilots: list[PilotRecord] = []
    for at, kind, text in reversed(connection.execute(_EVENTS, (run,)).fetchall()):
        body = loads(text)
        if kind == BEGUN:
            pilots += [PilotRecord(**told)] if told is not None else []
            told = {"at": at, "steps": sum(body["steps"].values())}
        elif told is None:
            continue  # it belongs to a pilot before those that are told of
        elif kind == READ:
            told |= {"read_at": at, **{name: body[name] for name in ("documents", "equal", "failed", "left")}}
        else:
            told |= {"answer": PilotAnswer(body["as"]), "by": body["by"], "how": body["how"], "answered_at": at}
    pilots += [PilotRecord(**told)] if told is not None else []
    return tuple(pilots[-PILOTS_MAX:])
