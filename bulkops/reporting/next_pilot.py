"""What to look at after a pilot that did not pass, before the run goes on."""

from bulkops.core.pilot import PilotAnswer
from bulkops.core.run import RunReport
from bulkops.reporting.states import FAILED
from bulkops.reporting.width import visible
from bulkops.reporting.words import typed_text


def pilot_next(report: RunReport) -> str:
    """Say what to look at first; empty where the last pilot has passed, or the rest was approved all the same."""
    pilot = report.pilots[-1] if report.pilots else None
    if pilot is None or pilot.passed or pilot.answer is PilotAnswer.APPROVED:
        return ""
    run = visible(report.name)
    if pilot.failed:
        first = next((f" {typed_text(cause.id)}" for cause in report.causes if cause.state in FAILED), "")
        look = f"`bulkops show {run}{first}{report.option}` shows what the pilot has failed in"
    else:
        what = "what is not as sent" if pilot.read_at else "whether the pilot is as it was sent"
        look = f"`bulkops reconcile {run}{report.option}` shows {what}"
    return f"{look}; then mend the manifest and apply it again, or go on by `bulkops resume {run}{report.option}`"
