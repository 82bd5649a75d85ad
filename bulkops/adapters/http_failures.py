"""What the HTTP library reports, in the words and the three kinds of our own errors.

The library's texts are never passed on: they can hold addresses with credentials.
"""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import httpx2

from bulkops.adapters.http_body import BodyError
from bulkops.adapters.http_exchange import Stage
from bulkops.core.errors import NotSentError, RemoteError, UnknownOutcomeError

_CAUSES_MAX = 20
_IN_DOUBT = "whether it was carried out has to be looked up before anything is sent again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Names of a request's end points, for messages.

    Attributes:
        what: `POST host/path`.
        host: Host of the API.
        proxy: Host of the proxy; empty: none.
    """

    what: str
    host: str
    proxy: str = ""


def timed_out(way: Way, stage: Stage, connect_s: float, read_s: float) -> RemoteError:
    """Say that a deadline has passed."""
    if stage is Stage.SENDING:
        message = f"`{way.what}` was sent, and no complete answer came in {read_s:g} s"
        return UnknownOutcomeError(message, hint=_IN_DOUBT, code="R005")
    if way.proxy and stage in {Stage.CONNECTING, Stage.PROXY}:
        message = f"`{way.what}` was not sent: the proxy `{way.proxy}` did not connect in {connect_s:g} s"
        return NotSentError(message, code="R004")
    doing = "the TLS handshake did not end" if stage is Stage.TLS else "no connection was made"
    return NotSentError(f"`{way.what}` was not sent: {doing} in {connect_s:g} s", code="R002")


def failed(way: Way, stage: Stage, error: Exception) -> RemoteError:
    """Say how a request failed."""
    if stage is Stage.SENDING:
        return _after(way, error)
    return _before(way, stage, error)


def _after(way: Way, error: Exception) -> UnknownOutcomeError:
    """Everything is possible once the first byte may have been written."""
    if isinstance(error, BodyError):
        message = f"`{way.what}` was sent, and its answer cannot be read: {error.reason}"
        return UnknownOutcomeError(message, hint=_IN_DOUBT, code=error.code)
    if isinstance(error, httpx2.ProtocolError):
        message = f"`{way.what}` was sent, and no complete answer in HTTP came before the connection ended"
        return UnknownOutcomeError(message, hint=_IN_DOUBT, code="R007")
    message = f"`{way.what}` was sent, at least in part, and the connection broke"
    return UnknownOutcomeError(message, hint=_IN_DOUBT, code="R006")


def _before(way: Way, stage: Stage, error: Exception) -> NotSentError:
    cause = _telling(error)
    if isinstance(error, httpx2.ProxyError) or stage is Stage.PROXY:
        return _by_proxy(way, error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        message = f"`{way.what}` was not sent: the certificate of `{way.host}` is not trusted: {cause.verify_message}"
        return NotSentError(message, hint="name its certificate authority in `ca_file`", code="R003")
    if isinstance(cause, ssl.SSLError) or stage is Stage.TLS:
        reason = (getattr(cause, "reason", None) or "the connection ended").replace("_", " ").lower()
        message = f"`{way.what}` was not sent: the TLS handshake with `{way.host}` failed: {reason}"
        return NotSentError(message, hint="see whether the address and port take TLS", code="R003")
    end, code = (f"the proxy `{way.proxy}`", "R004") if way.proxy else (f"`{way.host}`", "R001")
    return NotSentError(f"`{way.what}` was not sent: {end} {_unreachable(cause)}", code=code)


def _by_proxy(way: Way, error: Exception) -> NotSentError:
    # The text of a ProxyError is the proxy's status line; only its number is ours to show.
    status = str(error)[:3] if isinstance(error, httpx2.ProxyError) else ""
    said = f"answered {status}" if status.isdigit() else "broke the connection"
    hint = "give its user and password in `proxy`" if status == "407" else "see whether it may connect to this host"
    message = f"`{way.what}` was not sent: the proxy `{way.proxy}` {said}"
    return NotSentError(message, hint=hint, code="R004")


def _unreachable(cause: BaseException | None) -> str:
    if isinstance(cause, socket.gaierror):
        return "is not known by that name"
    if isinstance(cause, ConnectionRefusedError):
        return "refused the connection"
    if isinstance(cause, OSError) and cause.strerror:
        return f"cannot be reached: {cause.strerror.lower()}"
    return "cannot be reached"


def _telling(error: BaseException) -> BaseException | None:
    """Find the operating system's or OpenSSL's own error under the library's."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLError | socket.gaierror | ConnectionRefusedError):
            return cause
        if isinstance(cause, OSError) and cause.strerror:
            return cause
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    waiting: list[BaseException] = [error]
    for _ in range(_CAUSES_MAX):
        if not waiting:
            return
        cause = waiting.pop(0)
        yield cause
        if isinstance(cause, BaseExceptionGroup):
            waiting.extend(cause.exceptions)
        waiting.extend(below for below in (cause.__cause__, cause.__context__) if below is not None)
