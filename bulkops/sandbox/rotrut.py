"""Swedish deductions on household services: what an invoice says of them, and the kinds of work."""

from decimal import ROUND_DOWN, Decimal
from typing import Any

from bulkops.core.http import Response
from bulkops.core.money import rounded
from bulkops.sandbox.call import Call, shown
from bulkops.sandbox.errors import RefusedError
from bulkops.sandbox.rows import Row
from bulkops.sandbox.totals import vat_code

_KINDS = (
    ("Rot", "Construction", "Bygg"),
    ("Rot", "Electricity", "El"),
    ("Rot", "Plumbing and ventilation", "Vvs"),
    ("Rot", "Painting", "MalningTapetsering"),
    ("Rut", "Cleaning", "Stadning"),
    ("Rut", "Gardening", "Tradgard"),
    ("Rut", "Snow clearing", "Snoskottning"),
)


def work_types(call: Call) -> Response:  # noqa: ARG001 - operations have one form
    """List the kinds of work."""
    return shown([{"rutRotType": kind, "description": text, "xmlTag": tag} for kind, text, tag in _KINDS])


#: Share of the work's price, VAT included, that a customer need not pay, in percent; by Swedish law.
_SHARES = {"Rot": Decimal(30), "Rut": Decimal(50)}


def deduct(row: Row) -> None:
    """Work out what each line of a deductible invoice deducts: a share of its work, nothing of its material."""
    kind = (row.unseen.get("rotRutDetails") or {}).get("type") or "Rot"
    for line in row.body["invoiceLines"]:
        line.pop("deductableAmount", None)
        if row.body["isRotRutDeductible"] and line["isRotRutDeductible"]:
            vat = vat_code(line["vatCode"]["id"]).rate
            work = line["amountInCurrency"] if (line.get("itemType") or "Service") == "Service" else Decimal(0)
            line["deductableAmount"] = rounded(work * (100 + vat) / 100 * _SHARES.get(kind, _SHARES["Rot"]) / 100)


def details(call: Call) -> Response:
    """Show an invoice's deduction; of an invoice without one an empty form, or nothing."""
    row = call.document()
    kept = row.unseen.get("rotRutDetails") or {}
    if call.switches.rotrut_without == "404" and not row.body["isRotRutDeductible"]:
        raise RefusedError(404, f"The document '{row.number}' has no ROT or RUT deduction.")
    costs = dict.fromkeys(("Service", "MaterialCost", "OtherCost"), Decimal(0))
    for line in row.body["invoiceLines"]:
        costs[line.get("itemType") or "Service"] += line["amountInCurrency"] if line["isRotRutDeductible"] else 0
    total = sum((Decimal(line.get("deductableAmount") or 0) for line in row.body["invoiceLines"]), Decimal(0))
    shares = _distribution(kept, total)
    body = {
        "docType": "Invoice",
        "refNbr": row.number,
        "distributedAutomaticaly": kept.get("distributedAutomaticaly") or False,
        "type": kept.get("type") or "Rot",
        "totalDeductableAmount": total,
        "workPrice": costs["Service"],
        "materialCost": costs["MaterialCost"],
        "otherCost": costs["OtherCost"],
        "distributedAmount": sum((share.get("amount") or Decimal(0) for share in shares), Decimal(0)),
        "appartment": kept.get("appartment") or "",
        "estate": kept.get("estate") or "",
        "organizationNbr": kept.get("organizationNbr") or "",
        "distribution": shares,
    }
    return shown(body)


def _distribution(kept: dict[str, Any], total: Decimal) -> list[dict[str, Any]]:
    """Give each person's share; where the system shares out, in equal parts, and what is left over to the first."""
    shares = [
        {name: value for name, value in share.items() if name != "operation"}
        for share in kept.get("distribution") or []
    ]
    if kept.get("distributedAutomaticaly") and shares:
        part = (total / len(shares)).quantize(Decimal("0.01"), ROUND_DOWN)
        for share in shares:
            share["amount"] = part
        shares[0]["amount"] = total - part * (len(shares) - 1)
    return shares
