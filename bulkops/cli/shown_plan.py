"""Show a saved plan, or some of it. Nothing is asked of it but that its file is whole: it may have expired."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from bulkops.adapters.clock import SystemClock
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.plan_file import PlanFile
from bulkops.cli.console import Console
from bulkops.cli.found_in_plan import found_group, found_step
from bulkops.cli.links import linker
from bulkops.cli.rendered import plan_lines
from bulkops.cli.session import journal_path
from bulkops.core.errors import BulkopsError
from bulkops.core.shown import ShownPlan
from bulkops.planning.group_steps import steps_of
from bulkops.providers import REGISTRY
from bulkops.reporting.explain_step import step_explained
from bulkops.reporting.group_text import group_text
from bulkops.reporting.requests_text import request_lines, requests_of
from bulkops.reporting.step_json import step_json, steps_json
from bulkops.reporting.step_text import names_of
from bulkops.reporting.times import time_text
from bulkops.reporting.words import typed_text


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWanted:
    """What of a saved plan is to be shown.

    Attributes:
        path: The plan.
        operation: Id of an operation; empty: all.
        manifest: Name of its manifest; empty: the only one that uses the id.
        group: Number of a group; 0: all.
        requests: What it will send, instead of what it is.
        full: Every step and every line.
        form: `text`, `markdown`, `json` or `html`.
        link_base: Address below which the files are shown; None: that of the job.
        budget: Most bytes of Markdown; None: as many as suit most hosts of code.
        project: The project file that the user names, whose journal knows what was done.
    """

    path: Path
    operation: str = ""
    manifest: str = ""
    group: int = 0
    requests: bool = False
    full: bool = False
    form: str = "text"
    link_base: str | None = None
    budget: int | None = None
    project: Path | None = None

    def lines(self, console: Console) -> Iterator[str]:
        """Write it, line by line.

        Raises:
            PlanRefusedError: The file is not a plan, was cut off or changed.
            UsageError: It has no such operation or group.
        """
        command = f"bulkops apply {typed_text(str(self.path))}"
        with PlanFile(self.path, REGISTRY, next_command=command) as file:
            plan = self._told(file, console)
            if self.operation:
                yield from self._step(plan, console)
            elif self.group:
                yield from self._group(plan, console)
            elif self.requests:
                yield from request_lines(requests_of(plan.steps))
            else:
                if plan.findings_total:
                    console.findings(plan.findings, plan.findings_total)
                link = linker(self.link_base)
                yield from plan_lines(plan, self.form, console, full=self.full, link=link, budget=self.budget)

    def _told(self, file: PlanFile, console: Console) -> ShownPlan:
        """Say of a plan that it is not applied any more, and offer no command for it."""
        expires_at, why = file.bound.expires_at, ""
        if expires_at and SystemClock().now() >= expires_at:
            why = f"expired at {time_text(expires_at)}"
        elif run := _run_of(file.seal, self.project):
            why = f"was taken up by run {run}: `bulkops status {run}` shows it"
        if not why:
            return file.shown
        console.say(f"this plan {why}")
        context = replace(file.summary.context, next_command="")
        return replace(file.shown, summary=replace(file.summary, context=context))

    def _step(self, plan: ShownPlan, console: Console) -> Iterator[str]:
        shown = found_step(plan, self.path, self.operation, self.manifest)
        if self.requests:
            yield from request_lines(requests_of([shown]))
        elif self.form == "json":
            yield json.dumps(step_json(shown, REGISTRY), ensure_ascii=False, indent=2)
        else:
            names = names_of(shown, plan.steps)
            yield from step_explained(shown, REGISTRY, console.out, names, titles=plan.summary.titles)

    def _group(self, plan: ShownPlan, console: Console) -> Iterator[str]:
        group = found_group(plan, self.path, self.group)
        steps = steps_of(plan, group, REGISTRY)
        if self.requests:
            yield from request_lines(requests_of(steps))
        elif self.form == "json":
            yield from steps_json(steps, REGISTRY)
        else:
            yield from group_text(plan, group, steps, REGISTRY, console.out, full=self.full)


def _run_of(seal: str, project: Path | None) -> str:
    """Name the run that has taken a plan up, as far as is known here; empty for none."""
    # What is shown does not depend on it: a journal that cannot be read is for other commands to complain of.
    with suppress(BulkopsError):
        path = journal_path(project)
        if path.exists():
            with Journal.open(path, create=False, read_only=True) as journal:
                run = journal.run_of_plan(seal)
                return run.name if run is not None else ""
    return ""
