"""What a person has to see before deciding about an operation: what was sent, and what may be its result."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bulkops.core.candidate import Candidate, Found
from bulkops.core.change import Change
from bulkops.core.record import OperationRecord
from bulkops.core.run import RunReport
from bulkops.reporting.next_command import next_text
from bulkops.reporting.states import COLOURS, WORDS
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.times import time_text
from bulkops.reporting.values import SENSITIVE, value_text
from bulkops.reporting.width import cut, left, visible, width_of
from bulkops.reporting.words import count_text, money_text, place_text, typed_text

_ALIKE = "the same"
#: Documents beside one another, and columns that a value takes.
_BESIDE_MAX = 3
_CELL_MAX = 30
_LABEL_MAX = 40
_Row = tuple[str, Sequence[str]]


def resolve_text(record: OperationRecord, found: Found, style: Style) -> Iterator[str]:
    """Write what was sent, and what the system shows."""
    state = style.paint(WORDS[record.state], COLOURS[record.state], Colour.BOLD)
    yield f"{style.paint(visible(record.id), Colour.BOLD)}  {record.type}  {state}"
    amount = "" if record.amount is None else f"{money_text(record.currency, record.amount, style)} net, without VAT"
    facts = (
        ("why", f"{f'[{record.code}] ' if record.code else ''}{visible(record.message)}"),
        ("from", place_text(record.place)),
        ("about", visible(found.target)),
        ("sent", time_text(found.sent_at)),
        ("amount", amount),
        ("found again by", visible(record.natural_key)),
    )
    for label, text in facts:
        if text:
            yield f"  {left(label, 14)}  {text}"
    yield from _result(found, style)


def found_lines(found: Found, candidates: Sequence[Candidate], style: Style) -> Iterator[str]:
    """Write documents side by side with what was sent."""
    for at in range(0, len(candidates), _BESIDE_MAX):
        yield from _table(found, candidates[at : at + _BESIDE_MAX], style)
    for candidate in candidates:
        if candidate.held_by:
            yield f"  {visible(candidate.number)} is the result of `{visible(candidate.held_by)}` already"
        elif not candidate.changes and found.makes:
            yield f"  {visible(candidate.number)} does not differ from what {_wanted(found)}"


def _wanted(found: Found) -> str:
    """Name what documents are held against: what was sent, or what a document made out of the target should show."""
    return "is expected" if found.makes and found.target else "was sent"


def choices_lines(record: OperationRecord) -> Iterator[str]:
    """Write how a decision is told."""
    resolve = f"bulkops resolve {visible(record.run)} {typed_text(record.id)}{record.option}"
    number = " --number N" if record.makes else ""
    result = f", and which {record.makes} is its result" if record.makes else ""
    yield f"`{resolve} --done{number}` records that it has happened{result}"
    yield f"`{resolve} --again` lets the next `bulkops resume {visible(record.run)}{record.option}` send it again"


def resolved_lines(record: OperationRecord, report: RunReport) -> Iterator[str]:
    """Write what was recorded, and what comes next."""
    result = f": {record.makes} {visible(record.number)}" if record.number and record.makes else ""
    yield ""
    yield f"`{visible(record.id)}` is {WORDS[record.state]}{result}, {visible(record.message)}"
    yield f"next: {next_text(report)}"


def _result(found: Found, style: Style) -> Iterator[str]:
    if found.trouble:
        yield f"what may have come of it could not be read: {visible(found.trouble)}"
        return
    if found.target_gone:
        yield f"{visible(found.target)} is not there any more"
    if found.now is not None:
        yield f"{visible(found.target)} as it is now"
        yield from found_lines(found, (found.now,), style)
    if not found.makes:
        return
    if not found.candidates:
        yield f"no {found.makes} was found that may be its result"
        return
    yield "what may be its result"
    yield from found_lines(found, found.candidates, style)
    if found.more:
        yield f"  and {count_text(found.more, 'more document', style)}"


def _table(found: Found, candidates: Sequence[Candidate], style: Style) -> Iterator[str]:
    differing = list(_differing(candidates, style))
    heads = [_wanted(found).split()[-1], *(visible(candidate.number) for candidate in candidates)]
    shown = [row for row in (_shown(found, path, candidates, style) for path in found.paths) if any(row[1])]
    if not found.makes and not differing:  # nothing was sent that the document shows
        heads, shown = heads[1:], [(name, cells[1:]) for name, cells in shown]
    rows = [*shown, *(row for row in differing if max(map(width_of, row[1])) <= _CELL_MAX)]
    label = min(max((width_of(name) for name, _ in rows), default=0), _LABEL_MAX) + 2
    widths = [max([width_of(head), *(width_of(row[at]) for _, row in rows)]) for at, head in enumerate(heads)]
    yield style.paint(_line("", label, heads, widths), Colour.DIM)
    yield from (_line(name, label, cells, widths) for name, cells in shown)
    if differing:
        yield "  " + style.paint("differs", Colour.BOLD)
        for name, cells in differing:
            yield from _differing_lines(name, label, cells, heads, widths, style)


def _differing_lines(
    name: str, label: int, cells: Sequence[str], heads: Sequence[str], widths: Sequence[int], style: Style
) -> Iterator[str]:
    line = _line(name, label, cells, widths)
    if max(map(width_of, cells)) <= _CELL_MAX and width_of(line) <= style.width:
        yield line
        return
    yield f"  {name}"
    yield from (f"    {left(head, max(map(width_of, heads)))}  {cell}" for head, cell in zip(heads, cells, strict=True))


def _line(name: str, label: int, cells: Sequence[str], widths: Sequence[int]) -> str:
    written = "  ".join(left(cell, width) for cell, width in zip(cells, widths, strict=True))
    return f"  {left(name, label)}{written}".rstrip()


def _shown(found: Found, path: str, candidates: Sequence[Candidate], style: Style) -> _Row:
    sent = _cell(found.sent, path, style)
    if path == found.created and found.makes:
        sent = time_text(found.sent_at)
    cells = [_cell(candidate.shown, path, style) for candidate in candidates]
    return visible(path), [sent, *cells]


def _cell(values: Mapping[str, Any], path: str, style: Style) -> str:
    # The API writes days as midnights.
    return cut(value_text(values[path], style).removesuffix("T00:00:00"), _CELL_MAX, style) if path in values else ""


def _differing(candidates: Sequence[Candidate], style: Style) -> Iterator[_Row]:
    """Give a row for each field in which a document differs; a list may lack several elements that were sent."""
    numbered = [_numbered(candidate.changes) for candidate in candidates]
    for key in dict.fromkeys(key for changes in numbered for key in changes):
        known = next(changes[key] for changes in numbered if key in changes)
        cells = [_value(known, known.after, style)]
        for changes in numbered:
            change = changes.get(key)
            cells.append(_ALIKE if change is None else _value(change, change.before, style))
        yield visible(key[0]), cells


def _numbered(changes: Sequence[Change]) -> dict[tuple[str, int], Change]:
    times: Counter[str] = Counter()
    numbered = {}
    for change in changes:
        times[change.path] += 1
        numbered[change.path, times[change.path]] = change
    return numbered


def _value(change: Change, value: Any, style: Style) -> str:
    if change.sensitive:
        return SENSITIVE
    return "(not there)" if value is None and change.path.endswith("]") else value_text(value, style)
