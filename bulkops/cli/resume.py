"""`bulkops resume`."""

from pathlib import Path

import click

from bulkops.cli import options, signals
from bulkops.cli.console import Console
from bulkops.cli.main import EXIT_CODES
from bulkops.core.failure_limit import FailureLimit


@click.command(epilog=EXIT_CODES)
@click.argument("run", required=False, metavar="[RUN]")
@options.where
@click.option("-y", "--yes", is_flag=True, help="Do not ask: neither after a pilot, nor where one has not passed.")
@options.pilot
@options.approved_by
@options.lock_timeout
@options.pace
@options.max_failures
@click.option(
    "--wait/--no-wait",
    default=True,
    help="Whether to wait for what cannot be settled yet; without, it ends with 7 and says from when it can.",
)
@click.option("--dry-run", is_flag=True, help="List what would be settled and sent, and do nothing.")
@options.formats("text", "json")
@options.output
def command(
    run: str | None,
    project: Path | None,
    profile: str | None,
    yes: bool,
    pilot: int | None,
    approved_by: str,
    lock_timeout: float,
    in_flight: int | None,
    rate: float | None,
    max_failures: FailureLimit | None,
    wait: bool,
    dry_run: bool,
    form: str,
    console: Console,
) -> int:
    """Go on with an interrupted run. What is in doubt is looked up before it is sent again.

    What nothing is in doubt about goes on at once; the rest is looked up when the server cannot be at work on it any
    more. Where the run has stopped at its pilot, that is said; where the pilot has not passed, it is asked first.

    \b
    Example:
      bulkops resume
      bulkops resume 7f3a
      bulkops resume --no-wait
      bulkops resume --pilot 5 7f3a
    """  # noqa: D301 - click's own mark
    from bulkops.cli.resumed import Resume  # noqa: PLC0415

    resume = Resume(
        name=run,
        project=project,
        profile=profile,
        approver=approved_by,
        pace=(in_flight, rate, max_failures),
        wait_s=lock_timeout,
        patient=wait,
        dry_run=dry_run,
        pilot=pilot or 0,
        yes=yes,
    )
    return signals.run(resume.carry_out, form, console)
