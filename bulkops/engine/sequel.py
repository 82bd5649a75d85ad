"""The second write of an operation that needs two: made until it succeeds, for a repetition does no harm."""

from dataclasses import replace
from functools import partial

from bulkops.core.errors import NotSentError, RemoteError, UnknownOutcomeError
from bulkops.core.json import dumps, loads
from bulkops.core.operation import OperationType, Sequel
from bulkops.core.outcome import Outcome, State
from bulkops.engine.ports import Item
from bulkops.engine.request import filled
from bulkops.engine.together import together
from bulkops.engine.work import Work

_TRIES_MAX = 5
_AGAIN = frozenset({408, 429})


def before_sequel(operation_type: OperationType, item: Item, outcome: Outcome) -> Outcome:
    """Say of an operation whose first write is done that it is not over yet, where a second one was asked for."""
    sequel = operation_type.sequel
    if sequel is None or outcome.state is not State.SUCCEEDED or not loads(item.options).get(sequel.option):
        return outcome
    if not outcome.number:  # it has to be looked up like the result of a lost answer
        message = "the first write is done, but its answer does not name what it has made, and the second one needs it"
        return replace(outcome, state=State.IN_DOUBT, code="R152", message=message)
    return replace(outcome, state=State.ACCEPTED)


class Sequels:
    """Makes the second writes of a run.

    Args:
        work: What the run works with.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        #: Times that a second write has failed, by operation.
        self._tries: dict[int, int] = {}

    async def complete(self, operation_type: OperationType, items: list[Item]) -> int:
        """Make the second writes of operations whose first one is done.

        Returns:
            How many operations are over by it; the others are tried again.

        Raises:
            RemoteError: The API has failed too often; the first write stays done, and is not made again.
        """
        ended: list[int] = []
        await together(partial(self._one, operation_type, item, ended) for item in items)
        return len(ended)

    async def _one(self, operation_type: OperationType, item: Item, ended: list[int]) -> None:
        sequel = operation_type.sequel
        assert sequel is not None
        try:
            outcome, trouble = await self._made(operation_type, sequel, item)
        except (NotSentError, UnknownOutcomeError) as error:
            outcome, trouble = None, error.message
        if outcome is not None:
            await self._work.end(item, outcome)
            ended.append(item.op)
            return
        self._tries[item.op] = self._tries.get(item.op, 0) + 1
        if self._tries[item.op] >= _TRIES_MAX:
            raise RemoteError(
                f"`{item.id}` is done by half; to {sequel.purpose} failed {_TRIES_MAX} times: {trouble}",
                hint="run `bulkops resume` when the API works again",
                code="R111",
            )

    async def _made(self, operation_type: OperationType, sequel: Sequel, item: Item) -> tuple[Outcome | None, str]:
        channel = self._work.channels[operation_type.api]
        request = filled(sequel.route, operation_type.api, {"key": item.number}, body=dumps(sequel.body))
        await channel.pace.admit(request)
        response = await channel.write(request)
        text = channel.provider.error_text(response) or f"status {response.status}"
        if response.status in sequel.route.success:
            return Outcome(state=State.SUCCEEDED, number=item.number, status=response.status), ""
        if response.status in _AGAIN or response.status >= 500:
            return None, text
        message = f"the first write is done, but to {sequel.purpose} was refused: {text}"
        return Outcome(
            state=State.REFUSED, code="R145", message=message, number=item.number, status=response.status
        ), ""
