"""Calls that Visma.net carries out in the background (visma-net.md, section 6)."""

from collections.abc import Mapping

from bulkops.core.errors import UnknownOutcomeError
from bulkops.core.http import Response
from bulkops.core.operation import Background, CallState
from bulkops.core.resource import Route
from bulkops.providers.answers import members

#: States that are documented as ends; any other word, `Started` among them, means that it goes on.
_FINISHED, _FAILED = "finished", "failed"
#: Nothing is published about how long a call may wait or work: half an hour, unless the profile says otherwise.
SETTLE_S = 1800


def _receipt(response: Response) -> str:
    return str(members(response).get("id") or "")


def _read(response: Response) -> CallState:
    """Read a state: `Finished` means that the call has run; how it ended is its `statusCode`.

    Raises:
        UnknownOutcomeError: The answer is no state.
    """
    body = members(response)
    if "status" not in body and "statuscode" not in body:
        raise UnknownOutcomeError("the answer about a background call does not tell its state")
    status, code = str(body.get("status") or "").lower(), int(body.get("statuscode") or 0)
    if status == _FAILED:
        return CallState(done=True, failed=str(body.get("errormessage") or "no cause was given"), status=code)
    if status != _FINISHED or not code:
        return CallState(done=False)
    given = body.get("responseheaders")
    headers = {name.lower(): str(value) for name, value in given.items()} if isinstance(given, Mapping) else {}
    return CallState(done=True, status=code, headers=headers, has_body=body.get("hasresponsecontent") is not False)


BACKGROUND = Background(
    header="erp-api-background",
    receipt=_receipt,
    state=Route(method="GET", path="/v1/background/{key}"),
    content=Route(method="GET", path="/v1/background/{key}/content"),
    read=_read,
    settle_s=SETTLE_S,
)
