"""Reversing an invoice by a credit note, and applying the note to it (visma-net.md, sections 4 and 10)."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from bulkops.core.http import Response
from bulkops.sandbox.applications import apply_note
from bulkops.sandbox.call import Call, shown
from bulkops.sandbox.cause import Cause
from bulkops.sandbox.masters import due
from bulkops.sandbox.results import check_period, check_status, failure, result
from bulkops.sandbox.rows import CREDIT_NOTE, UNRELEASED, Row, add, change
from bulkops.sandbox.series import next_number
from bulkops.sandbox.state import State

#: Members of an invoice that a credit note has none of.
_NOT_IN_CREDIT_NOTE = frozenset({"startDate", "endDate", "accountingCostRef", "originatorDocRef", "contractDocRef"}) | {
    "directDebitMandate",
    "excludeDebtCollection",
    "debtCollection",
}
#: Members of a credit note that the result of a reversal leaves out.
_NOT_IN_RESULT = frozenset(
    {"creditTerms", "documentDueDate", "cashDiscountDate", "dunningLetterDate", "taxDetails"}
) | {
    "dunningLetterLevel",
    "isRotRutDeductible",
    "exchangeRate",
    "sendToAutoInvoice",
    "roundingDiff",
    "customerVatZone",
    "childRecord",
    "timeStamp",
}
_NOT_IN_LINE = frozenset({"startDate", "endDate", "lineType"})
_NOT_IN_RESULT_LINE = frozenset({"isRotRutDeductible", "itemType", "typeOfWork", "termStartDate", "termEndDate"}) | {
    "deductableAmount"
}


def reverse(call: Call) -> Response:
    """Make a credit note of a released invoice; a repetition makes another one."""
    row = call.document()
    call.check_tag(row)
    wanted = call.json()
    check_status(row, "reversing", "Open", "Closed")
    if (failed := failure(call, referenceNumber="")) is not None:
        return failed
    return _answer(call, add_credit_note(call, row), wanted)


def reverse_and_apply(call: Call) -> Response:
    """Make a credit note of a released invoice, and apply it to the invoice."""
    row = call.document()
    call.check_tag(row)
    wanted = call.json()
    check_status(row, "reversing", "Open")
    if (failed := failure(call, referenceNumber="")) is not None:
        return failed
    credit_note = add_credit_note(call, row)
    outcome = call.switches.reverse_and_apply
    if outcome != "pending":
        open_note(call.state, credit_note, call.cause)
    apply_note(call.state, credit_note, row, call.cause, posted=outcome == "settled")
    return _answer(call, credit_note, wanted)


def open_note(state: State, credit_note: Row, cause: Cause) -> None:
    """Release a credit note, where that has not been done."""
    if credit_note.status in UNRELEASED:
        credit_note.body |= {"status": "Open", "hold": False}
        change(state, credit_note, cause, "released")


def add_credit_note(call: Call, row: Row) -> Row:
    """Make the credit note that takes back an invoice.

    Raises:
        RefusedError: It would stand in a period that is closed.
    """
    body = deepcopy(_without(row.body, _NOT_IN_CREDIT_NOTE))
    body["invoiceLines"] = [_without(line, _NOT_IN_LINE) | {"attachments": []} for line in body["invoiceLines"]]
    body |= {"documentType": "CreditNote", "applications": [], "attachments": []}
    body.pop("closedFinancialPeriod", None)
    body["referenceNumber"] = next_number(call, CREDIT_NOTE)
    body["balance"], body["balanceInCurrency"] = body["amount"], body["amountInCurrency"]
    if call.switches.credit_note_date == "today":
        body["documentDate"] = call.today
        body["financialPeriod"] = body["postPeriod"] = call.today[:4] + call.today[5:7]
    body["documentDueDate"] = body["cashDiscountDate"] = due(body["documentDate"], 0)
    if call.switches.credit_note_references == "none":
        body["externalReference"] = body["customerRefNumber"] = ""
    if call.switches.credit_note_text == "none":
        body["invoiceText"] = ""
    check_period(call, body["financialPeriod"])
    body["status"] = call.switches.credit_note_status
    body["hold"] = body["status"] == "Hold"
    credit_note = Row(kind=CREDIT_NOTE, body=body, unseen={})
    add(call.state, credit_note, call.cause, "reversed", source=row.number)
    return credit_note


def _answer(call: Call, credit_note: Row, wanted: Any) -> Response:
    told = result(call, referenceNumber=credit_note.number)
    if isinstance(wanted, dict) and wanted.get("returnCreditNote") is True:
        shown_note = _without(credit_note.body, _NOT_IN_RESULT)
        shown_note["invoiceLines"] = [_without(line, _NOT_IN_RESULT_LINE) for line in shown_note["invoiceLines"]]
        told["creditNoteDto"] = shown_note
    return shown(told, credit_note.version)


def _without(members: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if name not in names}
