"""One operation: why, from where, what was sent, what came of it, what undoes it."""

from collections.abc import Iterator

from bulkops.core.outcome import State
from bulkops.core.record import AttemptRecord, EventRecord, OperationRecord
from bulkops.reporting.conflict_text import conflict_lines
from bulkops.reporting.facts_text import fact_lines, sent_lines, undone_text
from bulkops.reporting.next_command import next_of
from bulkops.reporting.states import COLOURS, FAILED, WORDS
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.times import time_text
from bulkops.reporting.width import visible
from bulkops.reporting.words import count_text, duration_text, ids_text, joined, money_text, place_text

EVENTS_SHOWN_MAX = 50

_KINDS = {**{state.value: word for state, word in WORDS.items()}, "intent": "about to be sent"}


def show_text(record: OperationRecord, style: Style) -> Iterator[str]:
    """Write all that the journal knows of one operation."""
    state = style.paint(WORDS[record.state], COLOURS[record.state], Colour.BOLD)
    yield f"{style.paint(visible(record.id), Colour.BOLD)}  {record.type}  {state}"
    yield from fact_lines(_facts(record, style))
    if record.state is State.CONFLICT:
        yield "conflict"
        yield from _conflict(record, style)
    yield from sent_lines("request body, sensitive values hidden", record.body, style)
    if record.attempts:
        yield "attempts"
    for attempt in record.attempts:
        yield f"  {_attempt_text(attempt, style)}"
    if record.events:
        yield "history"
    for event in record.events[-EVENTS_SHOWN_MAX:]:
        yield f"  {time_text(event.at)}  {_kind(event)}{f'  {visible(event.text)}' if event.text else ''}"
    hidden = len(record.events) - EVENTS_SHOWN_MAX
    if hidden > 0:
        yield f"  {hidden} earlier ones are not shown"
    if text := next_of(record):
        yield f"next: {text}"


def _conflict(record: OperationRecord, style: Style) -> Iterator[str]:
    if record.purged_at:
        yield "  what others have made of the document was purged"
    elif record.conflict is None:
        yield "  what others have made of the document was not read"
    else:
        yield from conflict_lines(record.conflict, style)


def _facts(record: OperationRecord, style: Style) -> dict[str, str]:
    amount = "" if record.amount is None else f"{money_text(record.currency, record.amount, style)} net, without VAT"
    return {
        "why": f"{f'[{record.code}] ' if record.code else ''}{visible(record.message)}",
        "from": place_text(record.place),
        "run": joined((visible(record.run), f"manifest {visible(record.manifest)}"), style),
        "target": visible(record.target),
        "document": visible(record.number),
        "entity tag": visible(record.tag),
        "file": _file(record, style),
        "saved as" if record.state is State.SUCCEEDED else "to be saved as": visible(record.save_as),
        "receipt": f"{visible(record.receipt)} of a background call" if record.receipt else "",
        "found again by": visible(record.natural_key),
        "amount": amount,
        "needs": ids_text(record.needs, style, shown_max=10) if record.needs else "",
        "fields": ", ".join(visible(key) for key in record.payload_keys),
        "purged": f"what it sent and read, on {time_text(record.purged_at)}" if record.purged_at else "",
        "undone by": _undone(record),
    }


def _file(record: OperationRecord, style: Style) -> str:
    file = record.sent_file
    if file is None:
        return ""
    size = count_text(file.size, "byte", style)
    return joined((visible(file.name), size, f"sha256 {visible(file.sha256)}", f"from {visible(file.path)}"), style)


def _kind(event: EventRecord) -> str:
    """Name an event as states are named."""
    return _KINDS.get(event.kind) or visible(event.kind)


def _undone(record: OperationRecord) -> str:
    if record.state in (*FAILED, State.UNCHANGED):  # nothing happened: there is nothing to undo
        return ""
    return undone_text(record.undone_by, record.undone_in, irreversible=record.irreversible)


def _attempt_text(attempt: AttemptRecord, style: Style) -> str:
    request = f"{attempt.method} {visible(attempt.path)}"
    background = "as a background call" if attempt.background else ""
    tag = f"If-Match {visible(attempt.if_match)}" if attempt.if_match else ""
    if attempt.ended_at is None or attempt.state is None:
        ended = "no outcome in the journal"
    else:
        status = f"{attempt.status} " if attempt.status else ""
        ended = f"{status}{WORDS[attempt.state]} after {duration_text(attempt.ended_at - attempt.sent_at)}"
    cause = f"{f'[{attempt.code}] ' if attempt.code else ''}{visible(attempt.message)}"
    return joined((f"{attempt.number}  {time_text(attempt.sent_at)}  {request}", tag, background, ended, cause), style)
