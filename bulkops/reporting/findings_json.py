"""Findings for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from bulkops.core.finding import Finding, Severity
from bulkops.core.place import Place
from bulkops.reporting.findings import chosen

FORMAT = "bulkops.findings/1"


def findings_json(findings: Sequence[Finding], *, total: int = 0) -> Mapping[str, Any]:
    """Give findings as a JSON object; none of those given is left out.

    Members never change their meaning within one format number; new ones may come.

    - `format`: `bulkops.findings/1`.
    - `findings`: objects in order of file and line, with `code`, `severity` (`error`, `warning`), `message`, `file`,
      `line`, `column` (both from 1), `label` (header name of the column, in a table), `operation`, `hint`, and
      `related`: objects with `text`, `file`, `line`, `column`, `label`. What is not known is null. `notes`, where there
      are any, are lines of text that belong to it.
    - `counts`: `error`, `warning`: of the objects in `findings`.
    - `total`: how many were found; more than there are objects where the search was cut short.
    """
    return {
        "format": FORMAT,
        "findings": [_finding(finding) for finding in chosen(findings, len(findings))],
        "counts": {severity.value: sum(finding.severity is severity for finding in findings) for severity in Severity},
        "total": max(total, len(findings)),
    }


def place_json(place: Place | None) -> dict[str, Any]:
    """Give a place's members; null where not known."""
    if place is None:
        return {"file": None, "line": None, "column": None, "label": None}
    return {
        "file": place.file,
        "line": place.line or None,
        "column": place.column or None,
        "label": place.label or None,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        **place_json(finding.place),
        "operation": finding.operation or None,
        "hint": finding.hint or None,
        "related": [{"text": related.text, **place_json(related.place)} for related in finding.related],
        **({"notes": list(finding.notes)} if finding.notes else {}),
    }
