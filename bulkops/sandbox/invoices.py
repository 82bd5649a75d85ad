"""Customer invoices: create, read, change, delete (visma-net.md, sections 4, 9 and 10)."""

from collections.abc import Mapping
from typing import Any

from bulkops.core.http import Response
from bulkops.providers.visma.fields import INVOICE_FIELDS
from bulkops.sandbox.attachments import drop_lines
from bulkops.sandbox.call import Call, shown
from bulkops.sandbox.corrections import drop_copy
from bulkops.sandbox.draft import OWN_DUE_DATE, blank, complete, note_discount
from bulkops.sandbox.errors import RefusedError
from bulkops.sandbox.merge import Rules, lay
from bulkops.sandbox.rotrut import deduct
from bulkops.sandbox.rows import UNRELEASED, Row, add, change, reference_exists, remove
from bulkops.sandbox.series import number_of_new
from bulkops.sandbox.tags import quoted
from bulkops.sandbox.wire import Shape

INVOICE_SHAPE = Shape(INVOICE_FIELDS)
#: All that may still be changed once an invoice is in the books.
_OPEN_FIELDS = frozenset({"documentDueDate", "cashDiscountDate"})


def create(call: Call) -> Response:
    """Create an invoice: 201, nothing in the body, the number at the end of `Location`."""
    values = INVOICE_SHAPE.read(call.json(), call.switches.utc_offset_minutes)
    row = Row(body=blank("Invoice", call.today), unseen={})
    row.body["hold"] = call.switches.hold_on_entry
    number = number_of_new(call, values)
    reference = values.get("externalReference")
    if reference and call.switches.duplicate_reference == "refused" and reference_exists(call.state, reference):
        raise RefusedError(400, f"Error creating document. Error: External reference '{reference}' is used already.")
    _lay(call, row, values)
    row.body["referenceNumber"] = number
    if not row.body["paymentReference"]:
        row.body["paymentReference"] = number
    add(call.state, row, call.cause)
    headers = {"location": call.location(number)}
    if call.request.path.startswith("/v2/"):
        headers["etag"] = quoted(row.version)
    return Response(status=201, headers=headers)


def read(call: Call) -> Response:
    """Show an invoice."""
    row = call.document()
    return shown(row.body, row.version)


def update(call: Call) -> Response:
    """Lay values over an invoice: 204."""
    row = call.document()
    call.check_tag(row)
    values = INVOICE_SHAPE.read(call.json(), call.switches.utc_offset_minutes)
    values.pop("referenceNumber", None)
    if row.status not in UNRELEASED and (row.status != "Open" or set(values) - _OPEN_FIELDS):
        raise RefusedError(
            400, f"Error updating document. Error: The document has status '{row.status}' and is read-only."
        )
    _lay(call, row, values)
    if "invoiceLines" in values:
        drop_lines(call.state, row)
    change(call.state, row, call.cause)
    return Response(status=204, headers={"etag": quoted(row.version)} if call.switches.update_etag else {})


def delete(call: Call) -> Response:
    """Delete an invoice that is not released: 204."""
    row = call.document()
    if row.status not in UNRELEASED:
        raise RefusedError(
            400, f"Error deleting document. Error: The document has status '{row.status}' and is read-only."
        )
    remove(call.state, row, call.cause)
    drop_copy(call, row)
    return Response(status=204)


def _lay(call: Call, row: Row, values: dict[str, Any]) -> None:
    released = row.status not in UNRELEASED
    values.pop("referenceNumber", None)
    by_hand = values.pop("taxDetailLines", None)
    if by_hand is not None:
        row.unseen["taxDetailLines"] = by_hand
    if values.get("documentDueDate"):
        row.unseen[OWN_DUE_DATE] = True
    elif "creditTermsId" in values or "documentDueDate" in values:
        row.unseen[OWN_DUE_DATE] = False
    _forget(row, values)
    _bound_references(call, values)
    rules = Rules(
        touched=lambda line, given: note_discount(row, line, given),
        insert_updates=call.switches.insert_existing == "updates",
        without_operation=call.switches.operation_missing,
    )
    lay(INVOICE_SHAPE, values, row.body, row.unseen, rules)
    _agree_periods(row, values)
    if released:
        return
    complete(row, strict=call.switches.masters == "strict")
    deduct(row)
    row.body["status"] = "Hold" if row.body["hold"] else "Balanced"


def _agree_periods(row: Row, values: Mapping[str, Any]) -> None:
    """The period has two names: the one that was sent counts, and a new date moves a period nobody chose."""
    if "financialPeriod" in values:
        row.unseen["ownPeriod"] = True
    elif "postPeriod" in values:
        row.unseen["ownPeriod"] = True
        row.body["financialPeriod"] = row.body["postPeriod"]
    elif "documentDate" in values and not row.unseen.get("ownPeriod"):
        row.body["financialPeriod"] = ""
        row.body["postPeriod"] = ""


def _bound_references(call: Call, values: dict[str, Any]) -> None:
    """Cut or refuse references that are too long, where there is a limit."""
    length_max = call.switches.reference_length_max
    for name in ("externalReference", "customerRefNumber", "paymentReference"):
        if length_max and len(values.get(name) or "") > length_max:
            if call.switches.reference_too_long == "refused":
                text = f"'{name}' has a maximum length of {length_max}."
                raise RefusedError(400, f"Error updating document. Error: {text}")
            values[name] = values[name][:length_max]


def _forget(row: Row, values: Mapping[str, Any]) -> None:
    """Drop what came with a customer or a currency that is about to be replaced."""
    customer, currency = row.body.get("customer", {}).get("number"), row.body["currencyId"]
    if values.get("customerNumber", customer) != customer:
        for member, override in (("invoiceAddress", "overrideAddress"), ("invoiceContact", "overrideContact")):
            if not row.body.get(member, {}).get(override):
                row.body.pop(member, None)
    if values.get("currencyId", currency) != currency:
        row.body["exchangeRate"] = None
