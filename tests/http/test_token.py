import asyncio
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from urllib.parse import parse_qs

import anyio
import anyio.lowlevel
import pytest

from bulkops.adapters.auth import ClientCredentials, Grant
from bulkops.adapters.http import HttpSettings, HttpTransport
from bulkops.core.errors import NotSentError, RemoteError
from bulkops.core.json import dumps
from bulkops.core.secret import Secret
from tests.http.sending import CANARY, failure_of, request, transport_to
from tests.http.server import Answer, Received, Server, answer, by_path, in_turn, never, raw, serving

pytestmark = pytest.mark.anyio


class ManualClock:
    """Time that stands until it is moved."""

    at = 1000.0

    def now(self) -> float:
        return self.at

    def monotonic(self) -> float:
        return self.at

    async def sleep(self, delay_s: float) -> None:
        self.at += delay_s


def credentials(server: Server, clock: ManualClock | None = None, tenant: str = "tenant-1") -> ClientCredentials:
    grant = Grant(token_url=f"{server.url}/token", client_id="isv_x", client_secret=Secret(CANARY), tenant_id=tenant)
    settings = HttpSettings(api="visma", base_url=server.url, connect_s=5, read_s=5)
    return ClientCredentials(grant, http=settings, clock=clock or ManualClock())


@asynccontextmanager
async def signed_in(does: Answer, clock: ManualClock | None = None) -> AsyncIterator[tuple[Server, HttpTransport]]:
    """A server, and a transport to it that gets its tokens there too."""
    async with serving(does) as server, transport_to(server.url, credentials(server, clock)) as transport:
        yield server, transport


def token(number: int, **more: object) -> Answer:
    members = {"access_token": f"{CANARY}-{number}", "token_type": "Bearer", "expires_in": 3600, **more}
    return answer(200, dumps({name: value for name, value in members.items() if value is not None}))


def only(*numbers: int, then: Answer | None = None) -> Answer:
    """An API that takes these tokens and denies access with others."""

    async def act(received: Received, writer: asyncio.StreamWriter) -> None:
        good = received.headers["authorization"] in {f"Bearer {CANARY}-{number}" for number in numbers}
        denied = answer(401, b"", ("WWW-Authenticate", 'Bearer error="invalid_token"'))
        await (then or answer() if good else denied)(received, writer)

    return act


async def test_the_grant_is_posted_as_a_form_and_the_token_used() -> None:
    async with signed_in(by_path(token=token(1), v1=only(1))) as (server, transport):
        assert (await transport.send(request())).status == 200
        assert (await transport.send(request())).status == 200
    (asked,) = server.targets("/token")
    assert asked.method == "POST"
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert "authorization" not in asked.headers
    scopes = " ".join(f"vismanet_erp_service_api:{right}" for right in ("read", "create", "update", "delete"))
    assert parse_qs(asked.body.decode(), strict_parsing=True) == {
        "grant_type": ["client_credentials"],
        "client_id": ["isv_x"],
        "client_secret": [CANARY],
        "scope": [scopes],
        "tenant_id": ["tenant-1"],
    }


async def test_50_requests_at_once_ask_for_one_token() -> None:
    async with (
        serving(by_path(token=token(1), v1=only(1))) as server,
        transport_to(server.url, credentials(server), in_flight_max=50) as transport,
        anyio.create_task_group() as group,
    ):
        for _ in range(50):
            group.start_soon(transport.send, request())
    assert len(server.targets("/token")) == 1
    assert len(server.targets("/v1")) == 50


async def test_50_requests_denied_at_once_renew_the_token_once() -> None:
    everyone = anyio.Event()

    async def after_all(received: Received, writer: asyncio.StreamWriter) -> None:
        if len(server.targets("/v1")) == 50:
            everyone.set()
        await everyone.wait()
        await only(2)(received, writer)

    async with (
        serving(by_path(token=in_turn(token(1), token(2)), v1=after_all)) as server,
        transport_to(server.url, credentials(server), in_flight_max=50) as transport,
        anyio.create_task_group() as group,
    ):
        for _ in range(50):
            group.start_soon(transport.send, request())
    assert len(server.targets("/token")) == 2
    assert len(server.targets("/v1")) == 100


