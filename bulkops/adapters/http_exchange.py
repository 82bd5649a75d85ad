"""One request on its way: how far it has come, and how long it may still take."""

from collections.abc import Mapping
from enum import Enum
from math import inf
from typing import Any, Protocol

import anyio

from bulkops.adapters.clock import SystemClock
from bulkops.core.errors import TOO_LATE, NotSentError
from bulkops.engine.ports import Clock


class Stage(Enum):
    """How far a request has come; only at `SENDING` may the API have seen anything of it."""

    WAITING = "waiting"  # for a connection
    CONNECTING = "connecting"  # name look-up and TCP, to the API or its proxy
    TLS = "tls"
    PROXY = "proxy"  # the proxy was asked to connect through
    SENDING = "sending"  # some of the request may have been written


class Closable(Protocol):
    """A connection, as far as it matters here."""

    async def aclose(self) -> None:
        """Close it, also a second time."""
        ...


class Exchange:
    """Follows one request through the HTTP library and moves its deadline.

    Args:
        connect_s: Longest time for a connection.
        read_s: Longest time for the answer.
        not_after: Nothing of it leaves later, seconds since 1970.
        clock: Time; None: that of this machine.

    Attributes:
        stage: How far it has come.
        scope: Ends it at its deadline: `connect_s` from the start of a connection, then `read_s` from the first byte.
    """

    __slots__ = ("_clock", "_connect_s", "_made", "_not_after", "_read_s", "scope", "stage")

    def __init__(self, connect_s: float, read_s: float, *, not_after: float = inf, clock: Clock | None = None) -> None:
        self.stage = Stage.WAITING
        self.scope = anyio.CancelScope()
        self._connect_s = connect_s
        self._read_s = read_s
        self._made: Closable | None = None
        self._not_after = not_after
        self._clock = clock or SystemClock()

    @property
    def sent(self) -> bool:
        """Whether any of the request may have left."""
        return self.stage is Stage.SENDING

    async def follow(self, event: str, info: Mapping[str, Any]) -> None:
        """Take an event of the library's `trace` extension.

        Raises:
            NotSentError: The first byte would leave too late; raised through the library, which then closes.
        """
        if event.endswith("send_request_headers.started"):
            # The request that asks a proxy for a tunnel passes here as well; it is not ours.
            if info["request"].method == b"CONNECT":
                self.stage = Stage.PROXY
                return
            if self._clock.now() > self._not_after:
                raise NotSentError(TOO_LATE, code="R121")
            self.stage = Stage.SENDING
            # Not less than one time-out for all of it: a server that gives a byte a minute must not hold us for ever.
            self.scope.deadline = anyio.current_time() + self._read_s
        elif event.endswith("connect_tcp.started"):
            self.stage = Stage.CONNECTING
            # Only here, for on a connection that is there already a second timer for each request would be felt.
            self.scope.deadline = anyio.current_time() + self._connect_s
        elif event.endswith("connect_tcp.complete"):
            self._made = info["return_value"]
        elif event.endswith("start_tls.started"):
            self.stage = Stage.TLS

    async def abandon(self) -> None:
        """Close the connection that was made for a request that was then not sent.

        The library leaves it open when a deadline or a cancellation ends the TLS handshake.
        """
        if self._made is not None:
            with anyio.CancelScope(shield=True):
                await self._made.aclose()
