"""One connection of the sandbox's server: HTTP/1.1 in, replies out, one request at a time."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

import h11

from bulkops.core.http import Request, Response
from bulkops.sandbox import admin
from bulkops.sandbox.erp import Erp, Reply
from bulkops.sandbox.errors import plain
from bulkops.sandbox.times import stamp

#: Largest request body taken, in bytes; the largest invoice is far below.
BODY_BYTES_MAX = 16 * 2**20
#: Header fields that mean something to the systems.
_KEPT = frozenset({b"authorization", b"if-match", b"erp-api-background"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What connections share.

    Attributes:
        erp: The system.
        now: Gives seconds since 1970 UTC.
        log: Takes one line a request; None: nobody listens.
        open: Connections that are open.
    """

    erp: Erp
    now: Callable[[], float]
    log: Callable[[str], None] | None
    open: "set[Connection]"


class Connection(asyncio.Protocol):
    """Speaks HTTP with one client.

    Args:
        around: What connections share.
    """

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._http = h11.Connection(h11.SERVER)
        self._head: h11.Request | None = None
        self._body = bytearray()
        self._closing = False
        self._waiting: asyncio.TimerHandle | None = None
        self._transport: asyncio.Transport | None = None
        #: Done when the connection is.
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._around.open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the signature is asyncio's
        """End; a reply that was still to come goes nowhere."""
        self._around.open.discard(self)
        self.gone.set_result(None)
        if self._waiting is not None:
            self._waiting.cancel()

    def data_received(self, data: bytes) -> None:
        """Take in what came."""
        self._http.receive_data(data)
        self._go_on()

    def eof_received(self) -> bool:
        """Note that no more will come; a reply that waits is still sent."""
        self._http.receive_data(b"")
        self._go_on()
        return self._waiting is not None

    def stop(self) -> None:
        """Close at once if idle, else after the reply under way."""
        self._closing = True
        if self._waiting is None and self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()

    def _go_on(self) -> None:
        while self._waiting is None and self._transport is not None and not self._transport.is_closing():
            try:
                event = self._http.next_event()
            except h11.RemoteProtocolError as error:
                self._fail(error.error_status_hint, "The request is not HTTP.")
                return
            if event is h11.PAUSED:
                self._http.start_next_cycle()
            elif event is h11.NEED_DATA:
                if self._http.they_are_waiting_for_100_continue:
                    self._write(h11.InformationalResponse(status_code=100, headers=[]))
                return
            else:
                self._take(event)

    def _take(self, event: object) -> None:
        if isinstance(event, h11.Request):
            self._head = event
            self._body.clear()
            if _content_length(event) > BODY_BYTES_MAX:
                self._fail(413, "The body is too large.")
        elif isinstance(event, h11.Data):
            self._body += event.data
            if len(self._body) > BODY_BYTES_MAX:
                self._fail(413, "The body is too large.")
        elif isinstance(event, h11.EndOfMessage):
            self._act()
        elif isinstance(event, h11.ConnectionClosed) and self._transport is not None:
            self._transport.close()

    def _act(self) -> None:
        assert self._head is not None
        now = self._around.now()
        method, target = self._head.method.decode("ascii"), urlsplit(self._head.target.decode("ascii"))
        path = target.path or "/"
        if path.startswith(admin.PREFIX):
            reply = Reply(response=admin.answer(self._around.erp, method, path, bytes(self._body), now))
        else:
            reply = self._around.erp.answer(self._request(method, path, target.query), now, served=True)
        self._log(now, method, path, reply)
        if reply.delay_s:
            loop = asyncio.get_running_loop()
            self._waiting = loop.call_later(reply.delay_s, self._after_wait, reply)
        else:
            self._reply(reply)

    def _request(self, method: str, path: str, query: str) -> Request:
        assert self._head is not None
        headers = [
            (name.decode("ascii"), value.decode("latin-1")) for name, value in self._head.headers if name in _KEPT
        ]
        return Request(
            api="ddapi" if path.lower().startswith("/api/") else "visma",
            method="GET" if method == "HEAD" else method,
            path=path,
            query=tuple(parse_qsl(query, keep_blank_values=True)),
            headers=tuple(headers),
            body=bytes(self._body) or None,
        )

    def _after_wait(self, reply: Reply) -> None:
        self._waiting = None
        self._reply(reply)
        self._go_on()

    def _reply(self, reply: Reply) -> None:
        if reply.response is None:
            self.abort()
            return
        self._send(reply.response)
        if self._closing or self._http.our_state is h11.MUST_CLOSE:
            self._close()

    def _fail(self, status: int, text: str) -> None:
        if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self._send(plain(status, text), {"connection": "close"})
        self._close()

    def _send(self, response: Response, more: Mapping[str, str] | None = None) -> None:
        headers = {"server": "bulkops-sandbox", **response.headers, **(more or {})}
        if response.status not in (204, 304):
            headers["content-length"] = str(len(response.body))
        body = b"" if self._head is not None and self._head.method == b"HEAD" else response.body
        reason = HTTPStatus(response.status).phrase.encode("ascii")
        head = h11.Response(status_code=response.status, reason=reason, headers=list(headers.items()))
        self._write(head, h11.Data(data=body), h11.EndOfMessage())

    def _write(self, *events: h11.Event) -> None:
        assert self._transport is not None
        self._transport.write(b"".join(self._http.send(event) or b"" for event in events))

    def _close(self) -> None:
        assert self._transport is not None
        self._transport.close()

    def _log(self, now: float, method: str, path: str, reply: Reply) -> None:
        if self._around.log is not None:
            status = "no answer" if reply.response is None else str(reply.response.status)
            delay = f" after {reply.delay_s:g} s" if reply.delay_s else ""
            self._around.log(f"{stamp(now, 0)}Z {method} {path} {status}{delay}")


def _content_length(head: h11.Request) -> int:
    return next((int(value) for name, value in head.headers if name == b"content-length"), 0)
