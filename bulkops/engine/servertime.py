"""The server's clock: its timestamps carry no zone, so the distance to ours is learnt from our own writes."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

_UNKNOWN_ZONE_S = 26 * 3600.0  # the widest that zones can differ, and two hours more
_MARGIN_S = 600.0
_FORM = "%Y-%m-%d %H:%M:%S"


class ServerTime:
    """Turns our times into the server's, for filters such as `lastModifiedDateTime`."""

    def __init__(self) -> None:
        self._offset_s: float | None = None

    def learn(self, document: Mapping[str, Any] | None, member: str, at: float) -> None:
        """Learn from a document that was written by us at a known time (seconds since 1970)."""
        text = str((document or {}).get(member) or "")[:19]
        try:
            stamp = datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
        except ValueError:
            return
        self._offset_s = round((stamp - at) / 900.0) * 900.0  # zones differ by quarters of an hour

    @property
    def known(self) -> bool:
        """Whether the distance was learnt, so that `since` leaves out what is older."""
        return self._offset_s is not None

    def since(self, at: float) -> str:
        """Write the server's time for ours, early enough that nothing written after `at` is left out."""
        offset_s = -_UNKNOWN_ZONE_S if self._offset_s is None else self._offset_s - _MARGIN_S
        return (datetime.fromtimestamp(at, UTC) + timedelta(seconds=offset_s)).strftime(_FORM)
