"""What a document shows of an operation in doubt: that it has happened, that it has not, or neither. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from bulkops.core.json import loads
from bulkops.core.observed import Observed, held
from bulkops.core.operation import Document, Effect, OperationType
from bulkops.core.outcome import Outcome, State
from bulkops.engine.ports import Item
from bulkops.engine.servertime import ServerTime
from bulkops.planning.diff import holds, shows
from bulkops.planning.read_back import not_taken, taken_in_part

#: Code of what was looked up in vain, and stays in doubt.
IN_VAIN = "R174"
READY = Outcome(state=State.READY, code="R170", message="looked up after the settling time: it has not happened")
_CONFLICT = Outcome(
    state=State.CONFLICT,
    code="R132",
    message="the answer was lost; the document holds neither what was planned from nor what was wanted",
)


def adopted(observed: Observed, number: str = "") -> Outcome:
    """Say that an operation was found done."""
    return Outcome(state=State.SUCCEEDED, adopted=True, number=number, tag=observed.tag, message="found done")


def manual(message: str) -> Outcome:
    """Say that a person has to decide, and why."""
    return Outcome(state=State.MANUAL, code="R171", message=message)


def created(operation_type: OperationType, item: Item, found: Sequence[Document]) -> Outcome:
    """Judge a create by all documents that bear its mark."""
    if not found:
        return READY
    resource = operation_type.resource
    numbers = [str(held(document, resource.number)) for document in found]
    if len(found) > 1:
        return manual(f"several documents bear its mark: {', '.join(numbers)}")
    if not holds(operation_type.fields, loads(item.payload), found[0]):
        return manual(f"document {numbers[0]} bears its mark, but differs from what was sent")
    if _older(operation_type, found[0], item.sent_at):
        return manual(f"document {numbers[0]} bears its mark, but was made before the request was sent")
    return adopted(Observed(document=found[0], tag=str(held(found[0], resource.tag) or "")), numbers[0])


def _older(operation_type: OperationType, document: Document, sent_at: float) -> bool:
    """Whether a document was made before a request, whatever the server's time zone: then it is not its result."""
    listing = operation_type.resource.listing
    made_at = str(held(document, listing.created) or "") if listing is not None and listing.created else ""
    return bool(made_at) and made_at.replace("T", " ") < ServerTime().since(sent_at)


def spawned(alike: Mapping[str, bool], time: ServerTime) -> Outcome:
    """Judge what makes a document out of its target by all those that are like it.

    Args:
        alike: By number, whether one bears all the marks too; at least one.
        time: The server's clock: while it is not known, one may be older than what was sent.
    """
    marked = [number for number, bears in alike.items() if bears]
    if len(marked) != 1 or len(alike) > 1:
        return manual(f"what may be its result is not certain: {', '.join(alike)}")
    if not time.known:
        return manual(f"{marked[0]} may be its result, or older: the server's time zone is not known")
    return adopted(Observed(document=None), marked[0])


def acted(operation_type: OperationType, item: Item, seen: Observed) -> Outcome:
    """Judge what acts on an existing document by what that shows."""
    if operation_type.transition is not None:
        return _moved(operation_type, item, seen)
    return _written(operation_type, item, seen)


def _moved(operation_type: OperationType, item: Item, seen: Observed) -> Outcome:
    transition, resource = operation_type.transition, operation_type.resource
    assert transition is not None
    if seen.document is None:
        return manual("its target is gone") if transition.after else adopted(seen)
    status = str(held(seen.document, resource.status) or "")
    if status in transition.after:
        return adopted(seen)
    if item.tag and seen.tag != item.tag:
        return _CONFLICT
    return READY


def _written(operation_type: OperationType, item: Item, seen: Observed) -> Outcome:
    before: Mapping[str, Any] | None = loads(item.before) if item.before else None
    document, payload = seen.document, loads(item.payload)
    if document is not None and holds(operation_type.fields, payload, document, before):
        if shows(operation_type.fields, payload, before):
            return adopted(seen)
        return manual(
            f"the {operation_type.resource.noun} does not show what was sent, so nothing tells whether it happened"
        )
    if operation_type.effect is Effect.UPSERT:
        if document is not None and taken_in_part(operation_type.fields, payload, document, before):
            message = f"the answer was lost, and {not_taken(operation_type.fields, payload, document)}"
            return Outcome(state=State.REFUSED, code="R141", message=message)
        return READY if document == before else _CONFLICT
    return READY if document is not None and item.tag and seen.tag == item.tag else _CONFLICT
