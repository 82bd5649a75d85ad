"""The sums of a run's documents: what the journal says, what was found, and what explains the difference."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from bulkops.adapters.reconcile_kept import RunDocuments
from bulkops.adapters.reconcile_stood import Stood
from bulkops.app.turns import in_turns
from bulkops.core.reconcile import NO_SUM, Money, Other, Reconciled, SumLine
from bulkops.core.registry import Registry

_ZERO = Decimal(0)


@dataclass(slots=True)
class _Line:
    made: Decimal = _ZERO
    found: Decimal = _ZERO
    countered: Decimal = _ZERO
    why: dict[str, Decimal] = field(default_factory=dict)

    def explain(self, why: str, amount: Decimal) -> None:
        self.why[why] = self.why.get(why, _ZERO) + amount


class Tally:
    """Counts and sums of a run's documents.

    Attributes:
        counts: Documents by how they stand.
        deleted: Documents that are gone as they are to be: the run has deleted them.
        no_sum: Documents that are there, of which the journal or the system shows no sum.
    """

    def __init__(self) -> None:
        self.counts: Counter[Reconciled] = Counter()
        self.no_sum = self.deleted = 0
        self._lines: dict[tuple[str, str], _Line] = {}

    async def count(self, documents: RunDocuments) -> None:
        """Count documents, and those that bear the same marks."""
        await in_turns(documents.stood(), self._add)
        await in_turns(documents.all_others(), self._add_other)

    def lines(self, registry: Registry) -> Iterator[SumLine]:
        """Give the sums by kind of document and currency."""
        for (resource, currency), line in sorted(self._lines.items()):
            yield SumLine(
                nouns=registry.resources[resource].nouns,
                resource=resource,
                currency=currency,
                made=line.made,
                found=line.found,
                why={why: amount for why, amount in line.why.items() if amount},
                countered=line.countered,
            )

    def _add(self, stood: Stood) -> None:
        """Add a document; what stands as it was left adds nothing to explain."""
        resource, standing, left, now = stood.resource, stood.standing, stood.left, stood.now
        self.counts[standing] += 1
        self.deleted += stood.gone and standing is Reconciled.AS_MADE
        expected = left is not None and now is not None
        hidden = not stood.gone and not expected and standing not in {Reconciled.BACK, Reconciled.UNKNOWN}
        if hidden and (left is not None or now is not None):
            self.no_sum += 1
        why = NO_SUM if hidden else standing.value
        if left is not None:
            line = self._line(resource, left)
            line.made += left.amount
            line.explain(why, -left.amount)
        if now is not None:
            self._found(resource, now, why)
            if standing is Reconciled.COUNTERED:
                self._line(resource, now).countered += now.amount

    def _add_other(self, found: tuple[str, Reconciled, Other]) -> None:
        resource, standing, other = found
        if other.net is not None:
            self._found(resource, other.net, standing.value)

    def _found(self, resource: str, now: Money, why: str) -> None:
        line = self._line(resource, now)
        line.found += now.amount
        line.explain(why, now.amount)

    def _line(self, resource: str, money: Money) -> _Line:
        return self._lines.setdefault((resource, money.currency), _Line())
