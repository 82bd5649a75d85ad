"""The window of a quota: how many calls are left in it, by the server's word and by our own count.

The server counts calls in an order that nobody else sees, and its answers overtake one another. The smallest number of
calls left that any answer of the window has told was true after all the calls answered so far; what is still under way
comes off it. A new window begins with one call alone, whose answer shows that it has begun: a clock that is a second
ahead would otherwise have a whole crew refused.
"""

from dataclasses import dataclass

from bulkops.engine.told import Told

HOUR_S = 3600.0
#: `X-RateLimit-Reset` comes in whole seconds and wavers by one.
_GUARD_S = 1.0
_SAME_S = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How much of an hour's calls is used, so that the next process goes on from there.

    Attributes:
        end: When it is over, seconds since 1970.
        calls: Calls of ours in it.
        quota: The server's quota for it; 0 where it tells none.
        remaining: Calls that the server has left; meaningless where it tells no quota.
        not_before: No call before this time (`Retry-After`), seconds since 1970.
    """

    end: float = 0.0
    calls: int = 0
    quota: int = 0
    remaining: int = 0
    not_before: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A call on its way.

    Attributes:
        at: When it was sent, seconds since 1970.
        began: The same on a clock that never goes back.
        untold: Calls that had ended by then without a word about the quota, in all.
    """

    at: float
    began: float
    untold: int


class Quota:
    """The calls of a window.

    Attributes:
        end: When it is over, seconds since 1970.
        calls: Calls of ours in it.
        quota: The server's quota for it; 0 where it tells none.
        known: An answer of this window has come; before, one call goes alone.
        untold: Calls that have ended without a word about the quota, in all windows.
    """

    __slots__ = ("_begun", "_reported", "_uncounted", "calls", "end", "known", "quota", "untold")

    def __init__(self) -> None:
        self.end = 0.0
        self.calls = 0
        self.quota = 0
        self.known = False
        self.untold = 0
        self._begun = 0.0
        self._reported: int | None = None
        self._uncounted = 0

    @property
    def over_at(self) -> float:
        """From when a new window can be reckoned with, seconds since 1970."""
        return self.end + _GUARD_S if self.quota else self.end

    @property
    def reported(self) -> int | None:
        """Calls left by the server's word, without those it may not have counted yet; None where it tells none."""
        return self._reported

    def left(self, under_way: int) -> int | None:
        """Say how many calls the server has left at the least; None where it tells none.

        Args:
            under_way: Calls of ours that are not answered.
        """
        return None if self._reported is None else max(0, self._reported - self._uncounted - under_way)

    def go_on(self, window: Window, now: float) -> None:
        """Go on from where an earlier process has stopped; a window that is over counts no more."""
        if window.end <= now:
            return
        if self.calls and abs(window.end - self.end) <= _SAME_S:  # we know this window ourselves, and perhaps better
            self.calls = max(self.calls, window.calls)
        elif self._reported is None:
            self.calls = self.calls + window.calls
            self.end, self.quota = window.end, window.quota
            self._reported = window.remaining if window.quota else None
            self._uncounted, self._begun, self.known = 0, now, False

    def doubt(self) -> None:
        """Let the next call go alone: we knew less than we thought."""
        self.known = False

    def begin(self, now: float) -> None:
        """Begin a window, if the one before is over."""
        if now < self.over_at:
            return
        self.end, self.calls, self.known, self._begun = now + HOUR_S, 0, False, now
        self._reported, self._uncounted = None, 0

    def counted(self) -> None:
        """Count a call."""
        self.calls += 1

    def answered(self, told: Told | None, sent: Sent, now: float, under_way: int) -> None:
        """Take the word of an answer.

        Args:
            told: What its headers tell; None: nothing.
            sent: The call.
            now: When the answer came.
            under_way: Calls of ours that are not answered.
        """
        if told is None:
            self.ended_untold()
            self.known = self.known or sent.at >= self._begun
            return
        earliest, latest = sent.at + told.reset_s, now + told.reset_s
        fresh = sent.at >= self._begun
        if self._reported is not None and abs(earliest - self.end) <= _SAME_S + now - sent.at:
            self._same(told, sent, latest)
            self.known = self.known or fresh
        elif fresh or earliest > self.end + _SAME_S:
            jumped = self.known and earliest > self.end + _SAME_S
            self.calls = under_way + 1 if jumped else self.calls
            self.known, self._begun = True, sent.at
            self.end, self.quota = latest, told.quota
            self._reported, self._uncounted = told.remaining, 0

    def _same(self, told: Told, sent: Sent, latest: float) -> None:
        other, self.end, self.quota = told.quota != self.quota, min(self.end, latest), told.quota
        assert self._reported is not None
        if other or told.remaining <= self._reported:  # where the quota itself has changed, what it left counts no more
            self._reported = told.remaining
            self._uncounted = min(self._uncounted, self.untold - sent.untold)

    def ended_untold(self) -> None:
        """Note a call that has ended without a word about the quota: it may have been counted."""
        self.untold += 1
        self._uncounted += 1
