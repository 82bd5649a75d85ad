"""`bulkops apply`."""

from pathlib import Path

import click

from bulkops.cli import options, signals
from bulkops.cli.console import Console
from bulkops.cli.main import EXIT_CODES
from bulkops.core.failure_limit import FailureLimit


@click.command(epilog=EXIT_CODES)
@options.files
@options.where
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.option("--confirm-company", metavar="NAME", help="The company's name, where a production profile asks for it.")
@options.approved_by
@options.lock_timeout
@options.pace
@options.max_failures
@options.formats("text", "json")
@options.output
def command(
    files: tuple[str, ...],
    project: Path | None,
    profile: str | None,
    yes: bool,
    confirm_company: str | None,
    approved_by: str,
    lock_timeout: float,
    in_flight: int | None,
    rate: float | None,
    max_failures: FailureLimit | None,
    form: str,
    console: Console,
) -> int:
    """Plan, ask, and carry the plan out. Applied again, the same manifest does only what is not done.

    \b
    Example:
      bulkops apply march.yaml
      bulkops apply --yes march.yaml
    """  # noqa: D301 - click's own mark
    from bulkops.cli.carried import Apply  # noqa: PLC0415

    consent = (yes, confirm_company)
    run = Apply(
        files=files,
        project=project,
        profile=profile,
        consent=consent,
        approver=approved_by,
        pace=(in_flight, rate, max_failures),
        wait_s=lock_timeout,
    )
    return signals.run(run.carry_out, form, console)
