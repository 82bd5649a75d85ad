"""Temporary databases on a disk that is full: whatever is done with them says so."""

from collections.abc import Callable
from contextlib import closing
from sqlite3 import Connection, OperationalError

import pytest

from bulkops.adapters import temporary
from bulkops.core.errors import UsageError

ROWS_MAX = 1000


def one_by_one(connection: Connection) -> None:
    for _ in range(ROWS_MAX):
        connection.execute("INSERT INTO held VALUES (zeroblob(3000))")


def many(connection: Connection) -> None:
    connection.executemany("INSERT INTO held VALUES (?)", ((bytes(3000),) for _ in range(ROWS_MAX)))


def script(connection: Connection) -> None:
    connection.executescript("INSERT INTO held VALUES (zeroblob(3000));" * ROWS_MAX)


def rows(connection: Connection) -> None:
    connection.execute("INSERT INTO held VALUES (zeroblob(3000)) RETURNING 1").fetchone()
    found = connection.execute("SELECT value FROM json_each(?)", ("[1, 2]",))
    assert [value for (value,) in found] == [1, 2]
    one_by_one(connection)


@pytest.mark.parametrize("use", [one_by_one, many, script, rows])
def test_a_full_disk_is_told(use: Callable[[Connection], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SQLITE_TMPDIR", "/small/disk")
    with closing(temporary.connect()) as connection:
        connection.execute("CREATE TABLE held (content BLOB)")
        connection.execute("PRAGMA max_page_count = 20")
        with pytest.raises(UsageError) as caught:
            use(connection)
    assert caught.value.code == "U003"
    assert "`/small/disk`" in caught.value.message
    assert "SQLITE_TMPDIR" in caught.value.hint


def test_a_mistake_of_ours_stays_one() -> None:
    with closing(temporary.connect()) as connection, pytest.raises(OperationalError):
        connection.execute("SELECT nothing FROM nowhere")
