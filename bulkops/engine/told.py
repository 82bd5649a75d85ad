"""What the headers of an answer tell about quota and waiting (`visma-net.md` section 7)."""

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from bulkops.core.http import Response

_EPOCH_MIN = 1_000_000.0  # the old gateway gave `X-RateLimit-Reset` as a time, the new one gives seconds left
_PAUSE_S = 60.0  # after a 429 that names no time
_NUMBER = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The server's word on the present window.

    Attributes:
        quota: Calls of a whole window.
        remaining: Calls that were left when the server counted this one.
        reset_s: Seconds from then to the end of the window.
    """

    quota: int
    remaining: int
    reset_s: float


def told(response: Response, now: float) -> Told | None:
    """Read the quota's headers; None where they are not there, or not whole."""
    quota, remaining = _number(response, "x-ratelimit-limit"), _number(response, "x-ratelimit-remaining")
    reset_s = _reset_s(response, now)
    if quota is None or remaining is None or reset_s is None:
        return None
    return Told(quota=quota, remaining=remaining, reset_s=reset_s)


def pause_s(response: Response, now: float) -> float:
    """Give the seconds that a 429 asks everyone to wait: a number of them, or a time."""
    text = response.headers.get("retry-after", "").strip()
    if _NUMBER.fullmatch(text):
        return _left(float(text), response, now)
    at = _date(text)
    if at is not None:
        return max(0.0, at - _server_now(response, now))
    reset_s = _reset_s(response, now)
    return _PAUSE_S if reset_s is None else reset_s


def _reset_s(response: Response, now: float) -> float | None:
    reset = _number(response, "x-ratelimit-reset")
    return None if reset is None else _left(float(reset), response, now)


def _left(number: float, response: Response, now: float) -> float:
    """Take a number as seconds left; one that is too large for that is a time by the server's clock."""
    return max(0.0, number - _server_now(response, now)) if number > _EPOCH_MIN else number


def _server_now(response: Response, now: float) -> float:
    """Tell the time by the server's clock, where the answer does: ours may be wrong."""
    at = _date(response.headers.get("date", ""))
    return now if at is None else at


def _date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None


def _number(response: Response, name: str) -> int | None:
    text = response.headers.get(name, "").strip()
    return int(text) if _NUMBER.fullmatch(text) else None
