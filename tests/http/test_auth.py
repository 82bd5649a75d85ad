from base64 import b64encode

import pytest

from bulkops.adapters.auth import Auth, BasicAuth, BearerAuth, HeaderAuth, NoAuth
from bulkops.core.errors import RemoteError
from bulkops.core.secret import Secret
from tests.http.sending import CANARY, assert_silent, failure_of, request, transport_to
from tests.http.server import answer, serving

pytestmark = pytest.mark.anyio

SECRET = Secret(CANARY)
SCHEMES: list[tuple[Auth, str, str]] = [
    (BearerAuth(SECRET), "authorization", f"Bearer {CANARY}"),
    (BasicAuth("åse", SECRET), "authorization", f"Basic {b64encode(f'åse:{CANARY}'.encode()).decode()}"),
    (HeaderAuth("X-Api-Key", SECRET), "x-api-key", CANARY),
]


@pytest.mark.parametrize(("auth", "name", "value"), SCHEMES, ids=["bearer", "basic", "header"])
async def test_credentials_are_sent(auth: Auth, name: str, value: str) -> None:
    async with serving() as server, transport_to(server.url, auth) as transport:
        await transport.send(request())
    assert server.received[0].headers[name] == value
    assert CANARY not in repr(auth)


async def test_without_credentials_none_are_sent() -> None:
    async with serving() as server, transport_to(server.url, NoAuth()) as transport:
        await transport.send(request())
    assert "authorization" not in server.received[0].headers


@pytest.mark.parametrize("auth", [scheme[0] for scheme in SCHEMES], ids=["bearer", "basic", "header"])
async def test_a_401_is_not_sent_again_where_nothing_can_be_renewed(auth: Auth) -> None:
    does = answer(401, b"", ("WWW-Authenticate", 'Bearer realm="erp"\x07'))
    async with serving(does) as server, transport_to(server.url, auth) as transport:
        error = await failure_of(transport, request(query=(("name", CANARY),)))
    assert type(error) is RemoteError
    assert error.code == "R014"
    assert error.message == (
        '`visma` denied access to `POST /v1/customerinvoice`: 401, and asks for `Bearer realm="erp"`'
    )
    assert len(server.received) == 1


@pytest.mark.parametrize("status", [400, 403, 500])
async def test_a_company_without_licence_ends_the_run(status: int) -> None:
    body = b'{"ExceptionType":"IPPException","ExceptionMessage":"No license","ExceptionFaultCode":"12027","x":""}'
    async with serving(answer(status, body)) as server, transport_to(server.url) as transport:
        error = await failure_of(transport, request())
        assert type(error) is RemoteError
        assert error.code == "R013"
        server.answer = answer(status, body.replace(b"12027", b"120271"))
        assert (await transport.send(request())).status == status


async def test_a_secret_with_a_line_break_is_not_sent_and_not_shown() -> None:
    async with serving() as server, transport_to(server.url, BearerAuth(Secret(CANARY + "\n"))) as transport:
        error = await failure_of(transport, request())
    assert error.message == "header `Authorization` holds a character that cannot be sent"
    assert server.received == []
    assert_silent(error)
