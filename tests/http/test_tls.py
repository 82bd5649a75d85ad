import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme

from bulkops.adapters.http import HttpSettings, HttpTransport
from bulkops.core.errors import NotSentError, RemoteError
from tests.http.sending import failure_of, request, transport_to
from tests.http.server import serving

pytestmark = pytest.mark.anyio


def certified(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


async def test_a_certificate_of_the_named_authority_is_trusted(authority: trustme.CA, ca_file: str) -> None:
    async with (
        serving(tls=certified(authority, "127.0.0.1")) as server,
        transport_to(f"https://127.0.0.1:{server.port}", ca_file=ca_file) as transport,
    ):
        assert (await transport.send(request())).status == 200
        assert (await transport.send(request())).status == 200
    assert server.connections == 1


async def test_the_environment_can_name_the_authority(
    authority: trustme.CA, ca_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", ca_file)
    async with serving(tls=certified(authority, "127.0.0.1")) as server:
        async with transport_to(f"https://127.0.0.1:{server.port}") as transport:
            assert (await transport.send(request())).status == 200
        async with transport_to(f"https://127.0.0.1:{server.port}", trust_env=False) as transport:
            assert (await failure_of(transport, request())).code == "R003"


async def test_another_authority_is_not_trusted(authority: trustme.CA) -> None:
    async with (
        serving(tls=certified(authority, "127.0.0.1")) as server,
        transport_to(f"https://127.0.0.1:{server.port}") as transport,
    ):
        error = await failure_of(transport, request())
    assert type(error) is NotSentError
    assert error.code == "R003"
    assert f"the certificate of `127.0.0.1:{server.port}` is not trusted: " in error.message
    assert error.hint == "name its certificate authority in `ca_file`"
    assert server.received == []


async def test_a_certificate_of_another_host_is_not_trusted(authority: trustme.CA, ca_file: str) -> None:
    async with (
        serving(tls=certified(authority, "other.example")) as server,
        transport_to(f"https://127.0.0.1:{server.port}", ca_file=ca_file) as transport,
    ):
        error = await failure_of(transport, request())
    assert type(error) is NotSentError
    assert error.code == "R003"
    assert "mismatch" in error.message
    assert server.received == []


@asynccontextmanager
async def listening(says: bytes | None) -> AsyncIterator[int]:
    """A port that says something at once and closes, or nothing ever."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if says is None:
            await reader.read()
        else:
            writer.write(says)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    ("says", "code", "reason"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "R003", "failed: wrong version number"),
        (b"", "R003", "failed: "),
        (None, "R002", "did not end in 0.3 s"),
    ],
    ids=["plain HTTP", "closes", "silent"],
)
async def test_a_port_that_speaks_no_tls(says: bytes | None, code: str, reason: str) -> None:
    async with listening(says) as port, transport_to(f"https://127.0.0.1:{port}", connect_s=0.3) as transport:
        error = await failure_of(transport, request())
    assert type(error) is NotSentError
    assert error.code == code
    assert "TLS handshake" in error.message
    assert reason in error.message


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_that_holds_no_certificate(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(RemoteError, match=r"`ca_file` .* cannot be used") as caught:
        HttpTransport(HttpSettings(api="visma", base_url="https://erp.example", ca_file=str(path)))
    assert caught.value.code == "R003"
