"""`bulkops show`."""

from pathlib import Path

import click

from bulkops.cli import options
from bulkops.cli.console import Console


@click.command()
@click.argument("run")
@click.argument("operation", metavar="[ID]", required=False)
@click.option("--manifest", metavar="NAME", help="Name of its manifest, where several manifests of the run use the id.")
@options.project
@options.formats("text", "json")
@options.output
def command(
    run: str, operation: str | None, manifest: str | None, project: Path | None, form: str, console: Console
) -> int:
    """Show a run, or one operation of it: why, from which line, requests, attempts, what undoes it.

    \b
    Example:
      bulkops show 7f3a acme-march
    """  # noqa: D301 - click's own mark
    from dataclasses import replace  # noqa: PLC0415 - `--help` does without

    from bulkops.cli import journals  # noqa: PLC0415
    from bulkops.cli.session import option_to  # noqa: PLC0415
    from bulkops.reporting import run_json, run_text, show_text  # noqa: PLC0415

    if operation is None:
        found = journals.report(run, project)
        if form == "json":
            console.json(run_json.status_json(found))
        else:
            console.data(run_text.status_text(found, console.out))
        return 0
    record = replace(journals.record(run, operation, manifest, project), option=option_to(project))
    if form == "json":
        console.json(run_json.show_json(record))
    else:
        console.data(show_text.show_text(record, console.out))
    return 0
