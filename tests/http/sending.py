"""Short ways to send in these tests, and to look at what came of it."""

import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bulkops.adapters.auth import Auth
from bulkops.adapters.http import HttpSettings, HttpTransport
from bulkops.core.errors import RemoteError
from bulkops.core.http import Request

CANARY = "kanari3-hemmelig"


def request(method: str = "POST", path: str = "/v1/customerinvoice", **more: Any) -> Request:
    body = None if method in {"GET", "DELETE"} else b'{"hold":{"value":true}}'
    return Request(**{"api": "visma", "method": method, "path": path, "body": body, **more})


@asynccontextmanager
async def transport_to(url: str, auth: Auth | None = None, **more: Any) -> AsyncIterator[HttpTransport]:
    transport = HttpTransport(HttpSettings(**{"api": "visma", "base_url": url, **more}), auth)
    try:
        yield transport
    finally:
        await transport.aclose()


async def failure_of(transport: HttpTransport, sent: Request) -> RemoteError:
    """Send what must fail, and give the error, which must not hold the canary anywhere."""
    try:
        response = await transport.send(sent)
    except RemoteError as error:
        assert_silent(error)
        return error
    raise AssertionError(f"it was answered {response.status}")


def assert_silent(error: BaseException) -> None:
    """No text or chained error of it holds the canary."""
    waiting: list[BaseException | None] = [error]
    while waiting:
        shown = waiting.pop()
        if shown is None:
            continue
        texts = [str(shown), repr(shown), repr(shown.args), repr(vars(shown)), *traceback.format_exception(shown)]
        assert not [text for text in texts if CANARY in text]
        waiting += [shown.__cause__, shown.__context__]
