"""One operation of a plan as an example in a comment: lines of a diff, their signs in the first column."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from bulkops.core.change import ChangeKind
from bulkops.core.operation import OperationType, Sign
from bulkops.core.place import Place
from bulkops.core.plan import GroupChange
from bulkops.core.shown import Shown
from bulkops.core.step import Verdict
from bulkops.reporting.body_text import Row
from bulkops.reporting.change_text import change_rows
from bulkops.reporting.create_text import create_lines, with_lines
from bulkops.reporting.markdown_text import clipped
from bulkops.reporting.markdown_view import NAME_MAX, STYLE, View
from bulkops.reporting.net_text import net_text, total_rows
from bulkops.reporting.values import NONE, pair_texts
from bulkops.reporting.words import count_text

LINE_MAX = 160
ROWS_MAX = 24
_COMMON_MAX = 12
_MARKS = {Sign.CREATE: "+", Sign.REMOVE: "-", Sign.FINAL: "!", Sign.CHANGE: "!", Sign.READ: " "}
_ELEMENT = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One operation as an example.

    Attributes:
        head: What it is, on one line.
        body: The first lines of what it changes.
        total: How many there are.
        place: Where it comes from.
    """

    head: str
    body: tuple[str, ...]
    total: int
    place: Place

    def lines(self, rows: int) -> list[str]:
        """Give the head and so many lines of the body; those left out are counted, unless none was asked for."""
        left = self.total - min(rows, len(self.body))
        more = [f"    and {count_text(left, 'more line', STYLE)}"] if rows and left else []
        return [self.head, *self.body[:rows], *more]


def example(step: Shown, view: View, names: Mapping[int, str], *, common: Collection[str] = (), rest: bool) -> Example:
    """Write one operation of a group.

    Args:
        step: The operation.
        view: What to write it with.
        names: Ids of operations that are known by number.
        common: Paths of changes that all of the group share: they are said once for all.
        rest: The group is of many kinds: say which one it is.
    """
    operation_type = view.registry.types[step.type]
    own = replace(step, changes=tuple(change for change in step.changes if change.path not in common))
    body = list(_body(own, operation_type, view)) if step.verdict in (Verdict.DO, Verdict.CONFLICT) else []
    mark = {Verdict.DO: _MARKS[operation_type.sign], Verdict.CONFLICT: "!"}.get(step.verdict, " ")
    parts = [f"{mark} {clipped(step.id, NAME_MAX)}"]
    if rest:
        parts.append(view.verbs[step.type])
    parts.extend(_parts(step, operation_type, names))
    return Example(
        head=clipped("  ".join(part for part in parts if part), LINE_MAX),
        body=tuple(clipped(line, LINE_MAX) for line in body[:ROWS_MAX]),
        total=len(body),
        place=step.place,
    )


def common_lines(changes: tuple[GroupChange, ...], count: int) -> Iterator[str]:
    """Write what all operations of a group have in common, as a diff."""
    if not changes:
        return
    yield f"  each of the {count_text(count, 'operation', STYLE)}:"
    for change in changes[:_COMMON_MAX]:
        before, after = pair_texts(change.before, change.after, STYLE)
        path = clipped(change.path, NAME_MAX)
        yield from _pair(path, before if change.kind is not ChangeKind.UNREAD else NONE, after)
    if len(changes) > _COMMON_MAX:
        yield f"    and {count_text(len(changes) - _COMMON_MAX, 'more field', STYLE)}"


def is_common(change: GroupChange) -> bool:
    """Say whether all operations of a group make one change, of a field and not of an element of a list."""
    single = not _ELEMENT.search(change.path) and change.kind in (ChangeKind.SET, ChangeKind.UNREAD)
    return change.constant and single and not change.sensitive


def _parts(step: Shown, operation_type: OperationType, names: Mapping[int, str]) -> Iterator[str]:
    """Write what an operation is about, and the money in it."""
    resource = operation_type.resource
    created = step.verdict is Verdict.DO and not operation_type.targeted
    if created:
        yield next(create_lines(step, operation_type, STYLE, margin=0), "")
    elif step.target:
        yield clipped(f"{resource.key.replace('_', ' ')} {step.target}", NAME_MAX)
    elif step.target_from:
        maker = clipped(names.get(step.target_from, f"operation {step.target_from}"), NAME_MAX)
        yield f"the {resource.noun} that {maker} makes"
    if not created and operation_type.moves_money:
        yield net_text(step, operation_type, STYLE)
    if step.along:
        yield f"(not selected: {clipped(step.along, NAME_MAX)} needs it)"
    if step.outside is not None:
        yield "(changed by others)"
    if step.verdict is Verdict.CONFLICT and step.reason:
        yield step.reason


def _body(step: Shown, operation_type: OperationType, view: View) -> Iterator[str]:
    if not operation_type.targeted:
        return
    rows = list(change_rows(step, operation_type, STYLE, view.titles))
    for row in (*rows, *total_rows(step, operation_type, STYLE)):
        yield from _row(row)
    if not rows and step.verdict is Verdict.DO and not operation_type.download:
        yield from (f"    {line}" for line in with_lines(step, operation_type, STYLE, margin=0))


def _row(row: Row) -> Iterator[str]:
    label = f"{'':{row.indent}}{clipped(row.label, NAME_MAX)}"
    if row.heading:
        yield f"    {label}" + (f"  ({row.texts[0]})" if row.texts else "")
    elif row.kind == "pair":
        yield from _pair(label, *row.texts)
    elif row.kind == "lines":
        yield f"    {label}"
        yield from (f"{line[:1]}     {line[1:]}" for line in row.texts)
    else:
        mark = row.sign.value if row.sign in (Sign.CREATE, Sign.REMOVE) else "!"
        yield f"{mark}   {label}  {', '.join(row.texts)}{f'  ({row.note})' if row.note else ''}"


def _pair(label: str, before: str, after: str) -> Iterator[str]:
    if before != NONE:
        yield f"-   {label}  {before}"
    yield f"+   {label}  {after}"
