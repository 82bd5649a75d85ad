"""Correcting a released invoice: a copy to be edited, and a credit note of the original (visma-net.md, section 10)."""

from copy import deepcopy

from bulkops.core.http import Response
from bulkops.sandbox.applications import apply_note
from bulkops.sandbox.call import Call, shown
from bulkops.sandbox.cause import Cause
from bulkops.sandbox.draft import complete
from bulkops.sandbox.errors import RefusedError
from bulkops.sandbox.results import check_period, check_status, failure, result
from bulkops.sandbox.reversals import add_credit_note, open_note
from bulkops.sandbox.rows import Row, add, find_by_key, remove
from bulkops.sandbox.series import next_number
from bulkops.sandbox.state import State


def correct(call: Call) -> Response:
    """Make a copy of a released invoice that nothing is applied to, and a credit note of the invoice itself."""
    row = call.document()
    call.check_tag(row)
    check_status(row, "correcting", "Open")
    if row.body["applications"]:
        raise RefusedError(400, "Error correcting document. Error: The document has applications.")
    if call.switches.correction_repeat == "refused" and _is_being_corrected(call.state, row):
        raise RefusedError(400, "Error correcting document. Error: The document is being corrected already.")
    if (failed := failure(call, refNbr="", documentType="Invoice")) is not None:
        return failed
    copy = _copy(call, row)
    add(call.state, copy, call.cause, "corrected", source=row.number)
    credit_note = add_credit_note(call, row)
    call.state.db.execute("INSERT INTO correction VALUES (?, ?, ?)", (copy.id, row.id, credit_note.id))
    return shown(result(call, refNbr=copy.number, documentType="Invoice"), copy.version)


def settle(state: State, copy: Row, cause: Cause) -> None:
    """Match an invoice with its credit note once the copy that takes its place is released."""
    pair = state.db.execute("SELECT original, note FROM correction WHERE copy = ?", (copy.id,)).fetchone()
    if pair is None:
        return
    original, credit_note = (find_by_key(state, key) for key in pair)
    if original is None or credit_note is None or "Closed" in (original.status, credit_note.status):
        return
    open_note(state, credit_note, cause)
    apply_note(state, credit_note, original, cause)


def drop_copy(call: Call, copy: Row) -> None:
    """Give up a correction whose copy is deleted: its credit note goes too, if it is so switched."""
    row = call.state.db.execute("DELETE FROM correction WHERE copy = ? RETURNING note", (copy.id,)).fetchone()
    credit_note = None if row is None else find_by_key(call.state, row[0])
    if credit_note is not None and call.switches.correction_deleted == "with_note":
        remove(call.state, credit_note, call.cause)


def _is_being_corrected(state: State, row: Row) -> bool:
    found = state.db.execute("SELECT 1 FROM correction WHERE original = ?", (row.id,)).fetchone()
    return found is not None


def _copy(call: Call, row: Row) -> Row:
    body, switches = deepcopy(row.body), call.switches
    number = next_number(call)
    if body["paymentReference"] == row.number:
        body["paymentReference"] = number
    body |= {"referenceNumber": number, "hold": switches.correction_status == "Hold", "attachments": []}
    body["status"] = switches.correction_status
    for line in body["invoiceLines"]:
        line["attachments"] = []
    if switches.correction_date == "today":
        body |= {"documentDate": call.today, "financialPeriod": "", "postPeriod": "", "cashDiscountDate": ""}
    if switches.correction_references == "none":
        body["externalReference"] = body["customerRefNumber"] = ""
    copy = Row(body=body, unseen=deepcopy(row.unseen))
    complete(copy, strict=switches.masters == "strict")
    check_period(call, body["financialPeriod"])
    return copy
