"""Answers as bytes of HTTP/1.1: whole, in drips, or broken off."""

from http import HTTPStatus

from bulkops.core.http import Response

_DRIPS_MAX = 10
_BODILESS = (204, 304)


def whole(response: Response, *, close: bool, body: bool = True) -> bytes:
    """Write an answer.

    Args:
        response: The answer.
        close: Tell the client that the connection ends.
        body: Write its body; a HEAD request gets the head alone.
    """
    head = _head(response, close=close)
    return head + response.body if body else head


def drips(response: Response, *, close: bool) -> list[bytes]:
    """Write an answer that has a body in parts: its head, then the body in a few drips."""
    body, size = response.body, -(-len(response.body) // _DRIPS_MAX)
    return [_head(response, close=close), *(body[start : start + size] for start in range(0, len(body), size))]


def broken_off(response: Response) -> bytes:
    """Write an answer that ends in the middle of its body, or of its head where it has no body."""
    head = _head(response, close=False)
    return head + response.body[: len(response.body) // 2] if response.body else head[: len(head) // 2]


def _head(response: Response, *, close: bool) -> bytes:
    lines = [f"HTTP/1.1 {response.status} {_phrase(response.status)}", "server: bulkops-sandbox"]
    lines += [f"{name}: {value}" for name, value in response.headers.items()]
    if response.status not in _BODILESS:
        lines.append(f"content-length: {len(response.body)}")
    if close:
        lines.append("connection: close")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:  # one that a fault has been given
        return "Unknown"
