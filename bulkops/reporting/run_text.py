"""The end of a run: what became of every step, why, and the one next command."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bulkops.core.outcome import DONE, State
from bulkops.core.run import Cause, RunReport, RunState, RunSum
from bulkops.reporting.body_text import wrapped
from bulkops.reporting.conflict_text import conflict_parts
from bulkops.reporting.doubt_text import MEANING, doubt_lines
from bulkops.reporting.next_command import next_text
from bulkops.reporting.pilot_record import pilot_parts
from bulkops.reporting.states import COLOURS, FAILED, NOT_SENT, UNSETTLED, WORDS
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.times import time_text
from bulkops.reporting.width import left, visible, width_of
from bulkops.reporting.words import count_text, duration_text, joined, money_text, number_text, place_text

CAUSES_SHOWN_MAX = 20

_STATES = {RunState.RUNNING: "running", RunState.INTERRUPTED: "unfinished", RunState.ENDED: "ended"}
_SPAN = {
    RunState.RUNNING: "has run for",
    RunState.INTERRUPTED: "stopped after",
    RunState.ENDED: "took",
}
_EARLIER = "done by an earlier run"


def run_text(report: RunReport, style: Style) -> Iterator[str]:
    """Write the end report of a run, line by line."""
    yield joined((_title(report, style), _where(report, style)), style)
    yield from _counts(report, style)
    if report.excluded:
        yield f"left out by your selection: {count_text(report.excluded, 'operation', style)} of the same manifests"
    yield from _sums(report, style)
    yield from _causes(report, style)
    calls = count_text(report.calls, "call", style) if report.calls is not None else ""
    yield joined((calls, f"{_SPAN[report.state]} {duration_text(report.elapsed_s)}"), style)
    yield f"next: {next_text(report)}"


def status_text(report: RunReport, style: Style) -> Iterator[str]:
    """Write where a run is, ended or not."""
    manifests = ", ".join(visible(name) for name in report.manifests)
    started = f"started {time_text(report.started_at)}" if report.started_at else ""
    by = f"by {visible(report.actor)}@{visible(report.host)}" if report.actor else ""
    approved = f"approved by {visible(report.approver)}" if report.approver else ""
    yield joined((f"run of {manifests}", started, by, approved), style)
    if report.purged_at:
        yield f"purged on {time_text(report.purged_at)}: what it sent and read is no longer in the journal"
    if report.pilots:
        yield from wrapped(pilot_parts(report.pilots[-1], style), style.width, between=style.dot)
    yield from run_text(report, style)


def runs_text(reports: Sequence[RunReport], style: Style) -> Iterator[str]:
    """Write a line for each run, in the order given."""
    if not reports:
        yield "no runs yet"
        return
    rows = [
        (
            visible(report.name),
            _STATES[report.state],
            time_text(report.started_at),
            f"{number_text(_done(report), style)} of {number_text(report.steps, style)} done",
        )
        for report in reports
    ]
    widths = [max(width_of(row[at]) for row in rows) for at in range(4)]
    for report, row in zip(reports, rows, strict=True):
        cells = "  ".join(left(cell, width) for cell, width in zip(row, widths, strict=True))
        bad = joined(
            (
                f"{number_text(report.counts[state], style)} {WORDS[state]}"
                for state in _states(report)
                if state not in DONE
            ),
            style,
        )
        manifests = ", ".join(visible(name) for name in report.manifests)
        yield joined((f"{cells}  {manifests}", _where(report, style), bad), style)


def count_check(report: RunReport) -> None:
    """Make sure that a report tells of every step and every sum once.

    Raises:
        ValueError: Something does not add up; the message says what, and by how much.
    """
    told = sum(report.counts.values()) + report.done_before
    if told != report.steps:
        raise ValueError(f"the states tell of {told} steps, the plan has {report.steps}")
    for state in State:
        caused = sum(cause.count for cause in report.causes if cause.state is state)
        if caused > report.counts.get(state, 0):
            raise ValueError(f"{caused} causes are given for {report.counts.get(state, 0)} steps {WORDS[state]}")
    if report.sums_planned is None:
        return
    sums: dict[tuple[str, str], Decimal] = {}
    for row in report.sums:
        sums[row.type, row.currency] = sums.get((row.type, row.currency), Decimal()) + row.amount
    planned = {(name, code): amount for name, part in report.sums_planned.items() for code, amount in part.items()}
    for key in sorted(sums.keys() | planned.keys()):
        ours, theirs = sums.get(key, Decimal()), planned.get(key, Decimal())
        if ours != theirs:
            raise ValueError(f"the states tell of {ours} {key[1]} by `{key[0]}`, the plan of {theirs}")


def _title(report: RunReport, style: Style) -> str:
    name = style.paint(f"run {visible(report.name)}", Colour.BOLD)
    failed, unsettled = report.count(*FAILED), report.count(*UNSETTLED, State.MANUAL)
    not_sent = report.count(*NOT_SENT)
    if report.state is RunState.RUNNING:
        return f"{name} is running"
    verb = "is not finished" if report.state is RunState.INTERRUPTED else "ended"
    if not failed and not unsettled and not not_sent:
        return f"{name} {verb}: {style.paint('everything is done', Colour.GREEN, Colour.BOLD)}"
    parts = []
    if failed:
        parts.append(f"{number_text(failed, style)} did not go through")
    if unsettled:
        parts.append(f"{number_text(unsettled, style)} not settled")
    if not_sent:
        parts.append(f"{number_text(not_sent, style)} not sent")
    steps = f"of {count_text(report.steps, 'step', style)} "
    return f"{name} {verb}: {style.paint(steps + ', '.join(parts), Colour.RED, Colour.BOLD)}"


def _where(report: RunReport, style: Style) -> str:
    company = f"company {style.quoted(visible(report.company))}" if report.company else ""
    return joined((company, visible(report.environment.upper())), style)


def _done(report: RunReport) -> int:
    return report.done_before + report.count(State.SUCCEEDED, State.UNCHANGED)


def _states(report: RunReport) -> list[State]:
    return [state for state in WORDS if report.counts.get(state)]


def _counts(report: RunReport, style: Style) -> Iterator[str]:
    """Write the counts as a sum that can be checked."""
    parts = [f"{number_text(report.counts[state], style)} {WORDS[state]}" for state in _states(report)]
    if report.done_before:
        parts.append(f"{number_text(report.done_before, style)} {_EARLIER}")
    parts = parts or ["0 done"]
    parts[-1] += f" = {count_text(report.steps, 'step', style)}"
    for line in wrapped(parts, style.width - 2, between=style.dot):
        yield f"  {line}"


def _sums(report: RunReport, style: Style) -> Iterator[str]:
    """Write sums by state and verb; those of two verbs are never added, they may be about the same document."""
    rows = [(state, WORDS[state] if state else _EARLIER) for state in (*WORDS, None)]
    told = {(row.state, row.type) for row in report.sums}
    verbs = _verbs(sorted({name for _, name in told}))
    shown = [
        (word, [_sum_text(report, state, name, verb, style) for name, verb in verbs.items() if (state, name) in told])
        for state, word in rows
    ]
    shown = [(word, parts) for word, parts in shown if parts]
    if not shown:
        return
    yield "  net sums, without VAT"
    column = max(width_of(word) for word, _ in shown)
    for word, parts in shown:
        for number, line in enumerate(wrapped(parts, style.width - column - 6, between=style.dot)):
            yield f"    {left('' if number else word, column)}  {line}"


def _verbs(names: Sequence[str]) -> dict[str, str]:
    """Give each operation type its verb, or its whole name where two share the verb."""
    verbs = {name: name.rpartition(".")[2].replace("_", " ") for name in names}
    shared = Counter(verbs.values())
    return {name: verb if shared[verb] == 1 else name for name, verb in verbs.items()}


def _sum_text(report: RunReport, state: State | None, name: str, verb: str, style: Style) -> str:
    rows: list[RunSum] = [row for row in report.sums if row.state is state and row.type == name]
    unknown = sum(row.unknown for row in rows)
    parts = [money_text(row.currency, row.amount, style) for row in rows if row.amount or not row.unknown]
    if unknown:
        parts.append(f"{count_text(unknown, 'document', style)} without a known sum")
    return f"{verb} {' + '.join(parts)}{' (final)' if any(row.final for row in rows) else ''}"


def _causes(report: RunReport, style: Style) -> Iterator[str]:
    """Write why steps did not go through, and what is known of those not settled."""
    shown = sorted(report.causes[:CAUSES_SHOWN_MAX], key=lambda cause: _ORDER[cause.state])
    column = max((width_of(WORDS[cause.state]) for cause in shown), default=0)
    for cause in shown:
        yield from _cause_lines(cause, column, style)
    for state in WORDS:
        count = report.counts.get(state, 0)
        if count and state in MEANING and not (state is State.SENDING and report.state is RunState.RUNNING):
            yield from doubt_lines(report, state, style)
    told = sum(cause.count for cause in shown)
    more = report.count(*FAILED, State.IN_DOUBT, State.MANUAL) - told
    if more > 0 and shown:
        yield f"  and {count_text(more, 'step', style)} more, of other causes"


_ORDER = {state: place for place, state in enumerate(WORDS)}


def _cause_lines(cause: Cause, column: int, style: Style) -> Iterator[str]:
    word = style.paint(left(WORDS[cause.state], column), COLOURS[cause.state])
    code = f"[{cause.code}] " if cause.code else ""
    place = f" {place_text(cause.first)}" if cause.first is not None else ""
    first = style.paint(f"{'first ' if cause.count > 1 else ''}`{visible(cause.id)}`{place}", Colour.DIM)
    line = f"  {word}  {number_text(cause.count, style)} {style.times} {code}{visible(cause.message)}"
    if width_of(line) + width_of(first) + 2 <= style.width:
        yield f"{line}  {first}"
    else:
        yield line
        yield f"{'':{column + 4}}{first}"
    parts = conflict_parts(cause.conflict, style) if cause.conflict is not None else []
    if parts:
        yield from (f"{'':{column + 4}}{found}" for found in wrapped(parts, style.width - column - 4))
