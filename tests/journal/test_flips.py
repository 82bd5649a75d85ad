"""One changed byte, or one changed value: found and named, or the file is refused; never taken for whole."""

import random
import sqlite3
import struct
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bulkops.adapters.journal.evidence import Evidence
from bulkops.adapters.journal.journal import Journal
from bulkops.core.errors import JournalError
from bulkops.core.evidence import Verified
from tests.journal.rich import write_rich
from tests.journal.rows import NOW, holder

SEED = 20260331
FLIPS = 300
#: Of the flips, at least so many must hit something that the file holds, or the test shows nothing.
HITS_MIN = 150


@pytest.fixture(scope="module", params=["written", "purged"])
def whole(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> bytes:
    """A whole journal; also one of which a run was purged."""
    path = tmp_path_factory.mktemp("whole") / "journal.db"
    write_rich(path)
    with Journal.open(path) as journal:
        if request.param == "purged":
            evidence = Evidence(journal.database)
            evidence.purge(journal.run_of(1), holder(), NOW + 500)
            assert evidence.overwrite()
        assert journal.verify() is None
    assert not path.with_name("journal.db-wal").exists()
    return path.read_bytes()


def damages(path: Path) -> list[str]:
    with Journal.open(path, create=False, read_only=True) as journal:
        return [str(damage) for damage in Evidence(journal.database).verified(Verified())]


def content(path: Path) -> str:
    """Everything that the file holds, as SQLite reads it; or why it cannot be read."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.text_factory = bytes
            schema = connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
            tables = [name.decode() for name, sql in schema if sql and sql.startswith(b"CREATE TABLE")]
            rows = [connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables]
            return repr((schema, rows))
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return str(error)


def put(path: Path, data: bytes) -> None:
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        file.unlink(missing_ok=True)
    path.write_bytes(data)


def test_a_flipped_byte_is_never_taken_for_what_was_written(whole: bytes, tmp_path: Path) -> None:
    path, dice = tmp_path / "journal.db", random.Random(SEED)
    put(path, whole)
    before = content(path)
    used = [at for at, byte in enumerate(whole) if byte]  # what was never written to is zero
    seen: Counter[str] = Counter()
    for at in dice.sample(used, FLIPS):
        flipped = bytearray(whole)
        flipped[at] ^= dice.choice([1 << dice.randrange(8), 0xFF])
        put(path, bytes(flipped))
        changed = content(path) != before
        put(path, bytes(flipped))
        try:
            found = bool(damages(path))
        except JournalError as error:
            found = error.code in {"J001", "J002", "J005", "J011", "J019"}
        assert found or not changed, f"byte {at} (seed {SEED})"
        seen["changed" if changed else "free"] += 1
        seen["found"] += found
    assert seen["changed"] >= HITS_MIN, seen
    assert seen["found"] > seen["changed"], "what only an index or a page's own order shows is found too"


def cells(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str, Any]]:
    """Every value of every row: its table, column, the condition that finds its row, and the value."""
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    for table in tables:
        described = connection.execute(f"PRAGMA table_info({table})").fetchall()
        keys = [name for _at, name, _type, _null, _default, key in described if key]
        for row in connection.execute(f"SELECT * FROM {table}").fetchall():
            named = dict(zip((column[1] for column in described), row, strict=True))
            where = " AND ".join(f"{key} = {named[key]!r}" for key in keys)
            for name, value in named.items():
                yield table, name, where, value


def flipped(value: Any) -> Any:
    """Change one bit of a value."""
    if value is None:
        return 1
    if isinstance(value, int):
        return value ^ 1
    if isinstance(value, float):
        (bits,) = struct.unpack("<q", struct.pack("<d", value))
        return struct.unpack("<d", struct.pack("<q", bits ^ 1))[0]
    if isinstance(value, str):
        return value[:-1] + chr(ord(value[-1]) ^ 1) if value else "x"
    assert isinstance(value, bytes)
    return value[:-1] + bytes([value[-1] ^ 1]) if value else b"x"


def test_a_changed_value_is_found_in_every_column_of_every_table(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    put(path, whole)
    with closing(sqlite3.connect(path, isolation_level=None)) as intruder, Journal.open(path) as journal:
        intruder.execute("PRAGMA ignore_check_constraints = ON")
        triggers = intruder.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        tried: Counter[tuple[str, str]] = Counter()
        for table, column, where, value in list(cells(intruder)):
            if value is None and table == "event" and column == "said":
                continue
            intruder.execute("BEGIN")
            for name, _sql in triggers:
                intruder.execute(f"DROP TRIGGER {name}")
            try:
                intruder.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (flipped(value),))
            except sqlite3.IntegrityError:  # two rows with one key: the file itself does not take it
                intruder.execute("ROLLBACK")
                continue
            for _name, sql in triggers:
                intruder.execute(sql)
            intruder.execute("COMMIT")
            found = journal.verify()
            assert found is not None, (table, column, where, value)
            restore(intruder, triggers, table, column, where, value, flipped(value))
            tried[table, column] += 1
        assert journal.verify() is None
        columns = {(table, column) for table, column, _where, _value in cells(intruder)}
    assert columns == set(tried), "a column was left out"
    assert {table for table, _column in tried} >= {
        "event",
        "operation",
        "document",
        "attempt",
        "lease",
        "budget",
        "run",
    }


def restore(
    intruder: sqlite3.Connection,
    triggers: list[tuple[str, str]],
    table: str,
    column: str,
    where: str,
    value: Any,
    changed: Any,
) -> None:
    keys = where.replace(f"{column} = {value!r}", f"{column} = {changed!r}")
    intruder.execute("BEGIN")
    for name, _sql in triggers:
        intruder.execute(f"DROP TRIGGER {name}")
    assert intruder.execute(f"UPDATE {table} SET {column} = ? WHERE {keys}", (value,)).rowcount == 1
    for _name, sql in triggers:
        intruder.execute(sql)
    intruder.execute("COMMIT")
