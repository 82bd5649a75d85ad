"""Operations whose effect is not known for certain: which, why, and from when they can be settled."""

from collections.abc import Iterator

from bulkops.core.outcome import State
from bulkops.core.run import Doubt, RunReport
from bulkops.reporting.body_text import wrapped
from bulkops.reporting.next_command import resolve_command
from bulkops.reporting.states import COLOURS, WORDS
from bulkops.reporting.style import Style
from bulkops.reporting.times import time_text
from bulkops.reporting.width import visible
from bulkops.reporting.words import count_text, duration_text, place_text

#: Operations of one state that are named.
DOUBTS_SHOWN_MAX = 20

MEANING = {
    State.IN_DOUBT: "sent, and no answer says what became of it; it is looked up before anything is sent again",
    State.SENDING: "sent, and no answer says what became of it; it is looked up before anything is sent again",
    State.ACCEPTED: "the system took it on; it is read until it is done",
    State.MANUAL: "what was found there does not settle it, and nothing is guessed",
}


def doubt_lines(report: RunReport, state: State, style: Style) -> Iterator[str]:
    """Write what a state means, and which operations are in it; what their one cause tells already is left out."""
    doubts = [doubt for doubt in report.doubts if doubt.state is state]
    alone = len(doubts) == 1
    yield f"  {style.paint(WORDS[state], COLOURS[state])}: {MEANING[state]}"
    several = sum(cause.state is state for cause in report.causes) > 1
    for doubt in doubts[:DOUBTS_SHOWN_MAX]:
        name = "" if alone else f"`{visible(doubt.id)}` {place_text(doubt.place)}"
        parts = (name, _why(doubt) if several else "", *_when(doubt), _decide(doubt, report))
        first, *further = wrapped((part for part in parts if part), style.width - 6, between=style.dot)
        yield f"    {first}"
        yield from (f"      {line}" for line in further)
    more = report.counts.get(state, 0) - min(len(doubts), DOUBTS_SHOWN_MAX)
    if doubts and more > 0:
        yield f"    and {count_text(more, 'step', style)} more"


def _why(doubt: Doubt) -> str:
    return f"{f'[{doubt.code}] ' if doubt.code else ''}{visible(doubt.message)}"


def _when(doubt: Doubt) -> Iterator[str]:
    if doubt.sent_at:
        yield f"sent {time_text(doubt.sent_at)}"
    if doubt.state is State.MANUAL:
        return
    if doubt.wait_s:
        yield f"can be settled from {time_text(doubt.settled_at)} on, in {duration_text(doubt.wait_s)}"
    else:
        yield "can be settled now"


def _decide(doubt: Doubt, report: RunReport) -> str:
    return f"decide with `{resolve_command(report, doubt.id)}`" if doubt.state is State.MANUAL else ""
