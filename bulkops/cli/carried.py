"""Carry out a run for a command: consent, progress, report, exit code."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease, RunRow
from bulkops.app.apply import apply, check_company, choose_unfinished, resume
from bulkops.app.compose import System
from bulkops.app.execute import End
from bulkops.app.hold import Hold
from bulkops.app.landing import API, remember
from bulkops.app.machine import Machine
from bulkops.app.plan import Plan
from bulkops.app.project import Project
from bulkops.app.turn import Terms
from bulkops.cli.consent import Consent, ask, can_be_had, consented
from bulkops.cli.console import Console, mute
from bulkops.cli.planned import connected, make_plan, say_landing, show_plan
from bulkops.cli.progress import RunProgress
from bulkops.cli.session import existing_journal, option_for, project_of
from bulkops.cli.signals import LOOK, SIGNALS
from bulkops.core.errors import PlanRefusedError, UsageError
from bulkops.core.failure_limit import FailureLimit
from bulkops.core.outcome import ENDED, UNSETTLED, State
from bulkops.core.place import Place
from bulkops.core.run import RunReport
from bulkops.core.step import Verdict
from bulkops.engine.ports import Item
from bulkops.engine.settling import Settle
from bulkops.providers import REGISTRY
from bulkops.reporting.run_json import run_json
from bulkops.reporting.run_text import run_text

#: This machine, with the signals of this process.
MACHINE = Machine(interrupts=SIGNALS.received)
#: Calls in flight and a second, and the error budget.
PaceOptions = tuple[int | None, float | None, FailureLimit | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply:
    """One `bulkops apply`.

    Attributes:
        files: Manifests.
        project: The project file that the user names.
        profile: Name of the profile.
        consent: `--yes`, and the company's name if it was given.
        approver: Who has approved it; empty: who says yes here.
        pace: Calls in flight and a second, and the error budget, where the user sets them.
        wait_s: How long to wait for another run of the company, in seconds.
    """

    files: tuple[str, ...]
    project: Path | None
    profile: str | None
    consent: Consent
    approver: str
    pace: PaceOptions
    wait_s: float

    async def carry_out(self, form: str, console: Console) -> int:
        """Plan, ask, apply and report; give the exit code."""
        project = project_of(self.files, self.project, self.profile)
        async with connected(project) as system:
            _set_pace(system, self.pace)
            with Hold(project.journal_path, system, MACHINE, Terms(wait_s=self.wait_s, say=console.say)) as hold:
                takes = can_be_had(self.consent)  # else it only shows the plan
                if takes:
                    hold.take_if_known()
                made = await make_plan(
                    self.files, project, system, console=console, arriving=hold.take if takes else _nothing
                )
                try:
                    return await self._applied(made, project, system, hold, form, console)
                finally:
                    made.draft.close()

    async def _applied(
        self, made: Plan, project: Project, system: System, hold: Hold, form: str, console: Console
    ) -> int:
        if form == "text":
            _show_first(made, console)
        conflicts, work = made.summary.count(Verdict.CONFLICT), made.summary.count(Verdict.DO)
        if conflicts:
            verb = "is" if conflicts == 1 else "are"
            raise PlanRefusedError(
                f"{conflicts} of the operations {verb} in conflict; nothing was sent",
                hint="look at what is different, then mend or remove the entries",
                code="P030",
            )
        if not work:
            return 0
        what = f"apply {work} step{'' if work == 1 else 's'} to"
        ask(project, system, what, self.consent, console, otherwise="add `--yes` when the plan above is what you want")
        made = replace(made, lease=hold.take())
        remember(hold.journal, system)
        progress = RunProgress(console, system, REGISTRY, total=work, done=0, place_of=_places(made.draft.place_near))
        SIGNALS.outlook = LOOK
        with progress.shown() as watch:
            terms = Terms(approver=self.approver or consented(MACHINE.holder().actor, self.consent))
            report, end = await apply(made, system, hold.journal, REGISTRY, watch, MACHINE, terms=terms)
        return _reported(replace(report, option=option_for(project)), end, form, console)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """One `bulkops resume`.

    Attributes:
        name: Name of the run; None: the only unfinished one.
        project: The project file that the user names.
        profile: Name of the profile.
        approver: Who has approved it; empty: who resumes it.
        pace: Calls in flight and a second, and the error budget, where the user sets them.
        wait_s: How long to wait for another run of the company, in seconds.
        patient: Wait for what cannot be settled yet.
        dry_run: Only say what would be done.
    """

    name: str | None
    project: Path | None
    profile: str | None
    approver: str
    pace: PaceOptions
    wait_s: float
    patient: bool
    dry_run: bool

    async def carry_out(self, form: str, console: Console) -> int:
        """Settle, go on and report; give the exit code."""
        project = project_of((), self.project, self.profile)
        existing_journal(project.journal_path).close()
        journal = Journal.open(project.journal_path, create=False)
        try:
            run = choose_unfinished(journal, self.name)
            if run is None:
                console.say("nothing to resume: every run is complete")
                return 0
            if self.dry_run:
                console.data(_to_come(journal, run.run))
                return 0
            async with connected(project) as system:
                _set_pace(system, self.pace)
                check_company(run, system)
                with Hold(project.journal_path, system, MACHINE, Terms(wait_s=self.wait_s, say=console.say)) as hold:
                    # Before anything is asked of the system, which may have asked the one at work to wait for an hour.
                    report, end = await self._resumed(run, journal, hold.take(), project, system, console)
        finally:
            journal.close()
        return _reported(replace(report, option=option_for(project)), end, form, console)

    async def _resumed(
        self, run: RunRow, journal: Journal, lease: Lease, project: Project, system: System, console: Console
    ) -> tuple[RunReport, End]:
        if API in {REGISTRY.types[found.type].api for found in journal.sums(run.run)}:
            await say_landing(system, project, journal, console)
            remember(journal, system)
        counts = journal.counts(run.run)
        done = sum(count for state, count in counts.items() if state in ENDED)
        found: dict[str, Place] = {}
        progress = RunProgress(
            console,
            system,
            REGISTRY,
            total=sum(counts.values()),
            done=done,
            place_of=lambda item: found.get(item.id),
        )
        SIGNALS.outlook = LOOK
        with progress.shown() as watch:
            terms = Terms(approver=self.approver, lease=lease)
            settle = Settle.ALL if self.patient else Settle.RIPE
            return await resume(run.name, system, journal, REGISTRY, watch, MACHINE, terms=terms, settle=settle)


def _nothing() -> None:
    """Take no lease."""


def _show_first(made: Plan, console: Console) -> None:
    """Show the plan; what nobody has read on to the end is not applied, and not called done either.

    Raises:
        UsageError: Who read the output has gone.
    """
    try:
        show_plan(made, console)
    except BrokenPipeError:
        mute(sys.stdout)
        hint = "read it to its end, or write it to a file: `bulkops apply FILE > plan.txt`"
        raise UsageError("nobody reads the plan, so nothing was sent", hint=hint) from None


def _to_come(journal: Journal, run: int) -> list[str]:
    words = {
        State.SENDING: "settle",
        State.IN_DOUBT: "settle",
        State.ACCEPTED: "confirm",
        State.READY: "send",
        State.PLANNED: "send",
        State.MANUAL: "decide",
    }
    return [
        f"{words[row.state]:8} {row.id}  {row.type}  {row.place}"
        for row in journal.operations(run)
        if row.state in words
    ]


def _places(place_of: Callable[[str], Place | None]) -> Callable[[Item], Place | None]:
    return lambda item: place_of(item.id)


def _set_pace(system: System, pace: PaceOptions) -> None:
    in_flight, rate, failures = pace
    system.failures_max = failures or system.failures_max
    for channel in system.channels.values():
        limits = channel.pace.limits
        channel.pace.limit(
            replace(
                limits,
                in_flight_max=in_flight or limits.in_flight_max,
                per_second_max=rate or limits.per_second_max,
            )
        )


def _reported(report: RunReport, end: End, form: str, console: Console) -> int:
    try:
        if form == "json":
            console.json({**run_json(report), "stopped": end.stopped or None})
        else:
            console.data(["", *([end.stopped] if end.stopped else []), *run_text(report, console.out)])
    except BrokenPipeError:  # nobody reads on, but the exit code still says how the run ended
        mute(sys.stdout)
    if end.error is not None:
        raise end.error
    if end.interrupted:
        return 130
    return exit_code_of(report)


def exit_code_of(report: RunReport) -> int:
    """Give the exit code that a run's counts mean."""
    if report.count(*UNSETTLED):
        return 7
    if report.count(State.REFUSED, State.CONFLICT, State.SKIPPED):
        return 1
    return 0
