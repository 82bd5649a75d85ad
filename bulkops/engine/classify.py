"""What an answer, or none, means: the table of `docs/architecture.md` as code.

Only what the API says in so many words counts as done or as refused. Everything else is in doubt.
"""

from bulkops.core.errors import NotSentError, UnknownOutcomeError
from bulkops.core.http import Request, Response
from bulkops.core.operation import OperationType, Provider
from bulkops.core.outcome import Outcome, State

_IN_DOUBT_STATUSES = frozenset({408, 500, 502, 503, 504})
_RETRY_S = 2.0
_RETRY_MAX_S = 60.0


def of_response(
    operation_type: OperationType, provider: Provider, request: Request, response: Response, delay_s: float
) -> Outcome:
    """Classify a complete answer.

    Args:
        operation_type: What was sent.
        provider: Whose answer it is.
        request: The request.
        response: The answer.
        delay_s: Seconds that a 429 asks to wait.
    """
    status = response.status
    if status in operation_type.write.success:
        return _success(operation_type, provider, request, response)
    if status == 429:
        return Outcome(state=State.READY, code="R120", message="too many requests", status=status, delay_s=delay_s)
    text = provider.error_text(response)
    if status == 412:
        message = text or "somebody changed the document since the plan"
        return Outcome(state=State.CONFLICT, code="R130", message=message, status=status)
    if 400 <= status < 500 and status not in _IN_DOUBT_STATUSES:
        message = text or f"refused with status {status} and no cause"
        return Outcome(state=State.REFUSED, code="R140", message=message, status=status)
    message = text or f"the server answered {status}"
    return Outcome(state=State.IN_DOUBT, code="R150", message=message, status=status)


def _success(operation_type: OperationType, provider: Provider, request: Request, response: Response) -> Outcome:
    try:
        refusal = provider.judge(operation_type, response)
        number = "" if refusal else provider.new_number(operation_type, request, response)
    except UnknownOutcomeError as error:
        return Outcome(state=State.IN_DOUBT, code="R151", message=error.message, status=response.status)
    if refusal:
        return Outcome(state=State.REFUSED, code="R140", message=refusal, status=response.status)
    if not number and (not operation_type.targeted or operation_type.spawn is not None):
        message = "the answer says success, but not the number of the new document"
        return Outcome(state=State.IN_DOUBT, code="R152", message=message, status=response.status)
    later = operation_type.transition is not None and operation_type.transition.later
    tag = response.headers.get("etag", "").strip().removeprefix("W/").strip('"')
    state = State.ACCEPTED if later else State.SUCCEEDED
    return Outcome(state=state, number=number, tag=tag, status=response.status)


def of_failure(error: NotSentError | UnknownOutcomeError, attempt: int) -> Outcome:
    """Classify the lack of an answer."""
    if isinstance(error, NotSentError):
        delay_s = min(_RETRY_S * 2**attempt, _RETRY_MAX_S)
        return Outcome(state=State.READY, code=error.code, message=error.message, delay_s=delay_s)
    return Outcome(state=State.IN_DOUBT, code=error.code, message=error.message)
