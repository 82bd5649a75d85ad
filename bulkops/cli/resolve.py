"""`bulkops resolve`."""

from pathlib import Path

import click

from bulkops.cli import options, signals
from bulkops.cli.console import Console
from bulkops.cli.main import EXIT_CODES


@click.command(epilog=EXIT_CODES)
@click.argument("run")
@click.argument("operation", metavar="ID")
@click.option("--done", "decision", flag_value="done", help="It has happened; what depends on it can go on.")
@click.option("--again", "decision", flag_value="again", help="It is to be sent again, by the next resume.")
@click.option("--number", metavar="N", help="Of an operation that makes a document: its number.")
@click.option("--manifest", metavar="NAME", help="Name of its manifest, where several manifests of the run use the id.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@options.lock_timeout
@options.where
@options.formats("text", "json")
@options.output
def command(
    run: str,
    operation: str,
    decision: str | None,
    number: str | None,
    manifest: str | None,
    yes: bool,
    lock_timeout: float,
    project: Path | None,
    profile: str | None,
    form: str,
    console: Console,
) -> int:
    """Decide about an operation that nothing can settle: whether it has happened, or is to be sent again.

    What was sent is shown first, and beside it what the system holds that may be its result. Nothing is sent: your
    decision is recorded in the journal, with your name, and `bulkops resume` goes on from there.

    \b
    Example:
      bulkops resolve 7f3a acme-march
      bulkops resolve 7f3a acme-march --done --number 100231
      bulkops resolve 7f3a acme-march --again
    """  # noqa: D301 - click's own mark
    from bulkops.cli.decided import Decision, Resolve  # noqa: PLC0415

    wanted = Decision(decision) if decision else None
    resolve = Resolve(
        run=run,
        operation=operation,
        manifest=manifest,
        decision=wanted,
        number=number,
        yes=yes,
        form=form,
        wait_s=lock_timeout,
    )
    return signals.run(resolve.carry_out, project, profile, console)
