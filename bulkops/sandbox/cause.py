"""What a change comes from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What a change comes from.

    Attributes:
        request: `seq` of the request.
        at: When, in seconds since 1970 UTC.
        utc_offset_minutes: The server's clock against UTC.
    """

    request: int
    at: float
    utc_offset_minutes: int = 0
