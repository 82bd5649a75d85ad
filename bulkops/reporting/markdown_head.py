"""The top of a plan's comment: what it is for, and what a reviewer must not miss."""

import re
from collections.abc import Iterator
from pathlib import PurePath

from bulkops.core.finding import Severity
from bulkops.core.json import digest
from bulkops.core.plan import PlanSummary
from bulkops.core.shown import ShownPlan
from bulkops.core.step import Verdict
from bulkops.reporting.markdown_limits import limit_lines
from bulkops.reporting.markdown_text import clipped, escaped, fitted
from bulkops.reporting.markdown_view import NAME_MAX, STYLE, View, names_text, operations, sums_parts, within
from bulkops.reporting.plan_footer import SANDBOX
from bulkops.reporting.words import count_text, number_text

_FILES_MAX = 5
_COMPANY_BYTES = 200
_MARKER_WORD = re.compile(r"[^\w.]+", re.ASCII)


def marker_of(plan: ShownPlan) -> str:
    """Write the hidden line by which the comment of a plan is found again, whatever the plan holds by then.

    It is the same for plans of manifests in the same folders, for the same company and environment: a manifest that is
    added or renamed begins no second comment.
    """
    bound, manifests = plan.bound, plan.summary.context.manifests
    folders = sorted({PurePath(manifest).parent.as_posix() for manifest in manifests})
    return f"<!-- bulkops:plan:{digest([bound.environment, bound.company_id, folders])[:16]} -->"


def head_lines(plan: ShownPlan) -> Iterator[str]:
    """Write the hidden lines and the heading; where there is nothing to do, in a line of text how much of it."""
    context = plan.summary.context
    yield marker_of(plan)
    hidden = {"environment": context.environment, "digest": context.digest}
    members = [f"{name}={_MARKER_WORD.sub('-', value[:80]).strip('-')}" for name, value in hidden.items() if value]
    yield f"<!-- bulkops plan {' '.join(members)} -->"
    if not plan.summary.shown:
        yield f"{' · '.join([_nothing(plan.summary), *_where(plan)])}"
        return
    yield f"## {' · '.join([_title(plan), *_where(plan)])}"
    yield ""
    yield f"From {names_text(context.manifests, len(context.manifests), _FILES_MAX)}."


def is_refused(plan: ShownPlan) -> bool:
    """Say whether the plan may not be applied as it is."""
    return any(finding.severity is Severity.ERROR for finding in plan.findings)


def alert_lines(plan: ShownPlan, view: View, room: int) -> Iterator[str]:
    """Write what must not be missed: what is final first, then what is missing."""
    cautions = [*_blocked(plan), *_final(plan.summary, view), *limit_lines(plan, view)]
    yield from _alert("CAUTION", within(cautions, room // 2, _more))
    yield from _alert("WARNING", within(_missing(plan), room // 3, _more))
    if plan.summary.context.environment == SANDBOX:
        yield from _alert("NOTE", ["This is the sandbox: nothing here reaches a real company."])


def _more(count: int) -> str:
    return f"and {count_text(count, 'more remark', STYLE)}"


def _title(plan: ShownPlan) -> str:
    summary = plan.summary
    conflicts = summary.count(Verdict.CONFLICT)
    more = f", {number_text(conflicts, STYLE)} in conflict" if conflicts else ""
    do = operations(summary.count(Verdict.DO))
    if is_refused(plan):
        return f"Plan refused: {do}{more}"
    return f"{'Incomplete plan' if summary.excluded else 'Plan'}: {do} to do{more}"


def _nothing(summary: PlanSummary) -> str:
    words = {Verdict.UNCHANGED: "already as wanted", Verdict.DONE: "done by an earlier run"}
    counts = [f"{number_text(summary.count(one), STYLE)} {text}" for one, text in words.items() if summary.count(one)]
    return f"**Nothing to do**: {operations(summary.steps)}{', ' if counts else ''}{', '.join(counts)}"


def _where(plan: ShownPlan) -> Iterator[str]:
    context = plan.summary.context
    if context.company:
        yield f"<b>{fitted(clipped(context.company, NAME_MAX), _COMPANY_BYTES, escaped)}</b>"
    yield f"<b>{fitted(clipped(context.environment.upper(), NAME_MAX), _COMPANY_BYTES, escaped)}</b>"


def _alert(kind: str, lines: list[str]) -> Iterator[str]:
    """Write an alert, which platforms that know it colour; without lines nothing."""
    if lines:
        yield from (f"> [!{kind}]", *(f"> {line}<br>" for line in lines[:-1]), f"> {lines[-1]}", "")


def _blocked(plan: ShownPlan) -> Iterator[str]:
    errors = sum(finding.severity is Severity.ERROR for finding in plan.findings)
    if errors:
        yield f"**This plan is refused and cannot be applied**: {count_text(errors, 'error', STYLE)}, below."
    conflicts = plan.summary.count(Verdict.CONFLICT)
    if conflicts:
        verb = "is" if conflicts == 1 else "are"
        what = "with what others have changed, below; nothing is sent unless they are skipped"
        yield f"**{operations(conflicts)} {verb} in conflict** {what}."


def _final(summary: PlanSummary, view: View) -> Iterator[str]:
    if not summary.irreversible:
        return
    do = summary.counts.get(Verdict.DO, {})
    final = [view.registry.types[name] for name in do if view.registry.types[name].irreversible]
    counts = ", ".join(f"{number_text(do[one.name], STYLE)} {STYLE.times} {view.verbs[one.name]}" for one in final)
    yield f"**{operations(summary.irreversible)} cannot be undone**: {counts}."
    for one in final:
        parts = sums_parts(summary.sums.get(one.name, {}), summary.amount_unknown.get(one.name, 0))
        if one.posts and parts:
            yield f"**Becomes final by {view.verbs[one.name]}**, net without VAT: {' + '.join(parts)}."


def _missing(plan: ShownPlan) -> list[str]:
    summary, selection = plan.summary, plan.bound.selection
    lines = []
    if summary.excluded or selection:
        chosen = {"--only": selection.only, "--exclude": selection.exclude}
        parts = [f"`{option}` {names_text(globs, len(globs), _FILES_MAX)}" for option, globs in chosen.items() if globs]
        if selection.only_failed:
            parts.append(f"`--only-failed` {names_text([selection.only_failed], 1, 1)}")
        by = f" by {', '.join(parts)}" if parts else ""
        left = f"{number_text(summary.excluded, STYLE)} of {operations(summary.steps + summary.excluded)}"
        lines.append(f"**This plan is incomplete**: {left} of its files are left out{by}.")
    if summary.along:
        lines.append(f"Not selected, and done because others need it: {operations(summary.along)}.")
    if summary.context.offline:
        lines.append(
            "**Made offline**: nothing was read from the system, so that nobody has checked what is there,"
            " what it holds now, and whether its status allows the operation."
        )
    return lines
