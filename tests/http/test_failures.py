import asyncio
import gzip
import socket
from collections.abc import Iterator

import anyio
import pytest

from bulkops.core.errors import NotSentError, RemoteError, UnknownOutcomeError
from tests.http.sending import failure_of, request, transport_to
from tests.http.server import Answer, Received, answer, drip, in_turn, never, raw, reset, serving

pytestmark = pytest.mark.anyio

METHODS = ("GET", "POST", "PUT", "DELETE")

_OK = b"HTTP/1.1 200 OK\r\n"
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"
_GZIP = _OK + b"Content-Encoding: gzip\r\n"
BROKEN: dict[str, tuple[Answer, str]] = {
    "closed before the answer": (raw(b""), "R007"),
    "closed in the status line": (raw(b"HTTP/1.1 2"), "R007"),
    "closed in the header": (raw(_OK + b"Content-Le"), "R007"),
    "closed in the body": (raw(_OK + b'Content-Length: 500\r\n\r\n{"a":'), "R007"),
    "closed in a chunk": (raw(_CHUNKED + b"ff\r\nabc"), "R007"),
    "closed between chunks": (raw(_CHUNKED + b"3\r\nabc\r\n"), "R007"),
    "chunk length is no number": (raw(_CHUNKED + b"zz\r\nabc\r\n"), "R007"),
    "two lengths": (raw(_OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"), "R007"),
    "no HTTP": (raw(b"220 mail.example ESMTP\r\n\r\n"), "R007"),
    "another protocol": (raw(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), "R007"),
    "gzip damaged": (raw(_GZIP + b"Content-Length: 3\r\n\r\nabc"), "R007"),
    "gzip broken off": (raw(_GZIP + b"\r\n" + gzip.compress(b"x" * 9000)[:-9]), "R007"),
    "coding not asked for": (raw(_OK + b"Content-Encoding: br\r\nContent-Length: 3\r\n\r\nabc"), "R007"),
    "reset before the answer": (reset(), "R006"),
    "reset in the body": (reset(_OK + b"Content-Length: 500\r\n\r\n{"), "R006"),
    "never answered": (never, "R005"),
    "a byte at a time": (drip, "R005"),
}


@pytest.mark.parametrize("case", BROKEN)
@pytest.mark.parametrize("method", METHODS)
async def test_without_a_complete_answer_the_outcome_is_unknown_and_nothing_is_sent_again(
    method: str, case: str
) -> None:
    does, code = BROKEN[case]
    async with serving(does) as server, transport_to(server.url, connect_s=1000, read_s=0.15) as transport:
        error = await failure_of(transport, request(method))
        assert type(error) is UnknownOutcomeError
        # A reset may overtake the bytes before it, and both read as a broken connection.
        assert error.code in ({"R006", "R007"} if "reset" in case else {code})
        assert f"{method} 127.0.0.1:{server.port}/v1/customerinvoice" in error.message
        server.answer = answer()
        await transport.send(request("GET", "/afterwards"))  # the connection was not left in a broken state
    assert [received.method for received in server.received] == [method, "GET"]


@pytest.mark.parametrize("does", [raw(b""), reset()], ids=["closed", "reset"])
@pytest.mark.parametrize("method", METHODS)
async def test_a_kept_connection_that_breaks_under_a_request_is_not_tried_again(method: str, does: Answer) -> None:
    async with serving(in_turn(answer(), does)) as server, transport_to(server.url) as transport:
        await transport.send(request("GET", "/before"))
        error = await failure_of(transport, request(method))
    assert type(error) is UnknownOutcomeError
    assert [received.target for received in server.received] == ["/before", "/v1/customerinvoice"]
    assert server.connections == 1


async def test_a_connection_that_the_server_has_closed_is_not_used() -> None:
    closing = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    async with serving(closing) as server, transport_to(server.url) as transport:
        for _ in range(3):
            assert (await transport.send(request())).status == 200
            await asyncio.wait_for(_all_ended(server.tasks), 5)
            await asyncio.sleep(0)
    assert len(server.received) == server.connections == 3


async def _all_ended(tasks: set["asyncio.Task[None] | None"]) -> None:
    await asyncio.gather(*(task for task in tasks if task is not None))


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@pytest.fixture
def full_port() -> Iterator[int]:
    """A port whose queue is full, so that connecting to it takes for ever."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.settimeout(0)
            each.connect_ex(listening.getsockname())
        yield int(listening.getsockname()[1])
        for each in waiting:
            each.close()


@pytest.mark.parametrize("method", METHODS)
async def test_refused(method: str, closed_port: int) -> None:
    async with transport_to(f"http://127.0.0.1:{closed_port}") as transport:
        error = await failure_of(transport, request(method))
    assert type(error) is NotSentError
    assert error.code == "R001"
    what = f"{method} 127.0.0.1:{closed_port}/v1/customerinvoice"
    assert error.message == f"`{what}` was not sent: `127.0.0.1:{closed_port}` refused the connection"


async def test_no_connection_in_time(full_port: int) -> None:
    async with transport_to(f"http://127.0.0.1:{full_port}", connect_s=0.2) as transport:
        error = await failure_of(transport, request())
    assert type(error) is NotSentError
    assert error.code == "R002"
    assert error.message.endswith("no connection was made in 0.2 s")


async def test_unknown_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: object, **more: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    async with transport_to("http://erp.example") as transport:
        error = await failure_of(transport, request())
    assert type(error) is NotSentError
    assert error.message == (
        "`POST erp.example/v1/customerinvoice` was not sent: `erp.example` is not known by that name"
    )


async def test_a_host_name_that_cannot_be_one() -> None:
    async with transport_to(f"http://{'a' * 70}.example") as transport:
        assert type(await failure_of(transport, request())) is NotSentError


async def test_the_time_for_connecting_does_not_cut_an_answer_short() -> None:
    async def slowly(received: Received, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.4)
        await answer()(received, writer)

    async with serving(slowly) as server, transport_to(server.url, connect_s=0.2) as transport:
        assert (await transport.send(request())).status == 200


async def test_a_request_that_never_gets_its_turn_is_not_sent() -> None:
    errors: list[RemoteError] = []

    async def send() -> None:
        errors.append(await failure_of(transport, request()))

    async with (
        serving(never) as server,
        transport_to(server.url, in_flight_max=1, read_s=0.2) as transport,
        anyio.create_task_group() as group,
    ):
        for _ in range(3):
            group.start_soon(send)
    # When the first is given up, one of the others may just get its turn; the third has waited too long by then.
    codes = [error.code for error in errors]
    assert set(codes) == {"R005", "R009"}
    assert len(server.received) == codes.count("R005")
    assert {type(error) for error in errors if error.code == "R009"} == {NotSentError}


async def test_a_cancelled_request_frees_its_place() -> None:
    arrived = anyio.Event()

    async def hold(received: Received, writer: asyncio.StreamWriter) -> None:
        arrived.set()
        await never(received, writer)

    async with serving(hold) as server, transport_to(server.url, in_flight_max=1) as transport:
        async with anyio.create_task_group() as group:
            group.start_soon(transport.send, request())
            await arrived.wait()
            group.cancel_scope.cancel()
        server.answer = answer()
        assert (await transport.send(request("GET"))).status == 200
    assert len(server.received) == 2


@pytest.mark.parametrize(
    "path",
    ["v1/x", "/v1/x/..", "/v1/./x", "/v1/%2e%2E/x", "/v1/a b", "/v1/x?y=1", "/v1/x#y", "/v1/å", "/v1/x\r\nHost: y"],
)
async def test_a_path_that_would_lead_elsewhere_is_not_sent(path: str) -> None:
    async with serving() as server, transport_to(server.url) as transport:
        error = await failure_of(transport, request("DELETE", path))
    assert error.code == "R015"
    assert not isinstance(error, UnknownOutcomeError)
    assert server.received == []


@pytest.mark.parametrize("field", [("If-Match", "a\r\nX: y"), ("If-Match", " a"), ("If-Match", "å"), ("If Match", "a")])
async def test_a_header_that_cannot_be_sent_is_not_sent(field: tuple[str, str]) -> None:
    async with serving() as server, transport_to(server.url) as transport:
        error = await failure_of(transport, request(headers=(field,)))
    assert error.code == "R015"
    assert server.received == []
