"""The groups of a plan as rows of its page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bulkops.core.change import ChangeKind
from bulkops.core.operation import Sign
from bulkops.core.plan import QUIET, Group, GroupChange, PlanSummary
from bulkops.core.registry import Registry
from bulkops.core.step import Verdict
from bulkops.reporting.step_text import sign_of
from bulkops.reporting.style import PLAIN
from bulkops.reporting.values import pair_texts
from bulkops.reporting.verbs import verbs_of
from bulkops.reporting.width import cut
from bulkops.reporting.words import OWN_CURRENCY, amount_text, count_text, line_place_text

#: Fields of a group that are named; of further ones the count.
PATHS_MAX = 12
#: Columns of a value; the steps show all of it.
VALUE_MAX = 60
WORDS = {
    Verdict.DO: "to do",
    Verdict.CONFLICT: "in conflict",
    Verdict.UNCHANGED: "unchanged",
    Verdict.DONE: "done by an earlier run",
}
_SIGNS = {ChangeKind.ADD: Sign.CREATE, ChangeKind.REMOVE: Sign.REMOVE}
_MARKS = {Sign.CREATE: "create", Sign.CHANGE: "change", Sign.READ: "read", Sign.REMOVE: "remove", Sign.FINAL: "final"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCell:
    """What the steps of a group do to one field: its sign, its path, and both sides or a note."""

    sign: str
    path: str
    before: str = ""
    after: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """A group as a row.

    Attributes:
        group: The group.
        sign: How it is marked.
        mark: The same as a name for its looks.
        verb: What its steps do.
        what: What they have in common, where it is no change of fields.
        changes: What they change.
        more: Fields beyond those named.
        money: Amounts with their currency.
        unknown: Documents without a known sum.
        place: Where the first of them stands.
    """

    group: Group
    sign: str
    mark: str
    verb: str
    what: str
    changes: tuple[ChangeCell, ...] = ()
    more: int = 0
    money: tuple[tuple[str, str], ...] = ()
    unknown: int = 0
    place: str = ""


def group_rows(summary: PlanSummary, registry: Registry) -> list[GroupRow]:
    """Give a row for every group, the gravest first."""
    verbs = verbs_of((group.type for group in summary.groups if group.type), registry)
    return [_row(group, verbs, registry) for group in summary.groups]


def mark_of(verdict: Verdict, sign: Sign) -> str:
    """Name the looks of a step."""
    if verdict is Verdict.CONFLICT:
        return "conflict"
    return _MARKS[sign] if verdict is Verdict.DO else "quiet"


def money_rows(sums: Mapping[str, Decimal]) -> tuple[tuple[str, str], ...]:
    """Write amounts and currencies."""
    return tuple((amount_text(amount, PLAIN), currency or OWN_CURRENCY) for currency, amount in sums.items())


def _row(group: Group, verbs: Mapping[str, str], registry: Registry) -> GroupRow:
    return GroupRow(
        group=group,
        sign=sign_of(group.verdict, group.sign, PLAIN)[0],
        mark=mark_of(group.verdict, group.sign),
        verb=verbs.get(group.type, "other"),
        what=_what(group, registry),
        changes=tuple(_cells(group)),
        more=max(len(group.changes) - PATHS_MAX, 0),
        money=money_rows(group.sums),
        unknown=0 if group.verdict in QUIET else group.amount_unknown,
        place=line_place_text(group.first, PLAIN),
    )


def _what(group: Group, registry: Registry) -> str:
    if not group.type:
        return f"at least {count_text(group.signatures, 'further kind', PLAIN)} of steps"
    if group.verdict is not Verdict.DO:
        return WORDS[group.verdict]
    operation_type = registry.types[group.type]
    if group.changes:
        return ""
    noun = operation_type.resource.noun
    return noun if operation_type.targeted else f"new {noun}"


def _cells(group: Group) -> Iterator[ChangeCell]:
    for change in group.changes[:PATHS_MAX]:
        sign = _SIGNS.get(change.kind, Sign.CHANGE).value
        if change.sensitive:
            yield ChangeCell(sign=sign, path=change.path, note="(sensitive)")
        elif change.kind in _SIGNS:
            word = "added" if change.kind is ChangeKind.ADD else "removed"
            yield ChangeCell(sign=sign, path=change.path, note=f"{count_text(change.count, 'element', PLAIN)} {word}")
        else:
            yield _values(change, sign)


def _values(change: GroupChange, sign: str) -> ChangeCell:
    if change.constant:
        before, after = pair_texts(change.before, change.after, PLAIN)
        before = "" if change.kind is ChangeKind.UNREAD else cut(before, VALUE_MAX, PLAIN)
        return ChangeCell(sign=sign, path=change.path, before=before, after=cut(after, VALUE_MAX, PLAIN))
    if change.minimum is None:
        return ChangeCell(sign=sign, path=change.path, note="values differ")
    smallest, largest = pair_texts(change.minimum, change.maximum, PLAIN)
    if smallest == largest:  # only what they were differs
        return ChangeCell(sign=sign, path=change.path, after=largest)
    return ChangeCell(sign=sign, path=change.path, after=f"{smallest} \N{EN DASH} {largest}", note="values differ")
