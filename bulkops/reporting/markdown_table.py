"""The table of a plan's comment: what will happen, how often, for how much, and whether it can be undone."""

from collections.abc import Iterable, Iterator

from bulkops.core.operation import OperationType, Sign
from bulkops.core.plan import PlanSummary
from bulkops.core.registry import Registry
from bulkops.core.step import Verdict
from bulkops.reporting.markdown_text import clipped, code
from bulkops.reporting.markdown_view import NAME_MAX, STYLE, View, currency_text, noun_of, sums_parts, within
from bulkops.reporting.step_text import verb_text
from bulkops.reporting.words import amount_text, count_text, number_text

_SIGNS = (Sign.FINAL, Sign.REMOVE, Sign.CHANGE, Sign.CREATE, Sign.READ)
_QUIET = {
    Verdict.CONFLICT: "**in conflict**: others have changed it",
    Verdict.UNCHANGED: "nothing: already as wanted",
    Verdict.DONE: "nothing: done by an earlier run",
}
_LARGEST_MAX = 3
_LEFT_OUT_MAX = 5


def table_lines(summary: PlanSummary, view: View, room: int) -> Iterator[str]:
    """Write a row for each kind of operation, the gravest first, and then all other verdicts and the total."""
    head = ["| what happens | documents | operations | net sum, without VAT | can it be undone? |"]
    head.append("|---|---|--:|--:|---|")
    do = summary.counts.get(Verdict.DO, {})
    types = sorted((view.registry.types[name] for name in do), key=_gravity)
    rest = [
        f"| {words} | | {number_text(summary.count(verdict), STYLE)} | | |"
        for verdict, words in _QUIET.items()
        if summary.count(verdict)
    ]
    rest.append(f"| **all** | | **{number_text(summary.steps, STYLE)}** | | |")
    room -= sum(len(line.encode()) + 1 for line in (*head, *rest))

    def more(count: int) -> str:
        left = sum(do[one.name] for one in types[-count:])
        return f"| and {count_text(count, 'more kind', STYLE)} | | {number_text(left, STYLE)} | | |"

    yield from head
    yield from within([_row(one, summary, view) for one in types], room, more)
    yield from rest


def note_lines(summary: PlanSummary, view: View, room: int) -> Iterator[str]:
    """Write what has to be known beside the table: largest documents, and what of the files became no operation."""
    lines = [*_sums_note(summary), *_largest(summary, view), *_left_out(summary)]
    more = within([f"{line}<br>" for line in lines], room, lambda count: f"{count_text(count, 'more note', STYLE)}<br>")
    yield from more


def _sums_note(summary: PlanSummary) -> Iterator[str]:
    if len([name for name in summary.sums if summary.sums[name]]) > 1:
        yield "One document may stand in several rows, such as made and then released: rows are not to be added up."


def _largest(summary: PlanSummary, view: View) -> Iterator[str]:
    for largest in summary.largest[:_LARGEST_MAX]:
        money = f"{amount_text(largest.amount, STYLE)} {currency_text(largest.currency)}"
        where = f"{code(clipped(largest.id, NAME_MAX))}, {view.place(largest.place)}"
        yield f"Largest document: {money} net ({where})."
    if len(summary.largest) > _LARGEST_MAX:
        more = number_text(len(summary.largest) - _LARGEST_MAX, STYLE)
        yield f"The largest documents of {more} more currencies are not named."


def _left_out(summary: PlanSummary) -> Iterator[str]:
    for left in summary.left_out[:_LEFT_OUT_MAX]:
        groups = f", {count_text(left.groups, 'document', STYLE)}" if left.groups else ""
        why = f" by {code(clipped(left.why, NAME_MAX))}" if left.why else ""
        rows = f"{number_text(left.rows, STYLE)} of {count_text(left.rows_total, 'row', STYLE)}"
        yield f"Left out of {code(clipped(left.file, NAME_MAX))}{why}: {rows}{groups}."
    further = summary.left_out[_LEFT_OUT_MAX:]
    if further:
        rows = count_text(sum(left.rows for left in further), "row", STYLE)
        yield f"Left out of {count_text(len(further), 'more table', STYLE)}: {rows}."


def undo_text(operation_type: OperationType, registry: Registry, beside: Iterable[OperationType] = ()) -> str:
    """Say in words what undoes an operation, or that nothing does.

    Args:
        operation_type: Its type.
        registry: Operation types.
        beside: What the plan does too: it may leave documents as they cannot be undone any more.
    """
    undo = registry.get(operation_type.undone_by)
    if operation_type.irreversible:
        if undo is None:
            return "**no**"
        made = f" by a new {undo.spawn.resource.noun}" if undo.spawn is not None else ""
        return f"**no**, only countered{made} ({code(undo.name)})"
    if undo is None:
        return "changes nothing" if operation_type.sign is Sign.READ else "by hand only"
    if undo is operation_type:
        return f"yes, by setting the former values again ({code(undo.name)})"
    if not undo.statuses:
        return f"yes, by {code(undo.name)}"
    ends = [one for one in beside if _leaves(one, undo)]
    not_after = f", and so no more after its {verb_text(ends[0])}" if ends else ""
    return f"yes, by {code(undo.name)}, while its status is {' or '.join(sorted(undo.statuses))}{not_after}"


def _leaves(operation_type: OperationType, undo: OperationType) -> bool:
    """Whether an operation moves a document out of all statuses in which another one would be possible."""
    moved = operation_type.transition.after if operation_type.transition is not None else frozenset()
    return bool(moved) and operation_type.resource is undo.resource and not moved & undo.statuses


def _gravity(operation_type: OperationType) -> tuple[bool, int, str]:
    return not operation_type.irreversible, _SIGNS.index(operation_type.sign), operation_type.name


def _row(operation_type: OperationType, summary: PlanSummary, view: View) -> str:
    name = operation_type.name
    do = summary.counts[Verdict.DO]
    count = do[name]
    sums = "<br>".join(sums_parts(summary.sums.get(name, {}), summary.amount_unknown.get(name, 0)))
    verb = f"{code(operation_type.sign.value)} {view.verbs[name]}"
    return (
        f"| {verb} | {noun_of(count, operation_type)} | {number_text(count, STYLE)} | {sums} |"
        f" {undo_text(operation_type, view.registry, map(view.registry.types.__getitem__, do))} |"
    )
