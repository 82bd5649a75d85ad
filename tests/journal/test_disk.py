"""The disk fails, or the power goes, at every single call that changes a file of a small run."""

import shutil
import sqlite3
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from bulkops.core.errors import JournalError
from bulkops.core.outcome import State
from tests.journal.crash_points import Held, Platter, Progress, carry_out, content, expected, recorded, recover
from tests.journal.faulty_disk import Call, Fault, Hook, disk

FULL = Fault(sqlite3.SQLITE_FULL, half=True)
#: What each kind of call gives when the disk does not answer.
BROKEN = {
    "open": Fault(sqlite3.SQLITE_CANTOPEN),
    "write": Fault(sqlite3.SQLITE_IOERR_WRITE, half=True),
    "truncate": Fault(sqlite3.SQLITE_IOERR_TRUNCATE),
    "sync": Fault(sqlite3.SQLITE_IOERR_FSYNC),
    "delete": Fault(sqlite3.SQLITE_IOERR_DELETE),
}
#: What the next process makes of what a dead one was sending; never READY.
RECOVERED = {State.SENDING: State.IN_DOUBT}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> list[Held]:
    return expected(tmp_path_factory.mktemp("expected"))


def one_of(held: list[Held], text: str, when: str) -> Held:
    """Give the one that was found; none: something was lost, or is there by half, or was never acknowledged."""
    found = [one for one in held if one.text == text]
    assert found, when
    return found[0]


def write_files(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, data in files.items():
        (folder / Path(name).name).write_bytes(data)
    return folder / "journal.db"


def test_the_power_goes_at_every_call(tmp_path: Path, held: list[Held]) -> None:
    """Whatever part of the last writes has reached the disk: all that was acknowledged is there, and nothing half."""
    calls = recorded(tmp_path / "run" / "journal.db")
    assert {call.kind for call, _ in calls} == set(BROKEN)
    platter, random, seen = Platter(), Random(4), set[tuple[object, ...]]()
    platter.safe[str(tmp_path / "run" / "journal.db")] = b""  # the program makes the file itself
    for call, told in calls:
        for files in platter.after_power_cut(random):
            there = (told, tuple(sorted(files.items())))
            if there in seen:
                continue
            seen.add(there)
            path = write_files(tmp_path / str(len(seen)), files)
            found = one_of(held[told : told + 2], content(path), f"before call {call}")
            assert recover(path) == {name: RECOVERED.get(state, state) for name, state in found.states.items()}
            shutil.rmtree(path.parent)
        platter.take(call)
    print(f"{len(calls)} calls, {len(seen)} different disks")
    assert len(seen) > len(calls)


def failing(count: int, kind: str) -> Hook:
    """Fail from a call on: for once, or as a full disk does, or as a disk that does not answer any more."""

    def hook(call: Call) -> Fault | None:
        if call.count < count or (kind == "once" and call.count > count):
            return None
        if kind == "full":
            return FULL if call.kind in {"open", "write"} else None
        return BROKEN[call.kind]

    return hook


def until(failures: list[Exception], hook: Hook) -> Hook:
    """Let the disk work again as soon as something has failed."""
    return lambda call: None if failures else hook(call)


@pytest.mark.parametrize("kind", ["once", "full", "for good"])
def test_every_call_fails(tmp_path: Path, held: list[Held], kind: str) -> None:
    """What fails says so; nothing that was acknowledged is lost, and nothing half is there."""
    count = len(recorded(tmp_path / "run" / "journal.db"))
    codes: Counter[str] = Counter()
    for number in range(1, count + 1):
        path, progress = tmp_path / str(number) / "journal.db", Progress()
        with disk(failing(number, kind)):
            error = first_error(path, progress)
        codes[error.code if error is not None else "none"] += 1
        assert error is None or error.hint
        assert error is not None or progress.told == len(held) - 1
        one_of(held[progress.told : progress.told + 2], content(path), f"call {number}")
        shutil.rmtree(path.parent)
    print(f"{count} calls: {dict(codes)}")
    assert codes.keys() == {"none"} | ({"J004"} if kind == "full" else {"J005", "J010"})
    assert codes["none"] < count / 2


def first_error(path: Path, progress: Progress) -> JournalError | None:
    try:
        carry_out(path, progress)
    except JournalError as error:
        return error
    return None


@pytest.mark.parametrize("kind", ["once", "full", "for good"])
def test_what_failed_is_done_when_the_disk_works_again(tmp_path: Path, held: list[Held], kind: str) -> None:
    """No call leaves the open journal in a state from which it cannot go on."""
    count = len(recorded(tmp_path / "run" / "journal.db"))
    for number in range(1, count + 1):
        path, failures = tmp_path / str(number) / "journal.db", list[Exception]()
        with disk(until(failures, failing(number, kind))):
            carry_out(path, Progress(), failed=failures.append)
        assert all(isinstance(error, JournalError) for error in failures)
        one_of(held[-1:], content(path), f"call {number}")
        shutil.rmtree(path.parent)
