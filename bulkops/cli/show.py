"""`bulkops show`."""

from pathlib import Path

import click

from bulkops.cli import options
from bulkops.cli.console import Console


@click.command()
@click.argument("what", metavar="PLAN-or-RUN")
@click.argument("operation", metavar="[ID]", required=False)
@click.option("--manifest", metavar="NAME", help="Name of its manifest, where several manifests use the id.")
@click.option("--requests", is_flag=True, help="What is sent: a line a request, of a run as it was sent.")
@click.option(
    "--group", type=click.IntRange(min=1), metavar="N", help="Of a plan: all steps of the group with this number."
)
@click.option("--full", is_flag=True, help="Of a plan: every step and every line, however many.")
@click.option(
    "--link-base",
    metavar="URL",
    help="Of a plan, for markdown: address below which its files are shown; else that of the CI job, or relative.",
)
@options.budget
@click.option("-o", "--output", "file", type=click.Path(path_type=Path), metavar="FILE", help="File to write.")
@click.option("--overwrite", is_flag=True, help="Replace the file.")
@options.project
@options.formats("text", "markdown", "json", "html")
@options.output
def command(
    what: str,
    operation: str | None,
    manifest: str | None,
    requests: bool,
    group: int | None,
    full: bool,
    link_base: str | None,
    budget: int | None,
    file: Path | None,
    overwrite: bool,
    project: Path | None,
    form: str,
    console: Console,
) -> int:
    """Show a saved plan or a run, or one operation of it: why, from which line, requests, what undoes it.

    Nothing is read from the system. A plan is shown though it has expired, or was applied.

    \b
    Example:
      bulkops show march.plan
      bulkops show march.plan --format html -o march.html
      bulkops show march.plan acme-march
      bulkops show 7f3a acme-march
    """  # noqa: D301 - click's own mark
    from bulkops.cli.shown import Wanted  # noqa: PLC0415 - `--help` does without

    wanted = Wanted(
        what=what,
        operation=operation or "",
        manifest=manifest,
        requests=requests,
        group=group or 0,
        full=full,
        link_base=link_base,
        budget=budget,
        form=form,
        project=project,
    )
    return wanted.show(console, file, overwrite=overwrite)
