"""Findings in rustc's layout: what is wrong, where, the line with a caret, and what to do."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from bulkops.core.errors import BulkopsError
from bulkops.core.finding import Finding, Related, Severity
from bulkops.core.place import Place
from bulkops.reporting.excerpt import excerpt_lines
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.width import visible
from bulkops.reporting.words import count_text, joined, number_text, place_text

#: Gives the physical line of a place, of a table's place the cell or the line; None where it cannot be had.
Excerpt = Callable[[Place], str | None]

CAP = 100

_COLOURS = {Severity.ERROR: Colour.RED, Severity.WARNING: Colour.YELLOW}


def finding_text(finding: Finding, excerpt: Excerpt, style: Style) -> str:
    """Write one finding, several lines without a final line end."""
    colour = _COLOURS[finding.severity]
    excerpt = excerpt if finding.excerpt else _withheld
    title = style.paint(f"{finding.severity}[{finding.code}]", colour, Colour.BOLD)
    lines = [f"{title}{style.paint(':', Colour.BOLD)} {style.paint(visible(finding.message), Colour.BOLD)}"]
    operation = f"operation `{visible(finding.operation)}`" if finding.operation else ""
    places = [finding.place, *(related.place for related in finding.related)]
    gutter = max((len(str(place.line)) for place in places if place is not None and place.line), default=1)
    if finding.place is not None:
        lines += _place_lines(finding.place, operation, excerpt, style, colour, gutter)
    elif operation:
        lines.append(f"{_pointer(gutter, style)} {operation}")
    lines += _note_lines(finding.notes, style, gutter)
    for related in finding.related:
        lines += _related_lines(related, excerpt, style, gutter)
    if finding.hint:
        lines.append(f"{style.paint('hint', Colour.CYAN, Colour.BOLD)}: {visible(finding.hint)}")
    return "\n".join(lines)


def _withheld(_place: Place) -> str | None:
    """Show nothing of a file whose lines may hold a secret."""
    return None


def findings_text(
    findings: Sequence[Finding], excerpt: Excerpt, style: Style, *, total: int = 0, cap: int = CAP
) -> Iterator[str]:
    """Write findings one by one, in order of file and line, and then their counts.

    Args:
        findings: What was found, in any order; where there are more than `cap`, errors go before warnings.
        excerpt: Gives the line of a place.
        style: How to dress it.
        total: How many were found, where `findings` are only the first of them.
        cap: Most findings to show.

    Yields:
        Blocks of lines without a final line end; an empty line stands between two findings.
    """
    shown = chosen(findings, cap)
    for finding in shown:
        yield finding_text(finding, excerpt, style) + "\n"
    yield counts_text(findings, shown, style, total=total)


def chosen(findings: Iterable[Finding], cap: int) -> list[Finding]:
    """Choose what to show, errors before warnings, and put it in order of file and line."""
    ordered = sorted(findings, key=_order)
    if len(ordered) <= cap:
        return ordered
    errors_first = sorted(ordered, key=lambda finding: finding.severity is not Severity.ERROR)
    return sorted(errors_first[:cap], key=_order)


def placed(finding: Finding) -> Place | None:
    """Give the place beside which a finding can be shown: its own, else the first of those that belong to it."""
    return finding.place or next((related.place for related in finding.related), None)


def counts_text(findings: Sequence[Finding], shown: Sequence[Finding], style: Style, *, total: int = 0) -> str:
    """Write `5 errors, 2 warnings`, and how many of them were not shown."""
    parts = []
    for severity in Severity:
        count = sum(finding.severity is severity for finding in findings)
        if count:
            parts.append(style.paint(count_text(count, severity.value, style), _COLOURS[severity], Colour.BOLD))
    hidden = max(total, len(findings)) - len(shown)
    counts = ", ".join(parts) or "no findings"
    if total > len(findings):
        counts = f"{number_text(total, style)} findings, of the first {number_text(len(findings), style)}: {counts}"
    return joined((counts, f"{number_text(hidden, style)} not shown" if hidden else ""), style)


def _order(finding: Finding) -> tuple[bool, str, int, int, str, str]:
    place = finding.place
    if place is None:
        return True, "", 0, 0, finding.code, finding.message
    return False, place.file, place.line, place.column, finding.code, finding.message


def _pointer(gutter: int, style: Style) -> str:
    return style.paint(f"{'':{gutter}}-->", Colour.BLUE)


def _place_lines(place: Place, note: str, excerpt: Excerpt, style: Style, colour: Colour, gutter: int) -> Iterator[str]:
    yield f"{_pointer(gutter, style)} {place_text(place)}" + (f"  {note}" if note else "")
    line = excerpt(place) if place.line else None
    if line is not None:
        yield from excerpt_lines(place, line, style, colour=colour, gutter=gutter)


def _note_lines(notes: Sequence[str], style: Style, gutter: int) -> Iterator[str]:
    bar = style.paint(f"{'':{gutter}} |", Colour.BLUE)
    return (f"{bar} {visible(note)}" for note in notes)


def _related_lines(related: Related, excerpt: Excerpt, style: Style, gutter: int) -> Iterator[str]:
    yield f"{style.paint('note', Colour.BLUE, Colour.BOLD)}: {visible(related.text)}"
    yield from _place_lines(related.place, "", excerpt, style, Colour.BLUE, gutter)


def error_text(error: BulkopsError, style: Style) -> str:
    """Write what ended a command, in the layout of findings; a bug's message too."""
    return finding_text(Finding(code=error.code, message=error.message, hint=error.hint), lambda _: None, style)
