"""The chain of events, walked from its beginning: every hash, and what the events tell of runs and companies."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from bulkops.adapters.journal.damage import Damage, event_place, or_unreadable
from bulkops.adapters.journal.events import START, event_hash, words_digest
from bulkops.adapters.journal.purge import old_words_line
from bulkops.adapters.journal.verify_pilot import PilotReplay
from bulkops.core.json import loads

_EVENTS = """SELECT event.seq, event.at, event.run, event.op, event.kind, event.body, event.previous, event.hash,
    event.said, operation.id FROM event LEFT JOIN operation ON operation.op = event.op ORDER BY event.seq"""


@dataclass(slots=True)
class Told:
    """What the chain tells; small, however long it is.

    Attributes:
        events: How many there are.
        last_hash: Of the last one, in hexadecimal.
        legacy: Number of the last event of a bulkops that did not seal; 0 if there is none.
        sealed_from: Number of the first event of one that does; 0 if there is none.
        expected_at: Number of the event that has the hash that somebody kept; 0 if none has.
        runs: By run: what its row has to hold.
        purges: By run: number of the event that tells of its purge.
        rewritten: By run that was purged of words inside events: the digest over these events so far.
        leases: By company: numbers of the events by which its lease changed hands, and what each tells.
        notes: By kind, company and subject: the newest event about what is known of a company.
        pilots: Where the pilots of runs are.
    """

    events: int = 0
    last_hash: str = ""
    legacy: int = 0
    sealed_from: int = 0
    expected_at: int = 0
    runs: dict[int, dict[str, Any]] = field(default_factory=dict)
    purges: dict[int, int] = field(default_factory=dict)
    rewritten: dict[int, Any] = field(default_factory=dict)
    leases: dict[str, list[tuple[int, float, dict[str, Any]]]] = field(default_factory=dict)
    notes: dict[tuple[str, str, str], tuple[float, dict[str, Any]]] = field(default_factory=dict)
    pilots: PilotReplay = field(default_factory=PilotReplay)


def walk_events(connection: sqlite3.Connection, told: Told, expected: str) -> Iterator[Damage]:
    """Walk the chain.

    Args:
        connection: The journal.
        told: Takes what the events tell.
        expected: A hash that must be in the chain; empty: none.
    """
    _read_purges(connection, told)
    next_seq, last, sure = 1, START, True
    for seq, at, run, op, kind, body, previous, found, said, name in connection.execute(_EVENTS):
        place = event_place(seq, at, name)
        if seq != next_seq:
            yield _missing(next_seq, seq)
        elif sure and previous != last:
            yield Damage(place, "it does not follow the event before it")
        fits = _fits(previous, (seq, at, run, op, kind, body), found)
        if not fits and _rewritten(told, seq, run, body, said):
            fits = True
        elif not fits:
            yield Damage(place, "its hash does not fit")
        # What comes after a break is compared with the next event only: one change is told once.
        next_seq, last, sure = seq + 1, found, fits
        yield from or_unreadable(place, _read(told, place, (seq, at, run, kind, body, said)))
        told.events += 1
        told.last_hash = found.hex() if isinstance(found, bytes) else ""
        if told.last_hash == expected:
            told.expected_at = seq


def _fits(previous: Any, fields: Any, found: Any) -> bool:
    try:
        return bool(event_hash(previous, fields) == found)
    except (TypeError, ValueError):  # a value is not even of its kind
        return False


def _read_purges(connection: sqlite3.Connection, told: Told) -> None:
    for seq, run, body in connection.execute("SELECT seq, run, body FROM event WHERE kind = 'purged'"):
        told.purges[run] = seq
        if '"rewritten"' in str(body):
            told.rewritten[run] = sha256()


def _missing(first: int, before: int) -> Damage:
    missing = f"event {first}" if before == first + 1 else f"events {first} to {before - 1}"
    return Damage(missing, f"missing before event {before}")


def _rewritten(told: Told, seq: int, run: int | None, body: str, said: str | None) -> bool:
    """Say whether an event is one out of which a purge has taken words that its hash covers; the purge proves it then.

    What older bulkops wrote has its words inside; newer ones keep them beside.
    """
    rolling = told.rewritten.get(run or 0)
    if said is not None or rolling is None:
        return False
    rolling.update(old_words_line(seq, body))
    return True


def _read(told: Told, place: str, event: tuple[int, float, int | None, str, str, str | None]) -> Iterator[Damage]:
    """Take in what an event tells, and hold its words against their digest."""
    seq, at, run, kind, text, said = event
    body: dict[str, Any] = loads(text)
    if said is None and (told.sealed_from or "format" in body):
        yield Damage(place, "its words are missing")
    elif said is None:
        told.legacy = seq
    else:
        told.sealed_from = told.sealed_from or seq
    if said and words_digest(said) != body.get("said"):
        yield Damage(place, "its words are not those that were written down")
    elif said == "" and "said" in body and told.purges.get(run or 0, 0) < seq:
        yield Damage(place, "its words are missing, and no purge tells of that")
    if kind == "purged" and "rewritten" in body and told.rewritten[run or 0].hexdigest() != body["rewritten"]:
        yield Damage(place, "the events that it took words out of are not as it left them")
    if run is not None:
        yield from told.pilots.damages(place, run, kind, body)
        _read_run(told, run, seq, at, kind, body)
    elif kind == "lease":
        told.leases.setdefault(body["scope"], []).append((seq, at, body))
    elif "scope" in body:
        subject = f"{body.get('api', '')} {body.get('mode', '')}" if kind == "proof" else ""
        told.notes[kind, body["scope"], subject] = (at, body)


def _read_run(told: Told, run: int, seq: int, at: float, kind: str, body: dict[str, Any]) -> None:
    if kind == "begun":
        told.runs[run] = {**body, "started_at": at, "state": "running", "ended_at": 0.0, "seq": seq}
        return
    known = told.runs.get(run)
    if known is None:
        return
    if kind == "reopened":
        known |= {"state": "running", "ended_at": 0.0, "holder": body.get("holder")}
        known |= {name: body[name] for name in ("actor", "host", "pid") if name in body}
    elif kind in {"ended", "interrupted"}:
        known["state"] = kind
        # A run whose last operations a later one has taken over had stopped before.
        known["ended_at"] = known["ended_at"] or at if "by" in body else at
    elif kind == "purged":
        known["purged_at"] = at
