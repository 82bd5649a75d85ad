"""Swedish deductions on household services: what an invoice says of them, and the kinds of work."""

from decimal import Decimal

from bulkops.core.http import Response
from bulkops.sandbox.call import Call, shown

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


def details(call: Call) -> Response:
    """Show an invoice's deduction; of an invoice without one an empty form."""
    row = call.document()
    kept = row.unseen.get("rotRutDetails", {})
    costs = dict.fromkeys(("Service", "MaterialCost", "OtherCost"), Decimal(0))
    for line in row.body["invoiceLines"]:
        costs[line.get("itemType") or "Service"] += line["amountInCurrency"] if line["isRotRutDeductible"] else 0
    shares = [
        {name: value for name, value in share.items() if name != "operation"} for share in kept.get("distribution", [])
    ]
    body = {
        "docType": "Invoice",
        "refNbr": row.number,
        "distributedAutomaticaly": kept.get("distributedAutomaticaly") or False,
        "type": kept.get("type") or "Rot",
        "totalDeductableAmount": sum((line.get("deductableAmount") or Decimal(0)) for line in row.body["invoiceLines"]),
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
