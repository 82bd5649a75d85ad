"""Take a person's decision about an operation: show what is known, ask, record."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import click

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import RunRow
from bulkops.app.apply import check_company, choose_run
from bulkops.app.compose import System
from bulkops.app.hold import Hold
from bulkops.app.landing import API, remember
from bulkops.app.project import Project
from bulkops.app.record import record_of
from bulkops.app.report import report_of
from bulkops.app.resolve import Case, open_case
from bulkops.app.turn import Terms
from bulkops.cli.console import Console
from bulkops.cli.ended import MACHINE
from bulkops.cli.journals import history_of
from bulkops.cli.planned import connected, say_landing
from bulkops.cli.session import existing_journal, option_for, project_of
from bulkops.core.candidate import Candidate, Found
from bulkops.core.errors import UsageError
from bulkops.core.record import OperationRecord
from bulkops.providers import REGISTRY
from bulkops.reporting.resolve_text import choices_lines, found_lines, resolve_text, resolved_lines
from bulkops.reporting.run_json import show_json


class Decision(StrEnum):
    """What a person may say of an operation."""

    DONE = "done"
    AGAIN = "again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolve:
    """One `bulkops resolve`.

    Attributes:
        run: Name of the run.
        operation: Id of the operation.
        manifest: Name of its manifest, where the user gives it.
        decision: What the user has decided; None: nothing yet.
        number: Number of the document that it has made, where the user gives it.
        yes: Do not ask.
        form: How data is printed.
        wait_s: How long to wait for another run of the company, in seconds.
    """

    run: str
    operation: str
    manifest: str | None
    decision: Decision | None
    number: str | None
    yes: bool
    form: str
    wait_s: float = 0.0

    async def carry_out(self, project_file: Path | None, profile: str | None, console: Console) -> int:
        """Show, ask and record; give the exit code."""
        if self.number is not None and self.decision is not Decision.DONE:
            raise UsageError("`--number` names the result of what has happened", hint="give it together with `--done`")
        project = project_of((), project_file, profile)
        existing_journal(project.journal_path).close()
        with Journal.open(project.journal_path, create=False) as journal:
            run = choose_run(journal, self.run)
            async with connected(project) as system:
                check_company(run, system)
                await self._decided(journal, run, system, project, console)
                settling = {name: channel.settling for name, channel in system.channels.items()}
                now = system.clock.now()
            report = report_of(journal, journal.run_of(run.run), REGISTRY, now, settling=settling)
            record = self._record(journal, run, project)
        if self.form == "json":
            console.json(show_json(record))
        else:
            console.data(resolved_lines(record, replace(report, option=record.option)))
        return 0

    async def _decided(self, journal: Journal, run: RunRow, system: System, project: Project, console: Console) -> None:
        history = history_of(journal, run, self.operation, self.manifest)
        with Hold(project.journal_path, system, MACHINE, Terms(wait_s=self.wait_s, say=console.say)) as hold:
            terms = Terms(lease=hold.take())
            async with open_case(journal, run, history.row, system, REGISTRY, terms) as case:
                await self._decided_in(case, journal, run, system, project, console)

    async def _decided_in(
        self, case: Case, journal: Journal, run: RunRow, system: System, project: Project, console: Console
    ) -> None:
        if case.type.api == API:
            await say_landing(system, project, journal, console)
            remember(journal, system)
        record, found = self._record(journal, run, project), await case.found()
        self._show(resolve_text(record, found, console.out), console)
        decision = self.decision or _choice(record, console)
        if decision is Decision.AGAIN:
            self._ask(f"Let the next resume send `{record.id}` again? If it has happened, it happens twice", console)
            case.again()
            return
        candidate = await self._result(case, record, found, console)
        result = f", with {case.type.made.noun} {candidate.number}" if candidate and case.type.made else ""
        self._ask(f"Record that `{record.id}` has happened{result}? It is not sent again", console)
        case.done(candidate)

    async def _result(self, case: Case, record: OperationRecord, found: Found, console: Console) -> Candidate | None:
        """Read the document that the user names as the result, and show it if it was not shown yet."""
        if not record.makes:
            if self.number is not None:
                raise UsageError(f"`{record.id}` makes no document", hint="leave out `--number`")
            return None
        number = self.number
        if number is None and self.decision is None:
            number = click.prompt(f"Which {record.makes} is its result?", err=True, type=str)
        if number is None:
            known = ", ".join(candidate.number for candidate in found.candidates)
            hint = f"add `--number N`; found were {known}" if known else "add `--number N`"
            raise UsageError(f"`{record.id}` makes a document: say which {record.makes} is its result", hint=hint)
        candidate = await case.numbered(number)
        if candidate.number not in {one.number for one in found.candidates}:
            self._show(found_lines(found, (candidate,), console.out), console)
        return candidate

    def _show(self, lines: Iterable[str], console: Console) -> None:
        if self.form == "text":
            console.data(lines)
        else:
            for line in lines:
                console.say(line)

    def _ask(self, question: str, console: Console) -> None:
        if self.yes:
            return
        if not sys.stdin.isatty():
            raise UsageError("there is no terminal to ask on", hint="add `--yes` when what is shown above is right")
        console.say()
        if not click.confirm(question, err=True):
            raise click.exceptions.Abort

    def _record(self, journal: Journal, run: RunRow, project: Project) -> OperationRecord:
        history = history_of(journal, run, self.operation, self.manifest)
        return replace(record_of(run, history, REGISTRY), option=option_for(project))


def _choice(record: OperationRecord, console: Console) -> Decision:
    """Ask what has become of an operation, where the command line does not say."""
    if not sys.stdin.isatty():
        for line in choices_lines(record):
            console.say(line)
        raise UsageError("nothing is decided yet", hint="say `--done` or `--again`")
    console.say()
    chosen = click.prompt(
        f"What has become of `{record.id}`: done, to be sent again, or nothing decided?",
        type=click.Choice([*(decision.value for decision in Decision), "nothing"]),
        default="nothing",
        err=True,
    )
    if chosen == "nothing":
        raise click.exceptions.Abort
    return Decision(chosen)
