"""Findings as SARIF 2.1.0, which code scanners and editors read."""

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from bulkops.core.codes import CODES
from bulkops.core.errors import BulkopsError
from bulkops.core.finding import Finding, Related
from bulkops.core.place import Place
from bulkops.reporting.findings import chosen, placed

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
#: GitHub keeps no more of one upload.
RESULTS_MAX = 5000
#: Names how the fingerprint below is made: another way of making it needs another name.
FINGERPRINT = "bulkopsFinding/v1"

_DRIVE = re.compile(r"[A-Za-z]:/")


def findings_sarif(
    findings: Sequence[Finding],
    version: str,
    *,
    total: int = 0,
    category: str = "",
    fallback: str = "",
    ended: BulkopsError | None = None,
) -> dict[str, Any]:
    """Give findings as a SARIF log with one run.

    Columns count characters, as ours do. A finding in a table names the column's header in its message.

    Args:
        findings: What was found; where there are more than scanners take, errors go before warnings.
        version: Version of bulkops.
        total: How many were found, where `findings` are only the first of them.
        category: What was looked at, and how, such as `plan`: logs of one category replace one another.
        fallback: File that findings of no place are put to: GitHub refuses a log with a result that has none.
        ended: What ended the command, if it is none of the findings.
    """
    ordered = chosen(findings, RESULTS_MAX)
    codes = sorted({finding.code for finding in ordered})
    seen: Counter[str] = Counter()
    run: dict[str, Any] = {
        "tool": {"driver": {"name": "bulkops", "semanticVersion": version, "rules": [_rule(code) for code in codes]}},
        "invocations": [_invocation(max(total, len(findings)) - len(ordered), ended)],
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes.index(finding.code), fallback, seen) for finding in ordered],
    }
    if category:
        run["automationDetails"] = {"id": f"bulkops/{category}/"}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _invocation(hidden: int, ended: BulkopsError | None) -> dict[str, Any]:
    notes = []
    if hidden > 0:
        notes.append({"level": "warning", "message": {"text": f"{hidden} more findings are not in this file"}})
    if ended is not None:
        text = f"{ended.message}; {ended.hint}" if ended.hint else ended.message
        notes.append({"level": "error", "message": {"text": text}, "descriptor": {"id": ended.code}})
    invocation: dict[str, Any] = {"executionSuccessful": ended is None}
    return {**invocation, "toolExecutionNotifications": notes} if notes else invocation


def _rule(code: str) -> dict[str, Any]:
    known = CODES.get(code)
    if known is None:
        return {"id": code}
    fence = "```"
    while fence in known.example:
        fence += "`"
    example = f"{fence}\n{known.example.rstrip()}\n{fence}"
    return {
        "id": code,
        "shortDescription": {"text": known.title},
        "fullDescription": {"text": known.cause},
        "help": {
            "text": f"{known.cause}\n\n{known.remedy}",
            "markdown": f"{known.cause}\n\n{example}\n\n{known.remedy}\n\n`bulkops explain {code}` says the same.",
        },
    }


def _result(finding: Finding, rule: int, fallback: str, seen: Counter[str]) -> dict[str, Any]:
    text = finding.message
    if finding.place is not None and finding.place.label:
        text = f"column `{finding.place.label}`: {text}"
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity.value,
        "message": {"text": "\n".join((f"{text}; {finding.hint}" if finding.hint else text, *finding.notes))},
    }
    place = placed(finding) or (Place(fallback, 1) if fallback else None)
    if place is not None:
        location = _location(place)
        if finding.operation:
            location["logicalLocations"] = [{"name": finding.operation, "kind": "operation"}]
        result["locations"] = [location]
    if finding.related:
        result["relatedLocations"] = [_related(number, one) for number, one in enumerate(finding.related)]
    result["partialFingerprints"] = {FINGERPRINT: _fingerprint(finding, seen)}
    return result


def _fingerprint(finding: Finding, seen: Counter[str]) -> str:
    """Tell a finding again after lines were added above it: by what it says of which operation, not by where.

    What is said of no place and no operation may be a count that changes with every plan: its code says it all.
    """
    place = finding.place
    said = finding.message if finding.operation or place is not None else ""
    file, label = (place.file, place.label) if place is not None else ("", "")
    parts = (finding.code, file, label, finding.operation, said)
    name = sha256("\0".join(parts).encode()).hexdigest()[:16]
    seen[name] += 1
    return f"{name}:{seen[name]}"


def _related(number: int, related: Related) -> dict[str, Any]:
    return {"id": number, **_location(related.place), "message": {"text": related.text}}


def _location(place: Place) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file)}}
    if place.line:
        region = {"startLine": place.line}
        if place.column:
            region["startColumn"] = place.column
            if place.length:
                region["endColumn"] = place.column + place.length
        physical["region"] = region
    return {"physicalLocation": physical}


def _uri(file: str) -> str:
    path = file.replace("\\", "/")
    if path.startswith("/"):
        return f"file://{quote(path)}"
    return f"file:///{path[:2]}{quote(path[2:])}" if _DRIVE.match(path) else quote(path)
