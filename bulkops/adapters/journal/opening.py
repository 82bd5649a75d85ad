"""The journal's file on the disk: made so that it lasts, and connected to so that what is written lasts."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from bulkops.core.errors import JournalError

_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",  # macOS: the drive's own cache too; elsewhere without effect
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -65536",  # KiB
    "PRAGMA wal_autocheckpoint = 4000",  # pages
    "PRAGMA journal_size_limit = 67108864",  # bytes that the WAL keeps after a large transaction
)
#: What the guarantees rest on. SQLite keeps another value without a word where it cannot have the one it is given.
_NEEDED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def log_of(path: Path) -> Path:
    """Name the file that holds what was written last: SQLite's write-ahead log, which belongs to the journal."""
    return path.with_name(f"{path.name}-wal")


def is_empty(path: Path) -> bool:
    """Say whether a file is missing or holds nothing."""
    return not path.exists() or (path.is_file() and not path.stat().st_size)


def refuse_log_alone(path: Path) -> None:
    """Refuse to begin anew beside the log of a journal that is gone: SQLite would delete it.

    Raises:
        JournalError: The log holds something, and the journal does not.
    """
    log = log_of(path)
    if is_empty(path) and not is_empty(log):
        raise JournalError(
            f"the journal `{path}` is {'empty' if path.exists() else 'missing'}, but its log `{log.name}` is not",
            hint="restore both from a backup; the log alone holds only what was written last",
            code="J002",
        )


def make_file(path: Path) -> None:
    """Make the file and its folder where they are missing, for nobody else to read, and for good."""
    missing = [folder for folder in path.absolute().parents if not folder.exists()]
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for folder in missing:
        synchronise_folder(folder.parent)
    with suppress(FileExistsError):
        # Made here, not by SQLite: nobody else may read it, not even for a moment. The WAL gets the same mode.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        synchronise_folder(path.parent)


def synchronise_folder(folder: Path) -> None:
    """Make sure that names which were made or changed in a folder are still there after the power has gone."""
    if os.name == "nt":  # folders cannot be opened there, and names are kept with the files
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        # Some file systems do not offer it. One that fails says so at the next file, which is synchronised too.
        with suppress(OSError):
            os.fsync(held)
    finally:
        os.close(held)


def connect(
    path: Path, *, read_only: bool, busy_timeout_s: float, alone: bool = False, cached: int = 256
) -> sqlite3.Connection:
    """Connect to a file that is there.

    Args:
        path: The file.
        read_only: Refuse every write.
        busy_timeout_s: Longest wait for another process that writes.
        alone: Nobody else can write, so that no locks and no log are needed.
        cached: Statements that are kept prepared.

    Raises:
        JournalError: The file system cannot keep the journal as it must be kept.
        sqlite3.Error: It is no database, or cannot be opened, or written.
    """
    mode = "ro&immutable=1" if alone else "ro" if read_only else "rw"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=busy_timeout_s,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=cached,
    )
    try:
        connection.execute("PRAGMA schema_version").fetchone()  # fails here if it is no database
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        else:
            _set_up(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: sqlite3.Connection, path: Path) -> None:
    for setting in _SETTINGS:
        connection.execute(setting)
    for name, wanted in _NEEDED.items():
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if found != wanted:
            raise JournalError(
                f"the journal `{path}` cannot be kept safely where it is: SQLite's {name} stays `{found}`",
                hint="name a file on a disk of this machine at `journal:` in bulkops.yaml, not on a network drive",
                code="J019",
            )
