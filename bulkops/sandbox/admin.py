"""Routes of the sandbox itself, under `/_sandbox`: what a test or a person asks of it, never of the system it plays."""

from collections.abc import Callable

import msgspec

from bulkops.core.http import Response
from bulkops.core.json import dumps
from bulkops.sandbox.call import shown
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.errors import plain
from bulkops.sandbox.switches import Switches, from_json, to_json

PREFIX = "/_sandbox"


def answer(erp: Erp, method: str, path: str, body: bytes, now: float) -> Response:
    """Answer a request under `PREFIX`."""
    routes: dict[tuple[str, str], Callable[[], Response]] = {
        ("GET", "/health"): lambda: shown({"status": "ok", "invoices": len(erp.ledger().documents())}),
        ("GET", "/ledger"): lambda: _ledger(erp, now),
        ("GET", "/switches"): lambda: shown(to_json(erp.switches)),
        ("PUT", "/switches"): lambda: _switch(erp, body, erp.switches),
        ("DELETE", "/switches"): lambda: _switch(erp, b"{}", Switches()),
        ("POST", "/reset"): lambda: _reset(erp, now),
    }
    route = routes.get((method, path.removeprefix(PREFIX).rstrip("/")))
    return plain(404, "The sandbox has health, ledger, switches and reset.") if route is None else route()


def _reset(erp: Erp, now: float) -> Response:
    erp.reset(now)
    return Response(status=204)


def _ledger(erp: Erp, now: float) -> Response:
    erp.run_due(now)
    ledger = erp.ledger()
    whole = {"requests": ledger.requests(), "effects": ledger.effects()}
    documents = [*ledger.documents(), *ledger.documents("credit_note")]
    shown_documents = [{**msgspec.to_builtins(document), "net": document.net} for document in documents]
    return shown(dumps({**whole, "documents": shown_documents}))


def _switch(erp: Erp, body: bytes, base: Switches) -> Response:
    try:
        switches = from_json(body, base)
    except ValueError as error:
        return plain(400, f"{error}")
    erp.set_switches(switches)
    return shown(to_json(switches))
