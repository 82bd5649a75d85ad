"""Verify, export and purge the journal for a command."""

import sys
from dataclasses import dataclass
from pathlib import Path

import click

from bulkops.adapters.clock import SystemClock
from bulkops.adapters.journal.evidence import Evidence
from bulkops.adapters.journal.journal import Journal
from bulkops.app.apply import choose_run
from bulkops.app.holder import holder
from bulkops.app.purge import Purge, carry_out, choose_purge
from bulkops.app.save_file import check_free
from bulkops.cli.console import Console
from bulkops.cli.session import existing_journal, journal_path
from bulkops.cli.target import target
from bulkops.core.errors import JournalError, UsageError
from bulkops.core.evidence import Verified
from bulkops.reporting.events_forms import event_csv, event_ndjson, events_head
from bulkops.reporting.journal_text import verified_json, verified_text
from bulkops.reporting.words import count_text, noun

DAMAGES_SHOWN_MAX = 50


def verify_journal(project: Path | None, expected: str, form: str, console: Console) -> int:
    """Verify, and say what does not fit; give the exit code.

    Raises:
        JournalError: Something does not fit, or the file cannot be read.
    """
    path = journal_path(project)
    verified, shown, count = Verified(), list[str](), 0
    with existing_journal(path) as journal:
        for damage in Evidence(journal.database).verified(verified, expected=expected):
            count += 1
            if count > DAMAGES_SHOWN_MAX:
                continue
            shown.append(str(damage))
            if form == "text":
                console.data([shown[-1]])
    if form == "json":
        console.json(verified_json(verified, shown, count))
    elif not count:
        console.data(verified_text(verified, expected, console.out))
    if count:
        more = f", of which {DAMAGES_SHOWN_MAX} are shown" if count > DAMAGES_SHOWN_MAX else ""
        raise JournalError(
            f"the journal `{path}` is not as it was written: {count} {noun(count, 'thing')} do not fit{more}",
            hint="put a copy of the folder aside, and restore the journal from a backup that is whole",
            code="J030",
        )
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One `bulkops journal export`.

    Attributes:
        run: Name of the run; None: all events.
        payloads: With what was sent.
        file: Where to write; None: stdout.
        overwrite: Replace a file that is there.
        form: `ndjson` or `csv`.
    """

    run: str | None
    payloads: bool
    file: Path | None
    overwrite: bool
    form: str

    def carry_out(self, project: Path | None, console: Console) -> int:
        """Write the events; give the exit code.

        Raises:
            UsageError: There is no such run, or the file cannot be written.
        """
        if self.payloads and self.form == "csv":
            raise UsageError("payloads do not fit into CSV", hint="add `--format ndjson`")
        if self.file is not None:
            check_free(self.file, overwrite=self.overwrite)
        count = 0
        with existing_journal(journal_path(project)) as journal:
            run = None if self.run is None else choose_run(journal, self.run).run
            with target(self.file) as stream:
                if self.form == "csv":
                    stream.write(events_head())
                for event in Evidence(journal.database).events(run):
                    stream.write(
                        event_csv(event) if self.form == "csv" else event_ndjson(event, payloads=self.payloads)
                    )
                    count += 1
                stream.flush()
        if self.file is not None:
            console.say(f"wrote {count_text(count, 'event', console.err)} to `{self.file}`")
        return 0


def purge_journal(
    project: Path | None, runs: tuple[str, ...], older_than_s: float | None, console: Console, *, yes: bool
) -> int:
    """Say what is to be purged, ask, and purge it; give the exit code.

    Raises:
        UsageError: Nothing is named, or there is nobody to ask.
        JournalError: A run is not over, or the journal is not as it was written.
    """
    if not runs and older_than_s is None:
        raise UsageError("what is to be purged?", hint="write `--run RUN` or `--older-than 90d`")
    path = journal_path(project)
    existing_journal(path).close()
    with Journal.open(path, create=False) as journal:
        now = SystemClock().now()
        found = choose_purge(journal, path, runs, older_than_s, now)
        if found.unfinished:
            console.say(f"not over, so nothing of it is purged: {', '.join(found.unfinished)}")
        if not found.runs and not found.earlier:
            console.say("nothing to purge")
            return 0
        _ask(found, console, yes=yes)
        count, clean = carry_out(journal, found, holder(), now)
    console.data([f"purged {count_text(count, 'operation', console.out)} of {_runs(found)}"])
    for copy in found.copies:
        console.data([f"removed `{copy}`"])
    if not clean:
        console.say("another process reads the journal, so its log still holds some of it; purge again afterwards")
    return 0


def _ask(found: Purge, console: Console, *, yes: bool) -> None:
    what = f"Remove for good what {_runs(found)} sent and read"
    what += f", and {count_text(len(found.copies), 'older copy', console.err)} of the journal" if found.copies else ""
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("there is no terminal to ask on", hint="add `--yes` when the runs are the right ones")
    if not click.confirm(f"{what}?", err=True):
        raise click.exceptions.Abort


def _runs(found: Purge) -> str:
    names = [*(run.name for run in found.runs), *(f"{name} (again)" for name in found.earlier)]
    return f"{noun(len(names), 'run')} {', '.join(names)}"
