import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bulkops.adapters.journal import database
from bulkops.adapters.journal.database import open_database
from bulkops.adapters.journal.errors import translated
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease
from bulkops.adapters.journal.schema import MIGRATIONS, Migration
from bulkops.core.codes.journal import CODES
from bulkops.core.errors import JournalError
from bulkops.core.outcome import State
from tests.journal.rows import NOW, ROOT, begin, send, step, take_lease

NEXT = (*MIGRATIONS, Migration(version=len(MIGRATIONS) + 1, statements=("CREATE TABLE novelty (a TEXT) STRICT",)))
BROKEN = (*NEXT, Migration(version=len(NEXT) + 1, statements=("CREATE TABLE half (a TEXT)", "CREATE TABLE run (a)")))

LIMITED = """
import resource, sys
from pathlib import Path
from bulkops.adapters.journal.journal import Journal
from bulkops.core.errors import JournalError
from tests.journal.rows import begin, step, take_lease

with Journal.open(Path(sys.argv[1])) as journal:
    lease = take_lease(journal)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    try:
        begin(journal, lease, (step(seq) for seq in range(1, 20_000)))
    except JournalError as error:
        print(error.code)
"""


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_file_and_its_folder_are_private(path: Path) -> None:
    previous = os.umask(0)
    try:
        with Journal.open(path) as journal:
            take_lease(journal)
            assert mode_of(path.parent) == 0o700
            assert {mode_of(file) for file in path.parent.iterdir()} == {0o600}
            assert len(list(path.parent.iterdir())) == 3, "the file, its log and the log's index"
    finally:
        os.umask(previous)


def test_writes_are_synchronous_and_references_checked(journal: Journal) -> None:
    connection = journal.database.connection
    found = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "application_id", "user_version")
    }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "application_id": 0x62756C6B,
        "user_version": len(MIGRATIONS),
    }


def test_a_journal_is_opened_again(path: Path) -> None:
    with Journal.open(path) as journal:
        run = begin(journal, take_lease(journal), [step(1)])
    with Journal.open(path, create=False) as again:
        assert again.counts(run) == {State.READY: 1}


def test_an_empty_file_is_a_new_journal(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with Journal.open(path) as journal:
        assert journal.runs() == []


def test_a_missing_journal_is_not_made_for_a_reader(path: Path) -> None:
    for read_only in (False, True):
        with pytest.raises(JournalError) as caught:
            Journal.open(path, create=False, read_only=read_only)
        assert caught.value.code == "J003"
        assert not path.parent.exists()


def test_a_reader_cannot_write(path: Path, journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1)])
    with Journal.open(path, read_only=True) as reader:
        assert reader.counts(run) == {State.READY: 1}
        with pytest.raises(JournalError) as caught:
            send(reader, lease, run, 1)
    assert caught.value.code == "J005"


def test_a_newer_journal_is_refused(path: Path) -> None:
    open_database(path, create=True, migrations=NEXT).close()
    with pytest.raises(JournalError) as caught:
        Journal.open(path)
    assert caught.value.code == "J011"
    assert f"has format {len(NEXT)}, and this bulkops knows formats up to {len(MIGRATIONS)}" in caught.value.message


@pytest.mark.parametrize("read_only", [False, True])
def test_an_older_journal_is_migrated_after_a_copy(path: Path, *, read_only: bool) -> None:
    with Journal.open(path) as journal:
        run = begin(journal, take_lease(journal), [step(1)])
    opened = Journal(open_database(path, create=False, read_only=read_only, migrations=NEXT))
    with opened as migrated:
        assert migrated.database.connection.execute("SELECT count(*) FROM novelty").fetchone() == (0,)
        assert migrated.counts(run) == {State.READY: 1}
    backup = path.with_name(f"journal.db.v{len(MIGRATIONS)}.bak")
    assert mode_of(backup) == 0o600
    with Journal.open(backup, create=False) as old:
        assert old.counts(run) == {State.READY: 1}


def test_a_migration_that_fails_changes_nothing(path: Path) -> None:
    with Journal.open(path) as journal:
        run = begin(journal, take_lease(journal), [step(1)])
    with pytest.raises(JournalError) as caught:
        open_database(path, create=False, migrations=BROKEN)
    assert "table run already exists" in caught.value.message
    with Journal.open(path) as journal:
        assert journal.counts(run) == {State.READY: 1}
        tables = journal.database.connection.execute("SELECT name FROM sqlite_schema").fetchall()
        assert not {("half",), ("novelty",)} & set(tables)


