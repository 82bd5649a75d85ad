"""Go on with a run for a command."""

from dataclasses import dataclass, replace
from pathlib import Path

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease, RunRow
from bulkops.app.apply import check_company, choose_unfinished, resume
from bulkops.app.compose import System
from bulkops.app.execute import End
from bulkops.app.hold import Hold
from bulkops.app.landing import API, remember
from bulkops.app.project import Project
from bulkops.app.turn import Terms
from bulkops.cli.console import Console
from bulkops.cli.ended import MACHINE, PaceOptions, reported, set_pace
from bulkops.cli.planned import connected, say_landing
from bulkops.cli.progress import RunProgress
from bulkops.cli.session import existing_journal, option_for, project_of
from bulkops.cli.signals import LOOK, SIGNALS
from bulkops.core.outcome import State
from bulkops.core.place import Place
from bulkops.core.run import RunReport
from bulkops.engine.settling import Settle
from bulkops.providers import REGISTRY


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
                set_pace(system, self.pace)
                check_company(run, system)
                with Hold(project.journal_path, system, MACHINE, Terms(wait_s=self.wait_s, say=console.say)) as hold:
                    # Before anything is asked of the system, which may have asked the one at work to wait for an hour.
                    report, end = await self._resumed(run, journal, hold.take(), project, system, console)
        finally:
            journal.close()
        return reported(replace(report, option=option_for(project)), end, form, console)

    async def _resumed(
        self, run: RunRow, journal: Journal, lease: Lease, project: Project, system: System, console: Console
    ) -> tuple[RunReport, End]:
        # From the run's own totals: counting a million operations takes longer than sending the first.
        left, steps = journal.left(run.run), run.planned + run.unchanged + run.conflicts
        if API in {REGISTRY.types[name].api for name in left}:
            await say_landing(system, project, journal, console)
            remember(journal, system)
        found: dict[str, Place] = {}
        progress = RunProgress(
            console,
            system,
            REGISTRY,
            total=steps,
            done=steps - sum(left.values()),
            place_of=lambda item: found.get(item.id),
        )
        SIGNALS.outlook = LOOK
        with progress.shown() as watch:
            terms = Terms(approver=self.approver, lease=lease)
            settle = Settle.ALL if self.patient else Settle.RIPE
            return await resume(run.name, system, journal, REGISTRY, watch, MACHINE, terms=terms, settle=settle)


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
