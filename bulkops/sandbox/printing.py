"""Printing an invoice (visma-net.md, section 13)."""

from bulkops.core.http import Response
from bulkops.sandbox.call import Call
from bulkops.sandbox.results import check_status


def show(call: Call) -> Response:
    """Print an invoice: 200 and a PDF."""
    from bulkops.sandbox.report import invoice_pdf  # noqa: PLC0415 - its library is large, and most runs print nothing

    row = call.document()
    if call.switches.print_of == "released":
        check_status(row, "printing", "Open", "Closed")
    headers = {"content-type": "application/pdf", "content-disposition": f'inline; filename="{row.number}.pdf"'}
    return Response(status=200, headers=headers, body=invoice_pdf(row))
