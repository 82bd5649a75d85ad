"""The one next command after a run."""

from bulkops.core.outcome import State
from bulkops.core.record import OperationRecord
from bulkops.core.run import RunReport, RunState
from bulkops.reporting.next_pilot import pilot_next
from bulkops.reporting.states import FAILED, NOT_SENT, UNSETTLED
from bulkops.reporting.width import visible
from bulkops.reporting.words import typed_text

#: Environments in which it is worth a page of calls to prove any run.
_IN_EARNEST = frozenset({"production"})


def next_text(report: RunReport) -> str:
    """Say what to do next: one command at most.

    What is not settled comes first; then what a person has to look at; then what has to be mended; then the proof.
    """
    run = visible(report.name) + report.option
    if report.state is RunState.RUNNING:
        return f"`bulkops status {run}` shows how far it is"
    if report.count(*UNSETTLED):
        return f"`bulkops resume {run}` looks up what is not settled before it sends anything"
    if report.count(State.READY) or (report.count(*NOT_SENT) and not report.count(State.MANUAL)):
        return pilot_next(report) or f"`bulkops resume {run}` goes on where it stopped"
    if report.count(State.MANUAL):  # what still waits may wait for that decision
        first = next((typed_text(cause.id) for cause in report.causes if cause.state is State.MANUAL), "ID")
        return f"`{_resolve(report, first)}` shows what was found and takes your decision"
    if report.count(*FAILED):
        return _again(report)
    return _rest(report)


def resolve_command(report: RunReport, operation: str) -> str:
    """Write the command by which a person decides about an operation."""
    return _resolve(report, typed_text(operation))


def _resolve(report: RunReport, typed: str) -> str:
    return f"bulkops resolve {visible(report.name)} {typed}{report.option}"


def next_of(record: OperationRecord) -> str:
    """Say what to do next about one operation; empty where nothing is to be done about it alone."""
    run = f"{visible(record.run)} {typed_text(record.id)}"
    if record.state is State.MANUAL:
        return f"`bulkops resolve {run}{record.option}` shows what was found and takes your decision"
    if record.state in UNSETTLED:
        return f"`bulkops resume {visible(record.run)}{record.option}` looks it up before anything is sent"
    if record.state is State.CONFLICT:
        apply = f"bulkops apply {' '.join(map(typed_text, record.manifests)) or 'FILE'}{record.option}"
        noun = f"the {visible(record.conflict.noun)}" if record.conflict is not None else "the document"
        if record.conflict is not None and record.conflict.gone:
            return f"remove the entry, if {noun} is meant to be gone; `{apply}` plans again"
        return f"`{apply}` plans anew, from {noun} as it is now; the version planned from is never given up silently"
    return ""


def _rest(report: RunReport) -> str:
    if report.excluded:
        return f"`bulkops apply {_files(report)}{report.option}` does what was left out"
    if report.count(State.SUCCEEDED) and not report.purged_at and (report.tables or report.environment in _IN_EARNEST):
        return f"`bulkops reconcile {visible(report.name)}{report.option}` reads again what was made, and proves it"
    return "nothing is left to do"


def _files(report: RunReport) -> str:
    return " ".join(map(typed_text, report.files)) or "FILE"


def _again(report: RunReport) -> str:
    files = _files(report)
    if report.tables and report.count(State.REFUSED):
        run = visible(report.name)
        return (
            f"`bulkops results {run} -o results-{run}{report.option}` writes the rows that failed, each with its reason"
        )
    if report.count(State.CONFLICT):
        return f"`bulkops plan {files}{report.option}` {_of_conflicts(report)}"
    if report.count(State.REFUSED):
        return f"mend what was refused, then `bulkops apply {files}{report.option}` does only what is not done"
    return f"`bulkops apply {files}{report.option}` does only what is not done"


def _of_conflicts(report: RunReport) -> str:
    """Say what a plan tells of conflicts: not all come of a change; some are told by their reason alone."""
    causes = [cause for cause in report.causes if cause.state is State.CONFLICT]
    changed = not causes or any(cause.conflict is not None or cause.code for cause in causes)
    return "shows what was changed since" if changed else "says of each conflict what stands in the way, and what to do"
