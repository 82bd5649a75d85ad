"""The pilots of a run as the journal remembers them: a line for people, objects for programs."""

from collections.abc import Sequence
from typing import Any

from bulkops.core.pilot import PilotAnswer, PilotRecord
from bulkops.reporting.style import Style
from bulkops.reporting.times import time_json, time_text
from bulkops.reporting.width import visible
from bulkops.reporting.words import count_text, number_text

_ANSWERS = {PilotAnswer.APPROVED: "approved", PilotAnswer.DECLINED: "declined"}


def pilot_parts(pilot: PilotRecord, style: Style) -> tuple[str, ...]:
    """Say what a pilot came to, and what was decided then."""
    return tuple(part for part in (_what(pilot, style), _answer(pilot)) if part)


def pilots_json(pilots: Sequence[PilotRecord]) -> list[dict[str, Any]]:
    """Give the newest pilots of a run, in their order.

    `read_at` is null where it was not read back: it was broken off, or is under way. `answer` is `approved`,
    `declined`, or null where nothing was decided; `how` tells by what that was said.
    """
    return [
        {
            "at": time_json(pilot.at),
            "read_at": time_json(pilot.read_at),
            "passed": pilot.passed,
            "steps": pilot.steps,
            "failed": pilot.failed,
            "documents": pilot.documents,
            "equal": pilot.equal,
            "left": pilot.left,
            "answer": None if pilot.answer is PilotAnswer.OPEN else pilot.answer.value,
            "answered_by": pilot.by or None,
            "how": pilot.how or None,
            "answered_at": time_json(pilot.answered_at),
        }
        for pilot in pilots
    ]


def _what(pilot: PilotRecord, style: Style) -> str:
    if not pilot.read_at:
        return f"pilot of {count_text(pilot.steps, 'step', style)}, begun {time_text(pilot.at)}: not read back"
    head = f"pilot of {count_text(pilot.documents, 'document', style)}, read back {time_text(pilot.read_at)}: "
    if pilot.failed:
        return f"{head}{count_text(pilot.failed, 'step', style)} did not go through"
    if pilot.passed:
        return f"{head}as sent"
    wrong = pilot.documents - pilot.equal
    which = "not as sent" if pilot.documents == 1 else f"{number_text(wrong, style)} not as sent"
    return head + which


def _answer(pilot: PilotRecord) -> str:
    if pilot.answer is PilotAnswer.OPEN:
        return "nobody has said yet that the rest is to be sent" if pilot.passed and pilot.left else ""
    word = _ANSWERS[pilot.answer]
    return f"the rest {word} by {visible(pilot.by)} ({visible(pilot.how)}), {time_text(pilot.answered_at)}"
