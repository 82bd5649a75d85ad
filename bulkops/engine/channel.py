"""One API as the engine calls it: at its pace, reads repeated within bounds, writes never."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import anyio

from bulkops.core.errors import TOO_LATE, NotSentError, RemoteError, UnknownOutcomeError
from bulkops.core.http import Request, Response
from bulkops.core.operation import Provider
from bulkops.engine.manner import Manner
from bulkops.engine.pace import Pace
from bulkops.engine.ports import Clock, Item, Transport
from bulkops.engine.settling import Settling
from bulkops.engine.window import Window

#: A write that is older than this when it could go is not sent. The process stood still meanwhile: another may have
#: looked for this very document and found none; sent now, it would be a second one. And what is sent later than it was
#: written down may come to its end after the time that settling waits.
WRITE_AGE_MAX_S = 20.0
_READS_MAX = 4
_PAUSES_S = (1.0, 5.0, 20.0)
_ABSENT = frozenset({404})


class Channel:
    """Transport, pace and provider of one API.

    Args:
        provider: Which API.
        transport: Sends.
        pace: Admits.
        clock: Time.
        settle_s: How long the server may work on a request after it was sent.
        background_s: How long it may have a background call in its queue and at work.
        manner: How writes are made.

    Attributes:
        reads: Reads so far.
        writes: Writes so far.
        hold: Makes sure that the company is still ours to write to, of what was written down at a time (seconds since
            1970); gives until when it is, and raises where it is another's. None: nobody else may write.
        keep: Keeps durably what the next process has to know of quota and `Retry-After`; None: nobody does.
    """

    def __init__(
        self,
        provider: Provider,
        transport: Transport,
        pace: Pace,
        clock: Clock,
        *,
        settle_s: float | None = None,
        background_s: float | None = None,
        manner: Manner | None = None,
    ) -> None:
        self.provider = provider
        self.pace = pace
        self.settle_s = float(provider.settle_s) if settle_s is None else settle_s
        longest_s = provider.background.settle_s if provider.background is not None else provider.settle_s
        self.background_s = float(longest_s) if background_s is None else background_s
        self.manner = manner or Manner()
        self.reads = 0
        self.writes = 0
        self.hold: Callable[[float, float], Awaitable[float]] | None = None
        self.keep: Callable[[Window], Awaitable[None]] | None = None
        self._transport = transport
        self._clock = clock

    @property
    def settling(self) -> Settling:
        """How long the server may work on what it was sent."""
        return Settling(settle_s=self.settle_s, background_s=self.background_s)

    def settled_at(self, item: Item) -> float:
        """Say from when what an item has sent cannot come any more, in seconds since 1970."""
        return self.settling.over_at(item.sent_at, background=item.background)

    async def read(self, request: Request, *, accept: frozenset[int] = _ABSENT) -> Response:
        """Make a read; repeat it when the server was busy or did not answer, a few times with growing pauses.

        Args:
            request: The read.
            accept: Statuses that are answers too, beside 2xx.

        Returns:
            An answer that is 2xx or accepted.

        Raises:
            RemoteError: No such answer came, or access was denied.
        """
        assert not request.writes
        trouble = ""
        for attempt in range(_READS_MAX):
            await self.pace.admit(request)
            self.reads += 1
            try:
                response = await self._sent(request)
            except NotSentError as error:
                if attempt:
                    raise
                trouble = error.message
            except UnknownOutcomeError as error:
                trouble = error.message
            else:
                if response.good or response.status in accept:
                    return response
                trouble = f"{response.status} {self.provider.error_text(response)}".strip()
                if response.status not in {429, 500, 502, 503, 504}:
                    raise RemoteError(
                        f"{self.provider.title} refused `{request.method} {request.path}`: {trouble}",
                        hint="check the credentials' rights, and the profile's company",
                        code="R110",
                    )
            if attempt < len(_PAUSES_S):
                await self._clock.sleep(_PAUSES_S[attempt])
        raise RemoteError(
            f"{self.provider.title} did not answer `{request.method} {request.path}`: {trouble}",
            hint="nothing was changed; try again when the API can be reached",
            code="R111",
        )

    async def write(self, request: Request, *, written_at: float | None = None) -> Response:
        """Make a write, once; it has to be admitted by the pace and written down before.

        All writes pass here. Right before one leaves it is made sure that the process did not stand still: that the
        write is not old, and that the company is still ours.

        Args:
            request: The write.
            written_at: When it was written down, seconds since 1970; None: now.

        Raises:
            NotSentError: Nothing was written.
            UnknownOutcomeError: It was sent, and no complete answer came.
            RemoteError: Access was denied before anything was done.
            JournalError: Another process has taken over the company; nothing was written.
        """
        try:
            request = await self._in_time(request, self._clock.now() if written_at is None else written_at)
        except BaseException:
            self.pace.give_back()
            raise
        self.writes += 1
        return await self._sent(request)

    async def _in_time(self, request: Request, written_at: float) -> Request:
        not_after = written_at + WRITE_AGE_MAX_S
        if self.hold is not None:
            not_after = min(not_after, await self.hold(written_at, self._clock.now()))
        if self._clock.now() > not_after:
            raise NotSentError(TOO_LATE, code="R121")
        return replace(request, not_after=not_after)

    async def _sent(self, request: Request) -> Response:
        sent = self.pace.sent()
        try:
            response = await self._transport.send(request)
        except NotSentError:
            self.pace.unanswered(request, sent, left=False)
            raise
        except UnknownOutcomeError:
            self.pace.unanswered(request, sent, left=True)
            raise
        except BaseException:  # access was denied, or it was given up: the server is not to blame
            self.pace.unanswered(request, sent, left=True, trouble=False)
            raise
        self.pace.answered(request, sent, response)
        await self._kept()
        return response

    async def _kept(self) -> None:
        """Keep what an answer has taught before anybody acts on it; that is not broken off half-way."""
        window = self.pace.to_keep() if self.keep is not None else None
        if window is not None and self.keep is not None:
            with anyio.CancelScope(shield=True):
                await self.keep(window)
