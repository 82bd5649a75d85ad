"""The sandbox's own routes, over HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest

from bulkops.core.json import loads
from bulkops.sandbox.admin import OWN_ROUTES
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.ledger_pages import LIMIT_MAX
from bulkops.sandbox.switches import Switches
from tests.sandbox.desk import INVOICE, wrapped
from tests.sandbox.serving import Served, served

CREATE = "/v2/customerinvoice"


@pytest.fixture
def erp() -> Iterator[Erp]:
    erp = Erp(switches=Switches(authorization="never"))
    yield erp
    erp.close()


@pytest.fixture
def server(erp: Erp) -> Iterator[Served]:
    with served(erp) as server:
        yield server


def get(server: Served, path: str) -> Any:
    status, _, body = server.ask("GET", f"/_sandbox{path}")
    assert status == 200, body
    return loads(body)


def test_health(server: Served) -> None:
    assert get(server, "/health") == {"status": "ok", "invoices": 0, "requests": 0, "effects": 0}
    server.ask("POST", CREATE, wrapped())
    assert get(server, "/health") == {"status": "ok", "invoices": 1, "requests": 1, "effects": 1}


def test_switches(server: Served) -> None:
    fault = {"kind": "refuse", "method": "POST", "status": 418}
    status, _, body = server.ask("PUT", "/_sandbox/switches", {"latency_s": 0.001, "faults": [fault]})
    assert (status, loads(body)["faults"][0]["status"]) == (200, 418)
    assert server.ask("POST", CREATE, wrapped())[0] == 418
    for wrong in ({"nonsense": 1}, {"masters": "half"}, {"faults": [{"kind": "slow", "delay": 1}]}, b"{"):
        assert server.ask("PUT", "/_sandbox/switches", wrong)[0] == 400
    assert get(server, "/switches")["authorization"] == "never"
    assert server.ask("DELETE", "/_sandbox/switches")[0] == 200
    assert get(server, "/switches")["authorization"] == "served"


def test_faults(server: Served) -> None:
    status, _, body = server.ask("PUT", "/_sandbox/faults", b"refuse:POST:status=418; slow:GET:/nowhere:delay_s=2")
    assert status == 200
    assert [fault["kind"] for fault in loads(body)["faults"]] == ["refuse", "slow"]
    assert server.ask("POST", CREATE, wrapped())[0] == 418
    assert server.ask("POST", CREATE, wrapped())[0] == 201
    assert [fault["matched"] for fault in get(server, "/faults")["faults"]] == [2, 0]
    for text in (b'[{"kind": "refuse", "count": 0}]', b'{"faults": [{"kind": "refuse", "count": 0}]}'):
        assert server.ask("PUT", "/_sandbox/faults", text)[0] == 200
        assert server.ask("GET", INVOICE)[0] == 400
    status, _, body = server.ask("PUT", "/_sandbox/faults", b"refus:POST")
    assert (status, body) == (400, b"fault 1: there is no kind `refus`; `refuse` is meant, perhaps")
    for wrong in (b"[", b"[7]", b"\xff", b"slow:delay_s=-1"):
        assert server.ask("PUT", "/_sandbox/faults", wrong)[0] == 400
    assert server.ask("DELETE", "/_sandbox/faults")[0] == 204
    assert get(server, "/faults") == {"faults": []}
    assert server.ask("GET", INVOICE)[0] == 200


def test_the_beginning_of_the_ledger(server: Served) -> None:
    for reference in ("m-1", "m-2"):
        server.ask("POST", CREATE, wrapped(externalReference=reference), User_Agent="probe/1")
    whole = get(server, "/ledger")
    assert [(entry["path"], entry["client"]) for entry in whole["requests"]] == [(CREATE, "probe/1")] * 2
    assert [(entry["kind"], entry["foreign"]) for entry in whole["effects"]] == [("created", False)] * 2
    assert [entry["external_reference"] for entry in whole["documents"]] == ["m-1", "m-2"]
    assert whole["next"] == {"requests": None, "effects": None, "documents": None}
    first = get(server, "/ledger?limit=1")
    assert (len(first["requests"]), first["next"]) == (1, {"requests": 1, "effects": 1, "documents": 1})
    assert server.ask("GET", "/_sandbox/ledger?method=POST")[0] == 400


def test_the_ledger_by_pages(server: Served, erp: Erp) -> None:
    for number in range(25):
        server.ask(
            "POST" if number % 5 else "GET", CREATE if number % 5 else INVOICE, wrapped() if number % 5 else None
        )
    found: list[int] = []
    after: int | None = 0
    while after is not None:
        page = get(server, f"/ledger/requests?method=post&limit=7&after={after}")
        assert len(page["requests"]) <= 7
        found += [entry["seq"] for entry in page["requests"]]
        after = page["next"]
    assert found == [seen.seq for seen in erp.ledger().requests() if seen.method == "POST"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("requests?path=/v2/*", 2),
        ("requests?path=*/action/*&status=200", 1),
        ("requests?status=412", 1),
        ("requests?fault=refuse", 1),
        ("requests?api=ddapi", 0),
        ("requests?client=probe*", 5),
        ("requests?departs=true", 0),
        ("effects?kind=created", 2),
        ("effects?number=100001", 2),
        ("effects?number=100001&kind=released", 1),
        ("effects?request=1", 1),
        ("effects?resource=credit_note", 0),
        ("effects?external_reference=m-1", 2),
        ("effects?foreign=true", 0),
        ("documents?status=open", 1),
        ("documents?kind=credit_note", 0),
        ("documents?customer=10001&currency=NOK", 2),
        ("documents?external_reference=m-1&number=100001", 1),
    ],
)
def test_filters(erp: Erp, server: Served, query: str, count: int) -> None:
    erp.conformity = None  # what is asked here departs from any description
    erp.set_switches(Switches(authorization="never", release_delay_s=0))
    lines = [{"unitPriceInCurrency": 1}]
    server.ask("POST", CREATE, wrapped(externalReference="m-1", lines=lines), User_Agent="probe/1")
    server.ask("POST", CREATE, wrapped(), User_Agent="probe/1")
    server.ask("PUT", f"{INVOICE}/100002", wrapped(), User_Agent="probe/1", If_Match='"x"')
    server.ask("POST", f"{INVOICE}/100001/action/release", User_Agent="probe/1")
    server.ask("PUT", "/_sandbox/faults", b"refuse")
    server.ask("GET", INVOICE, User_Agent="probe/1")
    page = get(server, f"/ledger/{query}")
    assert len(page[query.partition("?")[0]]) == count
    assert page["next"] is None


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("requests?number=1", "`number` is no filter of requests: there are `api`, "),
        ("requests?limit=0", "`limit` is a number from 1 to 10000"),
        ("requests?limit=10001", "`limit` is a number from 1 to 10000"),
        ("effects?after=x", "`after` is a number from 0"),
        ("effects?after=-1", "`after` is a number from 0"),
        ("effects?after=" + "9" * 5000, ""),
    ],
)
def test_what_the_ledger_does_not_take(server: Served, query: str, said: str) -> None:
    status, _, body = server.ask("GET", f"/_sandbox/ledger/{query}")
    assert (status, body.decode().startswith(said)) == (400, True)


def test_a_long_ledger_is_read_by_its_pages_only(erp: Erp, server: Served) -> None:
    count = 200_000
    with erp.state.transaction():
        erp.state.db.execute(
            "INSERT INTO request WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " SELECT i, 0, 'visma', 'GET', '/v1/x', '', '', '', '', 200, '', 'x', '' FROM n",
            (count,),
        )
    assert get(server, "/health")["requests"] == count
    assert len(server.ask("GET", "/_sandbox/ledger")[2]) < 1_000_000
    page = get(server, f"/ledger/requests?limit={LIMIT_MAX}&after={count - 5}")
    assert [entry["seq"] for entry in page["requests"]] == list(range(count - 4, count + 1))
    assert get(server, "/ledger/requests?method=PUT") == {"requests": [], "next": None}


def test_the_company(server: Served) -> None:
    company = get(server, "/company")
    assert (company["name"], company["base_currency"]) == ("Nordvik Sandbox AS", "NOK")
    assert company["token"]["client_secret"] == "sandbox"
    assert {"3", "SE25"} <= set(company["vat_codes"])
    known = {
        "customerNumber": {"value": company["customers"][0]["number"]},
        "creditTermsId": {"value": next(iter(company["credit_terms"]))},
        "currencyId": {"value": next(reversed(company["currencies"]))},
        "invoiceLines": [
            {"inventoryNumber": {"value": "101"}, "vatCodeId": {"value": next(iter(company["vat_codes"]))}}
        ],
    }
    server.ask("PUT", "/_sandbox/switches", {"masters": "strict"})
    assert server.ask("POST", CREATE, known)[0] == 201
    for identity, code in company["ddapi"]["currencies"].items():
        assert loads(server.ask("GET", f"/api/Currencies/{identity}")[2])["CurrencyCode"] == code
    assert "refused" in get(server, "/company")["masters"]


def test_what_is_due_has_been_done_when_the_ledger_is_read(erp: Erp, server: Served) -> None:
    number = server.ask("POST", CREATE, wrapped())[1]["location"].rpartition("/")[2]
    erp.set_switches(Switches(authorization="never", release_delay_s=0))
    server.ask("POST", f"{INVOICE}/{number}/action/release")
    assert [effect["kind"] for effect in get(server, "/ledger/effects")["effects"]] == ["created", "released"]


def test_reset(server: Served) -> None:
    server.ask("POST", CREATE, wrapped())
    server.ask("PUT", "/_sandbox/switches", {"page_size_max": 3})
    assert server.ask("POST", "/_sandbox/reset")[0] == 204
    health = get(server, "/health")
    assert (health["invoices"] >= 8, health["requests"]) == (True, 0)
    assert get(server, "/switches")["page_size_max"] == 3


@pytest.mark.parametrize("path", ["/", "/_sandbox", "/_sandbox/"])
def test_the_page_for_people(server: Served, path: str) -> None:
    status, headers, body = server.ask("GET", path)
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    page = body.decode()
    assert f"{server.url}/connect/token" in page
    for method, own, _ in OWN_ROUTES:
        assert f"{method} {own}" in page or own == "/_sandbox"
    assert "GET /v1/customerinvoice/{number}" in page


def test_the_page_trusts_no_header(server: Served) -> None:
    body = server.ask("GET", "/", Host="<script>alert(1)</script>")[2]
    assert b"<script>" not in body


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/_sandbox/nothing", 404),
        ("GET", "/_sandboxes", 404),
        ("POST", "/_sandbox/ledger", 405),
        ("GET", "/_sandbox/reset", 405),
        ("HEAD", "/_sandbox/health", 200),
    ],
)
def test_other_routes(server: Served, method: str, path: str, status: int) -> None:
    answered, headers, _ = server.ask(method, path)
    assert answered == status
    assert ("allow" in headers) == (status == 405)


def test_nothing_of_it_stands_in_the_ledger(erp: Erp, server: Served) -> None:
    for _, path, _ in OWN_ROUTES:
        server.ask("GET", path)
    assert erp.ledger().requests() == []
