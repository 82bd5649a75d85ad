"""Drift for programs: JSON, a document a line, as it comes.

Members never change their meaning within one format number; new ones may come.
"""

import json
from collections.abc import Iterator
from typing import Any

from bulkops.core.change import Change
from bulkops.core.drift import Drift, DriftKind, Drifts, DriftSummary
from bulkops.reporting.conflict_json import plain
from bulkops.reporting.findings_json import place_json
from bulkops.reporting.times import time_json

FORMAT = "bulkops.drift/1"


def drift_json(summary: DriftSummary, drifts: Drifts) -> Iterator[str]:
    """Write what others have changed, line by line.

    `documents` have `drift` (`gone`, `moved`, `changed`, `touched`), the document, the operation of ours that wrote it
    last, and `changes`: as our runs left a field, and as it is now; values of `sensitive` ones are left out. Numbers
    with decimals are text; what is not known is null. Sums are of amounts as our runs left them.
    """
    head = {
        "format": FORMAT,
        "environment": summary.environment,
        "company": summary.company or None,
        "profile": summary.profile or None,
        "files": list(summary.files),
        "run": summary.run or None,
        "read_at": time_json(summary.at),
        "compared": summary.documents,
        "counts": {kind.value: summary.counts.get(kind, 0) for kind in DriftKind},
        "sums": {kind.value: plain(dict(sums)) for kind, sums in summary.sums.items()},
        "purged": summary.purged,
        "unversioned": summary.unversioned,
        "not_compared": {"removed": summary.removed, "unsettled": summary.unsettled},
        "calls": summary.calls,
    }
    yield _line(head)[:-1] + ', "documents": ['
    before = ""
    for kind in DriftKind:
        for drift in drifts.of(kind):
            if before:
                yield f"{before},"
            before = _line(_document(drift))
    if before:
        yield before
    yield "]}"


def _document(drift: Drift) -> dict[str, Any]:
    return {
        "drift": drift.kind.value,
        "kind": drift.resource,
        "key": drift.key,
        "status": drift.status or None,
        "operation": {
            "run": drift.run,
            "manifest": drift.manifest,
            "id": drift.id,
            "type": drift.type,
            "at": time_json(drift.at),
            **place_json(drift.place),
        },
        "changes": [_change(change) for change in drift.changes],
        "currency": drift.currency or None,
        "amount": plain(drift.amount),
        "amount_now": plain(drift.amount_now),
        "purged": drift.purged,
    }


def _change(change: Change) -> dict[str, Any]:
    shown = {"path": change.path, "kind": change.kind.value, "sensitive": change.sensitive}
    return shown if change.sensitive else {**shown, "left": plain(change.before), "now": plain(change.after)}


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
