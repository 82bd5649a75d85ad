"""Faults over HTTP: what goes over the wire, and what the real client makes of it."""

import socket
from collections.abc import Iterator
from http.client import HTTPException, IncompleteRead, RemoteDisconnected

import pytest

from bulkops.adapters.http import HttpSettings, HttpTransport
from bulkops.core.errors import UnknownOutcomeError
from bulkops.core.http import Request, Response
from bulkops.core.json import dumps, loads
from bulkops.sandbox import outgoing
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.switches import Switches
from tests.sandbox.desk import INVOICE, NOW, wrapped
from tests.sandbox.serving import Served, served

CREATE = "/v2/customerinvoice"


@pytest.fixture
def erp() -> Iterator[Erp]:
    erp = Erp(switches=Switches(authorization="never"))
    erp.seed(NOW)
    yield erp
    erp.close()


@pytest.fixture
def server(erp: Erp) -> Iterator[Served]:
    with served(erp) as server:
        yield server


def received(server: Served, head: bytes) -> tuple[bytes, bool]:
    """Send some bytes, and read until the connection ends.

    Returns:
        What came, and whether the connection was reset.
    """
    data = b""
    with socket.create_connection(server.address, 20) as connection:
        connection.sendall(head)
        try:
            while part := connection.recv(65536):
                data += part
        except ConnectionResetError:
            return data, True
        return data, False


def created(erp: Erp) -> list[str]:
    return [effect.number for effect in erp.ledger().effects() if effect.request and effect.kind == "created"]


POST = b"POST /v2/customerinvoice HTTP/1.1\r\nHost: x\r\nUser-Agent: probe/1\r\n"


def test_a_reset_comes_before_the_body(erp: Erp, server: Served) -> None:
    erp.inject(Fault(kind=FaultKind.RESET, method="POST"))
    assert received(server, POST + b"Content-Length: 1000000\r\n\r\n") == (b"", True)
    (seen,) = erp.ledger().requests()
    assert (seen.path, seen.status, seen.fault, seen.body_digest, seen.client) == (CREATE, 0, "reset", "", "probe/1")
    assert created(erp) == []
    assert "POST /v2/customerinvoice  no answer  fault reset" in server.lines[0]
    assert server.ask("POST", CREATE, wrapped())[0] == 201


def test_a_reset_that_looks_at_the_body_comes_after_it(erp: Erp, server: Served) -> None:
    erp.inject(Fault(kind=FaultKind.RESET, contains="m-2", count=0))
    assert server.ask("POST", CREATE, wrapped(externalReference="m-1"))[0] == 201
    body = dumps(wrapped(externalReference="m-2"))
    assert received(server, POST + b"Content-Length: %d\r\n\r\n" % len(body) + body) == (b"", True)
    assert len(created(erp)) == 1
    assert erp.ledger().requests()[-1].body_digest != ""


def test_resets_count_each_request_once(erp: Erp, server: Served) -> None:
    erp.inject(Fault(kind=FaultKind.RESET, every=3), Fault(kind=FaultKind.REFUSE, status=418, first=2))
    statuses = []
    for _ in range(6):
        try:
            statuses.append(server.ask("GET", INVOICE)[0])
        except ConnectionResetError:
            statuses.append(0)
    assert statuses == [200, 418, 0, 200, 200, 0]


def test_a_lost_connection_is_no_reset(erp: Erp, server: Served) -> None:
    erp.inject(Fault(kind=FaultKind.LOSE_REQUEST))
    assert received(server, POST + b"Content-Length: 2\r\n\r\n{}") == (b"", False)


def test_a_body_comes_in_drips(erp: Erp, server: Served) -> None:
    whole = server.ask("GET", f"{INVOICE}/100231")[2]
    drips = outgoing.drips(Response(status=200, body=whole), close=False)
    assert (drips[0][-4:], b"".join(drips[1:]), len(drips)) == (b"\r\n\r\n", whole, 11)
    erp.inject(Fault(kind=FaultKind.SLOW_BODY, delay_s=0.1))
    with socket.create_connection(server.address, 20) as connection:
        connection.sendall(b"GET /v1/customerinvoice/100231 HTTP/1.1\r\nHost: x\r\n\r\n")
        data = b""
        while not data.endswith(whole):
            data += connection.recv(65536)
        connection.sendall(b"GET /v1/customerinvoice/7 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 404"), "the connection serves on"


