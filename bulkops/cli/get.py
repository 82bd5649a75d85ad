"""`bulkops get`."""

from pathlib import Path

import click

from bulkops.cli import options, read_options, signals
from bulkops.cli.console import Console


@click.command(epilog=read_options.EXIT_CODES)
@click.argument("what", required=False, metavar="[WHAT]", type=read_options.What())
@click.argument("key", required=False, metavar="[ID]")
@options.where
@options.formats("text", "json", "csv")
@read_options.described
@click.option("-o", "--output", "file", type=click.Path(path_type=Path), metavar="FILE", help="Where a file is saved.")
@click.option("--overwrite", is_flag=True, help="Let the saved file take the place of another.")
@options.output
def command(
    what: str | None,
    key: str | None,
    project: Path | None,
    profile: str | None,
    form: str,
    columns: tuple[str, ...],
    show_personal: bool,
    describe: bool,
    file: Path | None,
    overwrite: bool,
    console: Console,
) -> int:
    """Read one document by its number or id. Without WHAT, say what there is to read.

    \b
    Example:
      bulkops get visma.invoice 100231
      bulkops get visma.attachment 6f1ce2bb-7a0c-4f39-9d6b-0f3b1c2d4e5f -o quote.pdf
    """  # noqa: D301 - click's own mark
    from bulkops.cli import got, reading  # noqa: PLC0415

    if what is None or describe:
        return reading.tell_what(console, what)
    wanted = got.Wanted(
        resource=reading.resource_named(what),
        key=key,
        form=form,
        columns=columns,
        personal=show_personal,
        file=file,
        overwrite=overwrite,
    )
    return signals.run(got.get, wanted, project, profile, console)
