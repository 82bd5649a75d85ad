"""A small disk of its own for a folder: a file system in memory, mounted where only the processes started here see it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from bulkops.adapters.journal.journal import Journal
from tests.runs.folder import PROGRAM, Folder


def _can_mount() -> bool:
    if sys.platform != "linux" or not (shutil.which("unshare") and shutil.which("nsenter")):
        return False
    with_disk = ["unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(with_disk, capture_output=True, check=False).returncode == 0


#: Whether a file system may be mounted here. Where not, `test_surroundings.py` still limits the size of files.
CAN_MOUNT = _can_mount()


class SmallDisk:
    """A mounted disk.

    Args:
        holder: The process whose view of the file system it belongs to.
        path: Where it is mounted.
    """

    def __init__(self, holder: "subprocess.Popen[bytes]", path: Path) -> None:
        self._holder = holder
        self.path = path

    @property
    def seen(self) -> Path:
        """Its folder, as it is reached from outside."""
        return Path(f"/proc/{self._holder.pid}/root{self.path}")

    def inside(self, folder: Path, *words: str) -> list[str]:
        """Give the words that run a command in a folder, where the disk is seen."""
        enter = ["nsenter", "--target", str(self._holder.pid), "--user", "--mount", "--preserve-credentials"]
        return [*enter, "sh", "-c", 'cd "$0" && exec "$@"', str(folder), *words]

    def mount(self, options: str) -> None:
        """Change its size, or whether it can be written: `size=1m`, `ro`."""
        words = ["mount", "-o", f"remount,{options}", str(self.path)]
        subprocess.run(self.inside(Path("/"), *words), check=True, capture_output=True)

    def fill(self, left_kib: int = 0) -> None:
        """Fill it up, but for a little."""
        room = os.statvfs(self.seen)
        with (self.seen / "filler").open("wb", buffering=0) as filler:
            filler.write(bytes(max(0, room.f_bavail * room.f_frsize - left_kib * 1024)))
            with suppress(OSError):  # what others have given back meanwhile
                while not left_kib:
                    filler.write(bytes(4096))

    def empty(self) -> None:
        """Take out what has filled it."""
        (self.seen / "filler").unlink()


@contextmanager
def small_disk(path: Path, size: str) -> Iterator[SmallDisk]:
    """Mount a disk on a folder for as long as the block lasts."""
    path.mkdir(parents=True, exist_ok=True)
    script = 'mount -t tmpfs -o "size=$1" tmpfs "$0" && echo && exec cat'
    words = ["unshare", "--map-root-user", "--mount", "sh", "-c", script, str(path), size]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"\n"
        try:
            yield SmallDisk(holder, path)
        finally:
            holder.kill()


@dataclass(kw_only=True)
class FolderOnDisk(Folder):
    """A project folder whose runs see the disk.

    Attributes:
        disk: The disk; it holds the journal.
    """

    disk: SmallDisk

    def start(self, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
        """Start the program where the disk is seen."""
        return self.start_words(*self.disk.inside(self.path, *PROGRAM), *arguments, **options)

    def begin(self, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
        return self.start(*arguments, **options)

    def journal(self) -> Journal:
        """Open a copy of the journal as it is: by itself SQLite would not find its way to the disk."""
        copy = Path(mkdtemp(dir=self.path.parent))
        for file in self.disk.seen.glob("journal.db*"):
            shutil.copy(file, copy)
        return Journal.open(copy / "journal.db", create=False)
