"""Go on with a run for a command."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.pilot import choose
from bulkops.adapters.journal.records import Lease, RunRow
from bulkops.app.apply import check_company, choose_unfinished, resume
from bulkops.app.execute import End
from bulkops.app.hold import Hold
from bulkops.app.landing import API, remember
from bulkops.app.turn import Terms
from bulkops.cli.carried import Around
from bulkops.cli.console import Console
from bulkops.cli.ended import MACHINE, PaceOptions, reported, set_pace
from bulkops.cli.pilot_before import approve, heed_pilot
from bulkops.cli.piloted import Piloted
from bulkops.cli.planned import connected, say_landing
from bulkops.cli.progress import RunProgress
from bulkops.cli.session import existing_journal, option_for, project_of
from bulkops.cli.signals import LOOK, SIGNALS
from bulkops.core.outcome import State
from bulkops.core.place import Place
from bulkops.core.run import RunReport
from bulkops.engine.settling import Settle
from bulkops.providers import REGISTRY

_UNSENT = frozenset({State.READY, State.PLANNED})
_TO_DO = {
    State.SENDING: "settle",
    State.IN_DOUBT: "settle",
    State.ACCEPTED: "confirm",
    State.READY: "send",
    State.PLANNED: "send",
    State.MANUAL: "decide",
}


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
        pilot: How many documents of what is left are tried before the others; 0: none.
        yes: Nothing is asked.
    """

    name: str | None
    project: Path | None
    profile: str | None
    approver: str
    pace: PaceOptions
    wait_s: float
    patient: bool
    dry_run: bool
    pilot: int = 0
    yes: bool = False

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
                console.data(_to_come(journal, run.run, self.pilot))
                return 0
            async with connected(project) as system:
                set_pace(system, self.pace)
                check_company(run, system)
                with Hold(project.journal_path, system, MACHINE, Terms(wait_s=self.wait_s, say=console.say)) as hold:
                    # Before anything is asked of the system, which may have asked the one at work to wait for an hour.
                    around = Around(project=project, system=system, hold=hold, form=form, console=console)
                    report, end = await self._resumed(run, journal, hold.take(), around)
        finally:
            journal.close()
        return reported(replace(report, option=option_for(project)), end, form, console)

    async def _resumed(self, run: RunRow, journal: Journal, lease: Lease, around: Around) -> tuple[RunReport, End]:
        system, console = around.system, around.console
        # From the run's own totals: counting a million operations takes longer than sending the first.
        left, steps = journal.left(run.run), run.planned + run.unchanged + run.conflicts
        if API in {REGISTRY.types[name].api for name in left}:
            await say_landing(system, around.project, journal, console)
            remember(journal, system)
        how = heed_pilot(journal, run, yes=self.yes, again=bool(self.pilot), console=console)
        if how:
            approve(journal, run, lease, self.approver, how, system.clock.now())
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
            piloted = Piloted(self.pilot, (self.yes, self.approver), progress, around.form, console)
            pilot = piloted.terms() if self.pilot else None
            terms = Terms(approver=self.approver, lease=lease, pilot=pilot)
            settle = Settle.ALL if self.patient else Settle.RIPE
            return await resume(run.name, system, journal, REGISTRY, watch, MACHINE, terms=terms, settle=settle)


def _to_come(journal: Journal, run: int, pilot: int) -> Iterator[str]:
    first = None
    if pilot:
        with journal.database.reading() as connection:
            first = frozenset(choose(connection, run, pilot))
    for row in journal.operations_left(run):
        if first is None or row.op in first or row.state not in _UNSENT:
            yield f"{_TO_DO[row.state]:8} {row.id}  {row.type}  {row.place}"
