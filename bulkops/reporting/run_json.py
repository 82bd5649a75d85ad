"""Runs and operations for programs: JSON objects; money as text, times in UTC, unknown values null.

Members never change their meaning within one format number; new ones may come.
"""

from collections.abc import Sequence
from typing import Any

from bulkops.core.outcome import State
from bulkops.core.record import AttemptRecord, OperationRecord, SentFile
from bulkops.core.run import Doubt, RunReport, RunSum
from bulkops.reporting.conflict_json import conflict_json, plain
from bulkops.reporting.findings_json import place_json
from bulkops.reporting.next_command import next_of, next_text, resolve_command
from bulkops.reporting.pilot_record import pilots_json
from bulkops.reporting.times import time_json

RUN_FORMAT = "bulkops.run/1"
RUNS_FORMAT = "bulkops.runs/1"
OPERATION_FORMAT = "bulkops.operation/1"


def run_json(report: RunReport) -> dict[str, Any]:
    """Give a run's report.

    `counts` by state and `done_before` add up to `steps`; `excluded` operations of the manifests are no steps of it,
    null where there are none or that is not known any more. `sums` are objects with `state` (`done_before` for earlier
    runs), `type`, `currency` (empty: the customers' own), `amount`, net without VAT, `amount_unknown`, documents whose
    sum is not known, and `final`, posted for good. Sums of two types must not be added: they may be about one document.
    `doubts` are operations in doubt, with the times when each was sent and from when it can be settled, and those that
    a person decides about, with the command for it; the list may be cut short. `conflict` of a cause is the first
    operation's.
    """
    return {
        "format": RUN_FORMAT,
        "run": report.name,
        "manifests": list(report.manifests),
        "files": list(report.files),
        "environment": report.environment,
        "company": report.company or None,
        "state": report.state.value,
        "started_at": time_json(report.started_at),
        "by": {"actor": report.actor or None, "host": report.host or None, "version": report.version or None},
        "approved_by": report.approver or None,
        "plan_digest": report.plan_digest or None,
        "manifest_digests": list(report.manifest_digests),
        "purged_at": time_json(report.purged_at),
        "pilots": pilots_json(report.pilots),
        "elapsed_s": round(report.elapsed_s, 3),
        "calls": report.calls,
        "steps": report.steps,
        "done_before": report.done_before,
        "excluded": report.excluded or None,
        "counts": {state.value: count for state, count in report.counts.items() if count},
        "sums": [_sum_json(row) for row in report.sums],
        "causes": [
            {
                "state": cause.state.value,
                "code": cause.code or None,
                "message": cause.message,
                "count": cause.count,
                "first": {"operation": cause.id, **place_json(cause.first)},
                "conflict": conflict_json(cause.conflict),
            }
            for cause in report.causes
        ],
        "doubts": [_doubt_json(doubt, report) for doubt in report.doubts],
        "next": next_text(report),
    }


def status_json(report: RunReport) -> dict[str, Any]:
    """Give where a run is; the same object as at its end."""
    return run_json(report)


def runs_json(reports: Sequence[RunReport], last_hash: str = "") -> dict[str, Any]:
    """Give a list of runs, and the hash of the journal's last event: kept elsewhere, it proves all of them."""
    runs = [run_json(report) for report in reports]
    return {"format": RUNS_FORMAT, "last_hash": last_hash or None, "runs": runs}


def show_json(record: OperationRecord) -> dict[str, Any]:
    """Give all that the journal knows of one operation; `body` is what is sent, without what is sensitive."""
    return {
        "format": OPERATION_FORMAT,
        "run": record.run,
        "manifest": record.manifest,
        "operation": record.id,
        "seq": record.seq or None,
        "type": record.type,
        "state": record.state.value,
        "code": record.code or None,
        "message": record.message or None,
        **place_json(record.place),
        "target": record.target or None,
        "number": record.number or None,
        "tag": record.tag or None,
        "natural_key": record.natural_key or None,
        "currency": record.currency or None,
        "amount": None if record.amount is None else f"{record.amount:f}",
        "payload_keys": list(record.payload_keys),
        "body": plain(record.body) or None,
        "needs": list(record.needs),
        "undone_by": record.undone_by or None,
        "undone_in": list(record.undone_in),
        "irreversible": record.irreversible,
        "attempts": [_attempt_json(attempt) for attempt in record.attempts],
        "receipt": record.receipt or None,
        "file": _file_json(record.sent_file),
        "save_as": record.save_as or None,
        "conflict": conflict_json(record.conflict),
        "purged_at": time_json(record.purged_at),
        "next": next_of(record) or None,
        "events": [{"at": time_json(event.at), "kind": event.kind, "text": event.text} for event in record.events],
    }


def _sum_json(row: RunSum) -> dict[str, Any]:
    return {
        "state": row.state.value if row.state is not None else "done_before",
        "type": row.type,
        "currency": row.currency,
        "amount": f"{row.amount:f}",
        "amount_unknown": row.unknown,
        "final": row.final,
    }


def _doubt_json(doubt: Doubt, report: RunReport) -> dict[str, Any]:
    return {
        "operation": doubt.id,
        "manifest": doubt.manifest,
        **place_json(doubt.place),
        "state": doubt.state.value,
        "code": doubt.code or None,
        "message": doubt.message,
        "sent_at": time_json(doubt.sent_at),
        "settled_at": time_json(doubt.settled_at),
        "resolve": resolve_command(report, doubt.id) if doubt.state is State.MANUAL else None,
    }


def _file_json(file: SentFile | None) -> dict[str, Any] | None:
    if file is None:
        return None
    return {"name": file.name, "size": file.size, "sha256": file.sha256, "path": file.path}


def _attempt_json(attempt: AttemptRecord) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "method": attempt.method,
        "path": attempt.path,
        "if_match": attempt.if_match or None,
        "background": attempt.background,
        "sent_at": time_json(attempt.sent_at),
        "ended_at": time_json(attempt.ended_at),
        "status": attempt.status or None,
        "state": attempt.state.value if attempt.state is not None else None,
        "code": attempt.code or None,
        "message": attempt.message or None,
    }
