"""The one next command after a run."""

from bulkops.core.outcome import State
from bulkops.core.run import RunReport, RunState
from bulkops.reporting.states import FAILED, NOT_SENT, UNSETTLED
from bulkops.reporting.width import visible


def next_text(report: RunReport) -> str:
    """Say what to do next: exactly one command.

    What is not settled comes first; then what a person has to decide; then what has to be mended.
    """
    run = visible(report.name)
    if report.state is RunState.RUNNING:
        return f"`bulkops status {run}`"
    if report.count(*UNSETTLED, *NOT_SENT):
        return f"`bulkops resume {run}`"
    if report.count(State.MANUAL):
        first = next((f" {visible(cause.id)}" for cause in report.causes if cause.state is State.MANUAL), "")
        return f"`bulkops show {run}{first}` shows what was found, and how to decide"
    if report.count(*FAILED):
        return _again(report)
    return f"`bulkops reconcile {run}` compares the system with the journal"


def _again(report: RunReport) -> str:
    manifests = " ".join(visible(name) for name in report.manifests)
    if report.count(State.REFUSED):
        cause = next((cause for cause in report.causes if cause.state is State.REFUSED and cause.first), None)
        file = visible(cause.first.file) if cause is not None and cause.first is not None else "what was refused"
        return f"mend {file}, then `bulkops apply {manifests}` does what is not done"
    if report.count(State.CONFLICT):
        return f"`bulkops plan {manifests}` shows what has changed since"
    return f"`bulkops apply {manifests}` does what is not done"
