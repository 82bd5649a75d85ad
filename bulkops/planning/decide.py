"""Decide what an operation comes to, given what the system holds: pure, one operation at a time."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from bulkops.core.field import Kind
from bulkops.core.finding import Finding, Related
from bulkops.core.json import canonical, dumps
from bulkops.core.observed import Alike, Existing, Observed, held
from bulkops.core.operation import Effect, OperationType, Provider
from bulkops.core.place import Place
from bulkops.core.step import Operation, Step, Verdict
from bulkops.planning.alike import made_before
from bulkops.planning.attach import attach
from bulkops.planning.diff import difference
from bulkops.planning.existing import as_made, recognised
from bulkops.planning.lines import named, refuse_unknown
from bulkops.planning.project import projected
from bulkops.planning.refusal import Refusal, refusal
from bulkops.planning.upsert import decide_upsert

_ABSENT_HINT = "check the number, and that the profile's company is the right one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What is known of an operation's target before it runs.

    Attributes:
        observed: As read, or as an earlier step of this plan will leave it; None where it cannot be known yet.
        seq: The earlier step of this plan on the same target; 0 if none.
        tag_seq: The earlier step whose answer gives the target's tag; 0 if none does.
        place: Where that earlier step stands.
        type: Its operation type.
        net: Net sum of a target that this plan makes.
        currency: Its currency.
        statuses: Statuses that the earlier steps of this plan leave it in; empty: it is gone; None: not known.
        spawned: Names of the types of earlier steps that have each made a document out of it.
        host: Members that the host's documents of this kind show; None where none was seen.
        existing: What is there already that bears the mark of the create that makes it; None: nothing known of.
        alike: What may be this operation's result already; None: nothing known of.
        attached: The file of this operation is attached to it, with the same content.
    """

    observed: Observed | None = None
    seq: int = 0
    tag_seq: int = 0
    place: Place | None = None
    type: OperationType | None = None
    net: Decimal | None = None
    currency: str = ""
    statuses: frozenset[str] | None = None
    spawned: frozenset[str] = frozenset()
    host: frozenset[str] | None = None
    existing: Existing | None = None
    alike: Alike | None = None
    attached: bool = False


def decide(operation: Operation, provider: Provider, before: Before, bare: Step) -> tuple[Step, Observed | None]:
    """Turn an operation into a step.

    Args:
        operation: What the user wants.
        provider: Serves its type.
        before: What is known of its target.
        bare: The step with what the order of the plan gives: seq, needs, target, content.

    Returns:
        The step, and the target as the step will leave it (None where that cannot be known).

    Raises:
        Refusal: It makes no sense for what the system holds.
    """
    step = replace(
        bare,
        payload=canonical(operation.payload),
        options=dumps(operation.options),
        natural_key=operation.natural_key,
        tag_from=before.tag_seq,
    )
    if not operation.type.targeted:
        step = _create(operation, provider, step)
        return recognised(operation, before.existing, step) if before.existing is not None else step, None
    _refuse_order(operation, before)
    if before.observed is None:
        return _unseen(operation, provider, before, step), None
    return _seen(operation, provider, before.observed, before, step)


def _create(operation: Operation, provider: Provider, step: Step) -> Step:
    net = operation.type.net
    return replace(
        step,
        body=dumps(provider.encode(operation.type, operation.payload, None)),
        currency=str(operation.payload.get(operation.type.resource.currency, "")),
        amount=net(operation.payload) if net else None,
    )


def _unseen(operation: Operation, provider: Provider, before: Before, step: Step) -> Step:
    """Plan for a target that an earlier step makes, or that was not read: everything the user set is sent."""
    if operation.type.effect is Effect.UPSERT:  # sent laid over what the system holds: no body without a read
        return replace(step, tag="")
    refuse_unknown(operation)
    step = replace(step, tag="", currency=before.currency, amount=before.net, reason=_kept_as(operation))
    if operation.type.upload is not None:
        return attach(operation, operation.type.upload, None, step)
    if operation.type.net_after is not None and _touches_lists(operation):
        step = replace(step, amount=None)  # only the system can tell what its lines come to
    body = provider.encode(operation.type, operation.payload, None)
    return replace(step, body=b"" if body is None else dumps(body))


