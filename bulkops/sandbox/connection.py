"""One connection of the sandbox's server: requests in, replies out, one at a time."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from bulkops.core.http import Request, Response
from bulkops.sandbox import admin
from bulkops.sandbox.erp import Erp, Reply
from bulkops.sandbox.errors import plain
from bulkops.sandbox.message import Message, Reader, RefusedMessageError
from bulkops.sandbox.times import stamp

#: Header fields that mean something to the systems.
_KEPT = frozenset({"authorization", "content-type", "if-match", "erp-api-background"})
#: How long a client that was refused in the middle of its body may go on sending, in seconds.
_LINGER_S = 2.0


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
    """Speaks HTTP/1.1 with one client.

    Args:
        around: What connections share.
    """

    _transport: asyncio.Transport

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._reader = Reader()
        self._queue: deque[Message] = deque()
        self._last = False
        self._refused = False
        self._waiting: asyncio.TimerHandle | None = None
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
        if self._waiting is not None:
            self._waiting.cancel()
        self.gone.set_result(None)

    def data_received(self, data: bytes) -> None:
        """Take in what came."""
        if self._refused:
            return
        try:
            self._queue.extend(self._reader.read(data))
        except RefusedMessageError as error:
            self._refuse(error)
            return
        if self._reader.wants_continue:
            self._reader.wants_continue = False
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self._go_on()

    def eof_received(self) -> bool:
        """Note that no more will come; a reply that waits is still sent."""
        self._last = True
        return self._waiting is not None and not self._refused

    def stop(self) -> None:
        """Close at once if idle, else after the reply under way."""
        self._last = True
        if self._waiting is None or self._refused:
            self._transport.close()

    def abort(self) -> None:
        """Close at once."""
        self._transport.abort()

    def _go_on(self) -> None:
        while self._queue and self._waiting is None and not self._transport.is_closing():
            self._act(self._queue.popleft())

    def _act(self, message: Message) -> None:
        now, target = self._around.now(), urlsplit(message.target)
        path = target.path or "/"
        if path.startswith(admin.PREFIX):
            reply = Reply(response=admin.answer(self._around.erp, message.method, path, bytes(message.body), now))
        else:
            reply = self._around.erp.answer(_request(message, path, target.query), now, served=True)
        self._log(now, message.method, path, reply)
        if reply.delay_s:
            # Nothing is read meanwhile, so that a client cannot pile up requests behind a slow one.
            self._transport.pause_reading()
            self._waiting = asyncio.get_running_loop().call_later(reply.delay_s, self._after_wait, message, reply)
        else:
            self._reply(message, reply)

    def _after_wait(self, message: Message, reply: Reply) -> None:
        self._waiting = None
        self._reply(message, reply)
        if not self._transport.is_closing():
            self._transport.resume_reading()
            self._go_on()

    def _reply(self, message: Message, reply: Reply) -> None:
        if reply.response is None:
            self._transport.abort()
            return
        last = self._last or not message.keep_alive
        self._transport.write(_bytes(reply.response, close=last, body=message.method != "HEAD"))
        if last:
            self._transport.close()

    def _refuse(self, error: RefusedMessageError) -> None:
        # Closing while the client still sends would reset the connection and lose the answer: drain it first.
        self._refused = True
        self._transport.write(_bytes(plain(error.status, error.text), close=True))
        if self._transport.can_write_eof():
            self._transport.write_eof()
        self._waiting = asyncio.get_running_loop().call_later(_LINGER_S, self._transport.close)

    def _log(self, now: float, method: str, path: str, reply: Reply) -> None:
        if self._around.log is not None:
            status = "no answer" if reply.response is None else str(reply.response.status)
            delay = f" after {reply.delay_s:g} s" if reply.delay_s else ""
            self._around.log(f"{stamp(now, 0)}Z {method} {path} {status}{delay}")


def _request(message: Message, path: str, query: str) -> Request:
    return Request(
        api="ddapi" if path.lower().startswith("/api/") else "visma",
        method="GET" if message.method == "HEAD" else message.method,
        path=path,
        query=tuple(parse_qsl(query, keep_blank_values=True)),
        headers=tuple(pair for pair in message.headers if pair[0] in _KEPT),
        body=bytes(message.body) or None,
    )


def _bytes(response: Response, *, close: bool, body: bool = True) -> bytes:
    lines = [f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}", "server: bulkops-sandbox"]
    lines += [f"{name}: {value}" for name, value in response.headers.items()]
    if response.status not in (204, 304):
        lines.append(f"content-length: {len(response.body)}")
    if close:
        lines.append("connection: close")
    head = "\r\n".join([*lines, "", ""]).encode("latin-1")
    return head + response.body if body else head
