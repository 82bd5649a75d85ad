"""The sandbox: both systems as one state machine, apart from how requests reach it."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from bulkops.core.http import Request, Response
from bulkops.sandbox import ddapi, oauth
from bulkops.sandbox.call import Call, Caller
from bulkops.sandbox.due import run_due
from bulkops.sandbox.errors import business, html
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.late import postpone
from bulkops.sandbox.ledger import Ledger, write_request, write_status
from bulkops.sandbox.limits import Meter
from bulkops.sandbox.seed import seed
from bulkops.sandbox.state import State
from bulkops.sandbox.switches import Switches, from_json, to_json
from bulkops.sandbox.work import work

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
        renew: Empty a file of any version of this program, and begin again.

    Raises:
        OtherVersionError: The file is of another version of this program.
        ValueError: It is a database of another program.
    """

    def __init__(self, path: Path | str = ":memory:", switches: Switches | None = None, *, renew: bool = False) -> None:
        self.state = State(path, renew=renew)
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
        """Do what was due by now: late work, background calls, releases."""
        with self.state.transaction():
            run_due(self.state, self.switches, now)

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
            run_due(self.state, self.switches, now)
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
            caller = _admit(call, served=served)
            if isinstance(caller, Caller):
                postpone(replace(call, caller=caller), call.now + fault.delay_s)
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
        caller = _admit(call, served=served)
        if not isinstance(caller, Caller):
            return caller
        if not _metered(call.request):
            return work(call)
        meter = Meter(call, caller)
        response = meter.refusal() or work(replace(call, caller=caller))
        meter.remember(response.status)
        return replace(response, headers={**response.headers, **meter.headers()})

    def _fault_of(self, request: Request) -> Fault | None:
        struck = None
        for position, fault in enumerate(self.switches.faults):
            if fault.matches(request):
                match = self.state.count_up(f"fault:{position}", 1)
                if struck is None and fault.strikes(match):
                    struck = fault
        return struck


def _metered(request: Request) -> bool:
    return request.api == "visma" and request.path.lower() != "/connect/token"


def _admit(call: Call, *, served: bool) -> Caller | Response:
    """Say who calls, or refuse."""
    if call.request.api == "ddapi":
        return ddapi.admit(call) or Caller()
    return oauth.admit(call, served=served) if _metered(call.request) else Caller()


def _refusal(fault: Fault, seq: int) -> Response:
    answer = business(fault.status or 400, fault.message, seq)
    after = {"retry-after": str(fault.retry_after_s)} if fault.retry_after_s else {}
    return replace(answer, headers={**answer.headers, **after})
