import asyncio
import gzip

import anyio
import pytest

from bulkops.core.errors import UnknownOutcomeError
from bulkops.core.http import Response
from tests.http.sending import failure_of, request, transport_to
from tests.http.server import Answer, Received, answer, raw, serving

pytestmark = pytest.mark.anyio

BACKGROUND = (("If-Match", '"AAAAAE0YIiI="'), ("erp-api-background", "none"))


async def test_a_request_arrives_as_it_was_given() -> None:
    async with serving() as server, transport_to(server.url + "/base/", user_agent="bulkops/0.1") as transport:
        sent = request("PUT", "/v1/customerinvoice/10%2F31", headers=BACKGROUND)
        await transport.send(sent)
    (received,) = server.received
    assert (received.method, received.target) == ("PUT", "/base/v1/customerinvoice/10%2F31")
    assert received.body == sent.body
    assert received.headers == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": "bulkops/0.1",
        "accept": "application/json",
        "accept-encoding": "gzip",
        "content-type": "application/json",
        "content-length": "23",
        "if-match": '"AAAAAE0YIiI="',
        "erp-api-background": "none",
    }


async def test_query_values_are_encoded_and_keep_their_order() -> None:
    query = (
        ("lastModifiedDateTime", "2025-01-31 10:00:00"),
        ("lastModifiedDateTimeCondition", ">="),
        ("customer", "Å&B"),
    )
    async with serving() as server, transport_to(server.url) as transport:
        await transport.send(request("GET", "/v1/customerinvoice", query=query))
    assert server.received[0].target == (
        "/v1/customerinvoice?lastModifiedDateTime=2025-01-31%2010%3A00%3A00"
        "&lastModifiedDateTimeCondition=%3E%3D&customer=%C3%85%26B"
    )
    assert "content-type" not in server.received[0].headers


async def test_a_post_without_a_body_says_so() -> None:
    async with serving() as server, transport_to(server.url) as transport:
        await transport.send(request("POST", "/v1/customerinvoice/1/action/release", body=None))
    assert server.received[0].headers["content-length"] == "0"
    assert "content-type" not in server.received[0].headers


async def test_settings_and_request_replace_header_fields_by_name() -> None:
    extra = (("ipp-company-id", "1001"), ("accept", "text/plain"))
    async with serving() as server, transport_to(server.url, headers=extra) as transport:
        await transport.send(request("GET", headers=(("IPP-Company-Id", "1002"),)))
    assert server.received[0].headers["ipp-company-id"] == "1002"
    assert server.received[0].headers["accept"] == "text/plain"


@pytest.mark.parametrize("status", [200, 201, 202, 204, 301, 302, 307, 308, 400, 403, 404, 409, 412, 429, 500, 503])
async def test_every_answer_is_handed_back_as_it_is(status: int) -> None:
    body = b"" if status == 204 else b'{"message":"x"}'
    fields = (("Location", "http://127.0.0.1:1/elsewhere"), ("ETag", '"a"'), ("etag", '"b"'))
    async with serving(answer(status, body, *fields)) as server, transport_to(server.url) as transport:
        response = await transport.send(request())
    assert (response.status, response.body) == (status, body)
    assert response.headers["location"] == "http://127.0.0.1:1/elsewhere"
    assert response.headers["etag"] == '"b"'
    assert len(server.received) == 1


async def test_cookies_are_not_kept() -> None:
    async with serving(answer(200, b"{}", ("Set-Cookie", "a=b"))) as server, transport_to(server.url) as transport:
        await transport.send(request())
        await transport.send(request())
    assert "cookie" not in server.received[1].headers


async def test_gzip_is_unpacked() -> None:
    packed = gzip.compress(b'{"rows":[]}' * 1000)
    does = answer(200, packed, ("Content-Encoding", "gzip"))
    async with serving(does) as server, transport_to(server.url) as transport:
        response = await transport.send(request("GET"))
    assert response.body == b'{"rows":[]}' * 1000
    assert "content-encoding" not in response.headers


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
INFORMED = b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde"
TO_THE_END = b"HTTP/1.1 200 OK\r\n\r\nabcde"


@pytest.mark.parametrize("does", [raw(CHUNKED), raw(INFORMED), raw(TO_THE_END)], ids=["chunked", "1xx", "until close"])
async def test_all_framings_are_read(does: Answer) -> None:
    async with serving(does) as server, transport_to(server.url) as transport:
        assert (await transport.send(request())).body == b"abcde"


async def test_an_answer_of_the_largest_size_is_read_and_one_byte_more_is_not() -> None:
    async with serving(answer(200, b"x" * 1000)) as server:
        async with transport_to(server.url, body_bytes_max=1000) as transport:
            assert len((await transport.send(request())).body) == 1000
        async with transport_to(server.url, body_bytes_max=999) as transport:
            error = await failure_of(transport, request())
    assert isinstance(error, UnknownOutcomeError)
    assert error.code == "R008"
    assert len(server.received) == 2


async def test_a_small_answer_that_unpacks_to_a_huge_one_is_not_read() -> None:
    packed = gzip.compress(b"x" * 10_000_000)
    does = answer(200, packed, ("Content-Encoding", "gzip"))
    async with serving(does) as server, transport_to(server.url, body_bytes_max=100_000) as transport:
        assert (await failure_of(transport, request())).code == "R008"


async def test_64_requests_are_in_flight_at_once_and_each_gets_its_own_answer() -> None:
    everyone = anyio.Event()

    async def together(received: Received, writer: asyncio.StreamWriter) -> None:
        if len(server.received) == 64:
            everyone.set()
        await everyone.wait()
        await answer(200, received.target.encode())(received, writer)

    answers: dict[str, Response] = {}

    async def send(path: str) -> None:
        answers[path] = await transport.send(request("POST", path))

    async with (
        serving(together) as server,
        transport_to(server.url, in_flight_max=64) as transport,
        anyio.create_task_group() as group,
    ):
        for number in range(64):
            group.start_soon(send, f"/v1/{number}")
    assert {path: response.body.decode() for path, response in answers.items()} == {path: path for path in answers}
    assert len(answers) == len(server.received) == server.connections == 64


async def test_more_requests_than_may_be_in_flight_wait_and_connections_are_used_again() -> None:
    async with (
        serving() as server,
        transport_to(server.url, in_flight_max=3) as transport,
        anyio.create_task_group() as group,
    ):
        for _ in range(50):
            group.start_soon(transport.send, request())
    assert len(server.received) == 50
    assert server.connections <= 3
