"""HTTP messages as values, as the engine, the sandbox and the adapters hand them to one another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, without its host and credentials: those belong to the adapter.

    Attributes:
        api: Which API it is for: `visma` or `ddapi`.
        method: GET, POST, PUT or DELETE.
        path: Path from the API's base, percent-encoded, such as `/v1/customerinvoice/100231`.
        query: Parameters in order, not encoded.
        headers: Header fields that matter to the operation (`If-Match`, …), names in their usual case.
        body: JSON as it is sent, or None.
        not_after: Its first byte must not leave later than this, seconds since 1970: the right to send it has ended.
    """

    api: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    not_after: float = field(default=inf, compare=False)

    @property
    def writes(self) -> bool:
        """Whether it may change anything on the server."""
        return self.method != "GET"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One complete answer.

    Attributes:
        status: HTTP status code.
        headers: Header fields, names in lower case; of a repeated one the last.
        body: The whole body; may be empty.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def good(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300
