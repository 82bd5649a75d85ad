"""Opening the user's files: what stands in the way is a finding, not a traceback."""

from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO

from bulkops.core.finding import Finding
from bulkops.core.place import Place


def open_binary(path: Path, shown: str) -> BinaryIO | Finding:
    """Open a file for reading.

    Args:
        path: Where it is.
        shown: How the user named it.

    Returns:
        The open file, or the finding M001 that says why it cannot be opened.
    """
    try:
        return path.open("rb")
    except OSError as error:
        return unreadable(error, shown)


def unreadable(error: OSError, shown: str) -> Finding:
    """Say why a file cannot be read."""
    hint = "check the disk or network drive it is on"
    match error:
        case FileNotFoundError():
            message, hint = f"there is no file `{shown}`", "check the path; it counts from the current directory"
        case IsADirectoryError():
            message, hint = f"`{shown}` is a folder", "name the file in it"
        case PermissionError():
            message, hint = f"`{shown}` may not be read by this user", "change the file's permissions"
        case _:
            message = f"`{shown}` cannot be read: {(error.strerror or type(error).__name__).lower()}"
    return Finding(code="M001", message=message, place=Place(shown), hint=hint)


def described(path: Path) -> dict[str, str | int]:
    """Say what identifies a file that is to be sent.

    Returns:
        `name`, `size` in bytes, and `sha256`.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
        return {"name": path.name, "size": stream.tell(), "sha256": digest}
