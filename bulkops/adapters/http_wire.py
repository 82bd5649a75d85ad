"""Connections to one host: each message is sent once, and its one answer read to the end."""

import re
import ssl
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from math import inf

import anyio
import httpx2

from bulkops.adapters.http_body import ACCEPT_ENCODING, BodyError, read_body
from bulkops.adapters.http_exchange import Exchange
from bulkops.adapters.http_failures import Way, failed, timed_out
from bulkops.adapters.http_route import host_of, proxy_for, trusted
from bulkops.adapters.http_settings import HttpSettings, parse_url
from bulkops.core.errors import NotSentError, RemoteError
from bulkops.core.http import Response

#: Idle seconds after which a connection is not used again. Below the 5 s after which common servers close one: a
#: request written to a connection that is just being closed would be in doubt; a new connection costs far less.
IDLE_S = 4.0

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_FAILURES = (httpx2.HTTPError, BodyError, OSError, UnicodeError, anyio.BrokenResourceError, anyio.ClosedResourceError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A request with everything that goes over the wire.

    Attributes:
        method: HTTP method.
        target: Path and query, percent-encoded, from the root of the host.
        headers: All header fields but `Host`, `Content-Length` and `Accept-Encoding`; may hold credentials.
        body: Body, or None.
        not_after: Nothing of it leaves later, seconds since 1970.
    """

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    not_after: float = inf


class Wire:
    """Connections to the host of `base_url`, as many as requests may be in flight.

    Each is a pool of its own: a larger pool looks through all its connections for every request, and asks the system
    about each idle one (measured in docs/decisions/0002). There are no retries, redirects or cookies, and no proxies
    but that of the settings. The library's `AsyncClient`, which knows all of these, is left out: its transports are
    the public layer below, and have none.
    """

    def __init__(self, settings: HttpSettings) -> None:
        parts = parse_url(settings.base_url, setting="base_url")
        self._settings = settings
        self._origin = httpx2.URL(f"{parts.scheme}://{parts.netloc}/")
        # Reading the system's certificates takes tens of milliseconds; plain HTTP has no use for them.
        context = trusted(settings) if parts.scheme == "https" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        proxy = proxy_for(settings)
        self._host = parts.netloc
        self._proxy = host_of(str(proxy.url)) if proxy else ""
        self._free = anyio.Semaphore(settings.in_flight_max)
        self._lanes = tuple(_lane(context, proxy) for _ in range(settings.in_flight_max))
        self._idle = list(self._lanes)

    async def send(self, message: Message) -> Response:
        """Send a message once.

        Raises:
            NotSentError: Nothing of it was written, such as after its time.
            UnknownOutcomeError: It was written, at least in part, and no complete answer came.
            RemoteError: It cannot be sent at all.
        """
        way = Way(what=_what(message, self._host), host=self._host, proxy=self._proxy)
        request = httpx2.Request(message.method, self._origin, headers=_fields(message), content=message.body)
        # The target goes out as it stands; a URL would have its dot segments and escapes tidied up.
        request.extensions["target"] = message.target.encode("ascii")
        await self._take_turn(way)
        lane = self._idle.pop()  # the one used last, whose connection is the most likely to be there still
        try:
            result = await self._attempt(lane, request, way, message.not_after)
        finally:
            self._idle.append(lane)
            self._free.release()
        # Raised here, outside every `except`: the library's error, which may hold credentials, is not its context.
        if isinstance(result, RemoteError):
            raise result
        return result

    async def aclose(self) -> None:
        """Close all connections."""
        for lane in self._lanes:
            await lane.aclose()

    async def _take_turn(self, way: Way) -> None:
        with anyio.move_on_after(self._settings.read_s):
            await self._free.acquire()
            return
        limit = self._settings.in_flight_max
        raise NotSentError(f"`{way.what}` was not sent: {limit} others were in flight all the time", code="R009")

    async def _attempt(
        self, lane: httpx2.AsyncHTTPTransport, request: httpx2.Request, way: Way, not_after: float
    ) -> Response | RemoteError:
        settings = self._settings
        exchange = Exchange(settings.connect_s, settings.read_s, not_after=not_after)
        request.extensions["trace"] = exchange.follow
        with exchange.scope:
            try:
                answer = await lane.handle_async_request(request)
                try:
                    response = await self._read(answer)
                finally:
                    await answer.aclose()
            except _FAILURES as error:
                return failed(way, exchange.stage, error)
            finally:
                if not exchange.sent:
                    await exchange.abandon()
            if not exchange.sent:  # all errors are sorted by this, so it must never stop working unnoticed
                raise RuntimeError("the HTTP library no longer tells when it sends")
            return response
        return timed_out(way, exchange.stage, settings.connect_s, settings.read_s)

    async def _read(self, answer: httpx2.Response) -> Response:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers.raw}
        if answer.status_code < 200:
            raise BodyError(f"{answer.status_code} is no final status", "R007")
        encoding = headers.pop("content-encoding", "")
        async with aclosing(answer.aiter_raw()) as parts:
            body = await read_body(parts, encoding, self._settings.body_bytes_max)
        return Response(status=answer.status_code, headers=headers, body=body)


def _lane(context: ssl.SSLContext, proxy: httpx2.Proxy | None) -> httpx2.AsyncHTTPTransport:
    limits = httpx2.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=IDLE_S)
    return httpx2.AsyncHTTPTransport(verify=context, proxy=proxy, limits=limits, trust_env=False, retries=0)


def _what(message: Message, host: str) -> str:
    return f"{message.method} {host}{message.target.partition('?')[0]}"


def _fields(message: Message) -> list[tuple[bytes, bytes]]:
    fields = {"Accept-Encoding": ACCEPT_ENCODING, **message.headers}
    for name, value in fields.items():
        if not (_NAME.fullmatch(name) and value.isascii() and value.isprintable() and value == value.strip()):
            hint = "see whether the secret or setting it comes from ends in a line break"
            raise RemoteError(f"header `{name}` holds a character that cannot be sent", hint=hint, code="R015")
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in fields.items()]
