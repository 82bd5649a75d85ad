"""Keep a document that is a file: whole or not at all, and never in place of another one without a word."""

from pathlib import Path
from secrets import token_hex

from bulkops.adapters.local_files import LocalFiles
from bulkops.core.errors import UsageError

_CODE = "R116"


def check_free(path: Path, *, overwrite: bool) -> None:
    """Make sure that a file may be written, before anything is asked for it.

    Raises:
        UsageError: There is a file of that name, or a folder.
    """
    if path.is_dir():
        raise UsageError(f"`{path}` is a folder", hint="name the file in it", code=_CODE)
    if path.exists() and not overwrite:
        raise _there(path)


async def save(path: Path, content: bytes, *, overwrite: bool) -> None:
    """Write a file.

    Raises:
        UsageError: It cannot be written, or somebody has put one there meanwhile.
    """
    files = LocalFiles()
    try:
        if not overwrite:
            await files.save(str(path), content)
            return
        beside = path.with_name(f".{path.name}.{token_hex(4)}")
        await files.save(str(beside), content)
        beside.replace(path)
    except FileExistsError:
        raise _there(path) from None
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise UsageError(f"`{path}` cannot be written: {reason}", hint="name another file", code=_CODE) from None


def _there(path: Path) -> UsageError:
    return UsageError(f"there is a file `{path}` already", hint="name another one, or add `--overwrite`", code=_CODE)
