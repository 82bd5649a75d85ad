"""`bulkops list`."""

from pathlib import Path

import click

from bulkops.cli import options, read_options, signals
from bulkops.cli.console import Console


@click.command(epilog=read_options.EXIT_CODES)
@click.argument("what", required=False, metavar="[WHAT]", type=read_options.What(listed=True))
@click.option(
    "--where",
    "conditions",
    multiple=True,
    metavar="CONDITION",
    shell_complete=read_options.filters,
    help="Only rows that hold this; given several times, all of it.",
)
@click.option(
    "--expand",
    multiple=True,
    metavar="NAME,…",
    shell_complete=read_options.expansions,
    help="Show more in each row.",
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="End after so many rows.")
@click.option("--page-size", type=click.IntRange(1, 100_000), metavar="N", help="Rows asked for at a time.")
@options.where
@options.formats("text", "json", "ndjson", "csv")
@read_options.described
@options.output
def command(
    what: str | None,
    conditions: tuple[str, ...],
    expand: tuple[str, ...],
    limit: int | None,
    page_size: int | None,
    project: Path | None,
    profile: str | None,
    form: str,
    columns: tuple[str, ...],
    show_personal: bool,
    describe: bool,
    console: Console,
) -> int:
    """Read many documents, page by page. Without WHAT, say what there is to list.

    \b
    Example:
      bulkops list visma.invoice --where customer=10001 --where "documentDate>=2026-01-01"
      bulkops list visma.invoice --where status=Balanced --columns number,customer.name --format csv
    """  # noqa: D301 - click's own mark
    from bulkops.cli import list_progress, listed, reading  # noqa: PLC0415

    if what is None or describe:
        return reading.tell_what(console, what, listed=True)
    wanted = listed.Wanted(
        resource=reading.listed_resource(what),
        where=conditions,
        expand=expand,
        limit=limit or 0,
        page_size=page_size or 0,
        form=form,
        columns=columns,
        personal=show_personal,
    )
    progress = list_progress.ListProgress(console, wanted.resource)
    try:
        return signals.run(listed.list_rows, wanted, project, profile, console, progress)
    except KeyboardInterrupt:
        console.say(f"interrupted: {progress.text()}")
        return 130
