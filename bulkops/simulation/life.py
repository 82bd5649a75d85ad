"""One process of the simulated user: `apply`, or `resume` where a run is unfinished."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from traceback import extract_tb

import anyio

from bulkops.adapters.journal.earlier import open_earlier_runs
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Holder
from bulkops.app.apply import apply, choose_unfinished, resume
from bulkops.app.compose import System
from bulkops.app.execute import Watch
from bulkops.app.machine import Machine
from bulkops.app.plan import plan
from bulkops.core.errors import BulkopsError, InvalidInputError, PlanRefusedError
from bulkops.core.shown import Shown
from bulkops.core.step import Verdict
from bulkops.engine.channel import Channel
from bulkops.engine.manner import Manner
from bulkops.engine.pace import Limits, Pace
from bulkops.engine.ports import Clock
from bulkops.providers import REGISTRY
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.transport import SandboxTransport
from bulkops.simulation.mortal import Mortal, MortalFiles, MortalTransport, open_mortal
from bulkops.simulation.scenario import Scenario
from bulkops.simulation.upsets import Point, Upset

ENVIRONMENT, COMPANY = "test", "simulated"
_MANNERS = {
    "background": Manner(background="none", conditional_only=True),
    "sync": Manner(),
    "compare": Manner(compare=True),
    "all_background": Manner(background="none"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a process ended.

    Attributes:
        command: What it was.
        began: When, seconds since 1970.
        ended: When.
        met: What befell it.
        turns: How often it came to each point.
        killed: It was killed.
        interrupted_at: When it was interrupted first, seconds since 1970; 0.0 if it was not.
        error: Code of the error that it ended with; empty: none.
        bug: What it must not have ended with, and where in the code; empty: nothing.
        refused: Its plan was refused: there was a finding or a conflict, which the user was told.
        shown: Steps of the plan that it showed before it wrote anything, without those that an earlier run has done.
    """

    command: str
    began: float
    ended: float
    met: tuple[Upset, ...] = ()
    turns: Mapping[Point, int] = field(default_factory=dict)
    killed: bool = False
    interrupted_at: float = 0.0
    error: str = ""
    bug: str = ""
    refused: bool = False
    shown: tuple[Shown, ...] = ()


@dataclass(slots=True)
class _Told:
    """What a process has told so far."""

    command: str = ""
    error: str = ""
    bug: str = ""
    refused: bool = False
    shown: list[Shown] = field(default_factory=list)


class _Skewed:
    """The server's clock, which is ahead of ours."""

    def __init__(self, clock: Clock, skew_s: float) -> None:
        self._clock = clock
        self._skew_s = skew_s
        self.monotonic, self.sleep = clock.monotonic, clock.sleep

    def now(self) -> float:
        return self._clock.now() + self._skew_s


class Process:
    """A process of `bulkops`.

    Args:
        mortal: Its life.
        number: Its number, from 1; names it in leases.
        scenario: Says how it is set up.
        erp: The server's state.
        manifest: The manifest.
        saved: When files were written, by path.
    """

    def __init__(
        self, mortal: Mortal, number: int, scenario: Scenario, erp: Erp, manifest: Path, saved: dict[str, float]
    ) -> None:
        self._mortal = mortal
        self._manifest = manifest
        self._told = _Told()
        # No two of these can see whether the other is alive: a lease holds until it is over.
        holder = Holder(actor="somebody", host=f"machine-{number}", pid=number)
        self._machine = Machine(
            holder=lambda: holder,
            files=MortalFiles(mortal, saved),
            aside=mortal.aside,
            interrupts=mortal.interrupts,
        )
        server = SandboxTransport(erp, _Skewed(mortal.clock, scenario.skew_s))
        transport = MortalTransport(mortal, server)
        limits = Limits(in_flight_max=scenario.in_flight)
        self._system = System(
            environment=ENVIRONMENT,
            company=COMPANY,
            scope=COMPANY,
            channels={
                name: Channel(
                    provider,
                    transport,
                    Pace(limits, mortal.clock),
                    mortal.clock,
                    settle_s=scenario.settle_s,
                    manner=_MANNERS[scenario.manner] if provider.background else Manner(),
                )
                for name, provider in REGISTRY.providers.items()
            },
            clock=mortal.clock,
            sandbox=False,
        )

    async def live(self) -> None:
        """Carry the command out, until it ends or the process is killed."""
        async with anyio.create_task_group() as group:
            group.start_soon(self._work, group.cancel_scope)
            await self._mortal.over.wait()
            group.cancel_scope.cancel()

    def end(self) -> End:
        """Say how it ended."""
        mortal, told = self._mortal, self._told
        end = End(
            command=told.command,
            began=mortal.began,
            ended=mortal.killed_at or mortal.clock.now(),
            met=tuple(mortal.met),
            turns=dict(mortal.turns),
            killed=mortal.dead,
            shown=tuple(told.shown),
        )
        if mortal.dead:  # what it would have said is a ghost's
            return end
        return replace(end, interrupted_at=mortal.interrupted_at, error=told.error, bug=told.bug, refused=told.refused)

    async def _work(self, scope: anyio.CancelScope) -> None:
        try:
            with open_mortal(self._mortal) as journal:
                await self._command(journal)
        except BulkopsError as error:
            self._told.error = error.code
            self._told.refused = isinstance(error, InvalidInputError | PlanRefusedError)
        except Exception as error:  # noqa: BLE001 - a bug is what the simulation looks for
            self._told.bug = _where(error)
        scope.cancel()

    async def _command(self, journal: Journal) -> None:
        run = choose_unfinished(journal, None)
        if run is not None:
            self._told.command = "resume"
            _, end = await resume(run.name, self._system, journal, REGISTRY, Watch(), self._machine)
        else:
            self._told.command = "apply"
            earlier = open_earlier_runs(self._mortal.journal, ENVIRONMENT, COMPANY)
            try:
                made = await plan([str(self._manifest)], REGISTRY, self._system, earlier)
            finally:
                if earlier is not None:
                    earlier.close()
            try:
                self._told.shown = [step for step in made.steps if step.verdict is not Verdict.DONE]
                self._told.refused = bool(made.summary.count(Verdict.CONFLICT))
                if not made.summary.count(Verdict.DO) or self._told.refused:
                    return
                _, end = await apply(made, self._system, journal, REGISTRY, Watch(), self._machine)
            finally:
                made.draft.close()
        if end.error is not None:
            raise end.error


def _where(error: BaseException) -> str:
    """Say what an error is, and where it was raised; of several, the first."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    frame = extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({frame.filename}:{frame.lineno})"
