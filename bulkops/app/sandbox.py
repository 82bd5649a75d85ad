"""The embedded sandbox of a project: where its company is kept, and which company it is."""

import secrets
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bulkops.adapters.clock import SystemClock
from bulkops.app.project import find_project, load_project
from bulkops.core.errors import UsageError
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.state import OtherVersionError

NAME = "Nordvik Sandbox AS"
_IDENTITY = "company"


def state_file(project: Path | None, profile: str | None) -> Path:
    """Say where a project's embedded sandbox is kept."""
    found = load_project(project or find_project(Path.cwd()), profile)
    return found.resolve(found.profile.sandbox_options.state)


def open_erp(path: Path, *, renew: bool = False) -> Erp:
    """Open a sandbox, made and filled with its demonstration data where it is new; the caller closes it.

    Args:
        path: Its file.
        renew: Begin again where another version of this program has made the file.

    Raises:
        UsageError: Its file cannot be made, read or written, or is of another version.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        erp = _erp(path, renew=renew)
        erp.seed(SystemClock().now())
    except OtherVersionError as error:
        reset = shlex.join(["bulkops", "sandbox", "reset", "--state", str(path)])
        hint = f"`{reset}` empties it and makes a new demonstration company"
        raise UsageError(f"the sandbox in `{path}` cannot be used: {error}", hint=hint) from error
    except (OSError, sqlite3.Error, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        hint = "see whether its folder can be written, or name another file at `sandbox_options: {state: FILE}`"
        raise UsageError(f"the sandbox cannot be kept in `{path}`: {reason.lower()}", hint=hint) from error
    return erp


def _erp(path: Path, *, renew: bool) -> Erp:
    try:
        return Erp(path)
    except OtherVersionError:
        if not renew:
            raise
        return Erp(path, renew=True)


@contextmanager
def opened(path: Path, *, renew: bool = False) -> Iterator[Erp]:
    """Hold a sandbox open for a block."""
    erp = open_erp(path, renew=renew)
    try:
        yield erp
    finally:
        erp.close()


def company_of(erp: Erp) -> str:
    """Name the company of a sandbox: a new name after each reset, for it is a new company to the journal."""
    identity = erp.state.get(_IDENTITY)
    if identity is None:
        identity = secrets.token_hex(2).encode()
        with erp.state.transaction():
            erp.state.put(_IDENTITY, identity)
    return f"{NAME} {identity.decode()}"


def reset_state(path: Path) -> str:
    """Empty a sandbox and fill it again, one of another version too; give its new company's name."""
    with opened(path, renew=True) as erp:
        erp.reset(SystemClock().now())
        return company_of(erp)
