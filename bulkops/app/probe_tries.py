"""The two tries of a probe: a change under a wrong version, at once and in the background."""

from dataclasses import dataclass

from bulkops.app.landing import API
from bulkops.app.manners import CHECKED
from bulkops.app.probe_draft import Draft
from bulkops.core.errors import NotSentError, RemoteError, UnknownOutcomeError
from bulkops.core.http import Response
from bulkops.core.operation import Background, CallState
from bulkops.engine.request import filled

IGNORED, UNKNOWN = "ignored", "unknown"
_CONFLICT = 412
_BUSY = frozenset({408, 500, 502, 503, 504})
_NO_STATE = frozenset({403, 404, 410})
#: Seconds between looks at a background call: soon at first, then as rarely as the gateway wants the same request
#: (visma-net.md, sections 6 and 7).
_PAUSES_S = (1.0, 4.0, 10.0)
_PAUSE_S = 15.0
_WAIT_S_MAX = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a try has shown.

    Attributes:
        verdict: `checked`, `ignored` or `unknown`.
        seen: What was answered, in words.
        status: Status of the answer; 0 where none came.
    """

    verdict: str
    seen: str
    status: int = 0


async def synchronous(draft: Draft, tag: str) -> Tried:
    """Change the draft under a wrong version, in an ordinary call."""
    try:
        response = await draft.change(tag)
    except (NotSentError, UnknownOutcomeError) as error:
        draft.busy = isinstance(error, UnknownOutcomeError)
        return Tried(verdict=UNKNOWN, seen=error.message)
    draft.busy = response.status in _BUSY
    return _judged(response.status, draft.channel.provider.error_text(response))


async def in_background(draft: Draft, tag: str) -> Tried:
    """Change the draft under a wrong version, in a background call, and wait for its end."""
    background = draft.channel.provider.background
    if background is None:
        return Tried(verdict=UNKNOWN, seen="the API has no background calls")
    try:
        response = await draft.change(tag, (background.header, "none"))
    except (NotSentError, UnknownOutcomeError) as error:
        draft.busy = isinstance(error, UnknownOutcomeError)
        return Tried(verdict=UNKNOWN, seen=error.message)
    if response.status != background.accepted:
        return _at_once(response, draft)
    draft.busy = True
    return await _later(draft, background, background.receipt(response))


async def _later(draft: Draft, background: Background, receipt: str) -> Tried:
    if not receipt:
        return Tried(verdict=UNKNOWN, seen="the answer does not tell the call's id")
    try:
        state = await _ended(draft, background, receipt)
    except RemoteError as error:
        return Tried(verdict=UNKNOWN, seen=error.message)
    if state is None:
        return Tried(verdict=UNKNOWN, seen=f"the call was still waiting or at work after {_WAIT_S_MAX:g} s")
    draft.busy = bool(state.failed)
    if state.failed:
        return Tried(verdict=UNKNOWN, seen=f"the call broke off: {state.failed}", status=state.status)
    return _judged(state.status, "")


def _at_once(response: Response, draft: Draft) -> Tried:
    tried = _judged(response.status, draft.channel.provider.error_text(response))
    if tried.verdict != UNKNOWN:
        return tried
    return Tried(verdict=UNKNOWN, seen=f"no background call was accepted: {tried.seen}", status=tried.status)


async def _ended(draft: Draft, background: Background, receipt: str) -> CallState | None:
    """Wait for the end of a call; None where it does not come in time.

    Raises:
        RemoteError: Its state cannot be read.
    """
    request, waited_s, looks = filled(background.state, API, {"key": receipt}), 0.0, 0
    while waited_s < min(_WAIT_S_MAX, draft.channel.background_s):
        pause_s = _PAUSES_S[looks] if looks < len(_PAUSES_S) else _PAUSE_S
        await draft.system.clock.sleep(pause_s)
        waited_s, looks = waited_s + pause_s, looks + 1
        response = await draft.channel.read(request, accept=_NO_STATE)
        if not response.good:
            raise RemoteError(f"its state was answered {response.status}", code="R110")
        state = background.read(response)
        if state.done:
            return state
    return None


def _judged(status: int, text: str) -> Tried:
    if status == _CONFLICT:
        return Tried(verdict=CHECKED, seen="412", status=status)
    if 200 <= status < 300:
        return Tried(verdict=IGNORED, seen=str(status), status=status)
    return Tried(verdict=UNKNOWN, seen=f"{status} {text}".strip(), status=status)
