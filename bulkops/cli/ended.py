"""What carrying out and going on with a run have in common: how fast it goes, and how its end is told."""

import sys
from dataclasses import replace

from bulkops.app.compose import System
from bulkops.app.execute import End
from bulkops.app.machine import Machine
from bulkops.cli.console import Console
from bulkops.cli.outlet import mute
from bulkops.cli.signals import SIGNALS
from bulkops.core.errors import UsageError
from bulkops.core.failure_limit import FailureLimit
from bulkops.core.outcome import UNSETTLED, State
from bulkops.core.run import RunReport
from bulkops.reporting.pilot_json import piloted_json
from bulkops.reporting.run_json import run_json
from bulkops.reporting.run_text import run_text

#: This machine, with the signals of this process.
MACHINE = Machine(interrupts=SIGNALS.received)
#: Calls in flight and a second, and the error budget.
PaceOptions = tuple[int | None, float | None, FailureLimit | None]


def set_pace(system: System, pace: PaceOptions) -> None:
    """Override how fast the systems are called, and the error budget."""
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


def reported(report: RunReport, end: End, form: str, console: Console) -> int:
    """Tell how a run has ended; give the exit code."""
    try:
        if form == "json":
            console.json({**run_json(report), "stopped": end.stopped or None, **piloted_json(end.pilot)})
        else:
            console.data(["", *([end.stopped] if end.stopped else []), *run_text(report, console.out)])
    except BrokenPipeError:  # nobody reads on, but the exit code still says how the run ended
        mute(sys.stdout)
    except UsageError as error:  # likewise
        console.say(f"{error.message}; `bulkops status {report.name}` shows the report")
    if end.error is not None:
        raise end.error
    if end.interrupted:
        return 130
    return exit_code_of(report) or int(end.held_back)


def exit_code_of(report: RunReport) -> int:
    """Give the exit code that a run's counts mean."""
    if report.count(*UNSETTLED):
        return 7
    if report.count(State.REFUSED, State.CONFLICT, State.SKIPPED):
        return 1
    return 0
