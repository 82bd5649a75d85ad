"""Examine a project for a command, and probe where that is asked for and agreed to."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio

from bulkops.adapters.journal.journal import Journal
from bulkops.app.checkup import Checkup
from bulkops.app.compose import System
from bulkops.app.doctor import examine, reached
from bulkops.app.doctor_project import examine_project
from bulkops.app.landing import API
from bulkops.app.probe import intend, probe
from bulkops.app.project import Project, find_project
from bulkops.cli.consent import Consent, ask
from bulkops.cli.console import Console
from bulkops.cli.signals import SIGNALS
from bulkops.core.diagnosis import Check, exit_code_of
from bulkops.core.errors import UsageError
from bulkops.providers import REGISTRY
from bulkops.reporting.doctor_text import check_lines, checks_json, closing_line

_INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """One `bulkops doctor`.

    Attributes:
        project: The project file that the user names.
        profile: Name of the profile.
        customer: Customer whose settings are read, or whose draft the probe makes; may be empty.
        probe: Whether to probe.
        consent: `--yes`, and the company's name if it was given.
        form: `text` or `json`.
        console: Where it is shown.
    """

    project: Path | None
    profile: str | None
    customer: str
    probe: bool
    consent: Consent
    form: str
    console: Console

    async def carry_out(self) -> int:
        """Examine, probe, and show what was found; give the exit code."""
        checkup = Checkup(self._show)
        interrupted = False
        try:
            interrupted = await self._examined(checkup)
        finally:
            if self.form == "json":
                self.console.json(checks_json(checkup.checks))
            elif checkup.checks:
                self.console.say()
                self.console.say(closing_line(checkup.checks, self.console.err))
        return _INTERRUPTED if interrupted else exit_code_of(tuple(checkup.checks))

    def _show(self, check: Check) -> None:
        if self.form == "text":
            self.console.data(check_lines(check, self.console.out))

    async def _examined(self, checkup: Checkup) -> bool:
        project = examine_project(self.project or find_project(Path.cwd()), self.profile, checkup)
        if project is None:
            return False
        async with reached(project, REGISTRY, checkup) as system:
            if system is None:
                return False
            rows = await examine(project, system, REGISTRY, checkup, customer=self.customer)
            if not self.probe:
                return False
            if checkup.failed:
                checkup.skip("probe", "the errors above come first")
                return False
            return await self._probed(project, system, rows, checkup)

    async def _probed(self, project: Project, system: System, rows: list[Mapping[str, Any]], checkup: Checkup) -> bool:
        """Ask, and probe; say whether it was interrupted."""
        if API not in system.channels:
            raise UsageError(
                "there is nothing to probe: the profile reaches no Visma.net", hint="choose another profile"
            )
        intended = intend(self.customer, rows)
        self.console.say()
        self.console.say(str(intended))
        ask(
            project,
            system,
            "probe",
            self.consent,
            self.console,
            otherwise="add `--yes` when this is what you want",
        )
        with Journal.open(project.journal_path) as journal:
            async with anyio.create_task_group() as beside:
                work = anyio.CancelScope()
                beside.start_soon(_listen, work)
                with work:
                    await probe(intended, system, REGISTRY, journal, checkup)
                beside.cancel_scope.cancel()
        return work.cancelled_caught


async def _listen(work: anyio.CancelScope) -> None:
    """Give up at the first signal; the draft is deleted before the command ends."""
    with SIGNALS.received() as signals:
        async for _ in signals:
            work.cancel()