async def test_a_401_renews_the_token_and_sends_once_more() -> None:
    tokens = in_turn(token(1), token(2))
    async with signed_in(by_path(token=tokens, v1=only(2))) as (server, transport):
        sent = request(headers=(("If-Match", '"a"'),))
        assert (await transport.send(sent)).status == 200
    first, second = server.targets("/v1")
    assert replace(first, headers={}) == replace(second, headers={})
    assert {**first.headers, "authorization": ""} == {**second.headers, "authorization": ""}
    assert first.headers["authorization"] != second.headers["authorization"]


@pytest.mark.parametrize("status", [400, 403, 500, 503])
async def test_no_other_answer_is_sent_again(status: int) -> None:
    async with signed_in(by_path(token=token(1), v1=answer(status))) as (server, transport):
        assert (await transport.send(request())).status == status
    assert len(server.targets("/v1")) == len(server.targets("/token")) == 1


async def test_a_401_that_comes_after_another_request_has_renewed_the_token_does_not_renew_it_again() -> None:
    late = anyio.Event()
    arrived = anyio.Event()

    async def act(received: Received, writer: asyncio.StreamWriter) -> None:
        if received.target == "/v1/late" and not late.is_set():
            arrived.set()
            await late.wait()
        await only(2)(received, writer)

    async with (
        signed_in(by_path(token=in_turn(token(1), token(2), token(3)), v1=act)) as (server, transport),
        anyio.create_task_group() as group,
    ):
        group.start_soon(transport.send, request(path="/v1/late"))
        await arrived.wait()
        assert (await transport.send(request())).status == 200
        late.set()
    assert len(server.targets("/token")) == 2
    assert [received.target for received in server.targets("/v1")].count("/v1/late") == 2


async def test_a_second_401_denies_access() -> None:
    async with signed_in(by_path(token=in_turn(token(1), token(2)), v1=only())) as (server, transport):
        error = await failure_of(transport, request())
    assert type(error) is RemoteError
    assert error.code == "R014"
    assert 'asks for `Bearer error="invalid_token"`' in error.message
    assert len(server.targets("/v1")) == len(server.targets("/token")) == 2


async def test_after_a_401_an_answer_that_breaks_off_is_not_sent_a_third_time() -> None:
    tokens = in_turn(token(1), token(2))
    async with signed_in(by_path(token=tokens, v1=only(2, then=raw(b"")))) as (server, transport):
        assert (await failure_of(transport, request())).code == "R007"
    assert len(server.targets("/v1")) == 2


@pytest.mark.parametrize(
    ("said", "used_s", "renewed_s"),
    [(3600, 3539, 3541), ("3600", 3539, 3541), (10, 7.9, 8.1), (None, 239, 241), (-5, 239, 241), ("soon", 239, 241)],
)
async def test_a_token_is_renewed_before_it_expires(said: object, used_s: float, renewed_s: float) -> None:
    clock = ManualClock()
    tokens = in_turn(token(1, expires_in=said), token(2))
    async with signed_in(by_path(token=tokens, v1=only(1, 2)), clock) as (server, transport):
        await transport.send(request())
        clock.at = 1000 + used_s
        await transport.send(request())
        assert len(server.targets("/token")) == 1
        clock.at = 1000 + renewed_s
        await transport.send(request())
    assert len(server.targets("/token")) == 2
    assert server.received[-1].headers["authorization"] == f"Bearer {CANARY}-2"


def jwt(claims: object) -> str:
    """Write a JSON Web Token; nobody here looks at its signature."""
    parts = (urlsafe_b64encode(dumps(part)).rstrip(b"=").decode() for part in ({"alg": "none"}, claims))
    return ".".join((*parts, "signature"))


GUID = "0b9e1d4c-8d7f-4c59-9a5e-6f3a2b1c0d9e"


