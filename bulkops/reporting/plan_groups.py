"""A large plan: a table of groups of steps that do the same."""

from collections.abc import Iterator
from itertools import islice

from bulkops.core.change import ChangeKind
from bulkops.core.operation import OperationType, Sign
from bulkops.core.plan import Group, GroupChange, PlanSummary
from bulkops.core.registry import Registry
from bulkops.core.step import Verdict
from bulkops.reporting.step_text import sign_of, verb_text
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.values import pair_texts
from bulkops.reporting.width import left, right, visible, width_of
from bulkops.reporting.words import count_text, ids_text, line_place_text, number_text, sums_text

GROUPS_SHOWN_MAX = 40
_PATHS_MAX = 8
_SIGNS = {ChangeKind.ADD: Sign.CREATE, ChangeKind.REMOVE: Sign.REMOVE}
_WHAT_MAX = 56
_WORDS = {Verdict.UNCHANGED: "unchanged", Verdict.DONE: "done by an earlier run", Verdict.CONFLICT: "in conflict"}


def group_lines(summary: PlanSummary, registry: Registry, style: Style) -> Iterator[str]:
    """Write the groups, the gravest first; those beyond the bound are counted and summed in one line."""
    shown, folded = summary.groups[:GROUPS_SHOWN_MAX], summary.groups[GROUPS_SHOWN_MAX:]
    signatures = sum(group.signatures for group in summary.groups)
    yield f"{count_text(summary.steps, 'step', style)} in {count_text(signatures, 'group', style)}"
    cells = [_cells(group, registry, style) for group in shown]
    widths = [max((width_of(row[at]) for row in cells), default=0) for at in range(5)]
    for group, (number, verb, count, what, money) in zip(shown, cells, strict=True):
        sign, colour = _sign(group, style)
        final = style.paint("cannot be undone", Colour.RED, Colour.BOLD) if group.irreversible else ""
        line = (
            f"{right(number, widths[0])}  {style.paint(sign, colour, Colour.BOLD)}  "
            f"{style.paint(left(verb, widths[1]), colour)}  {right(count, widths[2])}  "
            f"{left(what, widths[3])}  {right(money, widths[4])}  {final}"
        )
        yield line.rstrip()
        for detail in _details(group, style):
            yield f"{'':{widths[0] + 5}}{detail}"
        first = f"{ids_text(group.examples, style, total=group.count)}, from {line_place_text(group.first, style)}"
        yield style.paint(f"{'':{widths[0] + 5}}{first}", Colour.DIM)
    if folded:
        yield _folded(folded, style)


def _sign(group: Group, style: Style) -> tuple[str, Colour]:
    return sign_of(group.verdict, group.sign, style)


def _cells(group: Group, registry: Registry, style: Style) -> tuple[str, str, str, str, str]:
    operation_type = registry.get(group.type)
    verb = verb_text(operation_type) if operation_type is not None else "other"
    return (
        str(group.number),
        verb,
        number_text(group.count, style),
        _what(group, operation_type, style),
        _money(group, style),
    )


def _what(group: Group, operation_type: OperationType | None, style: Style) -> str:
    """Say what the steps of a group have in common."""
    if operation_type is None:
        return f"at least {count_text(group.signatures, 'further kind', style)} of steps"
    if group.verdict in _WORDS:
        return _WORDS[group.verdict]
    noun = operation_type.resource.name.replace("_", " ")
    if not group.changes:
        return noun if operation_type.targeted else f"new {noun}"
    if _detailed(group, style):
        return count_text(len(group.changes), "field", style)
    return ", ".join(_change_text(change, style) for change in group.changes)


def _detailed(group: Group, style: Style) -> bool:
    """Whether the changes do not fit into the table."""
    return len(group.changes) > 1 and sum(width_of(_change_text(one, style)) + 2 for one in group.changes) > _WHAT_MAX


def _details(group: Group, style: Style) -> Iterator[str]:
    """Write the changes that did not fit, one below the other."""
    if not _detailed(group, style):
        return
    for change in islice(group.changes, _PATHS_MAX):
        yield _change_text(change, style)
    more = len(group.changes) - _PATHS_MAX
    if more > 0:
        yield f"and {count_text(more, 'more field', style)}"


def _change_text(change: GroupChange, style: Style) -> str:
    path = visible(change.path)
    if change.sensitive:
        return f"{path} (sensitive)"
    if change.kind in _SIGNS:
        return f"{_SIGNS[change.kind].value} {path} ({number_text(change.count, style)})"
    return f"{path} {_values(change, style)}"


def _values(change: GroupChange, style: Style) -> str:
    if change.constant:
        before, after = pair_texts(change.before, change.after, style)
        unread = change.kind is ChangeKind.UNREAD
        return f"{style.arrow} {after}" if unread else f"{before} {style.arrow} {after}"
    if change.minimum is None:
        return "(values differ)"
    smallest, largest = pair_texts(change.minimum, change.maximum, style)
    if smallest == largest:  # only what they were differs
        return f"{style.arrow} {largest}"
    return f"{style.arrow} {smallest} {style.dash} {largest} (values differ)"


def _money(group: Group, style: Style) -> str:
    if not group.sums:
        return "(no amount)" if group.amount_unknown else ""
    unknown = f" + {number_text(group.amount_unknown, style)} unknown" if group.amount_unknown else ""
    return sums_text(group.sums, style) + unknown


def _folded(groups: tuple[Group, ...], style: Style) -> str:
    steps = sum(group.count for group in groups)
    final = sum(group.count for group in groups if group.irreversible)
    undone = f", of which {number_text(final, style)} cannot be undone" if final else ""
    return f"and {count_text(len(groups), 'more group', style)} with {count_text(steps, 'step', style)}{undone}"