def scribble(path: Path) -> None:
    path.write_bytes(b"operations:\n" * 1000)


def another_program(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE music (title TEXT)")
    connection.close()


def cut_short(path: Path) -> None:
    with path.open("rb+") as file:
        file.truncate(path.stat().st_size // 2)


def overwrite(path: Path) -> None:
    with path.open("rb+") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))


@pytest.mark.parametrize("damage", [scribble, another_program, cut_short, overwrite])
def test_what_is_no_whole_journal_is_refused(path: Path, damage: Callable[[Path], None]) -> None:
    with Journal.open(path) as journal:
        begin(journal, take_lease(journal), (step(seq) for seq in range(1, 200)))
    damage(path)
    with pytest.raises(JournalError) as caught, Journal.open(path) as journal:
        begin(journal, take_lease(journal, NOW + 1000), [step(seq) for seq in range(1, 200)], "bbbb")
    assert caught.value.code == "J002"
    assert caught.value.hint


def test_a_folder_in_the_place_of_the_file(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(JournalError) as caught:
        Journal.open(path)
    assert caught.value.code == "J005"


def test_a_file_in_the_place_of_the_folder(path: Path) -> None:
    path.parent.touch()
    with pytest.raises(JournalError) as caught:
        Journal.open(path)
    assert caught.value.code == "J005"


def test_a_writer_that_does_not_end(path: Path, journal: Journal, lease: Lease) -> None:
    journal.database.connection.execute("BEGIN IMMEDIATE")
    with Journal.open(path, busy_timeout_s=0.01) as second, pytest.raises(JournalError) as caught:
        second.renew(lease, NOW)
    assert caught.value.code == "J006"
    journal.database.connection.execute("ROLLBACK")


def test_no_space(journal: Journal, lease: Lease) -> None:
    pages = journal.database.connection.execute("PRAGMA page_count").fetchone()[0]
    journal.database.connection.execute(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(JournalError) as caught:
        begin(journal, lease, (step(seq) for seq in range(1, 1000)))
    assert caught.value.code == "J004"
    assert journal.runs() == [], "all or nothing"
    journal.database.connection.execute("PRAGMA max_page_count = 100000")
    assert begin(journal, lease, [step(1)]) == 1


def test_a_limit_on_the_size_of_files(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() in {"J004", "J010"}
    with Journal.open(path) as journal:
        assert journal.runs() == []
        assert journal.verify() is None


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(28, "No space left on device"), "J004"),
        (OSError(13, "Permission denied"), "J005"),
        (OSError(30, "Read-only file system"), "J005"),
        (OSError(5, "Input/output error"), "J010"),
        (OSError("strange"), "J005"),
        (sqlite3.OperationalError("strange"), "J001"),
    ],
)
def test_errors_of_the_system_are_said_in_our_words(error: Exception, code: str) -> None:
    with pytest.raises(JournalError) as caught, translated("journal.db"):
        raise error
    assert caught.value.code == code
    assert "`journal.db`" in caught.value.message


def test_a_copy_that_was_not_finished_is_no_obstacle(path: Path) -> None:
    Journal.open(path).close()
    shutil.copy(path, path.with_name(f"journal.db.v{len(MIGRATIONS)}.part"))
    open_database(path, create=False, migrations=NEXT).close()
    assert path.with_name(f"journal.db.v{len(MIGRATIONS)}.bak").exists()


def test_versions_are_counted_without_gaps() -> None:
    assert [migration.version for migration in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


def test_every_code_that_is_raised_is_explained() -> None:
    sources = Path(database.__file__).parent.glob("*.py")
    raised = {word.strip('"') for source in sources for word in _codes(source.read_text(encoding="utf-8"))}
    assert raised == {code.code for code in CODES} - {"J007", "J031"}, "those two are raised by who asks the journal"


def _codes(text: str) -> list[str]:
    words = text.replace("'", '"').split('"')
    return [word for word in words if len(word) == 4 and word[0] == "J" and word[1:].isdigit()]
