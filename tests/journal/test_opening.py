"""What is looked at before a journal is opened, and where it is kept."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from bulkops.adapters.journal.database import open_database
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.opening import log_of
from bulkops.adapters.journal.schema import MIGRATIONS, Migration
from bulkops.core.errors import JournalError
from bulkops.core.outcome import State
from tests.journal.faulty_disk import without_shared_memory
from tests.journal.rows import begin, step, take_lease

NEXT = (*MIGRATIONS, Migration(version=len(MIGRATIONS) + 1, statements=("CREATE TABLE novelty (a TEXT) STRICT",)))


def begun(path: Path, *, to: Path) -> Path:
    """Begin a run, and copy the files as they are while the journal is open: the file, its log and the log's index."""
    with Journal.open(path) as journal:
        begin(journal, take_lease(journal), [step(1), step(2)])
        shutil.copytree(path.parent, to)
    return to / path.name


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if not file.name.endswith("-shm")}


def refused(path: Path, code: str, **options: bool) -> JournalError:
    with pytest.raises(JournalError) as caught:
        Journal.open(path, **options).close()
    assert caught.value.code == code, caught.value
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_journal_is_left_as_it_is(path: Path, *, read_only: bool) -> None:
    """Neither it nor its log is changed by a byte."""
    with closing(open_database(path, create=True, migrations=NEXT)):
        shutil.copytree(path.parent, path.parent.with_name("left"))
    left = path.parent.with_name("left") / path.name
    before = files(left.parent)
    assert len(before) == 2
    refused(left, "J011", read_only=read_only)
    assert files(left.parent) == before


def test_another_program_s_file_is_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE music (title TEXT)")
    before = files(path.parent)
    refused(path, "J002")
    assert files(path.parent) == before


def test_a_newer_program_that_takes_over_is_noticed(path: Path) -> None:
    with Journal.open(path) as journal:
        lease = take_lease(journal)
        run = begin(journal, lease, [step(1)])
        open_database(path, create=False, migrations=NEXT).close()
        with pytest.raises(JournalError) as caught:
            journal.renew(lease, 0)
        assert caught.value.code == "J011"
        assert journal.counts(run) == {State.READY: 1}


@pytest.mark.parametrize("empty", [False, True])
@pytest.mark.parametrize("read_only", [False, True])
def test_a_log_whose_journal_is_gone_is_kept(path: Path, *, empty: bool, read_only: bool) -> None:
    left = begun(path, to=path.parent.with_name("left"))
    left.unlink()
    if empty:
        left.touch()
    log = log_of(left).read_bytes()
    refused(left, "J002", read_only=read_only)
    assert log_of(left).read_bytes() == log


def test_where_the_journal_cannot_be_kept_safely_it_is_not_made(path: Path) -> None:
    with without_shared_memory():
        assert "journal_mode stays `delete`" in refused(path, "J019").message


def synchronised(monkeypatch: pytest.MonkeyPatch, call: Callable[[], None]) -> list[int]:
    """Give the inodes of the files that the program itself synchronises, in order; what SQLite does is not among them."""
    seen: list[int] = []
    true = os.fsync

    def fsync(held: int) -> None:
        seen.append(os.fstat(held).st_ino)
        true(held)

    monkeypatch.setattr(os, "fsync", fsync)
    call()
    monkeypatch.undo()
    return seen


@pytest.mark.skipif(os.name == "nt", reason="folders are not synchronised there")
def test_the_names_of_file_and_folders_last(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = path.parent / "new" / path.name
    seen = synchronised(monkeypatch, lambda: Journal.open(deep).close())
    assert seen == [folder.stat().st_ino for folder in (path.parent, path.parent.parent, deep.parent)]
    assert synchronised(monkeypatch, lambda: Journal.open(deep).close()) == []


@pytest.mark.skipif(os.name == "nt", reason="folders are not synchronised there")
def test_the_copy_before_a_migration_lasts(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Journal.open(path).close()
    seen = synchronised(monkeypatch, lambda: open_database(path, create=False, migrations=NEXT).close())
    assert seen == [path.with_name(f"journal.db.v{len(MIGRATIONS)}.bak").stat().st_ino, path.parent.stat().st_ino]


def test_whoever_waits_for_a_migration_does_not_make_it_again(path: Path) -> None:
    """Two open an older journal at once: one migrates it, and the copy of what was before stays what it was."""
    with Journal.open(path) as journal:
        run = begin(journal, take_lease(journal), [step(1)])
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: open_database(path, create=False, migrations=NEXT), range(4)))
    for database in opened:
        assert Journal(database).counts(run) == {State.READY: 1}
        database.close()
    assert sorted(files(path.parent)) == ["journal.db", f"journal.db.v{len(MIGRATIONS)}.bak"]
    with Journal.open(path.with_name(f"journal.db.v{len(MIGRATIONS)}.bak"), create=False) as before:
        assert before.counts(run) == {State.READY: 1}


def test_garbage_in_the_place_of_the_log_s_index(path: Path) -> None:
    left = begun(path, to=path.parent.with_name("left"))
    left.with_name("journal.db-shm").write_bytes(bytes(range(256)) * 400)
    with Journal.open(left) as journal:
        assert journal.counts(1) == {State.READY: 2}
        assert journal.verify() is None


def test_a_writer_elsewhere_that_does_not_end(path: Path) -> None:
    """Another process writes for longer than this one waits; readers are not held up by it."""
    with Journal.open(path) as journal:
        run = begin(journal, take_lease(journal), [step(1)])
    writer = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN EXCLUSIVE')"
    with subprocess.Popen(
        [sys.executable, "-c", f"{writer}; print(flush=True); sys.stdin.read()", path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with Journal.open(path, busy_timeout_s=0.05) as journal:
            assert journal.counts(run) == {State.READY: 1}
            with pytest.raises(JournalError) as caught:
                take_lease(journal)
        process.communicate()
    assert caught.value.code == "J006"
