"""How to reach one API over HTTP."""

from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from bulkops.core.errors import RemoteError

BODY_BYTES_MAX = 64 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """Where an API is and how its connections behave.

    Attributes:
        api: Name of the API as requests give it: `visma` or `ddapi`.
        base_url: `https://host[:port][/path]`; a request's path is appended to it.
        connect_s: Seconds for the whole way to a connection: name look-up, TCP, proxy, TLS.
        read_s: Seconds from the first byte of the request to the last byte of the answer.
        in_flight_max: Requests at one time; more of them wait for their turn.
        proxy: `http[s]://[user:password@]host[:port]`; None: what the environment says, if `trust_env`.
        ca_file: PEM file of certificates to trust beside those of the system.
        trust_env: Whether `HTTPS_PROXY`, `NO_PROXY`, `SSL_CERT_FILE` and their like count.
        user_agent: The `User-Agent`; the vendors like a name in it.
        headers: Header fields for every request, such as `ipp-company-id`.
        body_bytes_max: Largest answer that is read, in bytes after decoding.
    """

    api: str
    base_url: str
    connect_s: float = 10.0
    read_s: float = 245.0
    in_flight_max: int = 8
    proxy: str | None = field(default=None, repr=False)
    ca_file: str | None = None
    trust_env: bool = True
    user_agent: str = "bulkops"
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body_bytes_max: int = BODY_BYTES_MAX


def parse_url(url: str, *, setting: str) -> SplitResult:
    """Take an address apart.

    Raises:
        RemoteError: It is not an `http` or `https` address, or it holds credentials, a query or a fragment.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise RemoteError(f"`{setting}` is not an http or https address", hint=_EXAMPLE, code="R015")
    if parts.username is not None or parts.password is not None:
        raise RemoteError(f"`{setting}` holds credentials", hint="write them as settings of their own", code="R015")
    if parts.query or parts.fragment:
        raise RemoteError(f"`{setting}` holds a query or a fragment", hint=_EXAMPLE, code="R015")
    return parts


_EXAMPLE = "write it as `https://host/path`"
