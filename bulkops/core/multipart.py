"""Bodies of `multipart/form-data` (RFC 7578): the same parts always give the same bytes."""

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part.

    Attributes:
        name: Name of the form's field.
        file_name: Name of the file; empty: it is none.
        media_type: Such as `application/json`; empty: not told.
        content: What it holds.
    """

    name: str
    file_name: str = ""
    media_type: str = ""
    content: bytes


def multipart(parts: tuple[Part, ...]) -> tuple[str, bytes]:
    """Put parts together.

    Returns:
        The value of `Content-Type`, and the body.
    """
    # Made of the content itself, so that it cannot stand inside it but by a broken hash.
    digest = sha256(b"".join(part.name.encode() + part.content for part in parts)).hexdigest()
    boundary = f"bulkops-{digest[:32]}"
    body = b"".join(_head(part, boundary) + part.content + b"\r\n" for part in parts)
    return f"multipart/form-data; boundary={boundary}", body + f"--{boundary}--\r\n".encode()


def _head(part: Part, boundary: str) -> bytes:
    lines = [f"--{boundary}", f'Content-Disposition: form-data; name="{_quoted(part.name)}"']
    if part.file_name:
        lines[1] += f'; filename="{_quoted(part.file_name)}"'
    if part.media_type:
        lines.append(f"Content-Type: {part.media_type}")
    return "\r\n".join([*lines, "", ""]).encode()


def _quoted(text: str) -> str:
    """Write a name as browsers do (HTML, section 4.10.22.8): only what would end it is replaced."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
