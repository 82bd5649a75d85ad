"""One group of a plan while its steps still come."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bulkops.core.change import Change, ChangeKind
from bulkops.core.operation import OperationType, Sign
from bulkops.core.plan import Group, GroupChange
from bulkops.core.shown import Shown
from bulkops.core.step import Step, Verdict

EXAMPLES_MAX = 3
#: Numbers of steps that a group keeps, for renderings that show some of them.
SEQS_MAX = 20
#: Signatures of the rest that are told apart; beyond, "at least as many".
SIGNATURES_MAX = 10_000
#: Gravest first.
SIGNS = (Sign.FINAL, Sign.REMOVE, Sign.CHANGE, Sign.CREATE, Sign.READ)

_VERDICTS = (Verdict.DO, Verdict.CONFLICT, Verdict.UNCHANGED, Verdict.DONE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class Gathered:
    """Count, sums and changes of one group while steps still come."""

    __slots__ = (
        "_changes",
        "_examples",
        "_first",
        "_seqs",
        "_type",
        "_verdict",
        "count",
        "irreversible",
        "sums",
        "unknown",
    )

    def __init__(self, first: Step | Shown, operation_type: OperationType) -> None:
        self._first = first.place
        self._type = operation_type
        self._verdict = first.verdict
        self.irreversible = operation_type.irreversible and first.verdict is Verdict.DO
        self._changes: dict[tuple[str, ChangeKind], Span] = {}
        self._examples: list[str] = []
        self._seqs: list[int] = []
        self.count = 0
        self.unknown = 0
        self.sums: dict[str, Decimal] = {}

    def add(self, step: Step | Shown) -> None:
        """Count a step."""
        self.count += 1
        if len(self._examples) < EXAMPLES_MAX:
            self._examples.append(step.id)
        if len(self._seqs) < SEQS_MAX:
            self._seqs.append(step.seq)
        if not self._type.moves_money:
            return
        if step.amount is None:
            self.unknown += 1
        else:
            self.sums[step.currency] = self.sums.get(step.currency, Decimal()) + step.amount

    def see(self, path: tuple[str, ChangeKind], change: Change) -> None:
        """Take one change of a step already counted."""
        span = self._changes.get(path)
        if span is None:
            self._changes[path] = Span(change)
        else:
            span.widen(change)

    def group(self) -> Group:
        """Give what was gathered, not numbered yet."""
        return Group(
            number=0,
            type=self._type.name,
            verdict=self._verdict,
            sign=self._type.sign,
            irreversible=self.irreversible,
            changes=tuple(span.change(path, kind) for (path, kind), span in self._changes.items()),
            count=self.count,
            sums=dict(sorted(self.sums.items())),
            amount_unknown=self.unknown,
            first=self._first,
            examples=tuple(self._examples),
            seqs=tuple(self._seqs),
        )


class Rest(Gathered):
    """The steps of all signatures that found no group of their own."""

    __slots__ = ("_met", "_sign")

    def __init__(self, first: Step | Shown, operation_type: OperationType) -> None:
        super().__init__(first, operation_type)
        self._sign = operation_type.sign
        self._met: set[int] = set()

    def meet(self, step: Step | Shown, operation_type: OperationType, signature: int) -> None:
        """Keep the gravest sign and verdict and count signatures, up to a bound; comes before `add`."""
        self._type = operation_type  # `add` asks it whether the document carries money
        self._verdict = min(self._verdict, step.verdict, key=_VERDICTS.index)
        if step.verdict is Verdict.DO and operation_type.irreversible:
            self.irreversible = True
        if SIGNS.index(operation_type.sign) < SIGNS.index(self._sign):
            self._sign = operation_type.sign
        if len(self._met) < SIGNATURES_MAX:
            self._met.add(signature)

    def group(self) -> Group:
        """Give the group of the rest."""
        return replace(
            super().group(), type="", sign=self._sign, irreversible=self.irreversible, signatures=len(self._met)
        )


class Span:
    """Values of one path over the steps of a group: one pair, or a range."""

    __slots__ = ("_after", "_before", "_constant", "_count", "_maximum", "_minimum", "_sensitive")

    def __init__(self, change: Change) -> None:
        self._sensitive = change.sensitive
        self._count = 1
        self._constant = True
        self._before: Any = None if change.sensitive else change.before
        self._after: Any = None if change.sensitive else change.after
        value = _comparable(self._after)
        self._minimum = self._maximum = value

    def widen(self, change: Change) -> None:
        """Take one more change."""
        self._count += 1
        if change.sensitive or self._sensitive:
            self._sensitive = True
            return
        if self._constant and (change.before != self._before or change.after != self._after):
            self._constant = False
        value = _comparable(change.after)
        if value is None or self._minimum is None or isinstance(value, str) is not isinstance(self._minimum, str):
            self._minimum = self._maximum = None
        elif value < self._minimum:
            self._minimum = value
        elif value > self._maximum:
            self._maximum = value

    def change(self, path: str, kind: ChangeKind) -> GroupChange:
        """Give what was seen of a path."""
        shared = GroupChange(path=path, kind=kind, count=self._count, sensitive=self._sensitive)
        if self._sensitive:
            return shared
        if self._constant:
            return replace(shared, constant=True, before=self._before, after=self._after)
        return replace(shared, minimum=self._minimum, maximum=self._maximum)


def _comparable(value: Any) -> Any:
    """Give a value that has a smallest and a largest, and None for one that has not: text, flags, groups."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, Decimal)):
        return value
    return value if isinstance(value, str) and _DATE.fullmatch(value) else None
