"""Purge the journal: which runs, and nothing of them left in the file, its log or its copies."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bulkops.adapters.journal.evidence import Evidence
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.purge import copies_of
from bulkops.adapters.journal.records import Holder, RunRow
from bulkops.app.apply import choose_run
from bulkops.core.errors import JournalError
from bulkops.core.run import RunState


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    """What a purge is about.

    Attributes:
        runs: Runs that are over and still hold what they sent, oldest first.
        earlier: Names of runs that were purged before.
        unfinished: Names of runs that are not over, of which nothing is purged.
        copies: Copies of the journal from before its format was changed; they hold what stood in it.
    """

    runs: tuple[RunRow, ...]
    earlier: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()
    copies: tuple[Path, ...] = ()


def choose_purge(journal: Journal, path: Path, names: Sequence[str], older_than_s: float | None, now: float) -> Purge:
    """Find what is to be purged.

    Args:
        journal: The journal.
        path: Its file.
        names: Runs that the user names.
        older_than_s: All that ended longer ago, in seconds; None: only those named.
        now: Seconds since 1970.

    Raises:
        UsageError: There is no such run.
        JournalError: A run that is named is not over.
    """
    named = [choose_run(journal, name) for name in dict.fromkeys(names)]
    left = {run.run for run in journal.unfinished()}
    over = {run.run: run for run in named}
    for run in named:
        if _unfinished(run, left):
            raise JournalError(
                f"run {run.name} is not over, so nothing of it is purged",
                hint=f"`bulkops status {run.name}` shows what is left to do",
                code="J031",
            )
    skipped = []
    if older_than_s is not None:
        old = [run for run in journal.runs() if run.started_at <= now - older_than_s]
        skipped = [run.name for run in old if _unfinished(run, left)]
        over |= {run.run: run for run in old if run.ended_at <= now - older_than_s and not _unfinished(run, left)}
    runs = [over[key] for key in sorted(over)]
    return Purge(
        runs=tuple(run for run in runs if not run.purged_at),
        earlier=tuple(run.name for run in runs if run.purged_at),
        unfinished=tuple(sorted(skipped)),
        copies=tuple(copies_of(path)),
    )


def carry_out(journal: Journal, purge: Purge, by: Holder, now: float) -> tuple[int, bool]:
    """Purge.

    Returns:
        How many operations were purged, and whether nothing of them is left in the journal's log either.

    Raises:
        JournalError: A document is not what was planned, or the file cannot be written; runs before it are purged.
    """
    evidence = Evidence(journal.database)
    count = sum(evidence.purge(run, by, now) for run in purge.runs)
    for copy in purge.copies:
        copy.unlink(missing_ok=True)
    return count, evidence.overwrite()


def _unfinished(run: RunRow, left: set[int]) -> bool:
    return run.run in left or run.state != RunState.ENDED
