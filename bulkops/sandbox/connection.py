"""One connection of the sandbox's server: requests in, replies out, one at a time."""

import asyncio
import socket
import struct
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.utils import formatdate
from urllib.parse import parse_qsl, urlsplit

from bulkops.core.http import Request
from bulkops.sandbox import admin
from bulkops.sandbox.erp import Erp, Reply
from bulkops.sandbox.errors import plain
from bulkops.sandbox.faults import FaultKind
from bulkops.sandbox.log import Log
from bulkops.sandbox.log_line import Entry
from bulkops.sandbox.message import Message, Reader, RefusedMessageError, ResetMessageError
from bulkops.sandbox.outgoing import broken_off, drips, whole
from bulkops.sandbox.reply import Delivery

#: Header fields that mean something to the systems.
_KEPT = frozenset({"authorization", "content-type", "if-match", "erp-api-background"})
#: How long a client that was refused in the middle of its body may go on sending, in seconds.
_LINGER_S = 2.0
#: A socket that is closed with this set sends a reset in place of an end.
_RESETTING = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What connections share.

    Attributes:
        erp: The system.
        now: Gives seconds since 1970 UTC.
        log: Writes down requests; None: nobody listens.
        open: Connections that are open.
    """

    erp: Erp
    now: Callable[[], float]
    log: Log | None
    open: "set[Connection]"


@dataclass(slots=True, kw_only=True)
class _Exchange:
    """A request that is being replied to.

    Attributes:
        message: The request.
        reply: Its reply.
        entry: What is to be written down of it.
        begun: When it had come, by the loop's clock.
    """

    message: Message
    reply: Reply
    entry: Entry
    begun: float


class Connection(asyncio.Protocol):
    """Speaks HTTP/1.1 with one client.

    Args:
        around: What connections share.
    """

    _transport: asyncio.Transport

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._reader = Reader(self._resets)
        self._queue: deque[Message] = deque()
        self._last = False
        self._refused = False
        self._waiting: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        #: Done when the connection is.
        self.gone: asyncio.Future[None] = self._loop.create_future()

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
        except ResetMessageError:
            self._reset()
            return
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
        around, begun, now = self._around, self._loop.time(), self._around.now()
        entry = Entry(at=now, method=message.method, target=message.target, client=message.client)
        request = _request(message)
        if admin.is_ours(request):
            answer = admin.answer(around.erp, request, message.header("host"), now)
            reply, entry = Reply(response=answer), replace(entry, status=answer.status)
        else:
            reply = _dated(around.erp.answer(request, now, served=True, client=message.client), now)
            entry = entry if around.log is None else around.log.completed(entry, reply)
        exchange = _Exchange(message=message, reply=reply, entry=entry, begun=begun)
        if reply.delay_s:
            # Nothing is read meanwhile, so that a client cannot pile up requests behind a slow one.
            self._transport.pause_reading()
            self._begin_slowly(exchange)
        else:
            self._send(exchange)

    def _begin_slowly(self, exchange: _Exchange) -> None:
        reply = exchange.reply
        if reply.delivery is Delivery.DRIPPED and reply.response is not None and exchange.message.method != "HEAD":
            parts = deque(drips(reply.response, close=self._is_last(exchange.message)))
            self._drip(exchange, parts, reply.delay_s / (len(parts) - 1))
        else:
            self._waiting = self._loop.call_later(reply.delay_s, self._send, exchange)

    def _drip(self, exchange: _Exchange, parts: deque[bytes], pause_s: float) -> None:
        if len(parts) == 1:
            self._log(exchange)
        self._transport.write(parts.popleft())
        if parts:
            self._waiting = self._loop.call_later(pause_s, self._drip, exchange, parts, pause_s)
        else:
            self._end(close=self._is_last(exchange.message))

    def _send(self, exchange: _Exchange) -> None:
        reply, close = exchange.reply, self._is_last(exchange.message)
        self._log(exchange)  # first, so that who has the answer finds it written down
        if reply.delivery is Delivery.RESET:
            self._reset()
        elif reply.response is None:
            self._transport.abort()
        elif reply.delivery is Delivery.CUT:
            self._transport.write(broken_off(reply.response))
            close = True
        else:
            self._transport.write(whole(reply.response, close=close, body=exchange.message.method != "HEAD"))
        self._end(close=close)

    def _end(self, *, close: bool) -> None:
        waited = self._waiting is not None
        self._waiting = None
        if close:
            self._transport.close()
        if waited and not self._transport.is_closing():
            self._transport.resume_reading()
            self._go_on()

    def _is_last(self, message: Message) -> bool:
        return self._last or not message.keep_alive

    def _resets(self, message: Message) -> bool:
        """Ask whether a fault resets the connection now that a request's head has come."""
        request, begun, now = _request(message), self._loop.time(), self._around.now()
        if admin.is_ours(request):
            return False
        seq = self._around.erp.resets(request, now, client=message.client)
        if seq:
            entry = Entry(request=seq, at=now, method=message.method, target=message.target, client=message.client)
            reply = Reply(response=None, fault=FaultKind.RESET)
            self._log(_Exchange(message=message, reply=reply, entry=replace(entry, fault=reply.fault), begun=begun))
        return bool(seq)

    def _reset(self) -> None:
        self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESETTING)
        self._transport.abort()

    def _refuse(self, error: RefusedMessageError) -> None:
        # Closing while the client still sends would reset the connection and lose the answer: drain it first.
        self._refused = True
        self._transport.write(whole(plain(error.status, error.text), close=True))
        if self._transport.can_write_eof():
            self._transport.write_eof()
        self._waiting = self._loop.call_later(_LINGER_S, self._transport.close)

    def _log(self, exchange: _Exchange) -> None:
        if self._around.log is not None:
            self._around.log.write(replace(exchange.entry, duration_s=self._loop.time() - exchange.begun))


def _dated(reply: Reply, at: float) -> Reply:
    """Say when the answer was made, as a server that has a clock must (RFC 9110, section 6.6.1)."""
    if reply.response is None:
        return reply
    headers = {**reply.response.headers, "date": formatdate(at, usegmt=True)}
    return replace(reply, response=replace(reply.response, headers=headers))


def _request(message: Message) -> Request:
    target = urlsplit(message.target)
    path = target.path or "/"
    return Request(
        api="ddapi" if path.lower().startswith("/api/") else "visma",
        method="GET" if message.method == "HEAD" else message.method,
        path=path,
        query=tuple(parse_qsl(target.query, keep_blank_values=True)),
        headers=tuple(pair for pair in message.headers if pair[0] in _KEPT),
        body=bytes(message.body) or None,
    )
