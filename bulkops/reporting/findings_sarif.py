"""Findings as SARIF 2.1.0, which code scanners and editors read."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from bulkops.core.codes import CODES
from bulkops.core.finding import Finding, Related
from bulkops.core.place import Place
from bulkops.reporting.findings import chosen

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def findings_sarif(findings: Sequence[Finding], version: str) -> dict[str, Any]:
    """Give findings as a SARIF log with one run.

    Columns count characters, as ours do. A finding in a table names the column's header in its message.

    Args:
        findings: What was found.
        version: Version of bulkops.
    """
    ordered = chosen(findings, len(findings))
    codes = sorted({finding.code for finding in ordered})
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {"name": "bulkops", "semanticVersion": version, "rules": [_rule(code) for code in codes]}
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, codes.index(finding.code)) for finding in ordered],
            }
        ],
    }


def _rule(code: str) -> dict[str, Any]:
    known = CODES.get(code)
    if known is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": known.title},
        "fullDescription": {"text": known.cause},
        "help": {"text": known.remedy},
    }


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    text = finding.message
    if finding.place is not None and finding.place.label:
        text = f"column `{finding.place.label}`: {text}"
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity.value,
        "message": {"text": f"{text}; {finding.hint}" if finding.hint else text},
    }
    if finding.place is not None:
        location = _location(finding.place)
        if finding.operation:
            location["logicalLocations"] = [{"name": finding.operation, "kind": "operation"}]
        result["locations"] = [location]
    if finding.related:
        result["relatedLocations"] = [_related(number, one) for number, one in enumerate(finding.related)]
    return result


def _related(number: int, related: Related) -> dict[str, Any]:
    return {"id": number, **_location(related.place), "message": {"text": related.text}}


def _location(place: Place) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(place.file.replace("\\", "/"))}}
    if place.line:
        region = {"startLine": place.line}
        if place.column:
            region["startColumn"] = place.column
            if place.length:
                region["endColumn"] = place.column + place.length
        physical["region"] = region
    return {"physicalLocation": physical}
