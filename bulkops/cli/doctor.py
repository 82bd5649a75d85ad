"""`bulkops doctor`."""

from pathlib import Path

import click

from bulkops.cli import options, signals
from bulkops.cli.console import Console
from bulkops.cli.main import EXIT_CODES


@click.command(epilog=EXIT_CODES)
@options.where
@click.option("--customer", metavar="NUMBER", default="", help="Customer whose settings are read, or whose draft.")
@click.option("--probe-if-match", is_flag=True, help="Make a draft, try `If-Match` on it, delete it; asks first.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.option("--confirm-company", metavar="NAME", help="The company's name, where a production profile asks for it.")
@options.formats("text", "json")
@options.output
def command(
    project: Path | None,
    profile: str | None,
    customer: str,
    probe_if_match: bool,
    yes: bool,
    confirm_company: str | None,
    form: str,
    console: Console,
) -> int:
    """Look at all that a run needs: project file, journal, credentials, company, quota, clock; say what to do.

    Nothing is written, unless `--probe-if-match` asks for it.

    \b
    Example:
      bulkops doctor --profile test
      bulkops doctor --probe-if-match --customer 10001
    """  # noqa: D301 - click's own mark
    from bulkops.cli.examined import Examination  # noqa: PLC0415

    examination = Examination(
        project=project,
        profile=profile,
        customer=customer,
        probe=probe_if_match,
        consent=(yes, confirm_company),
        form=form,
        console=console,
    )
    return signals.run(examination.carry_out)
