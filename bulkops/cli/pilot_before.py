"""What an earlier pilot of a run came to, heeded before the run goes on."""

import sys

import click

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.pilot import unsent
from bulkops.adapters.journal.pilot_events import note_answer, pilots_of
from bulkops.adapters.journal.records import Lease, RunRow
from bulkops.cli.console import Console
from bulkops.cli.piloted import AT_TERMINAL
from bulkops.core.errors import UsageError
from bulkops.core.pilot import PilotAnswer, PilotRecord
from bulkops.reporting.pilot_record import pilot_parts
from bulkops.reporting.words import joined


def heed_pilot(journal: Journal, run: RunRow, *, yes: bool, again: bool, console: Console) -> str:
    """Say what the last pilot of a run came to, where nobody has approved the rest; ask, where it has not passed.

    Args:
        journal: Where the run is.
        run: The run that is about to go on.
        yes: `--yes`.
        again: Another pilot comes first: nothing is approved before that.
        console: Where it is said and asked.

    Returns:
        By what the rest is approved now; empty: nothing is to be approved.

    Raises:
        UsageError: It has not passed, and there is nobody to ask.
        click.exceptions.Abort: The answer is no.
    """
    with journal.database.reading() as connection:
        pilots, left = pilots_of(connection, run.run), unsent(connection, run.run)
    if not pilots or pilots[-1].answer is PilotAnswer.APPROVED:
        return ""
    console.say(joined(pilot_parts(pilots[-1], console.err), console.err))
    if again:
        return ""
    if pilots[-1].passed or not left:  # what is left is the pilot's own
        return "by going on with the run"
    return _overruled(pilots[-1], run, yes=yes, console=console)


def approve(journal: Journal, run: RunRow, lease: Lease, approver: str, how: str, at: float) -> None:
    """Write down that the rest of a run was approved after its pilot."""
    with journal.write(lease) as transaction:
        by = approver or lease.holder.actor
        note_answer(transaction.chain, run.run, at, PilotAnswer.APPROVED, by=by, how=how)


def _overruled(pilot: PilotRecord, run: RunRow, *, yes: bool, console: Console) -> str:
    if yes:
        return "--yes"
    what = "has not passed" if pilot.read_at else "was never read back"
    if not sys.stdin.isatty():
        raise UsageError(
            f"the pilot of run {run.name} {what}, and there is no terminal to ask on; nothing was sent",
            hint=f"look at it in the system; then `bulkops resume {run.name} --pilot N` tries others first,"
            f" `bulkops resume {run.name} --yes` sends the rest",
        )
    console.say()
    if not click.confirm(f"The pilot of run {run.name} {what}. Send the rest all the same?", err=True):
        raise click.exceptions.Abort
    return AT_TERMINAL
