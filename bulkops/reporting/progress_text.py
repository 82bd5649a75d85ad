"""What a run says while it goes on: one line of progress, and a line for each failure as it happens."""

from bulkops.core.outcome import State
from bulkops.core.place import Place
from bulkops.core.run import Progress
from bulkops.reporting.states import COLOURS, WORDS
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.times import time_text
from bulkops.reporting.width import visible
from bulkops.reporting.words import clock_text, count_text, duration_text, joined, number_text, place_text

LINE_EVERY_S = 10.0
LINE_EVERY_SHARE = 0.05


def progress_line(progress: Progress, style: Style) -> str:
    """Write how far a run is: `412/520 · 6 in flight · 3 refused · waiting for quota 00:14 · ETA 3 min 10 s`."""
    done = f"{number_text(progress.done, style)}/{number_text(progress.total, style)}"
    flight = f"{progress.in_flight} in flight" if progress.in_flight else ""
    refused = style.paint(f"{number_text(progress.refused, style)} refused", Colour.RED) if progress.refused else ""
    doubt = style.paint(f"{number_text(progress.in_doubt, style)} in doubt", Colour.RED) if progress.in_doubt else ""
    wait = f" {clock_text(progress.wait_s)}" if progress.wait_s > 0 else ""
    wait = f" until {time_text(progress.wait_until)}" if progress.wait_until else wait
    waiting = style.paint(f"waiting for {visible(progress.waiting_for)}{wait}", Colour.YELLOW)
    eta = f"ETA {duration_text(progress.eta_s)}" if progress.eta_s else ""
    parts = (style.paint(done, Colour.BOLD), flight, refused, doubt, waiting if progress.waiting_for else "")
    return joined((*parts, _calls(progress, style), eta), style)


def progress_plain(progress: Progress, style: Style) -> str:
    """Write how far a run is for a log: the share first, and no colour."""
    share = 100 * progress.done // progress.total if progress.total else 100
    plain = Style(colour=False, unicode=style.unicode, width=style.width)
    return f"{share:3} %  {progress_line(progress, plain)}"


def line_due(done: int, total: int, done_before: int, since_s: float) -> bool:
    """Whether a log gets its next line: after 10 s, or 5 % of the steps.

    Args:
        done: Steps done now.
        total: Steps of the run.
        done_before: Steps done at the last line.
        since_s: Seconds since the last line.
    """
    return since_s >= LINE_EVERY_S or (done - done_before >= max(1, LINE_EVERY_SHARE * total) and done > done_before)


def failure_line(
    state: State,
    operation: str,
    verb: str,
    message: str,
    place: Place | None,
    style: Style,
    *,
    status: int = 0,
) -> str:
    """Write a failure as it happens: `refused  acme-march create  400 «TaxCategoryID '0' …»  march.yaml:27:5`."""
    word = style.paint(WORDS[state], COLOURS[state], Colour.BOLD)
    answer = f"{status} " if status else ""
    where = f"  {style.paint(place_text(place), Colour.DIM)}" if place is not None else ""
    return f"{word}  {visible(operation)} {visible(verb)}  {answer}{style.quoted(visible(message))}{where}"


def _calls(progress: Progress, style: Style) -> str:
    if not progress.calls_used and progress.calls_left is None:
        return ""
    left = f", {number_text(progress.calls_left, style)} left" if progress.calls_left is not None else ""
    return f"{count_text(progress.calls_used, 'call', style)} used{left}"
