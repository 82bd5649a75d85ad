"""How many calls are under way at once: as many as the server bears.

Calls double each round until the first trouble, then one more a round; a 429, an answer that it is overloaded, or none
at all halves them, once for all calls of one burst. Latency tells earlier: when the median call of a round takes half
as long again as such calls have taken before, a tenth less are made at once. The median, not a high percentile: slow
ones among many are usual, and must not bring a run to a crawl. What was too much is tried again, ever less often.

After Netflix's `concurrency-limits` (AIMD and Gradient2), and TCP's slow start.
"""

from math import ceil, inf
from statistics import median

from bulkops.core.http import Request

_START = 4
_HALF, _TENTH_LESS = 0.5, 0.9
#: Longer than usual by this factor, and by this time, is congestion. Under a twentieth of a second nothing is proved.
_LONGER, _LONGER_S = 1.5, 0.05
_SAMPLES_MIN = 12
#: Rounds that one stays below what was too much before it is tried again; doubled each time that it still is.
_HOLD_MIN, _HOLD_MAX = 8, 128
#: Down here it is not our calls that make the server slow: what they take now is what such calls take.
_CALM = 3
_KINDS_MAX = 64


class Usual:
    """How long calls of one kind usually take.

    Attributes:
        latency_s: In seconds.
    """

    __slots__ = ("_seen", "latency_s")

    def __init__(self) -> None:
        self.latency_s = 0.0
        self._seen = 0

    def learn(self, latency_s: float) -> None:
        """Take another call into account; the first twenty alike, and then a twentieth each."""
        self._seen += 1
        self.latency_s += (latency_s - self.latency_s) / min(self._seen, 20)


class Flight:
    """Adapts the number of calls under way.

    Args:
        most: Never more than these.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._limit = float(min(_START, most))
        self._doubling = True
        self._ceiling = inf
        self._hold = _HOLD_MIN
        self._held = 0
        self._trying = False
        self._since = self._cut_at = -inf
        self._round: list[tuple[str, float]] = []
        self._usual: dict[str, Usual] = {}

    @property
    def limit(self) -> int:
        """Calls that may be under way now."""
        return int(self._limit)

    @property
    def latency_s(self) -> float:
        """Seconds that a call usually takes, over all kinds; 0.0 while not known."""
        return median(usual.latency_s for usual in self._usual.values()) if self._usual else 0.0

    def allow(self, most: int) -> None:
        """Set how many there may be at most."""
        self._most = most
        self._limit = min(self._limit, float(most)) if self._round or self._usual else float(min(_START, most))

    def trouble(self, began: float, now: float) -> None:
        """Halve, for a call that began then; those that were under way together tell the same trouble."""
        if began >= self._cut_at:
            self._cut(_HALF, now)

    def answered(self, request: Request, began: float, now: float, under_way: int) -> None:
        """Learn from a call that went well.

        Args:
            request: The call.
            began: When it was sent; seconds that never go back.
            now: When its answer came.
            under_way: Calls that were under way, this one among them.
        """
        if began < self._since:
            return  # it tells of a limit that has gone
        self._round.append((_kind(request), now - began))
        size_min = _START if self._doubling else _SAMPLES_MIN
        if len(self._round) >= max(size_min, ceil(self._limit)):
            self._end_round(now, used=2 * under_way >= self._limit)

    def _end_round(self, now: float, *, used: bool) -> None:
        seen, self._round = self._round, []
        if self._limit >= _CALM and self._congested(seen):
            self._cut(_HALF if self._doubling else _TENTH_LESS, now)
            return
        for kind, latency_s in seen:
            self._usual_of(kind).learn(latency_s)
        if used:
            self._grow(now)

    def _congested(self, seen: list[tuple[str, float]]) -> bool:
        known = [(latency_s, self._usual_of(kind).latency_s) for kind, latency_s in seen]
        known = [(latency_s, usual_s) for latency_s, usual_s in known if usual_s]
        if not known:
            return False
        longer_s = median(latency_s - usual_s for latency_s, usual_s in known)
        return longer_s > _LONGER_S and median(latency_s / usual_s for latency_s, usual_s in known) > _LONGER

    def _grow(self, now: float) -> None:
        if self._trying:  # what was too much once is not any more
            self._trying, self._ceiling, self._hold = False, inf, _HOLD_MIN
        wanted = 2 * self._limit if self._doubling else self._limit + 1
        if wanted >= self._ceiling:
            self._held += 1
            if self._held < self._hold:
                return
            self._trying, self._held = True, 0
        if self._limit < self._most:
            self._limit, self._since = min(wanted, float(self._most)), now

    def _cut(self, factor: float, now: float) -> None:
        self._hold = min(2 * self._hold, _HOLD_MAX) if self._trying else _HOLD_MIN
        self._trying, self._held, self._doubling = False, 0, False
        self._ceiling = self._limit
        self._limit = max(1.0, self._limit * factor)
        self._since = self._cut_at = now
        self._round.clear()

    def _usual_of(self, kind: str) -> Usual:
        if kind not in self._usual and len(self._usual) >= _KINDS_MAX:
            kind = ""
        return self._usual.setdefault(kind, Usual())


def _kind(request: Request) -> str:
    """Name what is asked for, without keys: a list takes longer than one document, an action longer than a read."""
    parts = request.path.split("/")
    return f"{request.method} {'/'.join(parts[1:3] + parts[4:6])} {bool(request.query)}"
