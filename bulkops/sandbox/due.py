"""What comes due between requests: releases, late work, background calls, each in its turn and at its own time."""

from collections.abc import Callable
from dataclasses import dataclass

from bulkops.core.http import Response
from bulkops.core.json import dumps
from bulkops.sandbox.actions import finish_releases
from bulkops.sandbox.background import NOBODY
from bulkops.sandbox.call import Call, Caller
from bulkops.sandbox.conformity import Conformity, checked
from bulkops.sandbox.late import unpacked
from bulkops.sandbox.ledger import About, write_effect
from bulkops.sandbox.state import State
from bulkops.sandbox.switches import Switches
from bulkops.sandbox.work import work

_Event = tuple[float, Callable[[float], None]]


def run_due(state: State, switches: Switches, now: float, conformity: Conformity | None = None) -> None:
    """Do what was due by now, in the order of the times it was due; each may make others due."""
    turn = _Turn(state, switches, conformity)
    at = 0.0
    while (event := turn.first(at)) is not None and event[0] <= now:
        at, do = event
        finish_releases(state, switches, at)
        do(at)
    finish_releases(state, switches, now)


@dataclass(frozen=True, slots=True)
class _Turn:
    """Finds what is next, and does it."""

    state: State
    switches: Switches
    conformity: Conformity | None

    def first(self, since: float) -> _Event | None:
        """Give the earliest of what is due at any time, and what does it.

        Args:
            since: When the event before it was: whoever waited for a free worker gets it then.
        """
        events: list[_Event] = []
        if (late := self._earliest("SELECT min(due) FROM late")) is not None:
            events.append((late, self._do_late))
        if (done := self._earliest("SELECT min(due) FROM background WHERE stage = 'started'")) is not None:
            events.append((done, self._finish))
        if (ready := self._earliest("SELECT min(due) FROM background WHERE stage = 'queued'")) is not None:
            busy = self._earliest("SELECT count(*) FROM background WHERE stage = 'started'") or 0
            if busy < self.switches.background_workers:
                events.append((max(ready, since), self._take_up))
        return min(events, key=lambda event: event[0], default=None)

    def _earliest(self, statement: str) -> float | None:
        found: float | None = self.state.db.execute(statement).fetchone()[0]
        return found

    def _do_late(self, at: float) -> None:
        seq, tenant, client, request = self.state.db.execute(
            "DELETE FROM late WHERE id = (SELECT id FROM late ORDER BY due, id LIMIT 1)"
            " RETURNING seq, tenant, client, request"
        ).fetchone()
        work(self._call(at, seq, tenant, client, request))

    def _take_up(self, at: float) -> None:
        self.state.db.execute(
            "UPDATE background SET stage = 'started', started = ?, due = ?"
            " WHERE seq = (SELECT seq FROM background WHERE stage = 'queued' ORDER BY due, seq LIMIT 1)",
            (at, at + self.switches.background_work_s),
        )

    def _finish(self, at: float) -> None:
        seq, receipt, tenant, client, request, webhook, pairs = self.state.db.execute(
            "SELECT seq, id, tenant, client, request, webhook, pairs FROM background WHERE stage = 'started'"
            " ORDER BY due, seq LIMIT 1"
        ).fetchone()
        call = self._call(at, seq, tenant, client, request, background=True)
        number, fails_every = self.state.count_up("background", 1), self.switches.background_fails_every
        if fails_every and number % fails_every == 0:
            if self.switches.background_failure == "after":
                work(call)
            self._keep(seq, "failed", Response(status=0), "The background operation could not be processed.")
        else:
            self._keep(seq, "finished", checked(self.conformity, call.request, work(call))[0])
        if webhook != NOBODY:
            about = About(resource="background", number=receipt)
            write_effect(self.state, call.cause, "notified", about, source=webhook, detail=pairs)

    def _keep(self, seq: int, stage: str, response: Response, error: str = "") -> None:
        values = (stage, response.status, dumps(dict(response.headers)), response.body, bool(response.body), error, seq)
        self.state.db.execute(
            "UPDATE background SET stage = ?, status = ?, headers = ?, answer = ?, has_answer = ?, error = ?"
            " WHERE seq = ?",
            values,
        )

    def _call(self, at: float, seq: int, tenant: str, client: str, request: bytes, *, background: bool = False) -> Call:
        return Call(
            state=self.state,
            switches=self.switches,
            request=unpacked(request),
            now=at,
            seq=seq,
            caller=Caller(tenant, client),
            background=background,
        )
