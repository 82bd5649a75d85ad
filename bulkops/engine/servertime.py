"""The server's clock: its timestamps carry no zone, so the distance to ours is learnt from our own writes."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import ceil, floor
from typing import Any

_UNKNOWN_ZONE_S = 26 * 3600.0  # the widest that zones can differ, and two hours more
_MARGIN_S = 600.0
_FORM = "%Y-%m-%d %H:%M:%S"
_QUARTER_S = 900.0  # zones differ by quarters of an hour
#: How far the two clocks may be apart beside their zones.
_SKEW_S = 200.0


class ServerTime:
    """Turns our times into the server's, for filters such as `lastModifiedDateTime`."""

    def __init__(self) -> None:
        self._offset_s: float | None = None

    def learn(self, document: Mapping[str, Any] | None, member: str, after: float, before: float) -> None:
        """Learn from a document that was written between two known times (seconds since 1970).

        Nothing is learnt where they are so far apart that two zones would fit: a wrong one would hide what is there.
        """
        text = str((document or {}).get(member) or "")[:19]
        try:
            stamp = datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
        except ValueError:
            return
        least = ceil((stamp - before - _SKEW_S) / _QUARTER_S)
        most = floor((stamp - after + _SKEW_S) / _QUARTER_S)
        if least == most:
            self._offset_s = least * _QUARTER_S

    @property
    def known(self) -> bool:
        """Whether the distance was learnt, so that `since` leaves out what is older."""
        return self._offset_s is not None

    def since(self, at: float) -> str:
        """Write the server's time for ours, early enough that nothing written after `at` is left out."""
        offset_s = -_UNKNOWN_ZONE_S if self._offset_s is None else self._offset_s - _MARGIN_S
        return (datetime.fromtimestamp(at, UTC) + timedelta(seconds=offset_s)).strftime(_FORM)
