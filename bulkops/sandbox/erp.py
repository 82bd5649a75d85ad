"""The sandbox: both systems as one state machine, apart from how requests reach it."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import msgspec

from bulkops.core.http import Request, Response
from bulkops.sandbox import ddapi, oauth, routes
from bulkops.sandbox.actions import finish_releases
from bulkops.sandbox.call import Call
from bulkops.sandbox.errors import RefusedError, business, html, plain
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.ledger import Ledger, write_request, write_status
from bulkops.sandbox.limits import Meter
from bulkops.sandbox.oauth import Caller
from bulkops.sandbox.seed import seed
from bulkops.sandbox.state import State
from bulkops.sandbox.switches import Switches, from_json, to_json

_SWITCHES = "switches"


class DroppedError(Exception):
    """The connection breaks without an answer; whether the work was done is not to be known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What comes back of a request.

    Attributes:
        response: The answer; None: the connection breaks without one.
        delay_s: Seconds until then.
    """

    response: Response | None
    delay_s: float = 0.0


class Erp:
    """A company with both systems, in one file that outlives the process.

    Time is handed in with each request; nothing happens between requests, but what was due by then is done first.

    Args:
        path: The state file, made where there is none; `:memory:` for this object's life only.
        switches: How it behaves; None: as the file says, and by default where it says nothing.

    Raises:
        ValueError: The file is of another version of this program.
    """

    def __init__(self, path: Path | str = ":memory:", switches: Switches | None = None) -> None:
        self.state = State(path)
        self.switches = self._kept_switches()
        self._foreign = self.state.foreign_version()
        if switches is not None:
            self.set_switches(switches)

    def set_switches(self, switches: Switches) -> None:
        """Change how it behaves, from the next request on; faults count their requests from 1 again."""
        with self.state.transaction():
            self.state.put(_SWITCHES, to_json(switches))
            self.state.db.execute("DELETE FROM counter WHERE name LIKE 'fault:%'")
        self.switches = switches

    def inject(self, *faults: Fault) -> None:
        """Set what goes wrong, in place of what was set before."""
        self.set_switches(replace(self.switches, faults=faults))

    def _kept_switches(self) -> Switches:
        kept = self.state.get(_SWITCHES)
        return Switches() if kept is None else from_json(kept)

    def _notice_others(self) -> None:
        """Take over switches that another process has set in the same file."""
        foreign = self.state.foreign_version()
        if foreign != self._foreign:
            self._foreign = foreign
            self.switches = self._kept_switches()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def ledger(self) -> Ledger:
        """Read what has been asked and what has happened."""
        return Ledger(self.state)

    def seed(self, now: float) -> None:
        """Give an empty company its demonstration data; one that has documents stays as it is."""
        with self.state.transaction():
            seed(self.state, self.switches, now)

    def reset(self, now: float) -> None:
        """Empty the company, its ledger included, and seed it again; switches stay."""
        with self.state.transaction():
            self.state.clear()
            self.state.put(_SWITCHES, to_json(self.switches))
            seed(self.state, self.switches, now)

    def close(self) -> None:
        """Close the file."""
        self.state.close()

    def run_due(self, now: float) -> None:
        """Do what was due by now: late work and releases."""
        with self.state.transaction():
            self._run_due(now)

    def handle(self, request: Request, now: float) -> Response:
        """Work on a request and give its answer at once.

        Raises:
            DroppedError: The connection breaks without an answer.
        """
        reply = self.answer(request, now)
        if reply.response is None:
            raise DroppedError
        return reply.response

    def answer(self, request: Request, now: float, *, served: bool = False) -> Reply:
        """Work on a request, in one transaction.

        Args:
            request: The request.
            now: Seconds since 1970 UTC.
            served: It came through the server.
        """
        with self.state.transaction():
            self._notice_others()
            self._run_due(now)
            seq = write_request(self.state, request, now)
            call = Call(state=self.state, switches=self.switches, request=request, now=now, seq=seq)
            fault = self._fault_of(request)
            reply = self._reply(call, fault, served=served)
            status = 0 if reply.response is None else reply.response.status
            write_status(self.state, seq, status, "" if fault is None else fault.kind)
        return replace(reply, delay_s=reply.delay_s + self.switches.latency_s) if self.switches.latency_s else reply

    def _reply(self, call: Call, fault: Fault | None, *, served: bool) -> Reply:
        if fault is None:
            return Reply(response=self._admit_and_work(call, served=served))
        response: Response | None = None
        if fault.kind is FaultKind.COMMIT_LATE:
            self._postpone(call, call.now + fault.delay_s)
            return Reply(response=None)
        if fault.kind is FaultKind.REFUSE:
            response = _refusal(fault, call.seq)
        elif fault.kind is not FaultKind.LOSE_REQUEST:
            response = self._admit_and_work(call, served=served)
        if fault.kind is FaultKind.LOSE_ANSWER:
            response = None
        elif fault.kind is FaultKind.BAD_GATEWAY:
            response = html(fault.status or 502, "Bad Gateway")
        return Reply(response=response, delay_s=fault.delay_s)

    def _admit_and_work(self, call: Call, *, served: bool) -> Response:
        if call.request.api == "ddapi":
            return ddapi.admit(call) or self._work(call)
        if call.request.path.lower() == "/connect/token":
            return self._work(call)
        caller = oauth.admit(call, served=served)
        if not isinstance(caller, Caller):
            return caller
        meter = Meter(call, caller)
        response = meter.refusal() or self._work(call)
        meter.remember(response.status)
        return replace(response, headers={**response.headers, **meter.headers()})

    def _work(self, call: Call) -> Response:
        found = routes.find(call.request)
        if isinstance(found, tuple):
            return _nowhere(found)
        if call.header("erp-api-background"):
            return plain(501, "Background calls are not part of this sandbox.")
        try:
            with self.state.attempt():
                return found.operation(replace(call, parameters=found.parameters))
        except RefusedError as error:
            if error.status == 412 and self.switches.conflict_body == "empty":
                return plain(412)
            return business(error.status, error.text, call.seq)
        except ArithmeticError:
            return business(400, "Error processing document. Error: Arithmetic overflow.", call.seq)

    def _fault_of(self, request: Request) -> Fault | None:
        struck = None
        for position, fault in enumerate(self.switches.faults):
            if fault.matches(request):
                match = self.state.count_up(f"fault:{position}", 1)
                if struck is None and fault.strikes(match):
                    struck = fault
        return struck

    def _postpone(self, call: Call, due: float) -> None:
        request = call.request
        values = (
            due,
            call.seq,
            request.api,
            request.method,
            request.path,
            msgspec.json.encode(request.query),
            msgspec.json.encode(request.headers),
            request.body,
        )
        self.state.db.execute("INSERT INTO late VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    def _run_due(self, now: float) -> None:
        rows = self.state.db.execute("SELECT * FROM late WHERE due <= ? ORDER BY due, id", (now,)).fetchall()
        for key, due, seq, api, method, path, query, headers, body in rows:
            finish_releases(self.state, self.switches, due, seq)
            pairs = tuple[tuple[str, str], ...]
            request = Request(
                api=api,
                method=method,
                path=path,
                query=msgspec.json.decode(query, type=pairs),
                headers=msgspec.json.decode(headers, type=pairs),
                body=body,
            )
            self._work(Call(state=self.state, switches=self.switches, request=request, now=due, seq=seq))
            self.state.db.execute("DELETE FROM late WHERE id = ?", (key,))
        finish_releases(self.state, self.switches, now, 0)


def _nowhere(allowed: tuple[str, ...]) -> Response:
    if allowed:
        return replace(plain(405, "Method not allowed."), headers={"allow": ", ".join(allowed)})
    return plain(404, "There is nothing at this address.")


def _refusal(fault: Fault, seq: int) -> Response:
    answer = business(fault.status or 400, fault.message, seq)
    after = {"retry-after": str(fault.retry_after_s)} if fault.retry_after_s else {}
    return replace(answer, headers={**answer.headers, **after})
