"""When what is known of quota and `Retry-After` is to be kept for the next process."""

from bulkops.engine.window import Window

#: Use of a window is kept at each half percent of it, and when this time has passed.
_SHARE, _EVERY_S = 200, 15.0


class Keeping:
    """Says when a window is to be kept.

    Args:
        now: Seconds that never go back.
    """

    __slots__ = ("_calls", "_kept_at", "_window")

    def __init__(self, now: float) -> None:
        self._window = Window()
        self._calls = 0
        self._kept_at = now

    def found(self, window: Window) -> None:
        """Note what an earlier process has kept."""
        self._window = window

    def due(self, window: Window, calls: int, quota: int, now: float) -> bool:
        """Say whether a window is to be kept now; if so, it counts as kept.

        Args:
            window: What is known now.
            calls: Calls of ours so far.
            quota: Calls of a whole window, by the server's word or by our own limit; 0: nothing limits them.
            now: Seconds that never go back.
        """
        used = calls - self._calls > quota // _SHARE or now - self._kept_at >= _EVERY_S
        if window.not_before <= self._window.not_before and not (quota and used):
            return False
        self._window, self._calls, self._kept_at = window, calls, now
        return True
