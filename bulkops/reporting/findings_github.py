"""Findings as workflow commands of GitHub Actions, which shows them beside the lines of a pull request."""

import re
from collections.abc import Iterator, Sequence

from bulkops.core.finding import Finding, Severity
from bulkops.reporting.findings import CAP, chosen, placed
from bulkops.reporting.width import visible
from bulkops.reporting.words import place_text

#: Annotations of one kind that GitHub shows of a step; it drops further ones without a word.
ANNOTATIONS_MAX = 10

#: The older form of commands, which the runner finds anywhere in a line.
_COMMAND = re.compile(r"##+\[")
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def findings_github(findings: Sequence[Finding], *, total: int = 0) -> Iterator[str]:
    """Write `::error file=…,line=…,col=…,title=M021::message` for each finding that GitHub shows, the others below.

    Those stand in the step's log, in a group that can be opened, up to a bound; an annotation says how many there are.
    """
    shown: list[Finding] = []
    rest: list[Finding] = []
    for severity in Severity:
        ordered = chosen([finding for finding in findings if finding.severity is severity], len(findings))
        shown += ordered[:ANNOTATIONS_MAX]
        rest += ordered[ANNOTATIONS_MAX:]
    logged = chosen(rest, CAP)
    yield from map(_command, chosen(shown, len(shown)))
    if logged:
        yield f"::group::{len(logged)} more"
        yield from map(_line, logged)
        yield "::endgroup::"
    hidden = max(total, len(findings)) - len(shown)
    if hidden > 0:
        yield f"::notice title=bulkops::{hidden} more not shown here, {len(logged)} of them in the log of this step"


def _command(finding: Finding) -> str:
    place = placed(finding)
    properties = {}
    if place is not None:
        end = place.column + place.length if place.column and place.length else 0
        properties = {"file": place.file, "line": _number(place.line), "col": _number(place.column)}
        properties["endColumn"] = _number(end)
    properties["title"] = finding.code
    written = ",".join(f"{name}={_escaped(value, _PROPERTY)}" for name, value in properties.items() if value)
    message = "\n".join(filter(None, (_said(finding), *finding.notes, finding.hint)))
    return f"::{finding.severity} {written}::{_escaped(message, _DATA)}"


def _line(finding: Finding) -> str:
    """Write a line of the log; text of users must not be taken for a command in it."""
    place = place_text(placed(finding))
    where = f"{place}: " if place else ""
    text = f"{where}{finding.severity}[{finding.code}]: {_said(finding)}"
    return f"  - {_COMMAND.sub('#[', visible(text))}"


def _said(finding: Finding) -> str:
    message = finding.message
    if finding.place is not None and finding.place.label:
        message = f"column `{finding.place.label}`: {message}"
    return f"{message} (operation `{finding.operation}`)" if finding.operation else message


def _number(number: int) -> str:
    return str(number or "")


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(char, char) for char in text)
