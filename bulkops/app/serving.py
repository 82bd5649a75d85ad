"""Serving a sandbox: what holds for this serve only, and one server a company."""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from bulkops.core.errors import UsageError
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.fault_file import read_given
from bulkops.sandbox.fault_text import write_text
from bulkops.sandbox.faults import Fault
from bulkops.sandbox.limits_text import read_limits
from bulkops.sandbox.log_line import Entry
from bulkops.sandbox.server import serve
from bulkops.sandbox.switch_text import read_switch

_SERVING = "serving"
_FAULTS_HINT = "`bulkops sandbox serve --list-faults` shows the kinds of faults and how they are written"
_SWITCHES_HINT = "docs/sandbox.md describes every switch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What holds for one serve only, over what the state file keeps.

    Attributes:
        switches: Values by name of the switch.
        faults: What goes wrong; None: as the file says.
    """

    switches: dict[str, Any]
    faults: tuple[Fault, ...] | None = None

    def lay_over(self, erp: Erp) -> None:
        """Let them hold."""
        faults = {} if self.faults is None else {"faults": msgspec.to_builtins(self.faults)}
        if self.switches or faults:
            erp.lay_over({**self.switches, **faults})

    def lines(self) -> Iterator[str]:
        """Say what they are."""
        for name, value in self.switches.items():
            yield f"{name} = {str(value).lower() if isinstance(value, bool) else value}"
        for number, fault in enumerate(self.faults or (), 1):
            yield f"fault {number} = {write_text(fault)}"


def read_settings(faults: Sequence[str], limits: str | None, switches: Sequence[str]) -> Settings:
    """Read what was given on the command line.

    Args:
        faults: Names of files, or short texts.
        limits: Limits on calls, as text.
        switches: `NAME=VALUE` each.

    Raises:
        UsageError: Something of it cannot be understood.
    """
    read = _each("--limits", _SWITCHES_HINT, read_limits, limits).items() if limits is not None else ()
    given: dict[str, Any] = {}
    for name, value in (*read, *(_each("--switch", _SWITCHES_HINT, read_switch, switch) for switch in switches)):
        if name in given:
            raise UsageError(f"`{name}` is given twice", hint="give it once, by `--switch` or by `--limits`")
        given[name] = value
    found = [fault for text in faults for fault in _each("--faults", _FAULTS_HINT, read_given, text)]
    return Settings(switches=given, faults=tuple(found) if faults else None)


def _each(option: str, hint: str, read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except ValueError as error:
        raise UsageError(f"`{option}`: {error}", hint=hint) from error


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let nobody else serve a company for a block.

    The lock is SQLite's own, on a file beside the company's: it ends with the process, however that ends.

    Raises:
        UsageError: Somebody does, or the lock cannot be made.
    """
    lock = Path(f"{path.resolve()}.serving")
    with closing(_open(lock)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise _unlockable(lock, error) from error
            raise UsageError(
                f"the sandbox in `{path}` is served already{_where(path)}",
                hint="use that one, stop it, or serve another company: `--state FILE`",
            ) from error
        yield


def _open(lock: Path) -> sqlite3.Connection:
    try:
        return sqlite3.connect(lock, timeout=0, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise _unlockable(lock, error) from error


def _unlockable(lock: Path, error: sqlite3.OperationalError) -> UsageError:
    return UsageError(f"the lock `{lock}` cannot be taken: {error}", hint="see whether its folder can be written")


def serve_here(erp: Erp, *, host: str, port: int, ready: Callable[[str], None], log: Callable[[Entry], None]) -> None:
    """Serve a company until SIGINT or SIGTERM.

    Args:
        erp: The company.
        host: Address to listen on.
        port: Port to listen on; 0: a free one.
        ready: Called with the base URL once connections are taken.
        log: Called with what is to be written down.

    Raises:
        UsageError: The address cannot be listened on.
    """

    def ready_here(url: str) -> None:
        with erp.state.transaction():
            erp.state.put(_SERVING, url.encode())
        ready(url)

    try:
        asyncio.run(serve(erp, host=host, port=port, ready=ready_here, log=log))
    except OSError as error:
        # The words of asyncio's own error hold the address again; those of a host that is not known have no number.
        number = error.errno or 0
        reason = os.strerror(number) if number > 0 else error.strerror or str(error)
        hint = "choose another `--port`, or `--port 0` for a free one"
        raise UsageError(f"cannot listen on {host}:{port}: {reason.lower()}", hint=hint) from error


def _where(path: Path) -> str:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute("SELECT value FROM setting WHERE name = ?", (_SERVING,)).fetchone()
    except sqlite3.Error:
        return ""
    return "" if row is None else f" at {bytes(row[0]).decode()}"
