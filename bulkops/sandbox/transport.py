"""The sandbox in the caller's own process, behind the engine's `Transport` port."""

import sqlite3

import anyio.lowlevel

from bulkops import __version__
from bulkops.core.errors import UnknownOutcomeError
from bulkops.core.http import Request, Response
from bulkops.engine.ports import Clock
from bulkops.sandbox.conformity import OWN_CLIENT
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.reply import Delivery

#: As long as the real transport waits for an answer: a little more than the system itself works on a request.
READ_TIMEOUT_S = 245.0
_CLIENT = f"{OWN_CLIENT}{__version__}"


class SandboxTransport:
    """Hands requests to an `Erp`; a request takes well under a millisecond, so it runs in the event loop itself.

    Args:
        erp: The system; whoever made it closes it.
        clock: Where time comes from and is waited for.
        read_timeout_s: Longest wait for an answer.
    """

    def __init__(self, erp: Erp, clock: Clock, *, read_timeout_s: float = READ_TIMEOUT_S) -> None:
        self._erp = erp
        self._clock = clock
        self._read_timeout_s = read_timeout_s

    async def send(self, request: Request) -> Response:
        """Send a request once.

        Raises:
            UnknownOutcomeError: The connection broke, or no answer came in time.
        """
        await anyio.lowlevel.checkpoint()  # as a network would, let others have their turn
        return await self.deliver(request)

    async def deliver(self, request: Request) -> Response:
        """Let a request arrive at this very moment.

        Raises:
            UnknownOutcomeError: The connection broke, or no answer came in time.
        """
        try:
            reply = self._erp.answer(request, self._clock.now(), client=_CLIENT)
        except sqlite3.Error as error:  # such as a full disk: nothing of a transaction that fails is kept
            raise UnknownOutcomeError(f"the sandbox's own file cannot be used: {error}") from error
        if reply.delay_s:
            await self._clock.sleep(min(reply.delay_s, self._read_timeout_s))
        if reply.delay_s > self._read_timeout_s:
            raise UnknownOutcomeError(f"no complete answer came in {self._read_timeout_s:g} s")
        if reply.delivery is Delivery.RESET:
            raise UnknownOutcomeError("the connection was reset before an answer came")
        if reply.response is None:
            raise UnknownOutcomeError("the connection broke before an answer came")
        if reply.delivery is Delivery.CUT:
            raise UnknownOutcomeError("the connection broke in the middle of the answer")
        return reply.response

    async def aclose(self) -> None:
        """Let go of nothing: the system belongs to whoever made it."""
