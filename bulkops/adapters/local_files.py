"""The user's own files: those that are sent, and those that answers are kept in."""

import os
from contextlib import suppress
from errno import ENOTDIR
from pathlib import Path
from secrets import token_hex

from anyio import to_thread


class LocalFiles:
    """The `Files` port on this machine's file system."""

    async def read(self, path: str) -> bytes:
        """Read a file whole."""
        return await to_thread.run_sync(Path(path).read_bytes)

    async def save(self, path: str, content: bytes) -> None:
        """Keep content in a new file, whole or not at all."""
        await to_thread.run_sync(save, Path(path), content)

    async def saved_at(self, path: str) -> float | None:
        """Say when a file was written; None if there is none."""
        return await to_thread.run_sync(_saved_at, Path(path))


def save(path: Path, content: bytes) -> None:
    """Keep content in a new file, whole or not at all; `FileExistsError` where there is one already."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:  # what is there is in the folder's place, not in the file's
        raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), str(path.parent)) from error
    part = path.with_name(f".{path.name}.{token_hex(4)}.part")
    try:
        with part.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        # Unlike a rename, a link does not take the place of a file that somebody has put there meanwhile.
        os.link(part, path)
    finally:
        with suppress(OSError):
            part.unlink()


def _saved_at(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return None
