"""What is done to an invoice as a whole: release, reverse (visma-net.md, sections 4 and 10)."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from bulkops.core.http import Response
from bulkops.sandbox.call import Call, shown
from bulkops.sandbox.cause import Cause
from bulkops.sandbox.errors import RefusedError, business, id_of
from bulkops.sandbox.invoices import next_number
from bulkops.sandbox.masters import due
from bulkops.sandbox.rows import CREDIT_NOTE, UNRELEASED, Row, add, change, find_due, note, start_release
from bulkops.sandbox.state import State
from bulkops.sandbox.switches import Switches
from bulkops.sandbox.tags import quoted

FIRST_CREDIT_NOTE = 200001


def release(call: Call) -> Response:
    """Start a release: 200 at once; the invoice leaves `Balanced` when the work is done."""
    row = call.document()
    call.check_tag(row)
    if row.status != "Balanced":
        raise RefusedError(
            400, f"Error releasing document. Error: Document status '{row.status}' is invalid for processing."
        )
    _check_period(call, row.body["financialPeriod"])
    if call.background and call.switches.background_release == "done":
        return _release_now(call, row)
    if row.release_due is None:
        start_release(call.state, row, call.now + call.switches.release_delay_s, call.seq)
    return shown(_result(call, "InProcess"))


def _release_now(call: Call, row: Row) -> Response:
    """Do a release while its caller waits for the result."""
    if finish_release(call.state, call.switches, row, call.cause):
        return shown(_result(call, "Done"))
    text = "Error releasing document. Error: The document could not be released."
    if call.switches.background_release_failure == "refused":
        return business(400, text, call.seq)
    return shown(_result(call, "Failed", text))


def finish_releases(state: State, switches: Switches, now: float) -> None:
    """Do the releases whose time has come, in the order they were due."""
    for row in find_due(state, now):
        assert row.release_due is not None
        at, offset = row.release_due, switches.utc_offset_minutes
        finish_release(state, switches, row, Cause(request=row.release_request, at=at, utc_offset_minutes=offset))


def finish_release(state: State, switches: Switches, row: Row, cause: Cause) -> bool:
    """Do a release; says whether it went through. One that fails leaves the document as it was."""
    row.release_due = None
    attempt = state.count_up("release", 1)
    if row.status != "Balanced" or (switches.release_fails_every and attempt % switches.release_fails_every == 0):
        state.db.execute("UPDATE document SET release_due = NULL WHERE id = ?", (row.id,))
        note(state, row, cause, "release_failed")
        return False
    row.body["status"] = "Open" if row.body["balanceInCurrency"] else "Closed"
    change(state, row, cause, "released")
    return True


def _result(call: Call, outcome: str, text: str | None = None) -> dict[str, Any]:
    return {"actionId": id_of("action", call.seq), "actionResult": outcome, "errorInfo": text}


def reverse(call: Call) -> Response:
    """Make a credit note of a released invoice; a repetition makes another one."""
    row = call.document()
    call.check_tag(row)
    wanted = call.json()
    if row.status in UNRELEASED:
        raise RefusedError(
            400, f"Error reversing document. Error: Document status '{row.status}' is invalid for processing."
        )
    credit_note = _credit_note(call, row)
    _check_period(call, credit_note.body["financialPeriod"])
    add(call.state, credit_note, call.cause, "reversed", source=row.number)
    result: dict[str, Any] = {
        "referenceNumber": credit_note.number,
        **_result(call, "Done"),
    }
    if isinstance(wanted, dict) and wanted.get("returnCreditNote") is True:
        shown_note = _without(credit_note.body, _NOT_IN_RESULT)
        shown_note["invoiceLines"] = [_without(line, _NOT_IN_RESULT_LINE) for line in shown_note["invoiceLines"]]
        result["creditNoteDto"] = shown_note
    answer = shown(result)
    return Response(status=200, headers={**answer.headers, "etag": quoted(credit_note.version)}, body=answer.body)


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
_NOT_IN_RESULT_LINE = frozenset({"isRotRutDeductible", "itemType", "typeOfWork", "termStartDate", "termEndDate"})


def _without(members: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if name not in names}


def _credit_note(call: Call, row: Row) -> Row:
    body = deepcopy(_without(row.body, _NOT_IN_CREDIT_NOTE))
    body["invoiceLines"] = [_without(line, _NOT_IN_LINE) for line in body["invoiceLines"]]
    body |= {"documentType": "CreditNote", "status": "Balanced", "hold": False, "applications": [], "attachments": []}
    body["referenceNumber"] = next_number(call, CREDIT_NOTE, FIRST_CREDIT_NOTE, CREDIT_NOTE)
    body["balance"], body["balanceInCurrency"] = body["amount"], body["amountInCurrency"]
    if call.switches.credit_note_date == "today":
        body["documentDate"] = call.today
        body["financialPeriod"] = body["postPeriod"] = call.today[:4] + call.today[5:7]
    body["documentDueDate"] = body["cashDiscountDate"] = due(body["documentDate"], 0)
    if call.switches.credit_note_references == "none":
        body["externalReference"] = body["customerRefNumber"] = ""
    if call.switches.credit_note_text == "none":
        body["invoiceText"] = ""
    return Row(kind=CREDIT_NOTE, body=body, unseen={})


def _check_period(call: Call, period: str) -> None:
    if call.switches.closed_through and period <= call.switches.closed_through:
        raise RefusedError(400, f"Error processing document. Error: Financial period '{period}' is closed.")
