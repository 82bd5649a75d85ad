"""Uploads as clients write them."""

import json
from typing import Any

from bulkops.core.http import Response
from tests.sandbox.desk import INVOICE, Desk

BOUNDARY = "5f0a"
TYPE = f"multipart/form-data; boundary={BOUNDARY}"


def part(name: str, content: bytes, file_name: str | None = None, media_type: str = "") -> bytes:
    """Write one part."""
    disposition = f'form-data; name="{name}"' + (f'; filename="{file_name}"' if file_name is not None else "")
    head = f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n"
    head += f"Content-Type: {media_type}\r\n" if media_type else ""
    return head.encode() + b"\r\n" + content + b"\r\n"


def form(*parts: bytes) -> bytes:
    """Put parts together."""
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def upload(content: bytes = b"%PDF", name: str = "a.pdf", field: str = "file", **metadata: Any) -> bytes:
    """Write the body of an upload, with its metadata where there is any."""
    parts = [part(field, content, name, "application/pdf")]
    if metadata:
        parts.append(part("metadata", json.dumps(metadata).encode(), media_type="application/json"))
    return form(*parts)


def attach(desk: Desk, number: str, body: bytes | None = None, line: int | str = "", **headers: str) -> Response:
    """Send an upload to an invoice, or to one of its lines."""
    path = f"{INVOICE}/{number}/{line}/attachment" if line != "" else f"{INVOICE}/{number}/attachment"
    return desk.ask("POST", path, upload() if body is None else body, Content_Type=TYPE, **headers)
