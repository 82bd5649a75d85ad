"""The journal's file: opening it, bringing it to this version, and transactions."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, RLock

from bulkops.adapters.journal.errors import translated
from bulkops.adapters.journal.log_check import refuse_cut_log
from bulkops.adapters.journal.migrate import format_of, migrate, refuse_newer
from bulkops.adapters.journal.opening import connect, is_empty, log_of, make_file, refuse_log_alone
from bulkops.adapters.journal.schema import MIGRATIONS, Migration
from bulkops.core.errors import JournalError

#: Longest wait for another process that writes. A plan of a million operations is begun in one transaction, and a run
#: for another company on the same file must outlast it.
BUSY_TIMEOUT_S = 60.0
#: Primary results of SQLite that a reader gets where nothing can be written.
_NO_WRITING = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})

#: How often this process has each journal open. Only the first time its log is looked at: whoever closes a file lets go
#: of all locks that the process holds on it, by a rule of POSIX.
_OPEN: Counter[Path] = Counter()
_OPENING = Lock()


class Database:
    """One connection to the journal; safe to use from several threads, one at a time.

    Args:
        path: The file.
        connection: Open connection without implicit transactions.
        kept: What lives as long as the connection does.

    Attributes:
        path: The file.
        connection: The connection.
    """

    def __init__(self, path: str, connection: sqlite3.Connection, kept: ExitStack | None = None) -> None:
        self.path = path
        self.connection = connection
        self._kept = kept or ExitStack()
        self._lock = RLock()
        (self._format,) = connection.execute("PRAGMA user_version").fetchone()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write everything in the block durably, or nothing of it.

        Raises:
            JournalError: The file could not be written; nothing of the block stands in it.
        """
        with self._lock, translated(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                # A newer program may have opened the file since: what it keeps there is not known here.
                (found,) = self.connection.execute("PRAGMA user_version").fetchone()
                refuse_newer(self.path, found, self._format)
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
        """Close the file; more than once does no harm.

        What cannot be moved from the log into the file at this moment stays in the log, and nothing is lost by it.
        """
        with self._lock, suppress(sqlite3.Error):
            self.connection.close()
        self._kept.close()

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
        refuse_log_alone(path)
        if create and not read_only:
            make_file(path)
        elif not path.is_file():
            raise JournalError(
                f"there is no journal at `{name}`",
                hint="`bulkops apply` makes one; is this the right project folder?",
                code="J003",
            )
        with ExitStack() as stack:
            stack.enter_context(_open_here(path))
            connection = _connection(path, stack, busy_timeout_s, migrations, read_only=read_only)
            return Database(name, connection, stack.pop_all())


@contextmanager
def _open_here(path: Path) -> Iterator[None]:
    key = path.resolve()
    with _OPENING:
        if not _OPEN[key]:
            refuse_cut_log(path, log_of(path))
        _OPEN[key] += 1
    try:
        yield
    finally:
        with _OPENING:
            _OPEN[key] -= 1


def _connection(
    path: Path, stack: ExitStack, busy_timeout_s: float, migrations: tuple[Migration, ...], *, read_only: bool
) -> sqlite3.Connection:
    if not read_only:
        return _writer(path, busy_timeout_s, migrations)
    try:
        return _reader(path, busy_timeout_s, migrations)
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF not in _NO_WRITING:
            raise
        return _without_writing(path, stack, busy_timeout_s, migrations)


def _writer(path: Path, busy_timeout_s: float, migrations: tuple[Migration, ...]) -> sqlite3.Connection:
    newest = migrations[-1].version
    # Looked at before it is written to: another program's file, or a newer one, is left as it is to the last byte.
    # Where a first opening was cut short, it must be undone before it can be read, which a reader cannot do.
    with suppress(sqlite3.OperationalError), closing(_look(path, busy_timeout_s)) as reader:
        format_of(reader, str(path), newest)
    connection = connect(path, read_only=False, busy_timeout_s=busy_timeout_s)
    try:
        if format_of(connection, str(path), newest) < newest:
            migrate(connection, path, migrations)
    except BaseException:
        connection.close()
        raise
    return connection


def _reader(path: Path, busy_timeout_s: float, migrations: tuple[Migration, ...]) -> sqlite3.Connection:
    newest = migrations[-1].version
    connection = _look(path, busy_timeout_s)
    try:
        if format_of(connection, str(path), newest) == newest:
            return connection
        connection.close()
        _writer(path, busy_timeout_s, migrations).close()
        return _look(path, busy_timeout_s)
    except BaseException:
        connection.close()
        raise


def _look(path: Path, busy_timeout_s: float) -> sqlite3.Connection:
    return connect(path, read_only=True, busy_timeout_s=busy_timeout_s)


def _without_writing(
    path: Path, stack: ExitStack, busy_timeout_s: float, migrations: tuple[Migration, ...]
) -> sqlite3.Connection:
    """Read a journal where nothing can be written beside it: on a read-only disk, or in another's folder.

    Where there is no log, nobody writes, and the file alone is read. Else what it and the log hold is brought together
    in a private copy, and so is an older format brought up to date.
    """
    if is_empty(log_of(path)):
        connection = connect(path, read_only=True, busy_timeout_s=0, alone=True)
        if format_of(connection, str(path), migrations[-1].version) == migrations[-1].version:
            return connection
        connection.close()
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="bulkops-")))
    for file in (path, log_of(path)):
        if file.exists():
            shutil.copyfile(file, folder / file.name)
    return _reader(folder / path.name, busy_timeout_s, migrations)
