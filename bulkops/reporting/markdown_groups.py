"""The groups of a plan's comment: one fold each, with examples for as long as there is room."""

from collections.abc import Iterator, Mapping, Sequence

from bulkops.core.change import ChangeKind
from bulkops.core.operation import OperationType
from bulkops.core.plan import QUIET, Group, GroupChange
from bulkops.core.shown import Shown
from bulkops.core.step import Verdict
from bulkops.reporting.markdown_example import common_lines, example, is_common
from bulkops.reporting.markdown_fold import Fold
from bulkops.reporting.markdown_text import clipped, html, html_code
from bulkops.reporting.markdown_view import NAME_MAX, STYLE, View, noun_of, operations, sums_parts
from bulkops.reporting.values import pair_texts
from bulkops.reporting.words import count_text, number_text

#: Examples that are thought of for all groups together.
EXAMPLES_MAX = 800
_PATHS_MAX = 3
_VALUE_MAX = 40
_WORDS = {ChangeKind.ADD: "added", ChangeKind.REMOVE: "removed"}


def wanted(groups: Sequence[Group]) -> list[int]:
    """Choose the operations that may become examples, by number, ascending."""
    each = max(1, EXAMPLES_MAX // max(len(groups), 1))
    return sorted({seq for group in groups[:EXAMPLES_MAX] for seq in group.seqs[:each]})


def told(groups: Sequence[Group]) -> list[Group]:
    """Leave out groups in which nothing happens."""
    return [group for group in groups if group.verdict not in QUIET]


def folds_of(
    groups: Sequence[Group], steps: Mapping[int, Shown], view: View, more: Mapping[int, str]
) -> Iterator[Fold]:
    """Prepare groups.

    Args:
        groups: The groups.
        steps: Those of their operations that may become examples, by number.
        view: What to write them with.
        more: What shows all operations of a group, by its number.
    """
    names = {seq: step.id for seq, step in steps.items()}
    for group in groups:
        operation_type = view.registry.get(group.type)
        common = tuple(change for change in group.changes if group.count > 1 and is_common(change))
        paths = frozenset(change.path for change in common)
        shown = [steps[seq] for seq in group.seqs if seq in steps]
        yield Fold(
            group=group,
            summary=_summary(group, operation_type, view),
            about=operation_type.summary if operation_type is not None else "Operations of many kinds.",
            common=tuple(common_lines(common, group.count)),
            examples=tuple(example(step, view, names, common=paths, rest=operation_type is None) for step in shown),
            more=more[group.number],
            view=view,
        )


def _summary(group: Group, operation_type: OperationType | None, view: View) -> str:
    """Write the line of a group: what happens, to how many, what of them changes, for how much."""
    sign = "\N{MULTIPLICATION SIGN}" if group.verdict is Verdict.CONFLICT else group.sign.value
    verb = view.verbs[group.type] if operation_type is not None else "others"
    parts = [
        f"<b>{group.number}. {html(sign)} {verb}{': in conflict' if group.verdict is Verdict.CONFLICT else ''}</b>"
    ]
    if operation_type is None:
        parts.append(f"{operations(group.count)} of at least {count_text(group.signatures, 'kind', STYLE)}")
    else:
        parts.append(f"{number_text(group.count, STYLE)} {noun_of(group.count, operation_type)}")
    changes = [_change(change) for change in group.changes[:_PATHS_MAX]]
    if len(group.changes) > _PATHS_MAX:
        changes.append(f"and {count_text(len(group.changes) - _PATHS_MAX, 'more field', STYLE)}")
    parts.append(", ".join(changes))
    parts.append(" + ".join(sums_parts(group.sums, group.amount_unknown)))
    if group.irreversible:
        parts.append("<b>some cannot be undone</b>" if operation_type is None else "<b>cannot be undone</b>")
    return " · ".join(part for part in parts if part)


def _change(change: GroupChange) -> str:
    path = html_code(clipped(change.path, NAME_MAX))
    if change.sensitive:
        return f"{path} ({_WORDS.get(change.kind, 'changed')}, sensitive)"
    if change.kind in _WORDS:
        return f"{path} {_WORDS[change.kind]} ({number_text(change.count, STYLE)})"
    if change.constant:
        before, after = (
            html_code(clipped(text, _VALUE_MAX)) for text in pair_texts(change.before, change.after, STYLE)
        )
        return f"{path} → {after}" if change.kind is ChangeKind.UNREAD else f"{path} {before} → {after}"
    if change.minimum is None:
        return f"{path} (values differ)"
    least, most = (html_code(clipped(text, _VALUE_MAX)) for text in pair_texts(change.minimum, change.maximum, STYLE))
    return f"{path} → {least} to {most}" if least != most else f"{path} → {most}"
