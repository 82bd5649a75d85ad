"""The page at the server's root: what this is, and how to begin."""

from collections.abc import Iterable
from html import escape

from bulkops.sandbox import masters, routes
from bulkops.sandbox.switches import Switches

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}"
    "pre,td{font-family:ui-monospace,monospace;font-size:.85rem}pre{background:#8882;padding:.8rem;overflow:auto}"
    "td{padding:.1rem 1rem .1rem 0;vertical-align:top}"
)


def page(host: str, own_routes: dict[str, str], switches: Switches) -> str:
    """Write the page.

    Args:
        host: Host and port that the client has asked for.
        own_routes: What the sandbox's own routes do, by method and path.
        switches: How the system behaves.
    """
    token = (
        f"curl -d 'grant_type=client_credentials&client_id=isv_demo&client_secret={switches.client_secret}"
        f"&tenant_id={switches.tenant or 'demo'}' http://{host}/connect/token"
    )
    use = f"curl -H 'Authorization: Bearer TOKEN' http://{host}/v1/customerinvoice/100231"
    systems = {"visma": "Visma.net ERP", "ddapi": "Compilator DDAPI"}
    tables = "".join(
        f"<h2>{name}</h2>" + _table((f"{method} {path}", "") for api, method, path in routes.listed() if api == key)
        for key, name in systems.items()
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>bulkops sandbox</title><style>{_STYLE}</style>'
        f"<h1>bulkops sandbox</h1><p>A local ERP to try integrations on: <b>{escape(masters.COMPANY)}</b>, made up, "
        "with invoices, row versions, a life cycle, limits, and things that go wrong on request. Nothing of it leaves "
        f"this machine.</p><h2>Begin</h2><pre>{escape(token)}\n{escape(use)}</pre>"
        f"<h2>The sandbox's own routes</h2>{_table(own_routes.items())}{tables}"
        "<p>Every switch and fault: docs/sandbox.md of bulkops.</p></html>\n"
    )


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(f"<tr><td>{escape(left)}</td><td>{escape(right)}</td></tr>" for left, right in rows)
    return f"<table>{cells}</table>"
