"""`bulkops show`."""

from pathlib import Path

import click

from bulkops.cli import options
from bulkops.cli.console import Console


@click.command()
@click.argument("run")
@click.argument("operation", metavar="[ID]", required=False)
@options.project
@options.formats("text", "json")
@options.output
def command(run: str, operation: str | None, project: Path | None, form: str, console: Console) -> int:
    """Show a run, or one operation of it: why, from which line, requests, attempts, what undoes it.

    \b
    Example:
      bulkops show 7f3a acme-march
    """  # noqa: D301 - click's own mark
    from bulkops.cli import journals  # noqa: PLC0415 - `--help` does without
    from bulkops.reporting import run_json, run_text, show_text  # noqa: PLC0415

    if operation is None:
        found = journals.report(run, project)
        if form == "json":
            console.json(run_json.status_json(found))
        else:
            console.data(run_text.status_text(found, console.out))
        return 0
    record = journals.record(run, operation, project)
    if form == "json":
        console.json(run_json.show_json(record))
    else:
        console.data(show_text.show_text(record, console.out))
    return 0
