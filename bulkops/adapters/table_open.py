"""A table's file: found, opened, and decoded in the declared encoding; nothing about it is guessed."""

import codecs
import os
import re
from io import BufferedReader, FileIO, TextIOWrapper
from pathlib import Path

from bulkops.core.entry import Entry
from bulkops.core.finding import Finding
from bulkops.core.place import Place
from bulkops.planning.template_names import Report, shown
from bulkops.planning.template_rows import Source

_VARIABLE = re.compile(r"\$\{env:([^}]*)\}")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8", ("utf-8", "utf-8-sig")),
    (codecs.BOM_UTF16_LE, "utf-16", ("utf-16", "utf-16-le")),
    (codecs.BOM_UTF16_BE, "utf-16", ("utf-16", "utf-16-be")),
)
_BUFFER_BYTES = 1 << 20


def locate_file(entry: Entry, source: Source, base: Path, report: Report) -> Path | None:
    """Find the table beside the manifest; `${env:NAME}` in its path stands for an environment variable."""
    place = entry.place(("rows", "file"))
    unset = [name for name in _VARIABLE.findall(source.file) if not os.environ.get(name)]
    for name in unset:
        message = f"`rows.file` needs the environment variable `{name}`, which is not set"
        report(Finding(code="T004", message=message, place=place, hint=f"set it: `export {name}=/path/to/table.csv`"))
    if unset:
        return None
    path = base / _VARIABLE.sub(lambda found: os.environ[found[1]], source.file)
    if path.is_file():
        return path
    reason = "is a folder" if path.is_dir() else "is no file" if path.exists() else "is not there"
    message = f"the table `{path}` {reason}"
    report(Finding(code="T005", message=message, place=place, hint="`file` is relative to the manifest"))
    return None


def open_text(entry: Entry, source: Source, path: Path, report: Report) -> TextIOWrapper | None:
    """Open a table as text, line ends as they are; None where its encoding or access to it is at fault."""
    encoding = _known_encoding(entry, source.encoding, report)
    if not encoding:
        return None
    try:
        stream = BufferedReader(FileIO(path), _BUFFER_BYTES)
    except OSError as error:
        message = f"the table `{path}` cannot be opened: {(error.strerror or 'unknown').lower()}"
        report(Finding(code="T005", message=message, place=entry.place(("rows", "file"))))
        return None
    fault = _contradiction(stream.peek(4)[:4], encoding)
    if fault:
        place = entry.place(("rows", "encoding"))
        report(Finding(code="T009", message=f"`{path}` {fault[0]}", place=place, hint=fault[1]))
        stream.close()
        return None
    return TextIOWrapper(stream, encoding=encoding, errors="strict", newline="")


def _known_encoding(entry: Entry, name: str, report: Report) -> str:
    try:
        encoding = codecs.lookup(name).name
        "".encode(encoding)  # refuses codecs that are no character encodings, such as `base64`
    except LookupError:
        hint = "usual ones are `utf-8`, `utf-16`, `cp1252`, `iso-8859-1`"
        message = f"there is no encoding `{shown(name)}`"
        report(Finding(code="T007", message=message, place=entry.place(("rows", "encoding")), hint=hint))
        return ""
    return encoding


def _contradiction(start: bytes, encoding: str) -> tuple[str, str] | None:
    for bom, name, fitting in _BOMS:
        if start.startswith(bom) and encoding not in fitting:
            return (
                f"begins with the mark of {name}, and `{encoding}` is declared or the default",
                f"declare `encoding: {name}`",
            )
    if encoding == "utf-16" and not start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and start:
        return "has no byte-order mark, so its order is not known", "declare `encoding: utf-16-le` or `utf-16-be`"
    return None


def undecodable(path: Path, shown_file: str, encoding: str) -> Finding:
    """Find the first byte that cannot be decoded: a second reading, only after the first one failed."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line, offset = 1, 0
    with path.open("rb", buffering=_BUFFER_BYTES) as stream:
        while True:
            chunk = stream.read(_BUFFER_BYTES)
            pending = len(decoder.getstate()[0])
            try:
                line += _line_ends(decoder.decode(chunk, final=not chunk))
            except UnicodeDecodeError as error:
                start = error.start
                line += _line_ends(codecs.decode(error.object[:start], encoding, "ignore"))
                return _bad_byte(error, shown_file, encoding, line, offset - pending + start)
            if not chunk:
                return Finding(code="T008", message="the table was changed while it was read", place=Place(shown_file))
            offset += len(chunk)


def _line_ends(text: str) -> int:
    return text.count("\n") or text.count("\r")


def _bad_byte(error: UnicodeDecodeError, file: str, encoding: str, line: int, offset: int) -> Finding:
    byte = error.object[error.start]
    hint = "declare the encoding it was saved in under `rows`, or save it as UTF-8"
    if codecs.lookup(encoding).name.startswith("utf-8"):
        letter = bytes([byte]).decode("cp1252", "replace")
        hint = f"declare `encoding: cp1252` if the letter is meant to be `{letter}`; otherwise save the table as UTF-8"
    return Finding(
        code="T008",
        message=f"byte 0x{byte:02X} at offset {offset} is not `{encoding}`",
        place=Place(file, line),
        hint=hint,
    )
