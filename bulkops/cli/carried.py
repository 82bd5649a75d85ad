"""Carry a plan out for a command: made on the spot, or saved and reviewed before."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

from bulkops.adapters.journal.journal import Journal
from bulkops.app.apply import apply
from bulkops.app.compose import System
from bulkops.app.hold import Hold
from bulkops.app.landing import remember
from bulkops.app.pilot_terms import PilotTerms
from bulkops.app.plan import Plan, Planning
from bulkops.app.project import Project
from bulkops.app.review import refuse_if_wrong, review
from bulkops.app.takeover import takeovers
from bulkops.app.turn import AT_ONCE, Terms
from bulkops.cli.consent import Consent, ask, can_be_had, consented
from bulkops.cli.console import Console
from bulkops.cli.ended import MACHINE, PaceOptions, reported, set_pace
from bulkops.cli.outlet import mute
from bulkops.cli.piloted import Piloted
from bulkops.cli.planned import Wish, connected, make_plan
from bulkops.cli.progress import RunProgress
from bulkops.cli.rendered import plan_lines
from bulkops.cli.session import option_for, project_of
from bulkops.cli.signals import LOOK, SIGNALS
from bulkops.core.errors import PlanRefusedError, UsageError
from bulkops.core.place import Place
from bulkops.core.shown import ShownPlan
from bulkops.core.step import Verdict
from bulkops.engine.ports import Item
from bulkops.providers import REGISTRY
from bulkops.reporting.takeover import takeover_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a plan is applied in.

    Attributes:
        project: Its project.
        system: Its systems.
        hold: The lease of the company.
        form: `text` or `json`.
        console: Where it is shown.
    """

    project: Project
    system: System
    hold: Hold
    form: str
    console: Console


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply:
    """One `bulkops apply`.

    Attributes:
        wish: Which plan.
        consent: `--yes`, and the company's name if it was given.
        approver: Who has approved it; empty: who says yes here.
        pace: Calls in flight and a second, and the error budget, where the user sets them.
        wait_s: How long to wait for another run of the company, in seconds.
        skip: Leave out what is in conflict, and do the rest.
        expected: What the digest of a saved plan has to begin with; empty: anything.
        pilot: How many documents are tried before the others; 0: none.
    """

    wish: Wish
    consent: Consent
    approver: str
    pace: PaceOptions
    wait_s: float
    skip: bool = False
    expected: str = ""
    pilot: int = 0

    async def carry_out(self, form: str, console: Console) -> int:
        """Plan, ask, apply and report; give the exit code."""
        if self.expected:
            raise UsageError(
                "`--expect` is about a saved plan, and a manifest was given",
                hint="`bulkops plan FILE -o PLAN` saves one, `bulkops apply PLAN --expect DIGEST` applies it",
            )
        files = self.wish.files
        project = project_of(files, self.wish.project, self.wish.profile)
        rules = self.wish.rules(project)
        async with connected(project) as system:
            set_pace(system, self.pace)
            with self.hold(project, system, console) as hold:
                around = Around(project=project, system=system, hold=hold, form=form, console=console)
                made = await self.planned(files, Planning(selection=rules.selection, tables=self.wish.tables), around)
                try:
                    plan = await review(made, rules, project, system, REGISTRY)
                    return await self.consented(made, plan, around)
                finally:
                    made.draft.close()

    def hold(self, project: Project, system: System, console: Console) -> Hold:
        """Prepare to hold the company's lease."""
        return Hold(project.journal_path, system, MACHINE, Terms(wait_s=self.wait_s, say=console.say))

    async def planned(self, files: tuple[str, ...], how: Planning, around: Around) -> Plan:
        """Make the plan, under the lease where it can come to be applied."""
        takes = can_be_had(self.consent)  # else it is only shown
        if takes:
            around.hold.take_if_known()
        arriving = around.hold.take if takes else _nothing
        return await make_plan(files, around.project, around.system, how, console=around.console, arriving=arriving)

    async def consented(self, made: Plan, plan: ShownPlan, around: Around, terms: Terms = AT_ONCE) -> int:
        """Show a plan, get consent, and carry it out; give the exit code.

        Args:
            made: The plan, to be carried out.
            plan: The same, for review.
            around: What it is applied in.
            terms: Which saved plan it is, if it is one.
        """
        project, system, hold, console = around.project, around.system, around.hold, around.console
        _show_first(plan, around.form, console)
        refuse_if_wrong(plan)
        conflicts, work = plan.summary.count(Verdict.CONFLICT), plan.summary.count(Verdict.DO)
        if conflicts and not self.skip:
            raise _in_conflict(conflicts)
        if not work:
            return 1 if conflicts else 0
        self._tell_takeover(made, around)
        what = f"apply {work} step{'' if work == 1 else 's'} to"
        ask(project, system, what, self.consent, console, otherwise="add `--yes` when the plan above is what you want")
        made = replace(made, lease=hold.take())
        remember(hold.journal, system)
        progress = RunProgress(console, system, REGISTRY, total=work, done=0, place_of=_places(made.draft.place_near))
        SIGNALS.outlook = LOOK
        approver = self.approver or consented(MACHINE.holder().actor, self.consent)
        terms = replace(terms, approver=approver, pilot=self._pilot(progress, around))
        with progress.shown() as watch:
            report, end = await apply(made, system, hold.journal, REGISTRY, watch, MACHINE, terms=terms)
        report = replace(report, option=option_for(project), excluded=plan.summary.excluded)
        return reported(report, end, around.form, console)

    def _tell_takeover(self, made: Plan, around: Around) -> None:
        """Say what the run means for what earlier ones have not sent."""
        path, console = around.project.journal_path, around.console
        if not path.exists():
            return
        with Journal.open(path, create=False, read_only=True) as journal:
            for line in takeover_text(takeovers(made, journal, around.system), console.err):
                console.say(line)

    def _pilot(self, progress: RunProgress, around: Around) -> PilotTerms | None:
        if not self.pilot:
            return None
        return Piloted(self.pilot, (self.consent[0], self.approver), progress, around.form, around.console).terms()


def _nothing() -> None:
    """Take no lease."""


def _in_conflict(conflicts: int) -> PlanRefusedError:
    verb = "is" if conflicts == 1 else "are"
    return PlanRefusedError(
        f"{conflicts} of the operations {verb} in conflict; nothing was sent",
        hint="look at what is different, then mend or remove the entries; or do the others: `--on-conflict skip`",
        code="P030",
    )


def _show_first(plan: ShownPlan, form: str, console: Console) -> None:
    """Show the plan; what nobody has read on to the end is not applied, and not called done either.

    Raises:
        UsageError: Who read the output has gone.
    """
    if plan.findings_total:
        console.findings(plan.findings, plan.findings_total)
    if form != "text":
        return
    try:
        console.data(plan_lines(plan, form, console))
    except BrokenPipeError:
        mute(sys.stdout)
        hint = "read it to its end, or write it to a file: `bulkops apply FILE > plan.txt`"
        raise UsageError("nobody reads the plan, so nothing was sent", hint=hint) from None


def _places(place_of: Callable[[str], Place | None]) -> Callable[[Item], Place | None]:
    return lambda item: place_of(item.id)
