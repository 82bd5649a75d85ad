"""The sandbox's state: one SQLite file, one transaction a request, so that a kill leaves whole documents only."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bulkops.sandbox.schema import TABLES, VERSION

_BUSY_S = 30.0
#: Marks a file as the sandbox's; files of the first version have no mark, and are known by their tables.
APPLICATION_ID = 0x626B5342
_FIRST_TABLES = frozenset({"setting", "counter", "document", "effect"})


class OtherVersionError(ValueError):
    """The file is the sandbox's, and another version of this program has made it."""


class State:
    """An open state file. Not for use by two threads at once.

    Args:
        path: The file, made where there is none; `:memory:` keeps it for this object's life only.
        renew: Empty a file of any version of this program, and begin again.

    Raises:
        OtherVersionError: The file is of another version of this program.
        ValueError: It is a database of another program.
    """

    def __init__(self, path: Path | str, *, renew: bool = False) -> None:
        self.db = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            self._open(renew=renew)
        except BaseException:
            self.db.close()
            raise

    def _open(self, *, renew: bool) -> None:
        self._check(renew=renew)
        # NORMAL may lose the last transactions when the machine dies, not when the process does, and never half of one.
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = NORMAL")
        self.db.execute("PRAGMA wal_autocheckpoint = 8000")  # pages; moving them home is what waits for the disk
        with self.transaction():
            if renew:
                for name in self._tables():
                    self.db.execute(f'DROP TABLE "{name}"')
            if not self._tables():
                self._execute_all()

    def _check(self, *, renew: bool) -> None:
        """Look at a file before anything about it is changed."""
        tables = self._tables()
        application, version = (
            self.db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        if tables and application != APPLICATION_ID and not (application == 0 and tables >= _FIRST_TABLES):
            raise ValueError("it is a database of another program")
        if tables and version != VERSION and not renew:
            raise OtherVersionError(f"it is of version {version}, and this program knows version {VERSION}")

    def _tables(self) -> frozenset[str]:
        rows = self.db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return frozenset(name for (name,) in rows)

    def _execute_all(self) -> None:
        # `executescript` would commit first, and with it half of a creation.
        statement = ""
        for line in TABLES.splitlines():
            statement += line.partition("--")[0] + "\n"
            if sqlite3.complete_statement(statement):
                self.db.execute(statement)
                statement = ""
        self.db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self.db.execute(f"PRAGMA user_version = {VERSION}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do everything inside or nothing of it."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Undo what was done inside if it ends with an exception; the transaction around it goes on."""
        self.db.execute("SAVEPOINT attempt")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK TO attempt")
            self.db.execute("RELEASE attempt")
            raise
        self.db.execute("RELEASE attempt")

    def count_up(self, counter: str, first: int) -> int:
        """Give the next value of a counter, `first` where it has not been used; never the same twice."""
        row = self.db.execute(
            "INSERT INTO counter VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            (counter, first),
        ).fetchone()
        value: int = row[0]
        return value

    def foreign_version(self) -> int:
        """Give a number that changes when another connection has written to the file."""
        version: int = self.db.execute("PRAGMA data_version").fetchone()[0]
        return version

    def get(self, name: str) -> bytes | None:
        """Read a setting."""
        row = self.db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return None if row is None else bytes(row[0])

    def put(self, name: str, value: bytes) -> None:
        """Write a setting."""
        self.db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    def clear(self) -> None:
        """Empty all tables."""
        for name in self._tables():
            self.db.execute(f'DELETE FROM "{name}"')  # noqa: S608 - names come from the schema itself

    def close(self) -> None:
        """Close the file."""
        self.db.close()
