"""Doctor on the journal: whether it can be used, who uses it, and what it has left to do."""

import os
import shutil
from pathlib import Path

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.state import held, version_of
from bulkops.app.checkup import Checkup
from bulkops.app.compose import System
from bulkops.app.project import Project
from bulkops.core.errors import JournalError
from bulkops.core.outcome import UNSETTLED
from bulkops.reporting.times import time_text

NAME, SPACE, RUNS = "journal", "disk space", "unsettled runs"
#: Below this a large run may not find the space for its records: about 2 KiB an operation.
_FREE_BYTES_MIN = 500 * 2**20
_RUNS_MAX = 5


def examine_journal(project: Project, system: System, checkup: Checkup) -> Journal | None:
    """Look at the journal of a project.

    Returns:
        The journal, open to be read; None where there is none, or none that can be used.
    """
    journal = None
    with checkup.check(NAME):
        path = project.journal_path
        if path.exists():
            journal = Journal.open(path, create=False, read_only=True)
            _in_use(journal, path, system, checkup)
        else:
            _to_be_made(path, checkup)
        _space(path, checkup)
    if journal is not None:
        with checkup.check(RUNS):
            _runs(journal, system, checkup)
    return journal


def _in_use(journal: Journal, path: Path, system: System, checkup: Checkup) -> None:
    with journal.database.reading() as connection:
        version = version_of(connection)
        lease = held(connection, system.environment, system.scope, system.clock.now())
    use = f"in use by {lease.holder} since {time_text(lease.since)}" if lease is not None else "nobody uses it now"
    holder = None if lease is None else str(lease.holder)
    checkup.good(NAME, f"{path}, version {version}; {use}", path=str(path), version=version, by=holder)


def _to_be_made(path: Path, checkup: Checkup) -> None:
    folder = _nearest(path)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise JournalError(
            f"the journal `{path}` cannot be made: the folder `{folder}` cannot be written",
            hint="give yourself write permission there, or name another file at `journal:` in bulkops.yaml",
            code="J005",
        )
    checkup.good(NAME, f"there is none yet; the first `apply` makes {path}", path=str(path), version=None)


def _space(path: Path, checkup: Checkup) -> None:
    try:
        free = shutil.disk_usage(_nearest(path)).free
    except OSError as error:
        checkup.warn(
            SPACE, f"it cannot be told: {(error.strerror or str(error)).lower()}", "see whether the disk is there"
        )
        return
    seen = f"{free / 2**30:.1f} GiB free for the journal"
    if free < _FREE_BYTES_MIN:
        checkup.warn(SPACE, seen, "free some space: a run stops when its journal is full", free_bytes=free)
    else:
        checkup.good(SPACE, seen, free_bytes=free)


def _nearest(path: Path) -> Path:
    """Give the folder of a file, or the nearest above it that is there."""
    return next(folder for folder in path.absolute().parents if folder.exists())


def _runs(journal: Journal, system: System, checkup: Checkup) -> None:
    lines = []
    left = [run for run in journal.unfinished() if (run.environment, run.company) == (system.environment, system.scope)]
    for run in left:
        counts = journal.counts(run.run)
        unsettled = sum(counts.get(state, 0) for state in UNSETTLED)
        lines.append(f"{run.name}: {unsettled} not settled" if unsettled else f"{run.name}: interrupted")
    if not lines:
        checkup.good(RUNS, "none for this company", runs=[])
        return
    shown = ", ".join(lines[:_RUNS_MAX]) + (f" and {len(lines) - _RUNS_MAX} more" if len(lines) > _RUNS_MAX else "")
    checkup.warn(RUNS, shown, f"`bulkops resume {left[0].name}` settles and goes on", runs=[run.name for run in left])