async def test_what_was_granted_can_be_asked_for_and_is_asked_for_once() -> None:
    claims = {"tenant_id": "tenant-1", "client_id": "isv_x"}
    given = token(1, access_token=jwt(claims), scope="vismanet_erp_service_api:read other")
    async with serving(by_path(token=given, v1=answer())) as server:
        auth = credentials(server)
        async with transport_to(server.url, auth) as transport:
            seen = await auth.granted()
            assert (await transport.send(request())).status == 200
            again = await auth.granted()
    assert (seen.life_s, seen.scopes, seen.tenant) == (3600, ("vismanet_erp_service_api:read", "other"), "tenant-1")
    assert again == seen
    assert len(server.targets("/token")) == 1


async def test_a_token_that_says_nothing_of_itself() -> None:
    async with serving(by_path(token=token(1))) as server:
        auth = credentials(server)
        seen = await auth.granted()
        await auth.aclose()
    assert (seen.scopes, seen.tenant) == (None, "")


@pytest.mark.parametrize(
    ("tenant", "claims"),
    [
        ("tenant-1", {"tenant_id": "tenant-2"}),
        ("tenant-1", {"https://visma.example/claims/tenantId": "tenant-2"}),
        (GUID, {"TenantId": GUID.replace("0", "1")}),
    ],
)
async def test_a_token_for_another_tenant_is_refused_before_anything_is_sent_with_it(
    tenant: str, claims: object
) -> None:
    given = token(1, access_token=jwt(claims))
    async with (
        serving(by_path(token=given, v1=answer())) as server,
        transport_to(server.url, credentials(server, tenant=tenant)) as transport,
    ):
        for _ in range(2):
            error = await failure_of(transport, request())
            assert (type(error), error.code) == (RemoteError, "R016")
            assert tenant in error.message
    assert [received.target for received in server.received] == ["/token"]


@pytest.mark.parametrize(
    ("tenant", "access_token"),
    [
        (GUID, jwt({"tenant_id": GUID.upper()})),
        (GUID, jwt({"tenant_id": "4711"})),  # another form of id: nothing is known about how they belong together
        (GUID, jwt({"tenant_id": 4711, "tenant": "other", "client_id": "x"})),
        (GUID, jwt({"tenant_id": "a", "tenantid": "b"})),
        (GUID, jwt(["tenant_id"])),
        (GUID, "a.b.c"),
        (GUID, "a.%%%.c"),
        (GUID, f"a.{'A' * 20_000}.c"),
        ("", jwt({"tenant_id": "tenant-2"})),
    ],
)
async def test_a_token_that_cannot_be_compared_is_taken(tenant: str, access_token: str) -> None:
    async with (
        serving(by_path(token=token(1, access_token=access_token), v1=answer())) as server,
        transport_to(server.url, credentials(server, tenant=tenant)) as transport,
    ):
        assert (await transport.send(request())).status == 200
    assert server.targets("/v1")[0].headers["authorization"] == f"Bearer {access_token}"


async def test_two_tenants_in_one_process_share_nothing() -> None:
    async def give(received: Received, writer: asyncio.StreamWriter) -> None:
        (tenant,) = parse_qs(received.body.decode())["tenant_id"]
        await token(0, access_token=f"for-{tenant}")(received, writer)

    async with (
        serving(by_path(token=give, v1=answer())) as server,
        transport_to(server.url, credentials(server, tenant="a")) as one,
        transport_to(server.url, credentials(server, tenant="b")) as other,
    ):
        for transport in (one, other, one, other):
            await transport.send(request())
    used = [received.headers["authorization"] for received in server.targets("/v1")]
    assert used == ["Bearer for-a", "Bearer for-b"] * 2
    assert len(server.targets("/token")) == 2


REFUSALS = {
    "invalid_client": (401, {"error": "invalid_client"}, "R011", "401 invalid_client", "client_secret"),
    "invalid_scope": (400, {"error": "invalid_scope"}, "R011", "400 invalid_scope", "scopes"),
    "unauthorized": (400, {"error": "unauthorized_client"}, "R011", "400 unauthorized_client", "administrator"),
    "tenant": (
        400,
        {"error": "invalid_request", "error_description": f"no tenant\n for {CANARY}"},
        "R013",
        "400 invalid_request: no tenant for •••",
        "tenant_id",
    ),
    "licence": (
        403,
        {"ExceptionType": "IPPException", "ExceptionMessage": "No license.", "ExceptionFaultCode": "12027"},
        "R013",
        "403 No license.",
        "licence",
    ),
    "another fault": (403, {"ExceptionMessage": "Busy.", "ExceptionFaultCode": "1"}, "R011", "403 Busy.", "token_url"),
    "error that is the secret": (400, {"error": CANARY}, "R011", "refused an access token: 400", "token_url"),
    "odd error": (400, {"error": "<b>no</b>"}, "R011", "refused an access token: 400", "token_url"),
    "no object": (403, ["no"], "R011", "refused an access token: 403", "token_url"),
}


