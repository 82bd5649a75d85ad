"""Private temporary databases: each spills to a file without a name, and is gone when it is closed."""

import os
import sqlite3
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from bulkops.core.errors import BulkopsError, UsageError

_P = ParamSpec("_P")
_T = TypeVar("_T")

#: Where SQLite looks for a folder, in its order: https://sqlite.org/tempfiles.html
_FOLDERS = ("SQLITE_TMPDIR", "TMPDIR")
_SPACE = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})


def _told(call: Callable[_P, _T]) -> Callable[_P, _T]:
    @wraps(call)
    def told(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return call(*args, **kwargs)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _SPACE:
                raise
            raise no_space(error) from error

    return told


def no_space(error: sqlite3.Error | OSError) -> BulkopsError:
    """Say that a temporary file has found no room."""
    folder = next((os.environ[name] for name in _FOLDERS if os.environ.get(name)), "/var/tmp")  # noqa: S108 - only said
    return UsageError(
        f"there is no space for temporary files in `{folder}` ({error})",
        hint="free some space there, or set the variable `SQLITE_TMPDIR` to a folder on a larger disk, then try again",
        code="U003",
    )


class _Cursor(sqlite3.Cursor):
    execute = _told(sqlite3.Cursor.execute)
    executemany = _told(sqlite3.Cursor.executemany)
    fetchone = _told(sqlite3.Cursor.fetchone)
    fetchall = _told(sqlite3.Cursor.fetchall)

    @_told
    def __next__(self) -> Any:
        """Give the next row: it may have to be sorted first, which takes space too."""
        return super().__next__()


class _Connection(sqlite3.Connection):
    executescript = _told(sqlite3.Connection.executescript)

    def execute(self, *given: Any) -> sqlite3.Cursor:
        """Run a statement."""
        return self.cursor(_Cursor).execute(*given)

    def executemany(self, *given: Any) -> sqlite3.Cursor:
        """Run a statement for each row."""
        return self.cursor(_Cursor).executemany(*given)


def connect() -> sqlite3.Connection:
    """Make a temporary database; may be used by several threads, one at a time.

    Whatever is done with it raises `UsageError` where there is no space for it.
    """
    return sqlite3.connect("", isolation_level=None, check_same_thread=False, factory=_Connection)
