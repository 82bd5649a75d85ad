"""The journal's file: opening it, bringing it to this version, and transactions."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import RLock

from bulkops.adapters.journal.errors import translated
from bulkops.adapters.journal.schema import APPLICATION_ID, MIGRATIONS, Migration
from bulkops.core.errors import JournalError

#: Longest wait for another process that writes. A plan of a million operations is begun in one transaction, and a run
#: for another company on the same file must outlast it.
BUSY_TIMEOUT_S = 60.0

_WRITING = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",  # macOS: the drive's own cache too; elsewhere without effect
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -65536",  # KiB
    "PRAGMA wal_autocheckpoint = 4000",  # pages
    "PRAGMA journal_size_limit = 67108864",  # bytes that the WAL keeps after a large transaction
)


class Database:
    """One connection to the journal; safe to use from several threads, one at a time.

    Attributes:
        path: The file.
        connection: Open connection without implicit transactions.
    """

    def __init__(self, path: str, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection
        self._lock = RLock()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write everything in the block durably, or nothing of it.

        Raises:
            JournalError: The file could not be written; nothing of the block stands in it.
        """
        with self._lock, translated(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read; what other processes have committed is seen at each statement."""
        with self._lock, translated(self.path):
            yield self.connection

    def close(self) -> None:
        """Close the file; more than once does no harm."""
        with self._lock, suppress(sqlite3.Error):
            self.connection.close()

    def _roll_back(self) -> None:
        # SQLite rolls back by itself on some errors; a second failure adds nothing to the first.
        if self.connection.in_transaction:
            with suppress(sqlite3.Error):
                self.connection.execute("ROLLBACK")


def open_database(
    path: Path,
    *,
    create: bool,
    read_only: bool = False,
    busy_timeout_s: float = BUSY_TIMEOUT_S,
    migrations: tuple[Migration, ...] = MIGRATIONS,
) -> Database:
    """Open the journal's file, made or migrated where needed.

    Args:
        path: The file.
        create: Make it, and its folder, where it is missing.
        read_only: Refuse every write; an older file is migrated all the same.
        busy_timeout_s: Longest wait for another process that writes.
        migrations: Versions known to this program.

    Raises:
        JournalError: It is missing, newer, damaged, locked, not a journal, or cannot be written.
    """
    name = str(path)
    with translated(name):
        if create and not read_only:
            _make_file(path)
        elif not path.is_file():
            raise JournalError(
                f"there is no journal at `{name}`",
                hint="`bulkops apply` makes one; is this the right project folder?",
                code="J003",
            )
        connection = _connect(path, read_only=read_only, busy_timeout_s=busy_timeout_s)
        try:
            version = _check(connection, name, migrations[-1].version)
            if version == migrations[-1].version:
                return Database(name, connection)
            if read_only:
                connection.close()
                with closing(_connect(path, read_only=False, busy_timeout_s=busy_timeout_s)) as writer:
                    _migrate(writer, path, migrations)
                connection = _connect(path, read_only=True, busy_timeout_s=busy_timeout_s)
            else:
                _migrate(connection, path, migrations)
        except BaseException:
            connection.close()
            raise
    return Database(name, connection)


def _make_file(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        # Made here, not by SQLite: nobody else may read it, not even for a moment. The WAL gets the same mode.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _connect(path: Path, *, read_only: bool, busy_timeout_s: float) -> sqlite3.Connection:
    mode = "ro" if read_only else "rw"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=busy_timeout_s,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        connection.execute("PRAGMA schema_version").fetchone()  # fails here if it is no database
        for pragma in ("PRAGMA query_only = ON",) if read_only else _WRITING:
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, name: str, newest: int) -> int:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION_ID and tables:
        raise JournalError(
            f"`{name}` is not a journal: it is a database of another program",
            hint="restore it from a backup, or name another file at `journal:` in bulkops.yaml",
            code="J002",
        )
    if version > newest:
        raise JournalError(
            f"the journal `{name}` has format {version}, and this bulkops knows formats up to {newest}",
            hint="use the newer bulkops that wrote it; formats never go back",
            code="J011",
        )
    return int(version)


def _migrate(connection: sqlite3.Connection, path: Path, migrations: tuple[Migration, ...]) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version:
        _back_up(connection, path, version)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        # Asked again: another process may have done it while this one waited for the lock.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for migration in migrations[version:]:
            for statement in migration.statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {migration.version:d}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _back_up(connection: sqlite3.Connection, path: Path, version: int) -> None:
    backup = path.with_name(f"{path.name}.v{version}.bak")
    unfinished = backup.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(unfinished)) as copy:
        connection.backup(copy)
    unfinished.replace(backup)
