"""What comes back of a request, and how."""

from dataclasses import dataclass
from enum import StrEnum

from bulkops.core.http import Response


class Delivery(StrEnum):
    """How an answer comes."""

    WHOLE = "whole"  # after the delay, at once
    DRIPPED = "dripped"  # the head now, the body in drips until the delay is over
    CUT = "cut"  # after the delay, and it breaks off in the middle
    RESET = "reset"  # not at all: the connection is reset


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What comes back of a request.

    Attributes:
        response: The answer; None: the connection ends without one.
        delay_s: Seconds until it has come, or the connection ends.
        delivery: How it comes.
        seq: Number of the request in the ledger.
        fault: Kind of fault that befell it; empty: none.
        departs: Where it, or its answer, departs from the vendor's description; empty: nowhere, or nobody looked.
    """

    response: Response | None
    delay_s: float = 0.0
    delivery: Delivery = Delivery.WHOLE
    seq: int = 0
    fault: str = ""
    departs: str = ""
