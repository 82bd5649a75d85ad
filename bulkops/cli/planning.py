"""Plan for a command: make the plan, save it, show it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bulkops.adapters.plan_file import check_plan_place, write_plan
from bulkops.app.plan import Planning
from bulkops.app.review import refuse_if_wrong, review
from bulkops.cli.console import Console
from bulkops.cli.planned import Wish, connected, make_plan
from bulkops.cli.reading import exact_output
from bulkops.cli.rendered import Link, plan_lines
from bulkops.cli.review import FINDING_FORMS, REVIEW_FORMS, Review
from bulkops.cli.session import project_of
from bulkops.core.errors import BulkopsError, PlanRefusedError, UsageError
from bulkops.core.finding import Severity
from bulkops.core.shown import ShownPlan
from bulkops.providers import REGISTRY
from bulkops.reporting.plan_findings import plan_findings
from bulkops.reporting.plan_json import plan_json
from bulkops.reporting.plan_next import selection_options
from bulkops.reporting.words import typed_text

_DIGEST = '"digest":"'


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCommand:
    """One `bulkops plan`.

    Attributes:
        wish: Which plan.
        offline: Read nothing from the system.
        full: Show every step.
        budget: Most bytes of Markdown; None: as many as suit most hosts of code.
        form: How it is shown.
        save_as: File that it is saved to; None: none.
        valid_s: How long it holds, in seconds.
    """

    wish: Wish
    offline: bool
    full: bool
    budget: int | None
    form: str
    save_as: Path | None
    valid_s: float

    async def carry_out(self, console: Console) -> int:
        """Make the plan, save it and show it.

        Returns:
            How many steps there are to do, or to look at because they are in conflict.

        Raises:
            PlanRefusedError: It passes a limit; it was shown, and not saved.
        """
        self._check()
        review_tool = Review(command="plan", form=self.form, files=self.wish.files, console=console)
        try:
            return await self._made(console, review_tool)
        except PlanRefusedError:
            raise  # what it is refused for was shown with the plan
        except BulkopsError as error:
            if self.form in FINDING_FORMS:
                review_tool.end(error)
            raise

    def _check(self) -> None:
        if self.save_as is None:
            return
        check_plan_place(self.save_as)
        if self.offline:
            raise UsageError(
                "a plan that was made offline cannot be saved: nothing of it was compared",
                hint="leave out `--offline`, or leave out `-o`",
            )
        for file in self.wish.files:
            if Path(file).exists() and not Path(file).is_file():
                raise UsageError(
                    f"a plan of `{file}` cannot be saved: what comes out of a pipe cannot be read again",
                    hint="write the manifest to a file first",
                )

    async def _made(self, console: Console, review_tool: Review) -> int:
        project = project_of(self.wish.files, self.wish.project, self.wish.profile)
        kept = self.save_as is not None or self.form == "json"  # else there is nothing that could be applied later
        rules = replace(self.wish.rules(project), valid_s=self.valid_s if kept else 0.0)
        async with connected(project) as system:
            how = Planning(
                offline=self.offline,
                selection=rules.selection,
                tables=self.wish.tables,
                next_command=self._next_command(),
            )
            made = await make_plan(self.wish.files, project, system, how, console=console)
            try:
                plan = self._saved(await review(made, rules, project, system, REGISTRY))
                self._show(plan, console, review_tool)
                refuse_if_wrong(plan)
                return plan.summary.shown
            finally:
                made.draft.close()

    def _next_command(self) -> str:
        """Write what carries this plan out, and no other: with its selection, and with the limits that it lifts."""
        allowed = (f"--allow {typed_text(text)}" for text in self.wish.allow)
        tables = (f"--{name} {typed_text(value)}" for name, value in self.wish.tables.words())
        options = (*selection_options(self.wish.selection), *allowed, *tables)
        return " ".join(("bulkops", "plan" if self.offline else "apply", *options, *map(typed_text, self.wish.files)))

    def _saved(self, plan: ShownPlan) -> ShownPlan:
        """Save a plan that is not refused."""
        if self.save_as is None or any(finding.severity is Severity.ERROR for finding in plan.findings):
            return plan
        next_command = f"bulkops apply {typed_text(str(self.save_as))}"
        context = replace(plan.summary.context, saved_as=str(self.save_as), next_command=next_command)
        plan = replace(plan, summary=replace(plan.summary, context=context))
        digest: list[str] = []
        write_plan(self.save_as, _with_digest(plan, digest))
        context = replace(context, digest=digest[0])
        return replace(plan, summary=replace(plan.summary, context=context))

    def _show(self, plan: ShownPlan, console: Console, review_tool: Review) -> None:
        if self.form in REVIEW_FORMS:
            review_tool.tell(*plan_findings(plan, REGISTRY))
            return
        if plan.findings_total:
            console.findings(plan.findings, plan.findings_total)
        if self.save_as is not None and not plan.summary.context.saved_as:
            console.say(f"not saved: `{self.save_as}` is as it was")
        if self.form != "text":
            exact_output()
        lines = plan_lines(plan, self.form, console, full=self.full, link=_link(self.form), budget=self.budget)
        console.data(lines)


def _link(form: str) -> Link | None:
    if form != "markdown":
        return None
    from bulkops.cli.links import linker  # noqa: PLC0415 - only for Markdown

    return linker(None)


def _with_digest(plan: ShownPlan, digest: list[str]) -> Iterator[str]:
    """Write a plan, and take its digest down on the way."""
    for line in plan_json(plan, REGISTRY):
        if line.startswith(_DIGEST):
            digest.append(line.removeprefix(_DIGEST).partition('"')[0])
        yield line
