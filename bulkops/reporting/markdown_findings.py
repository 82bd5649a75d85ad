"""What a plan's comment says unfolded: errors, warnings, conflicts three ways, and what others have changed."""

from collections.abc import Iterable, Iterator, Sequence

from bulkops.core.conflict import Standing, ThreeWay
from bulkops.core.finding import Finding
from bulkops.core.outside import Outside
from bulkops.core.plan import PlanSummary
from bulkops.core.shown import Shown, ShownPlan
from bulkops.core.step import Verdict
from bulkops.reporting.findings import chosen
from bulkops.reporting.markdown_text import clipped, code, prose, size
from bulkops.reporting.markdown_view import NAME_MAX, STYLE, View
from bulkops.reporting.times import time_text
from bulkops.reporting.values import CLEARED, SENSITIVE, alike_texts, pair_texts
from bulkops.reporting.words import count_text, number_text

FINDINGS_MAX = 20
CONFLICTS_MAX = 10
OUTSIDE_MAX = 10
_FIELDS_MAX = 6
_VALUE_MAX = 80
_MESSAGE_MAX = 400
_NOTES_MAX = 20
_NOT_SHOWN = "(not shown)"
#: Bytes of headings and counts.
_AROUND = 300


def finding_lines(plan: ShownPlan, view: View, room: int) -> Iterator[str]:
    """Write errors, then warnings, each with what to do; those that there is no room for are counted."""
    total = max(plan.findings_total, len(plan.findings))
    if not total:
        return
    yield from ("", f"### {count_text(total, 'finding', STYLE)}", "")
    shown = sorted(chosen(plan.findings, FINDINGS_MAX), key=lambda finding: finding.severity)
    fit = _fitting(("\n".join(_finding(finding, view)) for finding in shown), room)
    yield from fit
    if total > len(fit):
        yield f"- and {count_text(total - len(fit), 'more finding', STYLE)}"


def conflict_lines(summary: PlanSummary, steps: Sequence[Shown], view: View, room: int) -> Iterator[str]:
    """Write the first conflicts as a table: what there was, what others made of it, and what is wanted."""
    count = summary.count(Verdict.CONFLICT)
    if not count:
        return
    planned = any(step.conflict is not None and step.conflict.planned and step.conflict.rows for step in steps)
    names = ["operation", "field", *(["planned from"] if planned else []), "in the system now", "you want"]
    yield from ("", f"### {count_text(count, 'conflict', STYLE)}", "")
    yield "Others have changed what these operations are about: mend or remove their entries."
    rows = ("\n".join(_conflict(step, view, len(names), planned=planned)) for step in steps[:CONFLICTS_MAX])
    fit = _fitting(rows, room)
    if fit:
        yield from ("", f"| {' | '.join(names)} |", f"|{'---|' * len(names)}", *fit)
    if count > len(fit):
        yield from ("", f"and {count_text(count - len(fit), 'more conflict', STYLE)}")


def outside_lines(summary: PlanSummary, steps: Sequence[Shown], view: View, room: int) -> Iterator[str]:
    """Write what others have changed since our runs, apart from what the plan does."""
    if not summary.outside:
        return
    yield from ("", "### Changed by others since our runs", "")
    targets = count_text(summary.outside, "target", STYLE)
    yield f"Others have changed {targets} of this plan since a run of ours wrote to it, apart from what this plan does."
    found = ((step, step.outside) for step in steps[:OUTSIDE_MAX])
    fit = _fitting(("\n".join(_outside(step, outside, view)) for step, outside in found if outside is not None), room)
    yield from ("", *fit)
    if summary.outside > len(fit):
        yield f"- and {number_text(summary.outside - len(fit), STYLE)} more"


def _fitting(texts: Iterable[str], room: int) -> list[str]:
    """Take texts for as long as there is room, less what stands around them."""
    fit: list[str] = []
    room -= _AROUND
    for text in texts:
        room -= size(text) + 1
        if room < 0:
            break
        fit.append(text)
    return fit


