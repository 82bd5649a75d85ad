"""What the events of an operation make of it, held against what its row and its attempts say."""

from bisect import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from bulkops.adapters.journal.verify_events import Told
from bulkops.core.json import loads
from bulkops.core.outcome import ENDED, UNSETTLED, State

#: Columns of an operation that follow from its events, beside `waiting`.
MUTABLE = (
    "state",
    "waiting",
    "attempt",
    "sent_at",
    "not_before",
    "number",
    "result_tag",
    "adopted",
    "status",
    "code",
    "message",
    "cause",
    "ended_at",
    "receipt",
)
_AT_FIRST: Mapping[str, Any] = {
    "state": "ready",
    "attempt": 0,
    "sent_at": 0.0,
    "not_before": 0.0,
    "number": "",
    "result_tag": "",
    "adopted": 0,
    "status": 0,
    "code": "",
    "message": "",
    "cause": None,
    "ended_at": 0.0,
    "receipt": "",
}
_ATTEMPT = (
    "op",
    "attempt",
    "fence",
    "intent_at",
    "ended_at",
    "method",
    "path",
    "if_match",
    "request_digest",
    "status",
    "state",
    "code",
    "message",
    "background",
)
_WHENEVER = object()


class Replay:
    """One operation, made again from its events.

    Args:
        row: The operation as it stands.
        begun: How its run began.
        told: What all events tell.
        purged: Its run's words were removed.
    """

    def __init__(self, row: Mapping[str, Any], begun: Mapping[str, Any], told: Told, *, purged: bool) -> None:
        self._row = row
        self._begun = begun
        self._told = told
        self._purged = purged
        self._now: dict[str, Any] = dict(_AT_FIRST)
        self._attempts: list[dict[str, Any]] = []
        self._theirs: tuple[float, str] | None = None

    def differences(
        self,
        events: Sequence[tuple[Any, ...]],
        attempts: Sequence[tuple[Any, ...]],
        theirs: Sequence[tuple[Any, ...]],
        cause_of: Callable[[int], tuple[str, str] | None],
    ) -> Iterator[str]:
        """Say what of it does not follow from its events."""
        try:
            for _op, seq, at, run, kind, body, said in events:
                if run != self._row["run"]:
                    yield f"event {seq} counts it to another run"
                self._take(seq, at, kind, loads(body), said, cause_of)
        except (ValueError, KeyError, TypeError):
            yield "its events cannot be read"
            return
        if not events:
            self._as_planned()
        yield from self._row_differences()
        yield from self._attempt_differences(attempts)
        yield from self._theirs_differences(theirs)

    def _as_planned(self) -> None:
        """Take what planning may have ended it with; its seal holds that."""
        row = self._row
        if row["state"] in {State.UNCHANGED, State.CONFLICT}:
            sealed = {name: row[name] for name in ("state", "code", "message", "number", "result_tag")}
            self._now |= {**sealed, "ended_at": self._begun["started_at"]}

    def _take(
        self,
        seq: int,
        at: float,
        kind: str,
        body: dict[str, Any],
        said: str | None,
        cause_of: Callable[[int], tuple[str, str] | None],
    ) -> None:
        if kind == "decided":
            return
        if kind == "intent":
            self._intend(seq, at, body)
        elif "cause" in body:
            cause = cause_of(body["cause"])
            message = f"it needs `{cause[0]}`, which ended as {cause[1]}" if cause else ""
            self._now |= {"state": kind, "cause": body["cause"], "code": body["code"], "message": message}
            self._now["ended_at"] = at
        elif "by" in body:
            message = f"superseded by run {body['by']}"
            self._now |= {"state": kind, "code": body["code"], "message": message, "ended_at": at}
        else:
            self._end(seq, at, State(kind), body, said)

    def _intend(self, seq: int, at: float, body: dict[str, Any]) -> None:
        self._now |= {"state": "sending", "attempt": body["attempt"], "sent_at": at, "not_before": 0.0}
        self._attempts.append(
            {
                "op": self._row["op"],
                "attempt": body["attempt"],
                "fence": self._fence(seq),
                "intent_at": at,
                "ended_at": 0.0,
                "method": body["method"],
                "path": body["path"],
                "if_match": body["if_match"],
                "request_digest": body["request"],
                "status": 0,
                "state": "sending",
                "code": "",
                "message": "",
                "background": int(body.get("background", False)),
            }
        )

    def _end(self, seq: int, at: float, state: State, body: dict[str, Any], said: str | None) -> None:
        was = State(self._now["state"])
        known = {"code": body.get("code", ""), "status": body.get("status", 0)}
        known["message"] = self._words(body, said)
        if was in UNSETTLED and self._attempts:
            self._attempts[-1] |= {**known, "state": state.value, "ended_at": at}
        self._now |= {
            **known,
            "state": state.value,
            "adopted": int(body.get("adopted", False)),
            "ended_at": at if state in ENDED else 0.0,
            "not_before": float(body.get("not_before", 0.0)),
            "number": body.get("number") or self._now["number"],
            "result_tag": body.get("tag") or self._now["result_tag"],
            "receipt": body.get("receipt", ""),
        }
        if seq <= self._told.legacy and state is State.READY:
            self._now["not_before"] = _WHENEVER
        if "theirs" in body:
            self._theirs = (at, body["theirs"])

    def _words(self, body: dict[str, Any], said: str | None) -> Any:
        if said is None:
            return body.get("message", "")
        return said

    def _fence(self, seq: int) -> Any:
        """Give the fence of the lease under which an event was written."""
        changes = self._told.leases.get(self._begun["scope"], [])
        at = bisect(changes, seq, key=lambda change: change[0])
        return changes[at - 1][2].get("fence") if at else None

    def _row_differences(self) -> Iterator[str]:
        for name, wanted in self._now.items():
            found = self._row[name]
            if wanted is _WHENEVER or found == wanted:
                continue
            if name == "state" and (found, wanted) == (State.PLANNED, State.READY) and not self._attempts:
                continue  # whether it waits is told by what it needs
            yield f"{name.rstrip('_')} is {_shown(found)}, and its events say {_shown(wanted)}"

    def _attempt_differences(self, attempts: Sequence[tuple[Any, ...]]) -> Iterator[str]:
        if len(attempts) != len(self._attempts):
            yield f"it has {len(attempts)} attempts, and its events tell of {len(self._attempts)}"
            return
        for values, wanted in zip(attempts, self._attempts, strict=True):
            found = dict(zip(_ATTEMPT, values, strict=True))
            for name in _ATTEMPT:
                if found[name] != wanted[name]:
                    said = f"{_shown(found[name])}, and its events say {_shown(wanted[name])}"
                    yield f"{name} of attempt {wanted['attempt']} is {said}"

    def _theirs_differences(self, theirs: Sequence[tuple[Any, ...]]) -> Iterator[str]:
        wanted = None if self._purged else self._theirs
        if wanted is None and "seals" not in self._begun and not self._purged:
            return  # older bulkops left it out of its events
        if (wanted is None) is not (not theirs):
            yield "the document that it was in conflict with " + ("is missing" if wanted else "was put in")
        elif wanted is not None and (theirs[0][1] != wanted[0] or sha256(theirs[0][2]).hexdigest() != wanted[1]):
            yield "the document that it was in conflict with has been changed"


def _shown(value: object) -> str:
    return f"`{value}`" if isinstance(value, str) else str(value)
