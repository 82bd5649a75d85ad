"""Sending an invoice to AutoInvoice (visma-net.md, section 10)."""

from bulkops.core.http import Response
from bulkops.sandbox.call import Call, shown
from bulkops.sandbox.errors import RefusedError
from bulkops.sandbox.results import check_status, failure, result
from bulkops.sandbox.rows import change, keep_unseen, note

_SENT = "sentToAutoInvoice"


def send(call: Call) -> Response:
    """Send an invoice out; a repetition sends it again."""
    row = call.document()
    call.check_tag(row)
    if call.switches.autoinvoice_of == "released":
        check_status(row, "sending", "Open", "Closed")
    if call.switches.autoinvoice_customers == "none":
        customer = row.body["customer"]["number"]
        raise RefusedError(400, f"Error sending document. Error: Customer '{customer}' is not set up for AutoInvoice.")
    if call.switches.autoinvoice_repeat == "refused" and row.unseen.get(_SENT):
        raise RefusedError(400, "Error sending document. Error: The document has been sent to AutoInvoice.")
    members = {"refNbr": row.number, "documentType": "Invoice"}
    if (failed := failure(call, **members)) is not None:
        return failed
    row.unseen[_SENT] = True
    files = call.state.db.execute(
        "SELECT name FROM attachment WHERE document = ? AND to_autoinvoice ORDER BY line, name", (row.id,)
    ).fetchall()
    detail = ", ".join(name for (name,) in files)
    if call.switches.autoinvoice_version == "new":
        change(call.state, row, call.cause, "sent", detail=detail)
    else:
        keep_unseen(call.state, row)
        note(call.state, row, call.cause, "sent", detail=detail)
    return shown(result(call, **members))
