from base64 import urlsafe_b64decode
from typing import Any
from urllib.parse import urlencode

import pytest

from bulkops.core.http import Response
from bulkops.core.json import loads
from tests.sandbox.desk import INVOICE, Desk

FORM = {
    "grant_type": "client_credentials",
    "client_id": "isv_demo",
    "client_secret": "sandbox",
    "tenant_id": "tenant-1",
}
SCOPE = "vismanet_erp_service_api:"


def ask_token(desk: Desk, **changes: str) -> Response:
    return desk.ask("POST", "/connect/token", urlencode(FORM | changes).encode())


def bearer(desk: Desk, **changes: str) -> dict[str, Any]:
    answer = loads(ask_token(desk, **changes).body)
    return {"Authorization": f"{answer['token_type']} {answer['access_token']}"}


def test_a_token_lets_in_until_it_expires(desk: Desk) -> None:
    desk.switch(authorization="always", token_life_s=600)
    assert desk.ask("GET", INVOICE).status == 401
    assert desk.ask("GET", INVOICE, Authorization="Bearer wrong").status == 401
    headers = bearer(desk)
    assert loads(ask_token(desk).body)["expires_in"] == 600
    assert desk.ask("GET", INVOICE, **headers).status == 200
    desk.now += 599
    assert desk.ask("GET", INVOICE, **headers).status == 200
    desk.now += 1
    answer = desk.ask("GET", INVOICE, **headers)
    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a_token_may_say_whom_it_is_for(desk: Desk) -> None:
    desk.switch(authorization="always", token_form="jwt", token_life_s=600)
    headers = bearer(desk, scope=f"{SCOPE}read")
    head, claims, signature = headers["Authorization"].removeprefix("Bearer ").split(".")
    told = loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    assert (told["tenant_id"], told["client_id"], told["scope"]) == ("tenant-1", "isv_demo", [f"{SCOPE}read"])
    assert told["exp"] == int(desk.now) + 600
    assert desk.ask("GET", INVOICE, **headers).status == 200
    assert desk.ask("GET", INVOICE, Authorization=f"Bearer {head}.{claims}.{signature[:-1]}x").status == 401
    assert bearer(desk) != bearer(desk)


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "no"}, 400, "invalid_client"),
        ({"client_id": ""}, 400, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"scope": f"{SCOPE}admin"}, 400, "invalid_scope"),
    ],
)
def test_credentials_that_are_refused(desk: Desk, changes: dict[str, str], status: int, error: str) -> None:
    response = ask_token(desk, **changes)
    assert (response.status, loads(response.body)) == (status, {"error": error})


def test_another_tenant_has_no_licence(desk: Desk) -> None:
    desk.switch(tenant="tenant-1")
    assert ask_token(desk).status == 200
    body = loads(ask_token(desk, tenant_id="tenant-2").body)
    assert (body["ExceptionFaultCode"], body["ExceptionType"]) == ("12027", "IPPException")


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [("read", "GET"), ("create", "POST release"), ("update", "PUT release"), ("delete", "DELETE")],
)
def test_a_token_is_good_for_its_scopes(desk: Desk, scope: str, allowed: str) -> None:
    number = desk.create()
    desk.switch(authorization="always")
    headers = bearer(desk, scope=SCOPE + scope)
    one = f"{INVOICE}/{number}"
    answers = {
        "GET": desk.ask("GET", one, **headers),
        "POST": desk.ask("POST", INVOICE, {"customerNumber": {"value": "1"}}, **headers),
        "PUT": desk.ask("PUT", one, {}, **headers),
        "release": desk.ask("POST", f"{one}/action/release", **headers),
        "DELETE": desk.ask("DELETE", one, **headers),
    }
    assert {name for name, answer in answers.items() if answer.good} == set(allowed.split())
    assert {answer.status for answer in answers.values() if not answer.good} == {403}


def test_every_answer_tells_the_budget(desk: Desk) -> None:
    desk.now = 1_772_449_200.0 + 600.5
    desk.switch(rate_limit=3)
    headers = desk.ask("GET", f"{INVOICE}/1").headers
    assert headers["x-ratelimit-limit"] == "3"
    assert headers["x-ratelimit-remaining"] == "2"
    assert headers["x-ratelimit-reset"] == "3000"
    assert headers["x-ratelimit-policy"] == "4-fixed-window"


def test_a_window_is_spent_and_comes_again(desk: Desk) -> None:
    desk.switch(rate_limit=3, rate_window_s=100)
    desk.now = 1_000_000_030.0
    assert [desk.ask("GET", INVOICE).status for _ in range(4)] == [200, 200, 200, 429]
    refused = desk.ask("POST", "/v2/customerinvoice", {"customerNumber": {"value": "1"}})
    assert refused.headers["retry-after"] == refused.headers["x-ratelimit-reset"] == "70"
    assert refused.headers["x-ratelimit-remaining"] == "0"
    desk.now += 69.9
    assert desk.ask("GET", INVOICE).status == 429
    desk.now += 0.1
    assert desk.rows() == []


def test_tenants_and_clients_have_budgets_of_their_own(desk: Desk) -> None:
    desk.switch(authorization="always", rate_limit=1)
    first, second = bearer(desk), bearer(desk, tenant_id="tenant-2")
    assert [desk.ask("GET", INVOICE, **headers).status for headers in (first, second, first)] == [200, 200, 429]


def test_the_same_request_too_often_in_a_minute(desk: Desk) -> None:
    desk.switch(same_request_limit=2)
    assert [desk.ask("GET", f"{INVOICE}?customer=1").status for _ in range(3)] == [200, 200, 429]
    assert desk.ask("GET", f"{INVOICE}?customer=2").status == 200
    assert desk.ask("GET", f"{INVOICE}?customer=1").headers["retry-after"] == "60"
    desk.now += 61
    assert desk.ask("GET", f"{INVOICE}?customer=1").status == 200


def test_a_failed_request_too_often_in_five_minutes(desk: Desk) -> None:
    desk.switch(failed_request_limit=2)
    assert [desk.ask("GET", f"{INVOICE}/1").status for _ in range(3)] == [404, 404, 429]
    assert [desk.ask("GET", INVOICE).status for _ in range(4)] == [200] * 4
    desk.now += 301
    assert desk.ask("GET", f"{INVOICE}/1").status == 404


def test_addresses_and_methods_that_are_not_there(desk: Desk) -> None:
    assert desk.ask("GET", "/v3/customerinvoice").status == 404
    answer = desk.ask("PATCH", f"{INVOICE}/1")
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, PUT, DELETE"
