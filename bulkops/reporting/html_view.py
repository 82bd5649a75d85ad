"""What the page of a plan says above its steps: what is final, counts and sums, findings, cost, what is missing."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bulkops.core.finding import Finding, Severity
from bulkops.core.plan import QUIET, PlanSummary
from bulkops.core.registry import Registry
from bulkops.core.shown import ShownPlan
from bulkops.core.step import Verdict
from bulkops.reporting.findings import chosen
from bulkops.reporting.html_groups import mark_of, money_rows
from bulkops.reporting.style import PLAIN
from bulkops.reporting.verbs import undo_text, verbs_of
from bulkops.reporting.words import count_text, duration_text, line_place_text, money_text, number_text, place_text

FINDINGS_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """What a plan does of one operation type.

    Attributes:
        name: The operation type.
        sign: How its steps are marked.
        mark: The same as a name for its looks.
        verb: Its verb.
        summary: What it does, one sentence.
        count: Steps to do.
        money: Amounts with their currency.
        unknown: Documents without a known sum.
        undo: What takes it back.
        final: It cannot be undone.
        posts: It makes money final.
        all: Its steps whatever the verdict.
    """

    name: str
    sign: str
    mark: str
    verb: str
    summary: str
    count: int
    money: tuple[tuple[str, str], ...]
    unknown: int
    undo: str
    final: bool
    posts: bool
    all: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A finding with its place in words."""

    finding: Finding
    place: str


def action_rows(summary: PlanSummary, registry: Registry) -> list[ActionRow]:
    """Give a row for every operation type, creates first, what is final last."""
    everywhere: Counter[str] = Counter()
    for counts in summary.counts.values():
        everywhere.update(counts)
    do = summary.counts.get(Verdict.DO, {})
    return [
        ActionRow(
            name=name,
            sign=operation_type.sign.value,
            mark=mark_of(Verdict.DO, operation_type.sign),
            verb=verb,
            summary=operation_type.summary,
            count=do.get(name, 0),
            money=money_rows(summary.sums.get(name, {})),
            unknown=summary.amount_unknown.get(name, 0),
            undo=undo_text(operation_type, registry),
            final=operation_type.irreversible,
            posts=operation_type.posts,
            all=everywhere[name],
        )
        for name, verb in verbs_of(everywhere, registry).items()
        for operation_type in (registry.types[name],)
    ]


def finding_rows(plan: ShownPlan) -> tuple[list[FindingRow], int]:
    """Give the findings, errors first, and how many more there are."""
    shown = sorted(chosen(plan.findings, FINDINGS_MAX), key=lambda finding: finding.severity is not Severity.ERROR)
    rows = [FindingRow(finding=one, place=place_text(one.place)) for one in shown]
    return rows, max(plan.findings_total, len(plan.findings)) - len(rows)


def refused(plan: ShownPlan) -> bool:
    """Say whether the plan is one that is not carried out."""
    return any(finding.severity is Severity.ERROR for finding in plan.findings)


def cost_lines(summary: PlanSummary) -> Iterator[str]:
    """Say what planning has cost and what carrying it out will."""
    yield f"{count_text(summary.reads, 'read', PLAIN)} made while planning"
    if not summary.writes:
        yield "nothing will be written"
        return
    forecast = summary.forecast
    more = forecast.total - summary.writes if forecast is not None else 0
    reads = f" and about {count_text(more, 'read', PLAIN)}" if more > 0 else ""
    yield f"{count_text(summary.writes, 'write', PLAIN)}{reads} to come"
    if forecast is not None:
        yield f"{'' if forecast.seconds < 1 else 'about '}{duration_text(forecast.seconds)} at this pace"
        if forecast.windows > 1:
            yield f"{number_text(forecast.windows, PLAIN)} hourly quotas needed"


def largest_lines(summary: PlanSummary) -> Iterator[str]:
    """Name the largest document of each currency."""
    for largest in summary.largest:
        amount = money_text(largest.currency, largest.amount, PLAIN)
        yield f"{amount} net, without VAT: {largest.id} ({line_place_text(largest.place, PLAIN)})"


def missing_lines(plan: ShownPlan) -> Iterator[str]:
    """Say what of the manifests is not in the plan."""
    summary, selection = plan.summary, plan.bound.selection
    if summary.excluded:
        count = count_text(summary.excluded, "operation", PLAIN)
        yield f"{count} of the manifests {'is' if summary.excluded == 1 else 'are'} left out by a selection"
    patterns = {"only": selection.only, "all but": selection.exclude}
    for word, globs in patterns.items():
        if globs:
            yield f"selected: {word} {', '.join(globs)}"
    if selection.only_failed:
        yield f"selected: what failed in run {selection.only_failed}"
    if summary.along:
        verb = "comes" if summary.along == 1 else "come"
        yield f"{count_text(summary.along, 'step', PLAIN)} {verb} along, because a selected one needs them"


def rows_lines(summary: PlanSummary) -> Iterator[str]:
    """Say which rows of tables became no step."""
    for left_out in summary.left_out:
        groups = f", {count_text(left_out.groups, 'document', PLAIN)}" if left_out.groups else ""
        why = f" by {left_out.why}" if left_out.why else ""
        rows = f"{number_text(left_out.rows, PLAIN)} of {count_text(left_out.rows_total, 'row', PLAIN)}"
        yield f"{left_out.file}: {rows} left out{why}{groups}"


def verdict_counts(summary: PlanSummary) -> Mapping[Verdict, int]:
    """Count the steps of each verdict that there is, what has to be looked at first."""
    ordered = sorted(Verdict, key=QUIET.__contains__)
    return {verdict: count for verdict in ordered if (count := summary.count(verdict))}
