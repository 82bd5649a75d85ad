"""The format of the journal's file: told, refused where it is not ours, and brought up to date after a copy."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from bulkops.adapters.journal.opening import connect, synchronise_folder
from bulkops.adapters.journal.schema import APPLICATION_ID, Migration
from bulkops.core.errors import JournalError


def format_of(connection: sqlite3.Connection, name: str, newest: int) -> int:
    """Give the format of a file; 0: there is nothing in it yet.

    Raises:
        JournalError: It is another program's, or newer than what is known.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION_ID and tables:
        raise JournalError(
            f"`{name}` is not a journal: it is a database of another program",
            hint="restore it from a backup, or name another file at `journal:` in bulkops.yaml",
            code="J002",
        )
    refuse_newer(name, version, newest)
    return int(version)


def refuse_newer(name: str, version: int, newest: int) -> None:
    """Refuse a format that is not known.

    Raises:
        JournalError: It is newer.
    """
    if version > newest:
        raise JournalError(
            f"the journal `{name}` has format {version}, and this bulkops knows formats up to {newest}",
            hint="use the newer bulkops that wrote it; formats never go back",
            code="J011",
        )


def migrate(connection: sqlite3.Connection, path: Path, migrations: tuple[Migration, ...]) -> None:
    """Bring a file to the newest format, or leave it as it is.

    Raises:
        JournalError: It became newer meanwhile.
        sqlite3.Error, OSError: It cannot be copied or written.
    """
    # Locked before it is copied: nobody can write between the copy and the change, nor make the same copy.
    connection.execute("BEGIN EXCLUSIVE")
    try:
        # Asked again: another process may have done it while this one waited for the lock.
        version = format_of(connection, str(path), migrations[-1].version)
        if 0 < version < migrations[-1].version:
            _back_up(path, version)
        for migration in migrations[version:]:
            for statement in migration.statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {migration.version:d}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
        raise


def _back_up(path: Path, version: int) -> None:
    """Copy what stands in the file, so that the copy is whole and lasts before the file is changed."""
    backup = path.with_name(f"{path.name}.v{version}.bak")
    unfinished = backup.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    held = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        # Read beside the connection that holds the lock: a writing connection cannot be copied from.
        with (
            closing(connect(path, read_only=True, busy_timeout_s=0)) as source,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            source.backup(copy)
        os.fsync(held)
        unfinished.replace(backup)
        synchronise_folder(path.parent)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    finally:
        os.close(held)
