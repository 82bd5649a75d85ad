"""A pilot for programs; money as text, unknown values null."""

from typing import Any

from bulkops.core.change import Change
from bulkops.core.pilot import Pilot, PilotDocument
from bulkops.reporting.conflict_json import plain
from bulkops.reporting.findings_json import place_json


def piloted_json(pilot: Pilot | None) -> dict[str, Any]:
    """Give the member `pilot` of a run's report; nothing where there was none, or it was not read back."""
    return {} if pilot is None else {"pilot": pilot_json(pilot)}


def pilot_json(pilot: Pilot) -> dict[str, Any]:
    """Give what a pilot has come to.

    `verdict` of a document is `equal`, `differs`, `gone`, or `there` where it was deleted and is not gone.
    `changes` are the fields that are different: as `sent`, as `found`; of `sensitive` ones neither. Sums are net,
    without VAT.
    """
    totals = pilot.totals.items()
    return {
        "passed": pilot.passed,
        "steps": dict(pilot.steps),
        "failed": pilot.failed,
        "documents": [_document(found) for found in pilot.documents],
        "totals": [
            {"currency": currency or None, "net_sent": plain(sent), "net_found": plain(net), "vat_found": plain(vat)}
            for currency, (sent, net, vat) in totals
        ],
    }


def _document(found: PilotDocument) -> dict[str, Any]:
    return {
        "verdict": found.verdict.value,
        "kind": found.resource,
        "key": found.key,
        "operation": {"id": found.id, "type": found.type, **place_json(found.place)},
        "compared": found.compared,
        "not_shown": list(found.unseen),
        "changes": [_change(change) for change in found.changes],
        "currency": found.currency or None,
        "net_sent": plain(found.net_sent),
        "net_found": plain(found.net_found),
        "vat_found": plain(found.vat_found),
    }


def _change(change: Change) -> dict[str, Any]:
    told: dict[str, Any] = {"path": change.path, "kind": change.kind.value, "sensitive": change.sensitive}
    return told if change.sensitive else {**told, "sent": plain(change.before), "found": plain(change.after)}
