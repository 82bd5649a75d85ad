"""Where a command's data goes: stdout, or a file."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import TextIO

from bulkops.cli.reading import exact_output
from bulkops.core.errors import UsageError


@contextmanager
def target(file: Path | None) -> Iterator[TextIO]:
    """Write to stdout, or to a file that is there only when it is whole, and is for its owner only."""
    if file is None:
        with _stdout() as stream:
            yield stream
        return
    beside = file.with_name(f".{file.name}.{token_hex(4)}")
    try:
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as stream:
            yield stream
        beside.replace(file)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise UsageError(f"`{file}` cannot be written: {reason}", hint="name another file", code="R116") from None
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _stdout() -> Iterator[TextIO]:
    exact_output()
    yield sys.stdout
    sys.stdout.flush()
