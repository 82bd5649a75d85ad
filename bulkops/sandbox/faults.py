"""Faults: what can go wrong with a request on purpose, and to which requests it happens."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from hashlib import sha256
from typing import Literal

from bulkops.core.http import Request
from bulkops.sandbox.fault_kinds import FaultKind

__all__ = ["METHODS", "Fault", "FaultKind"]

METHODS = ("GET", "POST", "PUT", "DELETE")
_DAY_S = 86_400
_LIST_PATH = "/v1/customerinvoice"
#: What follows an invoice's address without being one.
_NOT_INVOICES = frozenset({"worktypes"})

_OF_LATER_PAGES = frozenset({FaultKind.MOVE_ROW, FaultKind.ADD_ROW})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong, and when.

    Attributes:
        kind: What goes wrong.
        method: HTTP method it happens to; empty: any.
        path: Glob over the path, such as `*/action/release`.
        contains: Text that the request's body must hold; empty: any body.
        first: Which matching request is the first it may happen to, from 1.
        every: Of those, it may happen to each n-th; 1: to all.
        count: To how many of these it may happen; 0: to all; None: to one, or to all where `every` or
            `chance_percent` is given.
        chance_percent: To how many in a hundred of those; which ones is decided by a digest, the same in every run.
        seed: Other seeds choose other requests, and other rows.
        status: Status of the answer of REFUSE and BAD_GATEWAY; 0: 400 and 502.
        message: Words of a REFUSE.
        retry_after_s: Of a REFUSE: value of `Retry-After`; 0: none.
        delay_s: Seconds until late work is done; of the others, until the answer has come or the
            connection breaks.
        edit: What the second client does.
    """

    kind: FaultKind
    method: str = ""
    path: str = "*"
    contains: str = ""
    first: int = 1
    every: int = 1
    count: int | None = None
    chance_percent: int = 100
    seed: int = 0
    status: int = 0
    message: str = "Refused on purpose."
    retry_after_s: int = 0
    delay_s: float = 0.0
    edit: Literal["text", "line", "release", "delete"] = "text"

    def __post_init__(self) -> None:
        for name in ("first", "every"):
            if getattr(self, name) < 1:
                raise ValueError(f"`{name}` is less than 1")
        for name in ("count", "retry_after_s", "delay_s", "chance_percent"):
            if not (getattr(self, name) or 0) >= 0:
                raise ValueError(f"`{name}` is less than 0")
        if self.delay_s > _DAY_S:
            raise ValueError("`delay_s` is more than a day")
        if self.method and self.method not in METHODS:
            raise ValueError(f"`method` is none of {', '.join(METHODS)}")
        if self.status and not 200 <= self.status <= 599:
            raise ValueError("`status` is no status that an answer ends with: 200 to 599")

    def matches(self, request: Request) -> bool:
        """Say whether it is about such a request."""
        if self.method and self.method != request.method:
            return False
        if not fnmatchcase(request.path, self.path):
            return False
        if self.kind in _OF_LATER_PAGES and not _is_later_page(request):
            return False
        if self.kind is FaultKind.SECOND_CLIENT and not _reads_invoices(request):
            return False
        return not self.contains or self.contains.encode() in (request.body or b"")

    def strikes(self, match: int) -> bool:
        """Say whether it happens to the n-th matching request, from 1."""
        turn, rest = divmod(match - self.first + 1, self.every)
        if match < self.first or rest or (self._count and turn > self._count):
            return False
        if self.chance_percent >= 100:
            return True
        return self.choose(match, 100) < self.chance_percent

    @property
    def at_head(self) -> bool:
        """Whether it can happen before a request's body has come."""
        return self.kind is FaultKind.RESET and not self.contains

    def choose(self, match: int, among: int) -> int:
        """Choose one of several, from 0: the same one in every run."""
        dice = sha256(f"{self.kind} {self.method} {self.path} {self.seed} {match}".encode()).digest()
        return int.from_bytes(dice[:4]) % among

    @property
    def _count(self) -> int:
        if self.count is not None:
            return self.count
        return 1 if self.every == 1 and self.chance_percent >= 100 else 0


def _reads_invoices(request: Request) -> bool:
    head, _, last = request.path.rstrip("/").rpartition("/")
    is_one = head.lower() == _LIST_PATH and last not in _NOT_INVOICES
    return request.api == "visma" and request.method == "GET" and (is_one or _is_list(request))


def _is_later_page(request: Request) -> bool:
    page = next((value for name, value in request.query if name.lower() == "pagenumber"), "1")
    return request.method == "GET" and _is_list(request) and page.isdecimal() and int(page) > 1


def _is_list(request: Request) -> bool:
    return request.api == "visma" and request.path.rstrip("/").lower() == _LIST_PATH
