"""The second write of an operation that needs two: made until it succeeds, for a repetition does no harm."""

from dataclasses import replace
from functools import partial

from bulkops.core.errors import NotSentError, UnknownOutcomeError
from bulkops.core.json import dumps, loads
from bulkops.core.operation import OperationType, Sequel
from bulkops.core.outcome import Outcome, State
from bulkops.engine.ports import Item
from bulkops.engine.request import filled
from bulkops.engine.together import together
from bulkops.engine.work import Work


def before_sequel(operation_type: OperationType, item: Item, outcome: Outcome) -> Outcome:
    """Say of an operation whose first write is done that it is not over yet, where a second one was asked for."""
    sequel = operation_type.sequel
    if sequel is None or outcome.state is not State.SUCCEEDED or not loads(item.options).get(sequel.option):
        return outcome
    return replace(outcome, state=State.ACCEPTED)


async def complete(work: Work, operation_type: OperationType, items: list[Item]) -> int:
    """Make the second writes of operations whose first one is done.

    Returns:
        How many operations are over by it; the others are tried again.
    """
    sequel = operation_type.sequel
    assert sequel is not None
    ended: list[int] = []

    async def one(item: Item) -> None:
        outcome = await _made(work, operation_type, sequel, item)
        if outcome is not None:
            await work.end(item, outcome)
            ended.append(item.op)

    await together(partial(one, item) for item in items)
    return len(ended)


async def _made(work: Work, operation_type: OperationType, sequel: Sequel, item: Item) -> Outcome | None:
    channel = work.channels[operation_type.api]
    request = filled(sequel.route, operation_type.api, {"key": item.number}, body=dumps(sequel.body))
    await channel.pace.admit(request)
    try:
        response = await channel.write(request)
    except (NotSentError, UnknownOutcomeError):
        return None
    if response.status in sequel.route.success:
        return Outcome(state=State.SUCCEEDED, number=item.number, status=response.status)
    if response.status in {408, 429} or response.status >= 500:
        return None
    text = channel.provider.error_text(response) or f"status {response.status}"
    message = f"the first write is done, but to {sequel.purpose} was refused: {text}"
    return Outcome(state=State.REFUSED, code="R145", message=message, number=item.number, status=response.status)
