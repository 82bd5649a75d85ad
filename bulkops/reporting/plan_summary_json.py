"""The summary of a plan for programs: counts, sums, groups, and what it is expected to cost."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bulkops.core.plan import Forecast, Group, GroupChange, Largest, LeftOut, PlanSummary
from bulkops.reporting.conflict_json import plain
from bulkops.reporting.findings_json import place_json


def summary_json(summary: PlanSummary) -> dict[str, Any]:
    """Give a plan's summary.

    `sums` are net, without VAT, of the steps to do; those of two types must not be added: they may be about one
    document. An empty currency is the customers' own.
    """
    return {
        "steps": summary.steps,
        "counts": {verdict.value: dict(counts) for verdict, counts in summary.counts.items()},
        "sums": [
            {"type": name, **amount} for name, amounts in summary.sums.items() for amount in _amounts_json(amounts)
        ],
        "amount_unknown": dict(summary.amount_unknown),
        "unweighed": dict(summary.unweighed),
        "irreversible": summary.irreversible,
        "largest": [_largest_json(largest) for largest in summary.largest],
        "groups": [_group_json(group) for group in summary.groups],
        "left_out": [_left_out_json(left_out) for left_out in summary.left_out],
        "excluded": summary.excluded,
        "along": summary.along,
        "outside": summary.outside,
        "reads": summary.reads,
        "writes": summary.writes,
        "forecast": _forecast_json(summary.forecast),
    }


def _amounts_json(sums: Mapping[str, Decimal]) -> list[dict[str, str]]:
    return [{"currency": currency, "amount": f"{amount:f}"} for currency, amount in sums.items()]


def _largest_json(largest: Largest) -> dict[str, Any]:
    return {
        "currency": largest.currency,
        "amount": f"{largest.amount:f}",
        "id": largest.id,
        **place_json(largest.place),
    }


def _group_json(group: Group) -> dict[str, Any]:
    return {
        "number": group.number,
        "type": group.type or None,
        "verdict": group.verdict.value,
        "sign": group.sign.value,
        "irreversible": group.irreversible,
        "count": group.count,
        "sums": _amounts_json(group.sums),
        "amount_unknown": group.amount_unknown,
        "changes": [_change_json(change) for change in group.changes],
        "examples": list(group.examples),
        "seqs": list(group.seqs),
        "signatures": group.signatures,
        "first": place_json(group.first),
    }


def _change_json(change: GroupChange) -> dict[str, Any]:
    """Give what a group does to a field: one pair, or a range, or that it is sensitive."""
    what = {"path": change.path, "kind": change.kind.value, "count": change.count}
    if change.sensitive:
        return what | {"kind": "sensitive", "was": change.kind.value}
    values = (
        {"before": plain(change.before), "after": plain(change.after)}
        if change.constant
        else {"minimum": plain(change.minimum), "maximum": plain(change.maximum)}
    )
    return what | {"constant": change.constant} | values


def _left_out_json(left_out: LeftOut) -> dict[str, Any]:
    return {
        "file": left_out.file,
        "rows": left_out.rows,
        "rows_total": left_out.rows_total,
        "groups": left_out.groups,
        "why": left_out.why,
    }


def _forecast_json(forecast: Forecast | None) -> dict[str, Any] | None:
    if forecast is None:
        return None
    return {
        "calls": [{"api": calls.api, "kind": calls.kind, "count": calls.count} for calls in forecast.calls],
        "total": forecast.total,
        "seconds": forecast.seconds,
        "windows": forecast.windows,
        "bound": forecast.bound,
    }
