"""Limits on calls as text: `500/h`, `500/h,same=5/min,failed=2/5min`."""

import re
from typing import Any

#: The form, for messages and help.
FORM = "N/UNIT[,same=N/UNIT][,failed=N/UNIT]"

#: Switches of the limit and of its window, by name; the first may stand without its name.
_SWITCHES = {
    "all": ("rate_limit", "rate_window_s"),
    "same": ("same_request_limit", "same_request_window_s"),
    "failed": ("failed_request_limit", "failed_request_window_s"),
}
_UNITS_S = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
_LIMIT = re.compile(r"([0-9]{1,9})/([0-9]{1,4})?(s|min|h|d)")


def read_limits(text: str) -> dict[str, Any]:
    """Read limits as values of the switches that hold them.

    Raises:
        ValueError: They are written in another way.
    """
    switches: dict[str, Any] = {}
    for part in text.split(","):
        name, sign, limit = part.strip().rpartition("=")
        name = name.strip() if sign else "all"
        match = _LIMIT.fullmatch(limit.strip())
        if name not in _SWITCHES:
            raise ValueError(
                f"`{name}` in `{text}` is no limit: there are {', '.join(f'`{each}`' for each in _SWITCHES)}"
            )
        if match is None or not int(match[2] or 1):
            raise ValueError(f"`{limit}` in `{text}` is no limit: write it as `500/h`, `5/min` or `2/5min`")
        count_name, window_name = _SWITCHES[name]
        if count_name in switches:
            raise ValueError(f"`{text}` holds two limits of one kind, `{name}`")
        if name == "all" and not int(match[1]):
            raise ValueError(f"`{limit}` in `{text}` lets no request through")
        switches |= {count_name: int(match[1]), window_name: int(match[2] or 1) * _UNITS_S[match[3]]}
    return switches
