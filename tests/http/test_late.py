"""The last look, right before the first byte: a connection may have taken so long that the right to send is over."""

import time

import pytest

from bulkops.core.errors import NotSentError
from tests.http.sending import failure_of, request, transport_to
from tests.http.server import answer, serving

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("kept", [False, True], ids=["new connection", "kept connection"])
async def test_what_is_too_late_does_not_leave_and_the_connection_is_none_the_worse(*, kept: bool) -> None:
    async with serving(answer()) as server, transport_to(server.url) as transport:
        if kept:
            await transport.send(request("GET", "/before"))
        error = await failure_of(transport, request(not_after=time.time() - 1))
        assert (type(error), error.code) == (NotSentError, "R121")
        await transport.send(request("PUT", "/afterwards", not_after=time.time() + 1000))
    assert [one.target for one in server.received][-1:] == ["/afterwards"]
    assert all(one.method != "POST" for one in server.received)