def _touches_lists(operation: Operation) -> bool:
    return any(field.kind is Kind.LIST and field.name in operation.payload for field in operation.type.fields)


def _kept_as(operation: Operation) -> str:
    name = operation.type.download
    return f"kept as {operation.payload[name]}" if name else ""


def _seen(
    operation: Operation, provider: Provider, observed: Observed, before: Before, step: Step
) -> tuple[Step, Observed | None]:
    operation_type, resource = operation.type, operation.type.resource
    document = observed.document
    if document is None and operation_type.effect is not Effect.UPSERT:
        raise refusal(operation, "P011", f"{resource.name} `{operation.target}` does not exist", _ABSENT_HINT)
    step = replace(
        step,
        tag=operation.if_match or ("" if before.seq else observed.tag),
        before=b"" if document is None else dumps(document),
        currency=str(held(document, resource.currency) or "") if document and resource.currency else "",
        amount=_net(operation, document),
        reason=_kept_as(operation),
    )
    if (quiet := _not_sent(operation, observed, before, step)) is not None:
        return quiet, observed
    if operation_type.effect is Effect.UPSERT:
        return decide_upsert(operation, provider, document, before.host, step)
    if operation_type.effect is Effect.CONDITIONAL_UPDATE:
        return _update(operation, provider, document or {}, before.existing, step)
    if operation_type.upload is not None:
        return attach(operation, operation_type.upload, document or {}, step), observed
    body = provider.encode(operation_type, operation.payload, document)
    return replace(step, body=b"" if body is None else dumps(body)), observed


def _not_sent(operation: Operation, observed: Observed, before: Before, step: Step) -> Step | None:
    """Give the step that sends nothing, for the target is another version, or it was done before; None: it is sent.

    Raises:
        Refusal: The target's status does not allow it.
    """
    operation_type, resource, document = operation.type, operation.type.resource, observed.document
    if operation.if_match and observed.tag and operation.if_match != observed.tag:
        reason = "the tag in `if_match` is not the document's present one: somebody changed it since"
        with suppress(Refusal):  # lines that are not there any more are shown as they were written
            step = replace(step, payload=canonical(named(operation, document or {})))
        return replace(step, verdict=Verdict.CONFLICT, reason=reason)
    if before.alike is not None:
        return made_before(operation, before.alike, step)
    if before.attached:
        return replace(step, verdict=Verdict.UNCHANGED, reason="it is attached already, with the same content")
    if document and resource.status and not before.seq:  # after an earlier step the status read may be past
        status = str(held(document, resource.status))
        if operation_type.transition and status in operation_type.transition.after:
            return replace(step, verdict=Verdict.UNCHANGED, reason=f"it is {status} already")
        _refuse_status(operation, status)
    return None


def _refuse_own_tag(operation: Operation, before: Before) -> None:
    """Refuse a tag that the earlier step makes void before it could be compared."""
    if operation.if_match and before.seq:
        message = "`if_match` cannot hold: an earlier entry changes the same document first"
        related = (Related("the earlier entry", before.place),) if before.place else ()
        hint = "write the tag at the first entry about the document; the later ones follow its own write"
        raise Refusal(
            Finding(
                code="P018", message=message, place=operation.place, operation=operation.id, hint=hint, related=related
            )
        )


