"""Calls that an API carries out in the background: asked after by their receipts until they have ended.

The end of a call is not its success: what the call was answered is classified as if it had come at once
(`visma-net.md`, section 6).
"""

from bulkops.core.errors import UnknownOutcomeError
from bulkops.core.http import Request, Response
from bulkops.core.operation import Background, CallState, OperationType
from bulkops.core.outcome import Outcome, State
from bulkops.engine.channel import Channel
from bulkops.engine.classify import of_response
from bulkops.engine.conflict import with_theirs
from bulkops.engine.ports import Item
from bulkops.engine.request import filled
from bulkops.engine.sequel import before_sequel
from bulkops.engine.work import Work

#: What the state of a call may be answered beside 200: it belongs to others, it is not known, it is no longer kept.
_NO_STATE = frozenset({403, 404, 410})
#: A call that was refused for too many of its kind tells no time in its state.
_BUSY_S = 60.0
_LOST = {
    403: "belongs to another company or client",
    404: "is not known",
    410: "is no longer kept",
}


def accepted(background: Background | None, response: Response) -> Outcome | None:
    """Read the answer that a call was accepted; None if it is another one."""
    if background is None or response.status != background.accepted:
        return None
    receipt = background.receipt(response)
    if not receipt:
        message = "the call was accepted, but the answer does not tell its id"
        return Outcome(state=State.IN_DOUBT, code="R155", message=message, status=response.status)
    return Outcome(state=State.ACCEPTED, receipt=receipt, status=response.status)


async def ask(work: Work, operation_type: OperationType, item: Item) -> Outcome | None:
    """Ask once after the call that carries out an item.

    Returns:
        What the call has come to; None while it goes on.

    Raises:
        RemoteError: The API did not answer.
    """
    channel = work.channels[operation_type.api]
    background = channel.provider.background
    assert background is not None
    response = await channel.read(_request(background, channel, item, content=False), accept=_NO_STATE)
    if not response.good:
        return _doubt("R156", f"its background call {_LOST[response.status]}", response.status)
    try:
        state = background.read(response)
    except UnknownOutcomeError as error:
        return _doubt("R156", error.message, response.status)
    if not state.done:
        return None
    if state.failed:
        return _doubt("R157", f"its background call broke off: {state.failed}", state.status)
    answer = await _answer(channel, background, item, state)
    request = Request(api=operation_type.api, method=operation_type.write.method, path=operation_type.write.path)
    outcome = of_response(operation_type, channel.provider, request, answer, _BUSY_S)
    outcome = before_sequel(operation_type, item, outcome)
    return await with_theirs(operation_type, channel, item, outcome)


async def _answer(channel: Channel, background: Background, item: Item, state: CallState) -> Response:
    """Put the call's own answer together; a body that is no longer kept is an empty one."""
    body = b""
    if state.has_body:
        content = await channel.read(_request(background, channel, item, content=True), accept=_NO_STATE)
        body = content.body if content.good else b""
    return Response(status=state.status, headers=state.headers, body=body)


def _request(background: Background, channel: Channel, item: Item, *, content: bool) -> Request:
    route = background.content if content else background.state
    return filled(route, channel.provider.name, {"key": item.receipt})


def _doubt(code: str, message: str, status: int) -> Outcome:
    return Outcome(state=State.IN_DOUBT, code=code, message=message, status=status)
