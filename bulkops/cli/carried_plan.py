"""Carry a saved plan out for a command: exactly as it was shown, once, or not at all."""

from dataclasses import replace
from pathlib import Path

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import RunRow
from bulkops.adapters.plan_file import PlanFile
from bulkops.app.approved import Approved, as_refusal
from bulkops.app.bound import hashed
from bulkops.app.plan import Planning, summed_again
from bulkops.app.project import Project
from bulkops.app.review import bound_by, review
from bulkops.app.turn import Terms
from bulkops.cli import journals
from bulkops.cli.carried import Apply, Around
from bulkops.cli.console import Console
from bulkops.cli.ended import set_pace
from bulkops.cli.planned import Wish, connected
from bulkops.cli.resumed import Resume
from bulkops.cli.session import project_of
from bulkops.core.errors import InvalidInputError, UsageError
from bulkops.core.run import RunState
from bulkops.planning.allowances import allowances
from bulkops.providers import REGISTRY
from bulkops.reporting.run_json import status_json
from bulkops.reporting.run_text import status_text


class ApplyPlan:
    """One `bulkops apply PLAN`.

    Args:
        asked: What the user asks for; its only file is the plan.
    """

    def __init__(self, asked: Apply) -> None:
        self._asked = asked
        self._path = Path(asked.wish.files[0])

    async def carry_out(self, form: str, console: Console) -> int:
        """Apply the plan, go on with its run, or say that it is spent; give the exit code."""
        if self._asked.wish.selection or self._asked.wish.allow or self._asked.wish.tables:
            raise UsageError(
                "a saved plan has its own selection, limits and tables, and is applied with no others",
                hint="make another plan with them: `bulkops plan FILE … -o PLAN`",
            )
        with PlanFile(self._path, REGISTRY) as file:
            approved = Approved(file=file, expected=self._asked.expected, skip=self._asked.skip)
            wish = self._wish(file)
            project = project_of(wish.files, wish.project, wish.profile)
            run = _run_of(project, file.seal)
            if run is not None:
                approved.check_digest()
                return await self._go_on(run, project, form, console)
            async with connected(project) as system:
                set_pace(system, self._asked.pace)
                with self._asked.hold(project, system, console) as hold:
                    around = Around(project=project, system=system, hold=hold, form=form, console=console)
                    return await self._applied(approved, wish, around)

    def _wish(self, file: PlanFile) -> Wish:
        """Ask for the same plan again."""
        return Wish(
            files=file.summary.context.manifests,
            project=self._asked.wish.project,
            profile=self._asked.wish.profile or file.bound.profile or None,
            selection=file.bound.selection,
            tables=file.bound.tables,
            allow=allowances(file.bound.limits),
            policy_cmd=self._asked.wish.policy_cmd,
        )

    async def _applied(self, approved: Approved, wish: Wish, around: Around) -> int:
        file, rules = approved.file, wish.rules(around.project)
        inputs = tuple(hashed(one.path) for one in file.bound.inputs)
        approved.check(bound_by(rules, around.project, around.system, REGISTRY, inputs))
        try:
            how = Planning(selection=rules.selection, tables=rules.tables, again=True)
            made = await self._asked.planned(wish.files, how, around)
        except InvalidInputError as error:
            raise as_refusal(error) from None
        try:
            plan = await review(made, rules, around.project, around.system, REGISTRY)
            if approved.hold_against(plan, made.draft):
                made = summed_again(made, REGISTRY, around.system)
                plan = replace(plan, summary=made.summary)
            terms = Terms(plan_digest=file.digest, plan_seal=file.seal)
            return await self._asked.consented(made, plan, around, terms)
        finally:
            made.draft.close()

    async def _go_on(self, run: RunRow, project: Project, form: str, console: Console) -> int:
        """Resume the run of the plan, under the same approval; where there is nothing left of it, say so."""
        report = journals.report(run.name, project.path)
        if report.state is RunState.ENDED:
            console.say(f"this plan was carried out by run {run.name}: nothing is sent")
            if form == "json":
                console.json(status_json(report))
            else:
                console.data(status_text(report, console.out))
            return 0
        if self._asked.pilot:
            raise UsageError(
                f"this plan is under way as run {run.name}: a pilot comes before anything else is sent",
                hint=f"`bulkops status {run.name}` shows what is left of it,"
                f" `bulkops resume {run.name} --pilot {self._asked.pilot}` tries a part of that first",
            )
        console.say(f"this plan is under way as run {run.name}: it goes on")
        resume = Resume(
            name=run.name,
            project=project.path,
            profile=project.profile_name,
            approver=self._asked.approver,
            pace=self._asked.pace,
            wait_s=self._asked.wait_s,
            patient=True,
            dry_run=False,
        )
        return await resume.carry_out(form, console)


def _run_of(project: Project, seal: str) -> RunRow | None:
    """Find the run that carries a plan out, or has."""
    path = project.journal_path
    if not path.exists():
        return None
    with Journal.open(path, create=False, read_only=True) as journal:
        return journal.run_of_plan(seal)
