import ssl
from base64 import b64encode
from pathlib import Path

import pytest
import trustme

from bulkops.adapters.http import HttpSettings, HttpTransport
from bulkops.core.errors import NotSentError, RemoteError, UnknownOutcomeError
from tests.http.proxy import proxying
from tests.http.sending import CANARY, assert_silent, failure_of, request, transport_to
from tests.http.server import raw, serving

pytestmark = pytest.mark.anyio

HOST = "erp.example"


@pytest.fixture
def tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HOST).configure_cert(context)
    return context


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


async def test_https_goes_through_a_tunnel_and_credentials_stay_with_the_proxy(
    tls: ssl.SSLContext, ca_file: str
) -> None:
    async with serving(tls=tls) as server, proxying(server.port) as proxy:
        url = f"http://me:{CANARY}@127.0.0.1:{proxy.port}"
        async with transport_to(f"https://{HOST}", proxy=url, ca_file=ca_file) as transport:
            assert (await transport.send(request())).status == 200
    (asked,) = proxy.received
    assert (asked.method, asked.target) == ("CONNECT", f"{HOST}:443")
    assert asked.headers["proxy-authorization"] == f"Basic {b64encode(f'me:{CANARY}'.encode()).decode()}"
    assert "proxy-authorization" not in server.received[0].headers
    assert server.received[0].target == "/v1/customerinvoice"


async def test_http_is_forwarded_and_its_proxy_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving() as server, proxying(server.port) as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        async with transport_to(f"http://{HOST}/api") as transport:
            assert (await transport.send(request(query=(("a", "1"),)))).status == 200
    assert proxy.received[0].target == f"http://{HOST}/api/v1/customerinvoice?a=1"
    assert server.received[0].headers["host"] == HOST


async def test_the_environment_counts_neither_for_loopback_nor_for_exceptions_nor_if_not_trusted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with serving() as server, proxying(server.port) as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        async with transport_to(server.url) as transport:
            await transport.send(request())
        monkeypatch.setenv("no_proxy", "localhost.localdomain,127.0.0.2")
        async with transport_to(f"http://127.0.0.2:{server.port}") as transport:
            await failure_of(transport, request())  # nothing listens there
        monkeypatch.delenv("no_proxy")
        async with transport_to(f"http://127.0.0.2:{server.port}", trust_env=False) as transport:
            await failure_of(transport, request())
        assert proxy.received == []
        async with transport_to(f"http://127.0.0.2:{server.port}") as transport:
            await transport.send(request())
        assert len(proxy.received) == 1


@pytest.mark.parametrize(
    ("status", "said"),
    [(407, "answered 407"), (403, "answered 403"), (502, "answered 502"), (0, "broke the connection")],
)
async def test_a_tunnel_that_is_refused_has_sent_nothing(status: int, said: str) -> None:
    async with serving() as server, proxying(server.port, status) as proxy:
        url = f"http://me:{CANARY}@127.0.0.1:{proxy.port}"
        async with transport_to(f"https://{HOST}", proxy=url) as transport:
            error = await failure_of(transport, request())
    assert type(error) is NotSentError
    assert error.code == "R004"
    what = f"POST {HOST}/v1/customerinvoice"
    assert error.message == f"`{what}` was not sent: the proxy `127.0.0.1:{proxy.port}` {said}"
    assert (len(proxy.received), server.received) == (1, [])


async def test_a_proxy_that_does_not_answer_is_given_up_after_the_time_for_connecting() -> None:
    async with serving() as server, proxying(server.port, status=-1) as proxy:
        url = f"http://127.0.0.1:{proxy.port}"
        async with transport_to(f"https://{HOST}", proxy=url, connect_s=0.2, read_s=200) as transport:
            error = await failure_of(transport, request())
    assert type(error) is NotSentError
    assert error.code == "R004"
    assert "did not connect in 0.2 s" in error.message


async def test_a_proxy_that_is_not_there() -> None:
    async with serving() as server:
        port = server.port
    async with transport_to(f"https://{HOST}", proxy=f"http://me:{CANARY}@127.0.0.1:{port}") as transport:
        error = await failure_of(transport, request())
    assert type(error) is NotSentError
    assert error.code == "R004"
    assert f"the proxy `127.0.0.1:{port}` refused the connection" in error.message


async def test_the_certificate_behind_a_tunnel_is_checked(tls: ssl.SSLContext) -> None:
    async with (
        serving(tls=tls) as server,
        proxying(server.port) as proxy,
        transport_to(f"https://{HOST}", proxy=f"http://127.0.0.1:{proxy.port}") as transport,
    ):
        error = await failure_of(transport, request())
    assert type(error) is NotSentError
    assert error.code == "R003"
    assert server.received == []


async def test_behind_a_tunnel_an_answer_that_breaks_off_is_in_doubt(tls: ssl.SSLContext, ca_file: str) -> None:
    async with serving(raw(b"HTTP/1.1 2"), tls=tls) as server, proxying(server.port) as proxy:
        url = f"http://127.0.0.1:{proxy.port}"
        async with transport_to(f"https://{HOST}", proxy=url, ca_file=ca_file) as transport:
            error = await failure_of(transport, request())
    assert type(error) is UnknownOutcomeError
    assert len(server.received) == 1


async def test_a_forwarding_proxy_that_wants_a_password_denies_access() -> None:
    async with (
        serving() as server,
        proxying(server.port, 407) as proxy,
        transport_to(f"http://{HOST}", proxy=f"http://127.0.0.1:{proxy.port}") as transport,
    ):
        error = await failure_of(transport, request())
    assert type(error) is RemoteError
    assert error.code == "R004"
    assert server.received == []


@pytest.mark.parametrize(
    "proxy", [f"socks5://me:{CANARY}@h:1", f"http://me:{CANARY}@h:port", f"http://me:{CANARY}@[::"]
)
def test_a_proxy_address_that_cannot_be_used(proxy: str) -> None:
    settings = HttpSettings(api="visma", base_url=f"https://{HOST}", proxy=proxy)
    assert CANARY not in repr(settings)
    with pytest.raises(RemoteError) as caught:
        HttpTransport(settings)
    assert caught.value.code == "R004"
    assert_silent(caught.value)
