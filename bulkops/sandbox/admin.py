"""Routes of the sandbox itself, under `/_sandbox`: what a test or a person asks of it, never of the system it plays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from bulkops.core.http import Request, Response
from bulkops.core.json import dumps
from bulkops.sandbox import company, ledger_pages
from bulkops.sandbox.call import shown
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.errors import plain
from bulkops.sandbox.fault_text import read_objects, read_text
from bulkops.sandbox.index_page import page
from bulkops.sandbox.switches import Switches, to_json

PREFIX = "/_sandbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A request to the sandbox itself."""

    erp: Erp
    query: Mapping[str, str]
    body: bytes
    host: str
    now: float


def is_ours(request: Request) -> bool:
    """Say whether a request is for the sandbox itself."""
    return request.path in {"/", PREFIX} or request.path.startswith(f"{PREFIX}/")


def answer(erp: Erp, request: Request, host: str, now: float) -> Response:
    """Answer a request for the sandbox itself.

    Args:
        erp: The system.
        request: The request.
        host: Host and port that the client has asked for.
        now: Seconds since 1970 UTC.
    """
    path = request.path.removeprefix(PREFIX).rstrip("/")
    asked = _Asked(erp=erp, query=dict(request.query), body=request.body or b"", host=host, now=now)
    methods = {method: route for (method, each), (route, _) in _ROUTES.items() if each == path}
    if not methods:
        return plain(404, f"The sandbox has no such route; `GET {PREFIX}` lists those that it has.")
    if request.method not in methods:
        return replace(plain(405, "Method not allowed."), headers={"allow": ", ".join(methods)})
    try:
        return methods[request.method](asked)
    except ValueError as error:
        return plain(400, f"{error}")


def _index(asked: _Asked) -> Response:
    own = {f"{method} {PREFIX}{path}": what for (method, path), (_, what) in _ROUTES.items() if path}
    body = page(asked.host, own, asked.erp.switches).encode()
    return Response(status=200, headers={"content-type": "text/html; charset=utf-8"}, body=body)


def _health(asked: _Asked) -> Response:
    return shown({"status": "ok", **ledger_pages.counts(asked.erp.state)})


def _company(asked: _Asked) -> Response:
    return shown(company.shown(asked.erp.switches))


def _ledger(asked: _Asked) -> Response:
    """Give the first page of all parts."""
    asked.erp.run_due(asked.now)
    if set(asked.query) - {"limit"}:
        raise ValueError("only `limit` can be given here; each part has its filters: requests, effects, documents")
    whole: dict[str, Any] = {}
    following: dict[str, Any] = {}
    for name in ledger_pages.PARTS:
        found = ledger_pages.page(asked.erp.state, name, asked.query)
        following[name] = found.pop("next")
        whole |= found
    return shown({**whole, "next": following})


def _part(name: str) -> Callable[[_Asked], Response]:
    def answer_part(asked: _Asked) -> Response:
        asked.erp.run_due(asked.now)
        return shown(ledger_pages.page(asked.erp.state, name, asked.query))

    return answer_part


def _switches(asked: _Asked) -> Response:
    return shown(to_json(asked.erp.switches))


def _change_switches(asked: _Asked) -> Response:
    asked.erp.change_switches(asked.body)
    return _switches(asked)


def _set_switches_back(asked: _Asked) -> Response:
    asked.erp.set_switches(Switches())
    return _switches(asked)


def _faults(asked: _Asked) -> Response:
    rows = asked.erp.state.db.execute("SELECT name, value FROM counter WHERE name LIKE 'fault:%'")
    matched = dict(rows.fetchall())
    faults = [
        {**msgspec.to_builtins(fault), "matched": matched.get(f"fault:{position}", 0)}
        for position, fault in enumerate(asked.erp.switches.faults)
    ]
    return shown({"faults": faults})


def _change_faults(asked: _Asked) -> Response:
    try:
        text = asked.body.decode().strip()
    except UnicodeDecodeError as error:
        raise ValueError("faults are written in UTF-8") from error
    faults = read_objects(msgspec.json.decode(text)) if text.startswith(("[", "{")) else read_text(text)
    asked.erp.change_switches(dumps({"faults": msgspec.to_builtins(faults)}))
    return _faults(asked)


def _drop_faults(asked: _Asked) -> Response:
    asked.erp.change_switches(b'{"faults": []}')
    return Response(status=204)


def _reset(asked: _Asked) -> Response:
    asked.erp.reset(asked.now)
    return Response(status=204)


#: What serves a method and path, and what it does.
_ROUTES: dict[tuple[str, str], tuple[Callable[[_Asked], Response], str]] = {
    ("GET", ""): (_index, "this page"),
    ("GET", "/health"): (_health, "whether it runs, and how many invoices, requests and effects there are"),
    ("GET", "/company"): (_company, "what the company knows: customers, VAT codes, terms, currencies"),
    ("GET", "/ledger"): (_ledger, "the beginning of all of the ledger"),
    ("GET", "/ledger/requests"): (_part("requests"), "every request, by pages"),
    ("GET", "/ledger/effects"): (_part("effects"), "everything that has happened, by pages"),
    ("GET", "/ledger/documents"): (_part("documents"), "the documents that exist, by pages"),
    ("GET", "/switches"): (_switches, "how the systems behave"),
    ("PUT", "/switches"): (_change_switches, "change the switches that a JSON object names"),
    ("DELETE", "/switches"): (_set_switches_back, "set all switches back"),
    ("GET", "/faults"): (_faults, "what goes wrong on purpose, and how many requests it was about"),
    ("PUT", "/faults"): (_change_faults, "set what goes wrong, as JSON or as short text"),
    ("DELETE", "/faults"): (_drop_faults, "let nothing go wrong"),
    ("POST", "/reset"): (_reset, "empty the company and fill it with its demonstration data"),
}
#: The same for people: method, path, what it does.
OWN_ROUTES = tuple((method, f"{PREFIX}{path}", what) for (method, path), (_, what) in _ROUTES.items())
