"""Faults: what can go wrong with a request on purpose, and to which requests it happens."""

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from hashlib import sha256

from bulkops.core.http import Request


class FaultKind(StrEnum):
    """What goes wrong."""

    REFUSE = "refuse"  # answered with `status` at once; nothing is done
    LOSE_REQUEST = "lose_request"  # the connection breaks before the work: nothing is done, and the caller cannot know
    LOSE_ANSWER = "lose_answer"  # the work is done, the connection breaks
    BAD_GATEWAY = "bad_gateway"  # the work is done, the answer is `status` (502) with an HTML page
    COMMIT_LATE = "commit_late"  # the connection breaks now, the work is done `delay_s` later
    SLOW = "slow"  # the work is done now, the answer comes `delay_s` later


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong, and when.

    Attributes:
        kind: What goes wrong.
        method: HTTP method it happens to; empty: any.
        path: Glob over the path, such as `*/action/release`.
        contains: Text that the request's body must hold; empty: any body.
        first: Which matching request is the first it happens to, from 1.
        count: To how many it may happen; 0: to all that follow.
        chance_percent: To how many in a hundred of those; which ones is decided by a digest, the same in every run.
        seed: Other seeds choose other requests.
        status: Status of the answer of REFUSE and BAD_GATEWAY; 0: 400 and 502.
        message: Words of a REFUSE.
        retry_after_s: Of a REFUSE: value of `Retry-After`; 0: none.
        delay_s: Seconds until late work is done; of the other kinds, until the answer comes or the connection breaks.
    """

    kind: FaultKind
    method: str = ""
    path: str = "*"
    contains: str = ""
    first: int = 1
    count: int = 1
    chance_percent: int = 100
    seed: int = 0
    status: int = 0
    message: str = "Refused on purpose."
    retry_after_s: int = 0
    delay_s: float = 0.0

    def matches(self, request: Request) -> bool:
        """Say whether it is about such a request."""
        if self.method and self.method != request.method:
            return False
        if not fnmatchcase(request.path, self.path):
            return False
        return not self.contains or self.contains.encode() in (request.body or b"")

    def strikes(self, match: int) -> bool:
        """Say whether it happens to the n-th matching request, from 1."""
        if match < self.first or (self.count and match >= self.first + self.count):
            return False
        if self.chance_percent >= 100:
            return True
        dice = sha256(f"{self.kind} {self.method} {self.path} {self.seed} {match}".encode()).digest()
        return int.from_bytes(dice[:4]) % 100 < self.chance_percent
