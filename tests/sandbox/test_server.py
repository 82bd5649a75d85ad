import signal
import socket
from collections.abc import Iterator
from http.client import RemoteDisconnected
from pathlib import Path
from urllib.parse import quote

import pytest

from bulkops.core.json import loads
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.message import BODY_BYTES_MAX
from bulkops.sandbox.switches import Switches
from tests.sandbox.desk import INVOICE, wrapped
from tests.sandbox.serving import Served, killable, served

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


def raw(server: Served, *parts: bytes) -> bytes:
    with socket.create_connection(server.address, 20) as connection:
        for part in parts:
            connection.sendall(part)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while data := connection.recv(65536):
            received += data
        return received


def test_it_speaks_http(server: Served) -> None:
    status, headers, body = server.ask("POST", CREATE, wrapped(externalReference="m/1 å"))
    assert (status, body) == (201, b"")
    number = headers["location"].rpartition("/")[2]
    status, headers, body = server.ask("GET", f"{INVOICE}?externalReference={quote('m/1 å', safe='')}")
    assert status == 200
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert [row["referenceNumber"] for row in loads(body)] == [number]
    status, headers, body = server.ask("GET", f"{INVOICE}/{number}")
    tag = headers["etag"]
    assert server.ask("PUT", f"{INVOICE}/{number}", {"note": {"value": "x"}}, If_Match='"AAAA"')[0] == 412
    status, headers, body = server.ask("PUT", f"{INVOICE}/{number}", {"note": {"value": "x"}}, If_Match=tag)
    assert (status, body) == (204, b"")
    assert "content-length" not in headers


def test_both_systems_are_at_one_address(server: Served) -> None:
    assert loads(server.ask("GET", "/api/Currencies/1")[2])["CurrencyCode"] == "NOK"
    assert loads(server.ask("GET", "/API/customers/invoice?customerNumber=1")[2])["Message"]


def test_a_token_is_needed_when_served(erp: Erp, server: Served) -> None:
    erp.set_switches(Switches())
    assert server.ask("GET", INVOICE)[0] == 401
    form = b"grant_type=client_credentials&client_id=a&client_secret=sandbox&tenant_id=t"
    token = loads(server.ask("POST", "/connect/token", form)[2])["access_token"]
    assert server.ask("GET", INVOICE, Authorization=f"Bearer {token}")[0] == 200


def test_one_connection_serves_many(server: Served) -> None:
    connection = server.connection()
    for _ in range(3):
        connection.request("GET", INVOICE)
        assert connection.getresponse().read() == b"[]"
    connection.request("HEAD", INVOICE)
    response = connection.getresponse()
    assert (response.read(), response.headers["content-length"]) == (b"", "2")
    connection.close()


def test_pipelined_requests_are_answered_in_order(server: Served) -> None:
    one = b"GET /v1/customerinvoice/%d HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = raw(server, one % 7 + one % 8)
    assert answer.count(b"HTTP/1.1 404") == 2
    assert answer.index(b"'7'") < answer.index(b"'8'")


def test_a_body_in_chunks_and_a_client_that_waits(server: Served) -> None:
    head = f"POST {CREATE} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
    with socket.create_connection(server.address, 20) as connection:
        connection.sendall(head.encode())
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        for part in (b'10\r\n{"customerNumber\r\n', b'10\r\n":{"value":"1"}}\r\n', b"0\r\n\r\n"):
            connection.sendall(part)
        assert connection.recv(1000).startswith(b"HTTP/1.1 201 Created\r\n")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (BODY_BYTES_MAX + 1), b"413"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", b"431"),
        (b"GET /v9/x HTTP/1.1\r\nHost: x\r\n\r\n", b"404"),
        (b"BREW /v1/customerinvoice HTTP/1.1\r\nHost: x\r\n\r\n", b"400"),
        (b"PATCH /v1/customerinvoice HTTP/1.1\r\nHost: x\r\n\r\n", b"405"),
        (b"GET /v1/customerinvoice HTTP/1.0\r\n\r\n", b"200"),
    ],
)
def test_what_is_not_to_be_served(server: Served, sent: bytes, status: bytes) -> None:
    assert raw(server, sent).startswith(b"HTTP/1.1 " + status)


def test_a_body_that_grows_too_large(server: Served) -> None:
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    head = b"POST /v2/customerinvoice HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert raw(server, head, chunk * 17).startswith(b"HTTP/1.1 413 ")


def test_a_lost_answer_closes_the_connection(erp: Erp, server: Served) -> None:
    erp.inject(Fault(kind=FaultKind.LOSE_ANSWER))
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        server.ask("POST", CREATE, wrapped(externalReference="m-1"))
    assert erp.ledger().by_reference("m-1") == ["100001"]


def test_a_slow_answer_holds_up_nobody_else(erp: Erp, server: Served) -> None:
    erp.inject(Fault(kind=FaultKind.SLOW, path="*/slow", delay_s=0.3))
    slow = server.connection()
    slow.request("GET", f"{INVOICE}/slow")
    assert server.ask("GET", INVOICE)[0] == 200
    assert slow.getresponse().status == 404
    slow.close()
    first, second = server.lines
    assert "GET /v1/customerinvoice  200  0 rows" in first
    assert "GET /v1/customerinvoice/slow  404" in second
    assert "fault slow" in second


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_in_good_order(tmp_path: Path, number: int) -> None:
    with killable(tmp_path / "state.db") as (server, process):
        connection = server.connection()
        connection.request("GET", INVOICE)
        assert connection.getresponse().read() == b"[]"
        process.send_signal(number)
        assert process.communicate(timeout=20)[0] == "stopped\n"
        assert process.returncode == 0
        connection.close()
