"""`bulkops runs`."""

from pathlib import Path

import click

from bulkops.cli import options
from bulkops.cli.console import Console


@click.command()
@options.project
@options.formats("text", "json")
@options.output
def command(project: Path | None, form: str, console: Console) -> int:
    """List the runs in the journal, newest first.

    \b
    Example:
      bulkops runs
    """  # noqa: D301 - click's own mark
    from bulkops.cli.journals import last_hash, reports  # noqa: PLC0415 - `--help` does without
    from bulkops.reporting.run_json import runs_json  # noqa: PLC0415
    from bulkops.reporting.run_text import runs_text  # noqa: PLC0415

    found = reports(project)
    if form == "json":
        console.json(runs_json(found, last_hash(project)))
    else:
        console.data(runs_text(found, console.out))
    return 0
