"""What the gateway refuses of identical requests: too many in a minute, and one more of those that have failed.

The rules are the former gateway's: five identical requests a minute, and no third try of a request that has failed
twice within five minutes (`visma-net.md` section 7). Whether the present one keeps them is not known; a refusal would
come as a 429.
"""

from collections import deque
from hashlib import sha256

from bulkops.core.http import Request

_SAME_WINDOW_S = 60.0
_FAILED_WINDOW_S = 300.0


class Recent:
    """How often each of many things has happened within a time.

    Args:
        count_max: Times that are allowed; 0: any number, and nothing is kept.
        window_s: The time.
    """

    __slots__ = ("_count_max", "_times", "_window_s")

    def __init__(self, count_max: int, window_s: float) -> None:
        self._count_max = count_max
        self._window_s = window_s
        self._times: dict[bytes, deque[float]] = {}

    def wait_s(self, key: bytes, now: float) -> float:
        """Give the seconds until it may happen again."""
        times = self._times.get(key)
        if times is None or len(times) < self._count_max:
            return 0.0
        return max(0.0, times[0] + self._window_s - now)

    def note(self, key: bytes, now: float) -> None:
        """Note that it has happened."""
        if not self._count_max:
            return
        self._forget(now)
        times = self._times.pop(key, None) or deque(maxlen=self._count_max)
        times.append(now)
        self._times[key] = times

    def _forget(self, now: float) -> None:
        """Drop what is older than the time; what has happened longest ago stands in front."""
        while self._times:
            key, times = next(iter(self._times.items()))
            if times[-1] > now - self._window_s:
                break
            del self._times[key]


class Identical:
    """Keeps identical requests apart.

    Args:
        same_max: Times that the very same request may be made within a minute; 0 for any number.
        failed_max: Times that it may have failed within five minutes and still be made again; 0 for any number.
    """

    def __init__(self, same_max: int, failed_max: int) -> None:
        self._made = Recent(same_max, _SAME_WINDOW_S)
        self._failed = Recent(failed_max, _FAILED_WINDOW_S)

    def wait_s(self, request: Request, now: float) -> tuple[float, str]:
        """Give the seconds until a request may be made, and why it has to wait."""
        key = _key(request)
        failed_s, same_s = self._failed.wait_s(key, now), self._made.wait_s(key, now)
        return (failed_s, "failed request") if failed_s > same_s else (same_s, "same request")

    def made(self, request: Request, now: float) -> None:
        """Note that a request is made."""
        self._made.note(_key(request), now)

    def failed(self, request: Request, now: float) -> None:
        """Note that a request was refused, or that no answer came."""
        self._failed.note(_key(request), now)


def _key(request: Request) -> bytes:
    text = f"{request.method} {request.path} {request.query}".encode()
    return sha256(text + (request.body or b"")).digest()[:12]
