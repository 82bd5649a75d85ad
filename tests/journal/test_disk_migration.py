"""An older journal is brought up to date; the disk fails, or the power goes, at every single call of it."""

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.opening import log_of
from bulkops.adapters.journal.schema import MIGRATIONS
from bulkops.core.errors import JournalError
from bulkops.core.outcome import State
from tests.journal.crash_points import Platter
from tests.journal.faulty_disk import Call, disk
from tests.journal.rows import NOW, take_lease
from tests.journal.test_disk import failing

#: Journals as each format's own program wrote them; a format that becomes old gets its own here.
FORMATS = sorted((Path(__file__).parent / "formats").glob("format-*.sql"))
STATES = {
    "op-1": State.SUCCEEDED,
    "op-2": State.READY,
    "op-3": State.IN_DOUBT,  # it was being sent when the power went
    "op-4": State.PLANNED,
    "op-5": State.REFUSED,
    "op-6": State.READY,
}


def text_of(path: Path) -> str:
    """Give all that stands in a file, however old, and its format; nothing of it is changed."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return "\n".join([str(version), *connection.iterdump()])


@dataclass(frozen=True, slots=True)
class Old:
    """An older journal.

    Attributes:
        data: The file.
        version: Its format.
        before: All that stands in it.
        after: The same in today's format.
    """

    data: bytes
    version: int
    before: str
    after: str

    def at(self, path: Path) -> Path:
        """Write it to a file; give the name of the copy that is made before the file is changed."""
        path.parent.mkdir()
        path.write_bytes(self.data)
        return path.with_name(f"{path.name}.v{self.version}.bak")


@pytest.fixture(scope="module", params=FORMATS, ids=lambda file: file.stem)
def old(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Old:
    path = tmp_path_factory.mktemp("old") / "journal.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(request.param.read_text(encoding="utf-8"))
    data, before = path.read_bytes(), text_of(path)
    Journal.open(path).close()
    return Old(data, int(before.partition("\n")[0]), before, text_of(path))


def check(path: Path, before: str) -> None:
    """Go on with a journal as the next process does: whole, in today's format, and nothing that was sent is ready."""
    with disk(lambda _: None), Journal.open(path) as journal:
        assert journal.verify() is None, before
        journal.recover(take_lease(journal, NOW + 1000), NOW + 1000)
        assert {row.id: row.state for row in journal.operations(1)} == STATES


def test_every_format_but_the_newest_is_kept_as_it_was_written() -> None:
    versions = [int(file.stem.partition("-")[2]) for file in FORMATS]
    assert versions == list(range(1, len(versions) + 1))
    assert len(versions) >= len(MIGRATIONS) - 1


def test_it_is_brought_up_to_date_after_a_copy(tmp_path: Path, old: Old) -> None:
    path = tmp_path / "run" / "journal.db"
    backup = old.at(path)
    copied: list[bool] = []

    def look(call: Call) -> None:
        if call.kind == "write" and call.path in {str(path), str(log_of(path))}:
            copied.append(backup.exists())

    with disk(look):
        Journal.open(path).close()
    assert text_of(backup) == old.before
    assert text_of(path) == old.after
    assert copied
    assert all(copied), "it was changed before it was copied"
    check(path, "as it is")


def test_the_power_goes_at_every_call(tmp_path: Path, old: Old) -> None:
    path = tmp_path / "run" / "journal.db"
    old.at(path)
    calls: list[Call] = []
    with disk(calls.append):
        Journal.open(path).close()
    platter, random, seen = Platter(), Random(1), set[frozenset[tuple[str, bytes]]]()
    platter.safe[str(path)] = old.data
    platter.loose[str(path)] = []
    for call in calls:
        for files in platter.after_power_cut(random):
            there = frozenset((name, data) for name, data in files.items() if not name.endswith(".part"))
            if there in seen:
                continue
            seen.add(there)
            found = tmp_path / str(len(seen)) / path.name
            found.parent.mkdir()
            for name, data in there:
                found.with_name(Path(name).name).write_bytes(data)
            assert text_of(found) in {old.before, old.after}, f"before {call.kind} {call.count}"
            check(found, f"before {call.kind} {call.count}")
            shutil.rmtree(found.parent)
        platter.take(call)
    print(f"{len(calls)} calls, {len(seen)} different disks")
    assert len(seen) > 10


@pytest.mark.parametrize("kind", ["once", "full", "for good"])
def test_every_call_fails(tmp_path: Path, old: Old, kind: str) -> None:
    path = tmp_path / "run" / "journal.db"
    old.at(path)
    calls: list[Call] = []
    with disk(calls.append):
        Journal.open(path).close()
    codes: Counter[str] = Counter()
    for number in range(1, len(calls) + 1):
        path = tmp_path / str(number) / "journal.db"
        old.at(path)
        with disk(failing(number, kind)):
            codes[opened(path)] += 1
        assert not list(path.parent.glob("*.part")), "half a copy is left"
        assert text_of(path) in {old.before, old.after}, f"call {number}"
        check(path, f"call {number}")
        shutil.rmtree(path.parent)
    print(f"{len(calls)} calls: {dict(codes)}")
    assert codes.keys() <= {"none", "J004", "J005", "J010"}


def opened(path: Path) -> str:
    """Try to open a journal; give the code of what went wrong."""
    try:
        Journal.open(path, busy_timeout_s=0.05).close()
    except JournalError as error:
        return error.code
    return "none"
