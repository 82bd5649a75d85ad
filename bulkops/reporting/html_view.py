"""What the page of a plan says above its steps: counts and sums by action, and findings."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bulkops.core.finding import Finding, Severity
from bulkops.core.plan import QUIET, PlanSummary
from bulkops.core.registry import Registry
from bulkops.core.shown import ShownPlan
from bulkops.core.step import Verdict
from bulkops.reporting.findings import chosen
from bulkops.reporting.html_groups import mark_of, money_rows
from bulkops.reporting.verbs import undo_text, verbs_of
from bulkops.reporting.words import place_text

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


def verdict_counts(summary: PlanSummary) -> Mapping[Verdict, int]:
    """Count the steps of each verdict that there is, what has to be looked at first."""
    ordered = sorted(Verdict, key=QUIET.__contains__)
    return {verdict: count for verdict in ordered if (count := summary.count(verdict))}
