"""What another client does between two requests of the one that is tried: it changes, adds and moves invoices.

Its requests stand in the ledger as those of `FOREIGN`, and so do their effects.
"""

from dataclasses import dataclass, replace
from typing import Any

from bulkops.core.http import Request, Response
from bulkops.core.json import dumps, loads
from bulkops.sandbox.call import Call
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.front import move_to_front
from bulkops.sandbox.ledger import FOREIGN, write_request, write_status
from bulkops.sandbox.rows import find
from bulkops.sandbox.work import work

_PATH = "/v1/customerinvoice"
_TEXT = "Changed by another client"


@dataclass(frozen=True, slots=True)
class SecondClient:
    """Another client, at work in the transaction of a call.

    Attributes:
        call: The call.
        fault: What it is to do.
        match: Which of the fault's matching requests this is; decides what is chosen.
    """

    call: Call
    fault: Fault
    match: int

    def before(self) -> None:
        """Do what has to be done before the call's own work."""
        if self.fault.kind is FaultKind.MOVE_ROW:
            rows = self._rows_from_here()
            if rows:
                self._to_front(self._one_of(rows)["referenceNumber"])
        elif self.fault.kind is FaultKind.ADD_ROW:
            rows = self._rows(self.call.request)
            if rows:
                self._add_like(rows[0])

    def after(self, response: Response) -> None:
        """Change the invoice that has been read, or one of those that were."""
        if self.fault.kind is not FaultKind.SECOND_CLIENT or not response.good:
            return
        shown = loads(response.body)
        if isinstance(shown, list):
            if not shown:
                return
            shown = self._one_of(shown)
        self._edit(shown)

    def _edit(self, invoice: dict[str, Any]) -> None:
        path = f"{_PATH}/{invoice['referenceNumber']}"
        match self.fault.edit:
            case "text":
                self._ask("PUT", path, {"invoiceText": {"value": f"{_TEXT} ({self.match})"}})
            case "line":
                self._ask("PUT", path, {"invoiceLines": [_line(invoice)]})
            case "release":
                self._ask("POST", f"{path}/action/release")
            case "delete":
                self._ask("DELETE", path)

    def _rows_from_here(self) -> list[Any]:
        """Rows of the page that is asked for, and of all that follow."""
        query = dict(self.call.request.query)
        name = next(name for name in query if name.lower() == "pagenumber")
        rows: list[Any] = []
        page = int(query[name])
        while more := self._rows(replace(self.call.request, query=tuple({**query, name: str(page)}.items()))):
            rows += more
            page += 1
        return rows

    def _rows(self, request: Request) -> list[Any]:
        response = work(replace(self.call, request=request))
        return loads(response.body) if response.good else []

    def _one_of(self, rows: list[Any]) -> Any:
        return rows[self.fault.choose(self.match, len(rows))]

    def _to_front(self, number: str) -> None:
        row = find(self.call.state, number)
        if row is not None:
            move_to_front(self.call.state, row.id)

    def _add_like(self, row: dict[str, Any]) -> None:
        """Create an invoice that the same filters let through, as far as they look at what is copied."""
        body = {
            "customerNumber": {"value": row["customer"]["number"]},
            "currencyId": {"value": row["currencyId"]},
            "documentDate": {"value": row["documentDate"]},
            "externalReference": {"value": row.get("externalReference") or ""},
            "customerRefNumber": {"value": row.get("customerRefNumber") or ""},
            "hold": {"value": row["status"] == "Hold"},
            "invoiceText": {"value": _TEXT},
        }
        response = self._ask("POST", _PATH, body)
        if response.good:
            self._to_front(response.headers["location"].rpartition("/")[2])

    def _ask(self, method: str, path: str, body: Any = None) -> Response:
        """Send a request of the other client; it is refused where the system refuses it."""
        call = self.call
        request = Request(api="visma", method=method, path=path, body=None if body is None else dumps(body))
        seq = write_request(call.state, request, call.now, FOREIGN)
        # A release is done by the time its answer is there, so that the other client's work is all in one place.
        switches = replace(call.switches, background_release="done", release_fails_every=0)
        response = work(replace(call, request=request, seq=seq, switches=switches, background=True, parameters=()))
        write_status(call.state, seq, response.status, "")
        return response


def _line(invoice: dict[str, Any]) -> dict[str, Any]:
    lines = invoice.get("invoiceLines") or []
    if not lines:
        return {"operation": "Insert", "description": {"value": _TEXT}, "quantity": {"value": 1}}
    quantity = (lines[0].get("quantity") or 0) + 1
    return {
        "operation": "Update",
        "lineNumber": {"value": lines[0]["lineNumber"]},
        "quantity": {"value": quantity},
    }
