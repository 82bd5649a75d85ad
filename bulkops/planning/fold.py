"""Folding: a stream of steps into a bounded plan summary, nothing dropped without a count."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from bulkops.core.change import Change, ChangeKind
from bulkops.core.operation import OperationType, Sign
from bulkops.core.plan import Group, Largest, PlanContext, PlanSummary
from bulkops.core.registry import Registry
from bulkops.core.shown import Shown
from bulkops.core.step import Step, Verdict
from bulkops.planning.gathered import SEQS_MAX, SIGNS, Gathered, Rest

GROUPS_MAX = 1000

_KEY = re.compile(r"\[[^\]]*\]")
_VERDICTS = (Verdict.DO, Verdict.UNCHANGED, Verdict.DONE)

Signature = tuple[str, Verdict, str, frozenset[tuple[str, ChangeKind]]]


class Fold:
    """Takes steps one by one; memory does not grow with their number.

    Steps are told apart by signature: type, verdict, currency, and the set of changed paths with the keys of lists
    left out. Creates, and steps with nothing to do, are folded whatever their fields. When there are as many groups
    as allowed, steps of further signatures are counted and summed in one group of the rest.

    Args:
        registry: Operation types.
        groups_max: Groups kept apart, without the rest.
    """

    def __init__(self, registry: Registry, *, groups_max: int = GROUPS_MAX) -> None:
        self._registry = registry
        self._groups_max = groups_max
        self._groups: dict[Signature, Gathered] = {}
        self._rest: Rest | None = None
        self._counts: dict[Verdict, dict[str, int]] = {verdict: defaultdict(int) for verdict in Verdict}
        self._sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        self._volumes: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        self._unknown: dict[str, int] = defaultdict(int)
        self._unweighed: dict[str, int] = defaultdict(int)
        self._largest: dict[str, Largest] = {}
        self._along = self._outside = 0
        self._outside_seqs: list[int] = []

    def add(self, step: Step | Shown) -> None:
        """Fold one step.

        Raises:
            KeyError: Its type is not in the registry.
        """
        operation_type = self._registry.types[step.type]
        self._counts[step.verdict][step.type] += 1
        if step.verdict is Verdict.DO:
            self._weigh(step, operation_type)
        if isinstance(step, Shown):
            self._mark(step)
        changes = _telling(step, operation_type)
        paths = [(_general(change.path), change.kind) for change in changes]
        signature = (step.type, step.verdict, step.currency, frozenset(paths))
        gathered = self._groups.get(signature)
        if gathered is None and len(self._groups) < self._groups_max:
            gathered = self._groups[signature] = Gathered(step, operation_type)
        if gathered is not None:
            gathered.add(step)
            for path, change in zip(paths, changes, strict=True):
                gathered.see(path, change)
            return
        if self._rest is None:
            self._rest = Rest(step, operation_type)
        self._rest.meet(step, operation_type, hash(signature))
        self._rest.add(step)

    def _mark(self, step: Shown) -> None:
        self._along += bool(step.along)
        if step.outside is not None:
            self._outside += 1
            if len(self._outside_seqs) < SEQS_MAX:
                self._outside_seqs.append(step.seq)

    def summary(self, context: PlanContext) -> PlanSummary:
        """Give the summary of the steps so far; reads, rows left out and forecast are for the caller to add."""
        do = [(self._registry.types[name], count) for name, count in self._counts[Verdict.DO].items()]
        return PlanSummary(
            context=context,
            counts={verdict: dict(sorted(counts.items())) for verdict, counts in self._counts.items() if counts},
            sums={name: dict(sorted(sums.items())) for name, sums in sorted(self._sums.items())},
            amount_unknown=dict(sorted(self._unknown.items())),
            irreversible=sum(count for one, count in do if one.irreversible),
            largest=tuple(largest for _, largest in sorted(self._largest.items())),
            groups=self._numbered(),
            along=self._along,
            outside=self._outside,
            outside_seqs=tuple(self._outside_seqs),
            volumes={name: dict(sorted(sums.items())) for name, sums in sorted(self._volumes.items())},
            unweighed=dict(sorted(self._unweighed.items())),
            writes=sum(count for one, count in do if one.write.method != "GET"),
        )

    def _weigh(self, step: Step | Shown, operation_type: OperationType) -> None:
        if step.amount is None:
            if operation_type.moves_money:
                self._unknown[step.type] += 1
            elif operation_type.net_after is not None:
                self._unweighed[step.type] += 1
            return
        if operation_type.moves_money:
            self._sums[step.type][step.currency] += step.amount
            self._volumes[step.type][step.currency] += abs(step.amount)
        largest = self._largest.get(step.currency)
        if largest is None or abs(step.amount) > abs(largest.amount):
            self._largest[step.currency] = Largest(
                currency=step.currency, amount=step.amount, id=step.id, place=step.place
            )

    def _numbered(self) -> tuple[Group, ...]:
        groups = sorted((gathered.group() for gathered in self._groups.values()), key=_weight)
        if self._rest is not None:
            groups.append(self._rest.group())
        return tuple(replace(group, number=number) for number, group in enumerate(groups, 1))


def fold(steps: Iterable[Step | Shown], registry: Registry, context: PlanContext) -> PlanSummary:
    """Fold all steps of a plan.

    Raises:
        KeyError: A step's type is not in the registry.
    """
    folded = Fold(registry)
    for step in steps:
        folded.add(step)
    return folded.summary(context)


def signature_of(step: Step | Shown, operation_type: OperationType) -> Signature:
    """Say what a step is folded by: steps of one signature are in one group, or all in the rest."""
    paths = frozenset((_general(change.path), change.kind) for change in _telling(step, operation_type))
    return step.type, step.verdict, step.currency, paths


def _telling(step: Step | Shown, operation_type: OperationType) -> tuple[Change, ...]:
    """Give the changes that tell a step from others; none of what is created, and where there is nothing to do."""
    plain = operation_type.sign is Sign.CREATE or step.verdict in (Verdict.UNCHANGED, Verdict.DONE)
    return () if plain else step.changes


def _weight(group: Group) -> tuple[int, int, str, str]:
    """What comes first: what cannot be undone, conflicts, removals, changes, creates, and what is quiet."""
    if group.verdict is Verdict.CONFLICT:
        order = 1
    elif group.verdict is Verdict.DO:
        order = 0 if group.irreversible else 2 + SIGNS.index(group.sign)
    else:
        order = 6 + _VERDICTS.index(group.verdict)
    return order, -group.count, group.type, group.first.file


@lru_cache(maxsize=4096)
def _general(path: str) -> str:
    """Leave out the keys of lists: `invoiceLines[3].quantity` becomes `invoiceLines[].quantity`."""
    return _KEY.sub("[]", path)
