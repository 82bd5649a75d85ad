"""Findings as workflow commands of GitHub Actions, which shows them beside the lines of a pull request."""

from collections.abc import Iterator, Sequence

from bulkops.core.finding import Finding
from bulkops.reporting.findings import CAP, chosen

_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def findings_github(findings: Sequence[Finding], *, total: int = 0, cap: int = CAP) -> Iterator[str]:
    """Write `::error file=…,line=…,col=…,title=M021::message` for each finding, and a line for what is not shown."""
    shown = chosen(findings, cap)
    for finding in shown:
        yield _command(finding)
    hidden = max(total, len(findings)) - len(shown)
    if hidden > 0:
        yield f"::notice title=bulkops::{hidden} more not shown"


def _command(finding: Finding) -> str:
    place = finding.place
    properties = {}
    if place is not None:
        column = str(place.column or "")
        properties = {"file": place.file, "line": str(place.line or ""), "col": column}
    properties["title"] = finding.code
    written = ",".join(f"{name}={_escaped(value, _PROPERTY)}" for name, value in properties.items() if value)
    message = finding.message
    if place is not None and place.label:
        message = f"column `{place.label}`: {message}"
    if finding.operation:
        message += f" (operation `{finding.operation}`)"
    if finding.hint:
        message += f"\n{finding.hint}"
    return f"::{finding.severity} {written}::{_escaped(message, _DATA)}"


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(char, char) for char in text)
