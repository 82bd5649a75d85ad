"""The encoding that a table is declared to be in, and what its bytes say against that; nothing is guessed."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from bulkops.core.entry import Entry
from bulkops.core.finding import Finding
from bulkops.planning.template_names import Report, shown

# The marks of UTF-32 begin with those of UTF-16.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8", ("utf-8", "utf-8-sig")),
    (codecs.BOM_UTF32_LE, "utf-32", ("utf-32", "utf-32-le")),
    (codecs.BOM_UTF32_BE, "utf-32", ("utf-32", "utf-32-be")),
    (codecs.BOM_UTF16_LE, "utf-16", ("utf-16", "utf-16-le")),
    (codecs.BOM_UTF16_BE, "utf-16", ("utf-16", "utf-16-be")),
)
_UNICODE = "utf"
_BUFFER_BYTES = 1 << 20


def known_encoding(entry: Entry, name: str, report: Report) -> str:
    """Give Python's name of a declared encoding; report one that there is not, and give an empty text."""
    try:
        encoding = codecs.lookup(name).name
        b"a".decode(encoding, "replace")  # refuses codecs that are no character encodings, such as `base64`
    except (LookupError, ValueError):
        hint = "usual ones are `utf-8`, `utf-16`, `cp1252`, `iso-8859-1`"
        message = f"there is no encoding `{shown(name)}`"
        report(Finding(code="T007", message=message, place=entry.place(("rows", "encoding")), hint=hint))
        return ""
    return encoding


def contradiction(entry: Entry, start: bytes, path: Path, encoding: str) -> Finding | None:
    """Find what a table's bytes say against its encoding: another mark, or letters that are plainly UTF-8."""
    place = entry.place(("rows", "encoding"))
    fault = _by_mark(start, encoding)
    if fault:
        return Finding(code="T009", message=f"`{path}` {fault[0]}", place=place, hint=fault[1])
    if encoding.startswith(_UNICODE):
        return None
    letter = _utf8_letter(path)
    if not letter:
        return None
    read = letter.encode().decode(encoding, "replace")
    message = (
        f"`{path}` is UTF-8 from its beginning to its end, and read as `{encoding}` its `{letter}` becomes `{read}`"
    )
    return Finding(code="T043", message=message, place=place, hint="declare `encoding: utf-8`")


def _by_mark(start: bytes, encoding: str) -> tuple[str, str] | None:
    for bom, name, fitting in _BOMS:
        if start.startswith(bom):
            if encoding in fitting:
                return None
            return (
                f"begins with the mark of {name}, and `{encoding}` is declared or the default",
                f"declare `encoding: {name}`",
            )
    if encoding in {"utf-16", "utf-32"} and start:
        return (
            "has no byte-order mark, so its order is not known",
            f"declare `encoding: {encoding}-le` or `{encoding}-be`",
        )
    return None


def _utf8_letter(path: Path) -> str:
    """Give the first letter beyond ASCII of a table that is UTF-8 throughout; empty where it is not, or has none."""
    # Text of another encoding is taken for UTF-8 by its first such letter but seldom: few tables are read to the end.
    first = ""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        for chunk in chunks(path):
            text = decoder.decode(chunk, final=not chunk)
            if not first and not text.isascii():
                first = next(sign for sign in text if not sign.isascii())
    except UnicodeDecodeError:
        return ""
    return first


def chunks(path: Path) -> Iterator[bytes]:
    """Give the bytes of a file, and an empty chunk at its end."""
    with path.open("rb", buffering=0) as stream:
        while chunk := stream.read(_BUFFER_BYTES):
            yield chunk
    yield b""