def test_the_head_comes_long_before_the_body(erp: Erp, server: Served) -> None:
    erp.inject(Fault(kind=FaultKind.SLOW_BODY, delay_s=3600))
    with socket.create_connection(server.address, 20) as connection:
        connection.sendall(b"GET /v1/customerinvoice/100231 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(65536).endswith(b"\r\n\r\n")


def test_a_body_in_drips_has_no_part_in_other_connections(erp: Erp, server: Served) -> None:
    erp.inject(Fault(kind=FaultKind.SLOW_BODY, delay_s=30))
    slow = server.connection()
    slow.request("GET", f"{INVOICE}/100231")
    assert slow.getresponse().status == 200
    assert server.ask("GET", f"{INVOICE}/100231")[0] == 200
    slow.close()


def test_an_answer_breaks_off_in_its_body(erp: Erp, server: Served) -> None:
    whole = server.ask("GET", f"{INVOICE}/100231")[2]
    erp.inject(Fault(kind=FaultKind.PARTIAL_BODY))
    connection = server.connection()
    connection.request("GET", f"{INVOICE}/100231")
    response = connection.getresponse()
    assert response.headers["content-length"] == str(len(whole))
    with pytest.raises(IncompleteRead) as raised:
        response.read()
    assert whole.startswith(raised.value.partial)
    assert 0 < len(raised.value.partial) < len(whole)
    connection.close()


def test_an_answer_without_a_body_breaks_off_in_its_head(erp: Erp, server: Served) -> None:
    erp.inject(Fault(kind=FaultKind.PARTIAL_BODY, method="POST"))
    body = dumps(wrapped())
    data, was_reset = received(server, POST + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    assert (data.startswith(b"HTTP/1.1 201 Created\r\n"), b"\r\n\r\n" in data, was_reset) == (True, False, False)
    assert len(created(erp)) == 1


@pytest.mark.parametrize("kind", FaultKind)
def test_no_fault_breaks_the_server(erp: Erp, server: Served, kind: FaultKind) -> None:
    erp.inject(Fault(kind=kind, count=0, delay_s=0.01))
    for _ in range(2):
        for method, path, body in (
            ("GET", f"{INVOICE}/100231", None),
            ("GET", f"{INVOICE}?pageSize=3&pageNumber=2", None),
            ("HEAD", f"{INVOICE}/100231", None),
            ("POST", CREATE, wrapped()),
            ("GET", "/api/Currencies/1", None),
        ):
            try:
                server.ask(method, path, body)
            except (HTTPException, ConnectionError):
                assert kind in {
                    FaultKind.RESET,
                    FaultKind.LOSE_REQUEST,
                    FaultKind.LOSE_ANSWER,
                    FaultKind.COMMIT_LATE,
                    FaultKind.PARTIAL_BODY,
                }
    asked = [seen for seen in erp.ledger().requests() if not seen.foreign]
    assert [seen.fault for seen in asked if seen.fault] != []
    assert server.ask("DELETE", "/_sandbox/faults")[0] == 204
    assert server.ask("GET", INVOICE)[0] == 200


def test_the_other_faults_are_as_in_the_process(erp: Erp, server: Served) -> None:
    erp.inject(
        Fault(kind=FaultKind.SECOND_CLIENT, path=f"{INVOICE}/100231"),
        Fault(kind=FaultKind.MOVE_ROW),
        Fault(kind=FaultKind.LOSE_ANSWER, method="POST"),
    )
    assert "another client" not in server.ask("GET", f"{INVOICE}/100231")[2].decode()
    assert "another client" in server.ask("GET", f"{INVOICE}/100231")[2].decode()
    assert "updated invoice 100231 by another client" in server.lines[0]
    read = [
        row["referenceNumber"]
        for number in (1, 2, 3, 4, 5)
        for row in loads(server.ask("GET", f"{INVOICE}?pageSize=4&pageNumber={number}")[2])
    ]
    assert len(set(read)) == len(read) - 1
    with pytest.raises(RemoteDisconnected):
        server.ask("POST", CREATE, wrapped())
    assert len(created(erp)) == 1


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("fault", "method"),
    [
        (Fault(kind=FaultKind.RESET), "POST"),
        (Fault(kind=FaultKind.RESET, contains="customerNumber"), "POST"),
        (Fault(kind=FaultKind.SLOW_BODY, delay_s=30), "GET"),
        (Fault(kind=FaultKind.PARTIAL_BODY), "POST"),
        (Fault(kind=FaultKind.PARTIAL_BODY), "GET"),
        (Fault(kind=FaultKind.LOSE_ANSWER), "POST"),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else value,
)
async def test_the_real_client_is_left_in_doubt(erp: Erp, server: Served, fault: Fault, method: str) -> None:
    erp.inject(fault)
    path = CREATE if method == "POST" else f"{INVOICE}/100231"
    request = Request(api="visma", method=method, path=path, body=dumps(wrapped()) if method == "POST" else None)
    transport = HttpTransport(HttpSettings(api="visma", base_url=server.url, read_s=1.0))
    try:
        with pytest.raises(UnknownOutcomeError):
            await transport.send(request)
        erp.inject()
        assert (await transport.send(request)).good
    finally:
        await transport.aclose()


@pytest.mark.anyio
async def test_a_reset_in_the_middle_of_a_long_body_is_doubt_too(erp: Erp, server: Served) -> None:
    erp.inject(Fault(kind=FaultKind.RESET, method="POST"))
    body = dumps(wrapped(invoiceText="x" * 8_000_000))
    transport = HttpTransport(HttpSettings(api="visma", base_url=server.url, read_s=20.0))
    try:
        with pytest.raises(UnknownOutcomeError):
            await transport.send(Request(api="visma", method="POST", path=CREATE, body=body))
    finally:
        await transport.aclose()
    assert created(erp) == []