def following(operation: Operation, step: Step, before: Before, after: Observed | None) -> Before:
    """Say what the next operation on the same target finds.

    Args:
        operation: What was decided.
        step: What it came to.
        before: What it found.
        after: The target as it will leave it.
    """
    operation_type = operation.type
    if step.verdict is Verdict.UNCHANGED or operation_type.effect is Effect.READ:
        return before  # nothing changes: the next one stands where this one stood
    return Before(
        observed=after,
        seq=step.seq,
        # The tag that comes with a document made out of the target is that document's.
        tag_seq=0 if operation_type.spawn else step.seq,
        place=step.place,
        type=operation_type,
        net=step.amount,
        currency=step.currency or before.currency,
        statuses=_left(operation, before),
        spawned=before.spawned | ({operation_type.name} if operation_type.spawn else set()),
        host=before.host,
        existing=before.existing,
    )


def made_by(operation: Operation, step: Step) -> Before:
    """Say what the first operation on a document finds that another one makes out of its target."""
    return Before(
        seq=step.seq,
        tag_seq=step.seq,
        place=step.place,
        type=operation.type,
        net=step.amount,
        currency=step.currency,
    )


def _left(operation: Operation, before: Before) -> frozenset[str] | None:
    operation_type = operation.type
    if operation_type.spawn is not None and operation_type.spawn.leaves is not None:
        return operation_type.spawn.leaves
    if operation_type.transition is not None:
        return operation_type.transition.after
    said = operation_type.leaves(operation.payload) if operation_type.leaves else frozenset()
    if said or not operation_type.targeted:
        return said or None
    document = before.observed.document if before.observed and not before.seq else None
    if document and operation_type.resource.status:
        return frozenset({str(held(document, operation_type.resource.status))})
    return before.statuses


def _refuse_order(operation: Operation, before: Before) -> None:
    """Refuse what cannot follow the earlier operations on the same target: the places of both ends are shown."""
    if before.type is None:
        return
    known, wanted = before.statuses, operation.type.statuses
    fits = known is None or bool(known and (not wanted or wanted & known))
    # What has been taken back once, by whatever action, is not taken back again.
    if fits and not (operation.type.spawn and before.spawned):
        _refuse_own_tag(operation, before)
        return
    name = operation.type.resource.name
    message = f"`{operation.type.verb}` cannot follow the `{before.type.verb}` of the same {name}"
    related = (Related(f"the earlier `{before.type.verb}`", before.place),) if before.place else ()
    raise Refusal(
        Finding(
            code="P013",
            message=message,
            place=operation.place,
            operation=operation.id,
            hint="remove one of the two entries, or change their order",
            related=related,
        )
    )


def _refuse_status(operation: Operation, status: str) -> None:
    allowed = operation.type.statuses
    if allowed and status not in allowed:
        name, words = operation.type.resource.name, " or ".join(sorted(allowed))
        message = f"{name} `{operation.target}` is {status}; `{operation.type.verb}` needs {words}"
        raise refusal(operation, "P012", message, "remove the entry, or bring the document into that status first")


def _update(
    operation: Operation, provider: Provider, document: Mapping[str, Any], existing: Existing | None, step: Step
) -> tuple[Step, Observed | None]:
    payload = named(operation, document, again=existing is not None)
    known = None if existing is None else as_made(operation.type.fields, existing)
    found = difference(operation.type.fields, payload, document, known=known)
    step = replace(step, payload=canonical(payload))
    if found.empty:
        return replace(step, verdict=Verdict.UNCHANGED, reason=found.same), Observed(document=document, tag=step.tag)
    body = dumps(provider.encode(operation.type, found.send, document))
    after = projected(operation.type.fields, found.send, document)
    if operation.type.net_after is not None:
        net = operation.type.net_after(after, document)
        after |= {operation.type.resource.net: net}
        step = replace(step, amount=net)
    return replace(step, body=body, changes=tuple(found.changes)), Observed(document=after)


def _net(operation: Operation, document: Mapping[str, Any] | None) -> Decimal | None:
    member = operation.type.resource.net
    amount = held(document, member) if document and member else None
    return None if amount is None else Decimal(amount)
