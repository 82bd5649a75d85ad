"""What a conflict was with: the document as somebody else has left it, read for the person who has to decide."""

from dataclasses import replace

from bulkops.core.errors import RemoteError
from bulkops.core.json import dumps
from bulkops.core.observed import Observed
from bulkops.core.operation import OperationType
from bulkops.core.outcome import Outcome, State
from bulkops.engine.channel import Channel
from bulkops.engine.observe import observe_one
from bulkops.engine.ports import Item


def told(outcome: Outcome, seen: Observed) -> Outcome:
    """Add the document that an operation is in conflict with; JSON's null where it is gone."""
    if outcome.state is not State.CONFLICT:
        return outcome
    return replace(outcome, theirs=dumps(seen.document))


async def with_theirs(operation_type: OperationType, channel: Channel, item: Item, outcome: Outcome) -> Outcome:
    """Read the document that an operation is in conflict with; one that cannot be read is left out."""
    if outcome.state is not State.CONFLICT or not operation_type.targeted:
        return outcome
    try:
        return told(outcome, await observe_one(channel, operation_type.resource, item.target))
    except RemoteError:
        return outcome
