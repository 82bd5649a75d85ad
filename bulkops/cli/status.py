"""`bulkops status`."""

from pathlib import Path

import click

from bulkops.cli import options
from bulkops.cli.console import Console
from bulkops.cli.main import EXIT_CODES


@click.command(epilog=EXIT_CODES)
@click.argument("run", required=False, metavar="[RUN]")
@options.where
@options.formats("text", "json")
@options.output
def command(run: str | None, project: Path | None, profile: str | None, form: str, console: Console) -> int:
    """Show a run, by default the newest: counts and sums that add up, causes, doubts, what comes next.

    The profile's settling times say from when what is in doubt can be settled.

    \b
    Example:
      bulkops status
      bulkops status 7f3a
    """  # noqa: D301 - click's own mark
    from bulkops.cli.journals import report  # noqa: PLC0415 - `--help` does without
    from bulkops.reporting.run_json import status_json  # noqa: PLC0415
    from bulkops.reporting.run_text import status_text  # noqa: PLC0415

    found = report(run, project, profile)
    if form == "json":
        console.json(status_json(found))
    else:
        console.data(status_text(found, console.out))
    return 0
