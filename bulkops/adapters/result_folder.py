"""The folder of result files: made beside it, and put there whole."""

import errno
import os
import shutil
from pathlib import Path
from secrets import token_hex
from types import TracebackType

from bulkops.core.errors import UsageError

REPORT = "report.json"
#: What only writing fails with, wherever it happens.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, errno.EROFS, getattr(errno, "EDQUOT", errno.ENOSPC)})


def check_folder(folder: Path, *, overwrite: bool) -> None:
    """Make sure that results may be put into a folder, before anything is read for them.

    Raises:
        UsageError: Something else is there.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"`{folder}` is a file", hint="name a folder: `-o DIR`", code="P092")
    if folder.is_dir() and any(folder.iterdir()) and not overwrite:
        hint = "name another folder, or add `--overwrite` to replace the results in it"
        raise UsageError(f"there are files in `{folder}` already", hint=hint, code="P092")


def put_in_place(made: Path, folder: Path, stale: frozenset[str]) -> None:
    """Move finished files into their folder, the report last: where it is, the others are.

    Args:
        made: The folder that they were written in, beside it.
        folder: Where they belong.
        stale: Names that results may have; such files of an earlier time are removed.

    Raises:
        UsageError: They cannot be put there, or another process has put its own there meanwhile.
    """
    try:
        _move(made, folder, stale)
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST}:
            check_folder(folder, overwrite=False)
        raise _unwritable(folder, error) from None


def _move(made: Path, folder: Path, stale: frozenset[str]) -> None:
    if not folder.exists():
        made.replace(folder)
        return
    names = {path.name for path in made.iterdir()}
    (folder / REPORT).unlink(missing_ok=True)
    for name in sorted(stale - names):
        (folder / name).unlink(missing_ok=True)
    for name in sorted(names, key=lambda name: name == REPORT):
        os.replace(made / name, folder / name)  # noqa: PTH105 - as `Path.replace`, and says what it is


class Workshop:
    """A folder beside another one in which its files are made; gone afterwards."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder.with_name(f".{folder.name}.{token_hex(4)}")

    def __enter__(self) -> Path:
        try:
            self.path.mkdir(mode=0o700, parents=True)
        except OSError as error:
            raise _unwritable(self._folder, error) from None
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise _unwritable(self._folder, error) from None


def _unwritable(folder: Path, error: OSError) -> UsageError:
    reason = (error.strerror or type(error).__name__).lower()
    return UsageError(f"`{folder}` cannot be written: {reason}", hint="name another folder", code="R116")
