"""Errors of SQLite and of the file system, said in the words of the journal."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from bulkops.core.errors import JournalError

_SPACE_HINT = "free some space, then run `bulkops resume`; nothing that was recorded is lost"

#: Code, message and hint by SQLite's primary result code.
_BY_SQLITE = {
    sqlite3.SQLITE_FULL: ("J004", "there is no space left for the journal `{path}`", _SPACE_HINT),
    sqlite3.SQLITE_BUSY: (
        "J006",
        "another process is writing to the journal `{path}` and does not end",
        "see which bulkops process is running, wait for it or stop it, then try again",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "J002",
        "the journal `{path}` is damaged ({detail})",
        "put a copy of the folder aside, then restore the journal from a backup; without one: `bulkops explain J002`",
    ),
    sqlite3.SQLITE_NOTADB: (
        "J002",
        "`{path}` is not a journal: it is not an SQLite file",
        "restore it from a backup, or name another file at `journal:` in bulkops.yaml",
    ),
    sqlite3.SQLITE_READONLY: (
        "J005",
        "the journal `{path}` cannot be written: {detail}",
        "give yourself write permission on the file and its folder",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "J005",
        "the journal `{path}` cannot be opened: {detail}",
        "check that the folder exists and that you may write to it",
    ),
    sqlite3.SQLITE_IOERR: (
        "J010",
        "the disk failed under the journal `{path}` ({detail})",
        "check the disk and its limits, then run `bulkops resume`; nothing that was recorded is lost",
    ),
}
_BY_SQLITE[sqlite3.SQLITE_LOCKED] = _BY_SQLITE[sqlite3.SQLITE_BUSY]
_BY_SQLITE[sqlite3.SQLITE_PERM] = _BY_SQLITE[sqlite3.SQLITE_READONLY]
_OTHER = ("J001", "the journal `{path}` cannot be used ({detail})", "")

_BY_ERRNO = {
    errno.ENOSPC: sqlite3.SQLITE_FULL,
    errno.EDQUOT: sqlite3.SQLITE_FULL,
    errno.EACCES: sqlite3.SQLITE_READONLY,
    errno.EPERM: sqlite3.SQLITE_READONLY,
    errno.EROFS: sqlite3.SQLITE_READONLY,
    errno.EIO: sqlite3.SQLITE_IOERR,
    errno.EFBIG: sqlite3.SQLITE_IOERR,
}


def _error(path: str, result: int, detail: str) -> JournalError:
    code, message, hint = _BY_SQLITE.get(result, _OTHER)
    return JournalError(message.format(path=path, detail=detail), hint=hint, code=code)


@contextmanager
def translated(path: str) -> Iterator[None]:
    """Raise what goes wrong with the file as a `JournalError`.

    Args:
        path: The journal's file, for the message.

    Raises:
        JournalError: SQLite or the file system failed.
    """
    try:
        yield
    except sqlite3.Error as error:
        # An extended result code has the primary one in its low byte.
        result = getattr(error, "sqlite_errorcode", 0) & 0xFF
        raise _error(path, result, str(error)) from error
    except UnicodeDecodeError as error:
        # Text that is none: a value, or a name in SQLite's own words about the damage.
        raise _error(path, sqlite3.SQLITE_CORRUPT, "text in it cannot be read") from error
    except OSError as error:
        result = _BY_ERRNO.get(error.errno or 0, sqlite3.SQLITE_CANTOPEN)
        raise _error(path, result, (error.strerror or str(error)).lower()) from error