@pytest.mark.parametrize("case", REFUSALS)
async def test_a_refused_grant_ends_the_run_and_is_not_tried_again(case: str) -> None:
    status, body, code, said, hint = REFUSALS[case]
    async with signed_in(by_path(token=answer(status, dumps(body)), v1=answer())) as (server, transport):
        for _ in range(2):
            error = await failure_of(transport, request())
            assert type(error) is RemoteError
            assert error.code == code
            assert error.message.endswith(said)
            assert hint in error.hint
    assert len(server.received) == 1


async def test_a_redirect_of_the_token_endpoint_is_not_followed() -> None:
    async with serving() as other:
        does = by_path(token=answer(307, b"", ("Location", f"{other.url}/steal")))
        async with serving(does) as server, transport_to(server.url, credentials(server)) as transport:
            error = await failure_of(transport, request())
    assert type(error) is RemoteError
    assert error.code == "R010"
    assert (len(server.received), other.received) == (1, [])


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{}", b'{"access_token":7}', b'{"access_token":"a","token_type":"mac"}']
)
async def test_an_answer_without_a_token_is_refused(body: bytes) -> None:
    async with signed_in(by_path(token=answer(200, body))) as (_, transport):
        error = await failure_of(transport, request())
    assert error.code == "R011"
    assert "without a bearer token" in error.message


@pytest.mark.parametrize(
    "does",
    [answer(429), answer(500), answer(503), raw(b""), raw(b"HTTP/1.1 2")],
    ids=["429", "500", "503", "closed", "cut"],
)
async def test_when_the_token_endpoint_does_not_work_nothing_is_sent_and_it_may_be_tried_later(does: Answer) -> None:
    async with signed_in(by_path(token=in_turn(does, token(1)), v1=only(1))) as (server, transport):
        error = await failure_of(transport, request())
        assert type(error) is NotSentError
        assert error.code == "R012"
        assert error.message.startswith("no access token: ")
        assert server.targets("/v1") == []
        assert (await transport.send(request())).status == 200


async def test_a_token_endpoint_that_is_not_there() -> None:
    async with serving() as gone:
        auth = credentials(gone)
    async with serving() as server, transport_to(server.url, auth) as transport:
        error = await failure_of(transport, request())
    assert type(error) is NotSentError
    assert error.message.endswith("refused the connection")
    assert server.received == []


async def test_all_that_waited_for_a_token_share_its_failure() -> None:
    codes: list[str] = []

    async def send() -> None:
        codes.append((await failure_of(transport, request())).code)

    async with (
        serving(by_path(token=answer(503))) as server,
        transport_to(server.url, credentials(server), in_flight_max=50) as transport,
        anyio.create_task_group() as group,
    ):
        for _ in range(50):
            group.start_soon(send)
    assert codes == ["R012"] * 50
    assert len(server.received) == 1


async def test_when_the_one_that_asks_is_cancelled_another_asks() -> None:
    asked = anyio.Event()

    async def hold(received: Received, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await never(received, writer)

    async def give_up() -> None:
        with anyio.CancelScope() as scope:
            group.start_soon(cancel_when_asked, scope)
            await transport.send(request())

    async def cancel_when_asked(scope: anyio.CancelScope) -> None:
        await asked.wait()
        group.start_soon(transport.send, request())
        await anyio.lowlevel.checkpoint()
        scope.cancel()

    async with (
        serving(by_path(token=in_turn(hold, token(1)), v1=only(1))) as server,
        transport_to(server.url, credentials(server)) as transport,
        anyio.create_task_group() as group,
    ):
        group.start_soon(give_up)
    assert len(server.targets("/token")) == 2
    assert len(server.targets("/v1")) == 1
