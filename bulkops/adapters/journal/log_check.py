"""The log beside the journal, looked at before SQLite opens it: SQLite takes a log that was cut for a shorter one.

What was written last stands in the log (`-wal`) until it is moved into the file. SQLite reads the log up to the first
frame that is not whole and goes on from there, without a word: right after a power cut, where the rest was never
acknowledged, and wrong where the log was damaged, for an intent would be forgotten and its request sent again. The
log's index (`-shm`) says how many frames were acknowledged, because it is written after they were synchronised.
Formats: https://sqlite.org/walformat.html
"""

from collections.abc import Iterator
from pathlib import Path
from struct import calcsize, unpack, unpack_from

from bulkops.core.errors import JournalError

#: Frames whose content is compared with their checksums; of a longer log, only the length is looked at.
FRAMES_MAX = 8_000

_LOG_HEAD, _FRAME_HEAD = 32, 24
#: The index's head, there twice in the machine's own byte order: version, padding, changes, whether it is in use, byte
#: order of checksums, page size, frames, pages, and the checksum of the last frame; then the salt that names the log.
_INDEX_HEAD = "=IIIBBHIIII8sII"
_INDEX_HEAD_BYTES = calcsize(_INDEX_HEAD)
#: Where the index says how many frames have been moved into the file.
_MOVED_AT = 2 * _INDEX_HEAD_BYTES
_WORD = 0xFFFFFFFF


def refuse_cut_log(path: Path, log: Path) -> None:
    """Refuse a journal whose log no longer holds all that was acknowledged.

    Nobody in this process may have the journal open: to close the index lets go of its locks.

    Args:
        path: The journal.
        log: Its log.

    Raises:
        JournalError: The log was removed, cut or changed.
        OSError: A file cannot be read.
    """
    index = path.with_name(f"{path.name}-shm")
    if not index.exists():
        return
    seen = _read(index)
    head = seen[:_INDEX_HEAD_BYTES]
    if len(seen) < _MOVED_AT + 4 or head != seen[_INDEX_HEAD_BYTES:_MOVED_AT]:
        return  # written by half when the power went: it says nothing
    in_use, frames, salt = (unpack(_INDEX_HEAD, head)[place] for place in (3, 6, 10))
    if not in_use or not frames:
        return
    (moved,) = unpack_from("=I", seen, _MOVED_AT)
    problem = _problem(log, frames, salt, everything_moved=moved >= frames)
    if problem and _read(index) == seen:  # else another process is at work, and has begun the log anew meanwhile
        raise JournalError(
            f"the journal `{path}` is damaged: its log `{log.name}` {problem}",
            hint="put a copy of the folder aside before anything else, then restore the journal from a backup",
            code="J002",
        )


def _read(index: Path) -> bytes:
    with index.open("rb") as file:
        return file.read(_MOVED_AT + 4)


def _problem(log: Path, frames: int, salt: bytes, *, everything_moved: bool) -> str:
    size = log.stat().st_size if log.exists() else 0
    if size < _LOG_HEAD:
        return "" if everything_moved else "is empty" if log.exists() else "is missing"
    with log.open("rb") as file:
        head = file.read(_LOG_HEAD)
        order = ">" if head[3] & 1 else "<"
        if _checksum((0, 0), head[:24], order) != unpack_from(">II", head, 24):
            return "was changed at its head"
        if head[16:24] != salt:
            return ""  # it was begun anew, and its index tells of the one before or after
        (page,) = unpack_from(">I", head, 8)
        if size < _LOG_HEAD + frames * (_FRAME_HEAD + page):
            return f"was cut to {size} bytes"
        if frames > FRAMES_MAX:
            return ""
        bad = _first_bad(head, iter(lambda: file.read(_FRAME_HEAD + page), b""), frames, order)
    return f"was changed at frame {bad} of {frames}" if bad else ""


def _first_bad(head: bytes, read: Iterator[bytes], frames: int, order: str) -> int:
    """Give the number of the first frame that is not as it was written; 0: there is none."""
    held: tuple[int, int] = unpack_from(">II", head, 24)
    for number in range(1, frames + 1):
        frame = next(read)
        held = _checksum(held, frame[:8] + frame[_FRAME_HEAD:], order)
        if frame[8:16] != head[16:24] or held != unpack_from(">II", frame, 16):
            return number
    return 0


def _checksum(held: tuple[int, int], data: bytes, order: str) -> tuple[int, int]:
    first, second = held
    words = iter(unpack(f"{order}{len(data) // 4}I", data))
    for one, other in zip(words, words, strict=True):
        first = (first + one + second) & _WORD
        second = (second + other + first) & _WORD
    return first, second
