"""A step of a plan for programs: a JSON object without anything secret."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from bulkops.core.change import Change
from bulkops.core.json import dumps
from bulkops.core.outside import Outside
from bulkops.core.registry import Registry
from bulkops.core.shown import SentRequest, Shown
from bulkops.reporting.conflict_json import conflict_json, plain
from bulkops.reporting.findings_json import place_json
from bulkops.reporting.times import time_json


def step_json(shown: Shown, registry: Registry) -> dict[str, Any]:
    """Give a step as a plan file has it (docs/plan-format.md).

    Numbers with decimals are text, what is not known or not there is null, and values of sensitive fields are left out.
    """
    operation_type = registry.types[shown.type]
    return {
        "seq": shown.seq,
        "manifest": shown.manifest,
        "id": shown.id,
        "type": shown.type,
        "action": operation_type.verb,
        "verdict": shown.verdict.value,
        "reason": shown.reason or None,
        **place_json(shown.place),
        "target": {
            "kind": operation_type.resource.noun,
            "key": shown.target or None,
            "made_by": shown.target_from or None,
        },
        "needs": list(shown.needs),
        "etag": shown.tag or None,
        "etag_from": shown.tag_from or None,
        "irreversible": operation_type.irreversible,
        "undone_by": operation_type.undone_by or None,
        "natural_key": shown.natural_key or None,
        "currency": shown.currency,
        "amount": _number(shown.amount),
        "amount_before": _number(shown.amount_before),
        "existing": shown.existing,
        "payload": plain(shown.payload),
        "changes": [_change_json(change) for change in shown.changes],
        "kept": {name: list(counts) for name, counts in shown.kept.items()},
        "conflict": conflict_json(shown.conflict),
        "outside": _outside_json(shown.outside),
        "along": shown.along or None,
        "requests": [_request_json(request) for request in shown.requests],
        "content": shown.content,
        "payload_sha256": shown.payload_digest or None,
    }


def steps_json(steps: Iterable[Shown], registry: Registry) -> Iterator[str]:
    """Write steps as a JSON array, one a line."""
    line = "["
    for shown in steps:
        yield line if line == "[" else f"{line},"
        line = dumps(step_json(shown, registry)).decode()
    yield line
    yield "]"


def _number(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def _change_json(change: Change) -> dict[str, Any]:
    """Give a change; of a sensitive one that it is made, and neither side."""
    if change.sensitive:
        return {"path": change.path, "kind": "sensitive", "was": change.kind.value}
    return {
        "path": change.path,
        "kind": change.kind.value,
        "before": plain(change.before),
        "after": plain(change.after),
    }


def _outside_json(outside: Outside | None) -> dict[str, Any] | None:
    if outside is None:
        return None
    return {
        "run": outside.run,
        "at": time_json(outside.at),
        "changes": [_change_json(change) for change in outside.changes],
        "gone": outside.gone,
    }


def _request_json(request: SentRequest) -> dict[str, Any]:
    return {
        "method": request.method,
        "path": request.path,
        "if_match": request.if_match or None,
        "background": request.background,
        "body_sha256": request.body or None,
        "bytes": request.bytes,
    }
