"""A plan for review: with what it is bound to, and held against limits and policies."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bulkops.app.bound import VALID_S, bound_of, inputs_of
from bulkops.app.compose import System
from bulkops.app.plan import Plan
from bulkops.app.policies import Policies, check_policies
from bulkops.app.policy_command import judge
from bulkops.app.project import Project
from bulkops.core.bound import EVERYTHING, Bound, BoundFile, Selection
from bulkops.core.errors import PlanRefusedError
from bulkops.core.finding import Finding, Severity
from bulkops.core.limit import Limit
from bulkops.core.registry import Registry
from bulkops.core.shown import ShownPlan
from bulkops.core.table_options import NOTHING_SAID, TableOptions
from bulkops.planning.valves import breaches
from bulkops.reporting.plan_json import plan_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What plans of a project are held against.

    Attributes:
        limits: Valves in force.
        policies: Policies of the project.
        command: A command that is asked too; empty: none.
        hidden: Environment variables that this command does not get.
        selection: Which operations are planned.
        tables: How tables among the manifests are read.
        valid_s: How long a plan holds, in seconds; 0.0: it is not kept.
    """

    limits: tuple[Limit, ...] = ()
    policies: Policies = field(default_factory=Policies)
    command: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    selection: Selection = EVERYTHING
    tables: TableOptions = NOTHING_SAID
    valid_s: float = VALID_S


def bound_by(
    rules: Rules, project: Project, system: System, registry: Registry, inputs: tuple[BoundFile, ...]
) -> Bound:
    """Say what a plan of some files, made now, is bound to."""
    bound = bound_of(
        project,
        system,
        registry,
        inputs,
        selection=rules.selection,
        limits=tuple(limit.bound for limit in rules.limits),
        policies=rules.policies.files,
        valid_s=rules.valid_s,
    )
    return replace(bound, tables=rules.tables)


async def review(made: Plan, rules: Rules, project: Project, system: System, registry: Registry) -> ShownPlan:
    """Show a plan, and hold it against the rules."""
    inputs = inputs_of(made.summary.context.manifests, made.inputs)
    plan = ShownPlan(
        summary=made.summary,
        steps=made.steps,
        bound=bound_by(rules, project, system, registry, inputs),
        findings=tuple(made.finds.kept),
        findings_total=made.finds.total,
    )
    plan = _with(plan, breaches(plan.summary, rules.limits, registry))
    steps = made.steps if rules.policies.about_requests else made.steps.in_brief()
    plan = _with(plan, check_policies(rules.policies, steps, plan.summary, registry))
    if not rules.command:
        return plan
    return _with(plan, await judge(rules.command, plan_json(plan, registry), rules.hidden))


def _with(plan: ShownPlan, found: Sequence[Finding]) -> ShownPlan:
    return replace(plan, findings=(*plan.findings, *found), findings_total=plan.findings_total + len(found))


def refuse_if_wrong(plan: ShownPlan) -> None:
    """Make sure that a plan passes no limit and no policy.

    Raises:
        PlanRefusedError: It does; the findings are said already.
    """
    wrong = [finding for finding in plan.findings if finding.severity is Severity.ERROR]
    if wrong:
        what = "a limit or policy" if len(wrong) == 1 else f"{len(wrong)} limits or policies"
        raise PlanRefusedError(
            f"the plan is refused by {what} of the project; nothing was sent",
            hint="above it says what each of them asks for; correct the entries, leave some out with `--exclude`, or"
            " lift a limit with its own `--allow` where it is meant",
        )
