"""Answers of failure, in the three shapes that have been seen of Visma.net, and in those of DDAPI."""

from uuid import UUID, uuid5

from bulkops.core.http import Response
from bulkops.core.json import dumps

_SPACE = UUID("6f0b5b52-3f6e-4a39-9d37-3a2b8f6f2c11")
JSON = {"content-type": "application/json; charset=utf-8"}


def id_of(*parts: object) -> str:
    """Make a UUID out of what it is for, so that a repeated run gives the same ones."""
    return str(uuid5(_SPACE, "/".join(map(str, parts))))


class RefusedError(Exception):
    """The system refuses a request; nothing of it is kept.

    Attributes:
        status: HTTP status.
        text: What is wrong, in the system's words.
    """

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def business(status: int, text: str, seq: int, form: str = "message") -> Response:
    """Make the first shape: the system's own refusal.

    Args:
        status: HTTP status.
        text: What is wrong.
        seq: Number of the request.
        form: `message`, `Message` (the member's name), `text` or `empty`.
    """
    said = f"VismaId: {id_of('visma', seq)}. {text}"
    if form in ("text", "empty"):
        return plain(status, said if form == "text" else "")
    return Response(status=status, headers=JSON, body=dumps({form: said}))


def gateway(status: int, fault_code: str, text: str, seq: int) -> Response:
    """Make the second shape: licence, token, throttling."""
    body = {
        "ExceptionType": "IPPException",
        "ExceptionMessage": text,
        "ExceptionFaultCode": fault_code,
        "ExceptionMessageID": f"{fault_code}_{id_of('gateway', seq)}",
        "ExceptionDetails": "",
    }
    return Response(status=status, headers=JSON, body=dumps(body))


def plain(status: int, text: str = "") -> Response:
    """Make the third shape: plain text, or nothing at all."""
    headers = {"content-type": "text/plain; charset=utf-8"} if text else {}
    return Response(status=status, headers=headers, body=text.encode())


def html(status: int, title: str) -> Response:
    """Make a page of a server between the caller and the system."""
    page = f"<html><head><title>{status} {title}</title></head><body><h1>{status} {title}</h1></body></html>\n"
    return Response(status=status, headers={"content-type": "text/html"}, body=page.encode())
