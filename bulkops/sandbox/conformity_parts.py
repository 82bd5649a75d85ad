"""The parts of a form, read apart from the sandbox's own reading of them, so that the one checks the other."""

from email.message import Message
from email.parser import BytesParser
from typing import Any

import msgspec


def parts_of(content_type: str, body: bytes) -> dict[str, Any] | None:
    """Read a `multipart/form-data` body.

    Returns:
        By name: a file's bytes as text, or what a part of JSON holds. None where it is no form. A part that is not as
        it should be is put under a name that tells why, so that no schema takes it.
    """
    message = BytesParser().parsebytes(b"Content-Type: " + content_type.encode("latin-1") + b"\r\n\r\n" + body)
    if not message.is_multipart() or message.defects:
        return None
    parts: dict[str, Any] = {}
    for part in message.get_payload():
        assert isinstance(part, Message)
        name, value = _read(part)
        parts[name if name not in parts else f"{name} (a second one)"] = value
    return parts


def _read(part: Message) -> tuple[str, Any]:
    name = part.get_param("name", header="content-disposition")
    if not isinstance(name, str) or not name:
        return "(a part without a name)", None
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    if name == "file":
        return ("file", data.decode("latin-1")) if part.get_filename() else ("file (without a file name)", None)
    try:
        return name, msgspec.json.decode(data)
    except msgspec.DecodeError:
        return f"{name} (not JSON)", None
