"""Compare a document of a run with what is there. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bulkops.core.change import Change
from bulkops.core.observed import Observed, held
from bulkops.core.operation import Document, Effect, OperationType
from bulkops.core.outcome import UNSETTLED
from bulkops.core.reconcile import Compared, Money, Reconciled
from bulkops.core.resource import Resource
from bulkops.core.written import Written
from bulkops.planning.drift import changes_since, status_change
from bulkops.planning.left import Left, left_by
from bulkops.planning.reconcile_standing import counter_of, last_run, standing_of
from bulkops.planning.three_way import LAID_OVER

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """A document of a run, as the journal knows it.

    Attributes:
        resource: What it is.
        key: Its key; empty where it has none yet.
        mark: What it can be found again by; empty where it has none.
        run: Name of the run.
        writes: What operations of ours have done to it, in the order in which they ended; one at least is the run's.
    """

    resource: Resource
    key: str
    mark: str = ""
    run: str
    writes: Sequence[Written]

    @property
    def own(self) -> Written:
        """The run's first operation on it."""
        return min((one for one in self.writes if one.run == self.run), key=lambda one: one.op)


def compared(ours: Ours, observed: Observed, types: Mapping[str, OperationType]) -> Compared:
    """Say how a document of a run stands.

    Args:
        ours: The document.
        observed: As it is now.
        types: Operation types by name.
    """
    resource, document, own = ours.resource, observed.document, ours.own
    left = left_by(resource, ours.writes, types)
    now = money_of(resource, document)
    was = _left_money(ours, left, types, now)
    changes = () if document is None or left.removed else _changes(left, document, was, now)
    counter = counter_of(ours.writes, ours.run, types)
    standing = standing_of(left, observed.tag, ours.run, gone=document is None, differs=bool(changes), counter=counter)
    later = {Reconciled.UNDONE: left.last, Reconciled.COUNTERED: counter}.get(standing)
    return Compared(
        standing=standing,
        resource=resource.full_name,
        noun=resource.noun,
        key=ours.key,
        mark=ours.mark,
        manifest=own.manifest,
        id=own.id,
        type=own.type,
        at=own.at,
        place=own.place,
        changes=changes,
        status=status_of(resource, document),
        left=was,
        now=now,
        gone=document is None,
        purged=left.purged,
        unversioned=bool(document is not None and resource.tag and not left.tag),
        later_run=later.run if later is not None else "",
        later_type=later.type if later is not None else "",
    )


def money_of(resource: Resource, document: Document | None) -> Money | None:
    """Read the net sum of a document; None where it shows none."""
    net = held(document, resource.net) if document is not None and resource.net else None
    if net is None:
        return None
    return Money(currency=str(held(document or {}, resource.currency) or ""), amount=_cents(Decimal(net)))


def status_of(resource: Resource, document: Document | None) -> str:
    """Read the status of a document; empty where it shows none."""
    return str(held(document, resource.status) or "") if document is not None and resource.status else ""


def _changes(left: Left, document: Document, was: Money | None, now: Money | None) -> tuple[Change, ...]:
    """Say what is different: the status, the fields that we set, and the sum."""
    moved = status_change(left, document)
    found = ((moved,) if moved is not None else ()) + changes_since(left, document)
    if was is None or now is None or was == now:
        return found
    if was.currency != now.currency and all(change.path != left.resource.currency for change in found):
        found += (Change(path=left.resource.currency, before=was.currency, after=now.currency),)
    if was.amount != now.amount:
        found += (Change(path=left.resource.net, before=was.amount, after=now.amount),)
    return found


def _left_money(ours: Ours, left: Left, types: Mapping[str, OperationType], now: Money | None) -> Money | None:
    """Say what our runs left a document at: None where they do not know, or where the run deleted it."""
    if left.removed and last_run(left) == ours.run:
        return None
    amount, currency = _amount(ours.writes, types), left.currency
    if amount is None:
        return None
    # Without a currency of our own it is the customer's, which the document shows.
    return Money(currency=currency or (now.currency if now is not None else ""), amount=_cents(amount))


def _amount(writes: Iterable[Written], types: Mapping[str, OperationType]) -> Decimal | None:
    """Follow the net sum; an operation that sets lines and knows no sum makes it unknown."""
    amount: Decimal | None = None
    for written in writes:
        found = types.get(written.type)
        if found is None or found.effect is Effect.READ or written.state in UNSETTLED:
            continue
        sets = written.made or found.effect in LAID_OVER
        if written.amount is not None or sets:
            amount = written.amount
    return amount


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT)