def _finding(finding: Finding, view: View) -> Iterator[str]:
    about = f" ({code(clipped(finding.operation, NAME_MAX))})" if finding.operation else ""
    place = f", {view.place(finding.place)}" if finding.place is not None else ""
    yield f"- **{finding.severity} {finding.code}**: {prose(finding.message, _MESSAGE_MAX)}{about}{place}"
    for note in finding.notes[:_NOTES_MAX]:
        yield f"  <br>{code(clipped(note, _MESSAGE_MAX))}"
    if len(finding.notes) > _NOTES_MAX:
        yield f"  <br>and {count_text(len(finding.notes) - _NOTES_MAX, 'more line', STYLE)}"
    if finding.hint:
        yield f"  <br>What to do: {prose(finding.hint, _MESSAGE_MAX)}"


def _conflict(step: Shown, view: View, columns: int, *, planned: bool) -> Iterator[str]:
    """Write the rows of one conflict; the operation stands in the first of them."""
    name = f"{code(clipped(step.id, NAME_MAX))} {view.place(step.place)}"
    conflict = step.conflict
    rows = [row for row in conflict.rows if row.standing is not Standing.KEPT] if conflict is not None else []
    if not rows:
        reason = prose(step.reason, _MESSAGE_MAX) or "others have changed the document"
        gone = "the document is gone" if conflict is not None and conflict.gone else reason
        yield f"| {name} | {gone} |{' |' * (columns - 2)}"
        return
    for row in rows[:_FIELDS_MAX]:
        cells = _sides(row, step, planned=planned)
        yield f"| {name} | {code(clipped(row.path, NAME_MAX))} | {' | '.join(cells)} |"
        name = ""
    if len(rows) > _FIELDS_MAX:
        yield f"| | and {count_text(len(rows) - _FIELDS_MAX, 'more field', STYLE)} |{' |' * (columns - 2)}"


def _sides(row: ThreeWay, step: Shown, *, planned: bool) -> list[str]:
    """Write the values of a field, numbers with equally many decimals."""
    before, theirs, ours = (code(clipped(text, _VALUE_MAX)) for text in _three(row))
    known = step.conflict is not None and step.conflict.planned
    return [*([before if known else "not known"] if planned else []), theirs, ours if row.asked else "not asked for"]


def _three(row: ThreeWay) -> tuple[str, str, str]:
    if row.sensitive:
        return SENSITIVE, SENSITIVE, SENSITIVE
    before, theirs, ours = alike_texts((row.before, row.theirs, row.ours), STYLE)
    if row.standing is Standing.UNREAD:
        return _NOT_SHOWN, _NOT_SHOWN, ours
    return before, theirs, CLEARED if row.ours is None and row.theirs is not None else ours


def _outside(step: Shown, outside: Outside, view: View) -> Iterator[str]:
    """Write what others have done to one document; of a field that the plan sets too, the plan's word is the last."""
    since = f"since run {code(clipped(outside.run, NAME_MAX))}" + (f", {time_text(outside.at)}" if outside.at else "")
    head = f"- {code(clipped(step.id, NAME_MAX))} {view.place(step.place)}, {since}:"
    if outside.gone:
        yield f"{head} the document is gone"
        return
    if not outside.changes:
        yield f"{head} something that our runs never set"
        return
    ours = {change.path for change in step.changes}
    yield head
    for change in outside.changes[:_FIELDS_MAX]:
        pair = (SENSITIVE, SENSITIVE) if change.sensitive else pair_texts(change.before, change.after, STYLE)
        before, after = (code(clipped(text, _VALUE_MAX)) for text in pair)
        fate = "this plan changes it again" if change.path in ours else "this plan leaves it so"
        yield f"  - {code(clipped(change.path, NAME_MAX))} {before} → {after} ({fate})"
    if len(outside.changes) > _FIELDS_MAX:
        yield f"  - and {count_text(len(outside.changes) - _FIELDS_MAX, 'more field', STYLE)}"
