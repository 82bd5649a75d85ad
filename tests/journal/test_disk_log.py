"""The log beside the journal is cut, changed or removed: what was acknowledged is there, or it is said that it is not."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from bulkops.adapters.journal import log_check
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.opening import log_of
from bulkops.core.errors import JournalError
from tests.journal.crash_points import STAGES, Held, content, expected
from tests.journal.rows import take_lease

FRAME_BYTES, LOG_HEAD_BYTES = 4096 + 24, 32


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> list[Held]:
    return expected(tmp_path_factory.mktemp("expected"))


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as a process leaves it that is killed after the last stage: everything stands in the log."""
    folder = tmp_path_factory.mktemp("log")
    with Journal.open(folder / "run" / "journal.db") as journal:
        lease = take_lease(journal)
        for stage in STAGES:
            stage(journal, lease)
        shutil.copytree(folder / "run", folder / "left")
    return folder / "left"


def copied(left: Path, to: Path, *, index: bool = True) -> Path:
    shutil.copytree(left, to)
    if not index:
        (to / "journal.db-shm").unlink()
    return to / "journal.db"


def changed(path: Path, place: int) -> None:
    with log_of(path).open("rb+") as file:
        file.seek(place)
        byte = file.read(1)
        file.seek(place)
        file.write(bytes([byte[0] ^ 0x10]))


def cut(path: Path, place: int) -> None:
    with log_of(path).open("rb+") as file:
        file.truncate(place)


def places(left: Path, count: int) -> list[int]:
    """Give the head, the end, ends of frames, and places anywhere."""
    size, random = log_of(left / "journal.db").stat().st_size, Random(7)
    frames = [LOG_HEAD_BYTES + FRAME_BYTES * random.randrange(size // FRAME_BYTES) for _ in range(count // 3)]
    return [*range(LOG_HEAD_BYTES + 1), size - 1, *frames, *(random.randrange(size) for _ in range(count))]


def test_what_is_whole_is_opened(tmp_path: Path, left: Path, held: list[Held]) -> None:
    assert content(copied(left, tmp_path / "whole")) == held[-1].text


@pytest.mark.parametrize("damage", [cut, changed])
def test_a_log_that_is_not_what_was_acknowledged_is_refused(
    tmp_path: Path, left: Path, damage: Callable[[Path, int], None]
) -> None:
    """Again and again, and nothing is changed: the rest of the log is what it may be restored from."""
    for number, place in enumerate(places(left, 60)):
        path = copied(left, tmp_path / str(number))
        damage(path, place)
        before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
        for read_only in (False, True):
            with pytest.raises(JournalError) as caught:
                Journal.open(path, read_only=read_only).close()
            assert caught.value.code == "J002", place
            assert "its log `journal.db-wal`" in caught.value.message
        assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before
        shutil.rmtree(path.parent)


def test_a_log_that_is_gone_is_missed(tmp_path: Path, left: Path) -> None:
    path = copied(left, tmp_path / "gone")
    log_of(path).unlink()
    with pytest.raises(JournalError) as caught:
        Journal.open(path).close()
    assert caught.value.code == "J002"
    assert "is missing" in caught.value.message


@pytest.mark.parametrize("damage", [cut, changed])
def test_without_the_index_what_stands_before_the_damage_is_there(
    tmp_path: Path, left: Path, held: list[Held], damage: Callable[[Path, int], None]
) -> None:
    """After a power cut only the log counts: what was acknowledged up to a point, whole; never a part of one record."""
    found = set()
    for number, place in enumerate(places(left, 60)):
        path = copied(left, tmp_path / str(number), index=False)
        damage(path, place)
        text = content(path)
        assert text in {one.text for one in held}, place
        found.add(text)
        shutil.rmtree(path.parent)
    assert len(found) > 3


def test_an_index_that_was_written_by_half_is_no_obstacle(tmp_path: Path, left: Path, held: list[Held]) -> None:
    path = copied(left, tmp_path / "half")
    with (path.parent / "journal.db-shm").open("rb+") as file:
        file.seek(16)
        file.write(b"\xff\xff")
    assert content(path) == held[-1].text


def test_of_a_very_long_log_the_length_is_looked_at(
    tmp_path: Path, left: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_check, "FRAMES_MAX", 1)
    path = copied(left, tmp_path / "long")
    cut(path, log_of(path).stat().st_size - 1)
    with pytest.raises(JournalError) as caught:
        Journal.open(path).close()
    assert "was cut to" in caught.value.message
