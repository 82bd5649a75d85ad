"""The sandbox with a description to conform to: needs `BULKOPS_OPENAPI`."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bulkops.core.errors import UsageError
from bulkops.core.http import Request, Response
from bulkops.core.json import dumps, loads
from bulkops.sandbox import routes
from bulkops.sandbox.call import Call
from bulkops.sandbox.conformity import VARIABLE, load
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.reply import Reply
from bulkops.sandbox.switches import Switches
from tests.cli.serve_process import serving
from tests.sandbox.desk import INVOICE, NOW, wrapped

CREATE = "/v2/customerinvoice"
GOOD = Request(api="visma", method="POST", path=CREATE, body=dumps(wrapped()))
BAD = Request(api="visma", method="POST", path=CREATE, body=dumps(wrapped() | {"invoicTxt": {"value": "x"}}))
BACKGROUND = (("erp-api-background", "none"),)


@pytest.fixture
def erp() -> Iterator[Erp]:
    erp = Erp(conformity=load(os.environ["BULKOPS_OPENAPI"]))
    yield erp
    erp.close()


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the sandbox create with 200, which is not declared."""

    def create(call: Call) -> Response:
        answer = found(call)
        return Response(status=200 if answer.status == 201 else answer.status, headers=answer.headers)

    operation = routes.find(GOOD)
    assert not isinstance(operation, tuple)
    found = operation.operation
    monkeypatch.setattr(routes, "find", lambda request: routes.Found(create, ()) if request.method == "POST" else ())


def status_of(reply: Reply) -> int:
    assert reply.response is not None
    return reply.response.status


def test_a_request_of_our_own_that_departs_is_not_worked_on(erp: Erp) -> None:
    erp.inject(Fault(kind=FaultKind.REFUSE, status=418))
    reply = erp.answer(BAD, NOW, client="bulkops/0.1")
    assert reply.response is not None
    assert reply.response.status == 500
    assert reply.response.body.decode().startswith("does not conform to visma-net.openapi-2025-04.json: body: ")
    assert b"'invoicTxt'" in reply.response.body
    assert erp.ledger().documents() == []
    assert [(seen.status, seen.client, seen.fault) for seen in erp.ledger().requests()] == [(500, "bulkops/0.1", "")]
    assert "invoicTxt" in erp.ledger().requests()[0].departs
    assert status_of(erp.answer(GOOD, NOW, client="bulkops/0.1")) == 418


def test_a_request_of_somebody_else_is_only_noted(erp: Erp) -> None:
    reply = erp.answer(BAD, NOW, client="curl/8.5.0")
    assert status_of(reply) == 201
    assert "invoicTxt" in reply.departs
    assert erp.ledger().requests()[0].departs == reply.departs
    assert erp.answer(GOOD, NOW, client="curl/8.5.0").departs == ""


def test_an_answer_that_departs_is_loud(erp: Erp, wrong: None) -> None:
    reply = erp.answer(GOOD, NOW, client="curl/8.5.0")
    assert reply.response is not None
    assert (reply.response.status, reply.departs) == (500, "answer: the status 200 is not declared")
    assert erp.ledger().requests()[0].departs == reply.departs


def test_an_answer_that_a_fault_makes_up_is_not_the_systems(erp: Erp, wrong: None) -> None:
    erp.inject(Fault(kind=FaultKind.REFUSE, status=418), Fault(kind=FaultKind.BAD_GATEWAY, first=2))
    assert status_of(erp.answer(GOOD, NOW)) == 418
    assert status_of(erp.answer(GOOD, NOW)) == 502


def test_the_answer_of_a_background_call_is_looked_at_too(erp: Erp, monkeypatch: pytest.MonkeyPatch) -> None:
    queued = Request(api="visma", method="POST", path=CREATE, headers=BACKGROUND, body=GOOD.body)
    with monkeypatch.context() as patch:
        first = erp.answer(queued, NOW)
        assert first.response is not None
        patch.setattr("bulkops.sandbox.due.work", lambda call: Response(status=200))
        erp.run_due(NOW + 3600)
    state = Request(api="visma", method="GET", path=f"/v1/background/{loads(first.response.body)['id']}")
    reply = erp.answer(state, NOW + 3600)
    assert reply.response is not None
    assert loads(reply.response.body)["statusCode"] == 500


def test_limits_and_admission_conform(erp: Erp) -> None:
    erp.set_switches(Switches(authorization="always", rate_limit=1))
    assert status_of(erp.answer(GOOD, NOW)) == 401
    erp.set_switches(Switches(rate_limit=1))
    asked = Request(api="visma", method="GET", path=INVOICE)
    assert [status_of(erp.answer(asked, NOW)) for _ in range(2)] == [200, 429]


def test_the_environment_names_the_description(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, os.environ["BULKOPS_OPENAPI"])
    with Erp() as erp:
        assert status_of(erp.answer(BAD, NOW, client="bulkops/0.1")) == 500
    monkeypatch.setenv(VARIABLE, "/nowhere/openapi.json")
    with pytest.raises(UsageError, match=r"`/nowhere/openapi.json` cannot be used: no such file"):
        Erp()
    monkeypatch.delenv(VARIABLE)
    with Erp() as erp:
        assert status_of(erp.answer(BAD, NOW, client="bulkops/0.1")) == 201


def test_a_description_is_held_against_others_in_the_log_only(tmp_path: Path) -> None:
    with serving(tmp_path, "--openapi", os.environ["BULKOPS_OPENAPI"], "--switch", "authorization=never") as server:
        assert server.ask("GET", f"{INVOICE}?customerNumber=1", User_Agent="probe/1")[0] == 200
        assert server.ask("GET", f"{INVOICE}?customerNumber=1", User_Agent="bulkops/0.1")[0] == 500
        found = json.loads(server.ask("GET", "/_sandbox/ledger/requests?departs=true")[1])["requests"]
        assert [entry["status"] for entry in found] == [200, 500]
        assert server.end() == 0
    assert server.err.count("DEPARTS: query `customerNumber`: it is not described") == 2
    assert f"checked against {Path(os.environ['BULKOPS_OPENAPI']).name}" in server.err
