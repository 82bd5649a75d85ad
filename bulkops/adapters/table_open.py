"""A table's file: found, opened, and decoded in the declared encoding; nothing about it is guessed."""

import os
import re
from io import BufferedReader, FileIO, TextIOWrapper
from pathlib import Path

from bulkops.adapters.table_encoding import contradiction, known_encoding
from bulkops.core.entry import Entry
from bulkops.core.finding import Finding
from bulkops.planning.template_names import Report
from bulkops.planning.template_rows import Source

_VARIABLE = re.compile(r"\$\{env:([^}]*)\}")
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
    encoding = known_encoding(entry, source.encoding, report)
    if not encoding:
        return None
    try:
        stream = BufferedReader(FileIO(path), _BUFFER_BYTES)
    except OSError as error:
        message = f"the table `{path}` cannot be opened: {(error.strerror or 'unknown').lower()}"
        place = entry.place(("rows", "file"))
        report(Finding(code="T005", message=message, place=place, hint="check who may read it"))
        return None
    fault = contradiction(entry, stream.peek(4)[:4], path, encoding)
    if fault is not None:
        report(fault)
        stream.close()
        return None
    return TextIOWrapper(stream, encoding=encoding, errors="strict", newline="")
