"""One request from its admission to its reply: what the system does, and what goes wrong on purpose."""

from dataclasses import dataclass, replace

from bulkops.core.http import Request, Response
from bulkops.sandbox import ddapi, oauth
from bulkops.sandbox.call import Call, Caller
from bulkops.sandbox.conformity import Conformity, checked
from bulkops.sandbox.errors import business, html
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.late import postpone
from bulkops.sandbox.limits import Meter
from bulkops.sandbox.reply import Delivery, Reply
from bulkops.sandbox.second_client import SecondClient
from bulkops.sandbox.work import work

_DELIVERIES = {
    FaultKind.RESET: Delivery.RESET,
    FaultKind.SLOW_BODY: Delivery.DRIPPED,
    FaultKind.PARTIAL_BODY: Delivery.CUT,
}
_ANSWER_IS_LOST = frozenset({FaultKind.RESET, FaultKind.LOSE_REQUEST, FaultKind.LOSE_ANSWER, FaultKind.COMMIT_LATE})
#: Late work is not waited for.
_AT_ONCE = frozenset({FaultKind.RESET, FaultKind.COMMIT_LATE})
_NOTHING_IS_DONE = frozenset({FaultKind.RESET, FaultKind.LOSE_REQUEST, FaultKind.REFUSE, FaultKind.COMMIT_LATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """A fault that befalls a request.

    Attributes:
        fault: The fault.
        match: Which of the requests that it matches this one is, from 1.
    """

    fault: Fault
    match: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """Works on one request.

    Attributes:
        call: The request.
        served: It came through the server.
        conformity: What its answer has to conform to; None: nobody looks.
    """

    call: Call
    served: bool
    conformity: Conformity | None

    def reply(self, struck: Struck | None) -> Reply:
        """Work on the request, or let go wrong what is to go wrong."""
        if struck is None:
            return self._work(None)
        fault = struck.fault
        reply = Reply(response=None) if fault.kind in _NOTHING_IS_DONE else self._work(struck)
        if fault.kind is FaultKind.COMMIT_LATE:
            self._postpone(fault)
        if fault.kind is FaultKind.SLOW_BODY and not (reply.response and reply.response.body):
            return replace(reply, fault=fault.kind)  # there is nothing that could drip
        return replace(
            reply,
            response=self._disguised(fault, reply.response),
            delay_s=0.0 if fault.kind in _AT_ONCE else fault.delay_s,
            delivery=_DELIVERIES.get(fault.kind, Delivery.WHOLE),
            fault=fault.kind,
        )

    def _disguised(self, fault: Fault, response: Response | None) -> Response | None:
        if fault.kind in _ANSWER_IS_LOST:
            return None
        if fault.kind is FaultKind.BAD_GATEWAY:
            return html(fault.status or 502, "Bad Gateway")
        return _refusal(fault, self.call.seq) if fault.kind is FaultKind.REFUSE else response

    def _postpone(self, fault: Fault) -> None:
        caller = _admit(self.call, served=self.served)
        if isinstance(caller, Caller):
            postpone(replace(self.call, caller=caller), self.call.now + fault.delay_s)

    def _work(self, struck: Struck | None) -> Reply:
        response, departs = checked(self.conformity, self.call.request, self._admit_and_work(struck))
        return Reply(response=response, departs=departs)

    def _admit_and_work(self, struck: Struck | None) -> Response:
        caller = _admit(self.call, served=self.served)
        if not isinstance(caller, Caller):
            return caller
        call = replace(self.call, caller=caller)
        if not _is_metered(call.request):
            return work(call)
        meter = Meter(call, caller)
        response = meter.refusal() or _with_another(call, struck)
        meter.remember(response.status)
        return replace(response, headers={**response.headers, **meter.headers()})


def _with_another(call: Call, struck: Struck | None) -> Response:
    """Do the call's work; the second client of a fault does its own before or after it."""
    if struck is None:
        return work(call)
    other = SecondClient(call, struck.fault, struck.match)
    other.before()
    response = work(call)
    other.after(response)
    return response


def _is_metered(request: Request) -> bool:
    return request.api == "visma" and request.path.lower() != "/connect/token"


def _admit(call: Call, *, served: bool) -> Caller | Response:
    """Say who calls, or refuse."""
    if call.request.api == "ddapi":
        return ddapi.admit(call) or Caller()
    return oauth.admit(call, served=served) if _is_metered(call.request) else Caller()


def _refusal(fault: Fault, seq: int) -> Response:
    answer = business(fault.status or 400, fault.message, seq)
    after = {"retry-after": str(fault.retry_after_s)} if fault.retry_after_s else {}
    return replace(answer, headers={**answer.headers, **after})
