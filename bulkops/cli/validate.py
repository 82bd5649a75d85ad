"""`bulkops validate`."""

import click

from bulkops.cli import options, table_options
from bulkops.cli.console import Console
from bulkops.cli.main import EXIT_CODES
from bulkops.core.table_options import TableOptions


@click.command(epilog=EXIT_CODES)
@options.files
@table_options.tables
@options.unused_where
@options.formats("text", "json", "sarif", "github")
@options.output
def command(files: tuple[str, ...], form: str, console: Console, tables: TableOptions) -> int:
    """Check manifests; every mistake is found, and nothing is read remotely.

    \b
    Example:
      bulkops validate march.yaml
      bulkops validate updates.csv --op visma.invoice.update --delimiter ";"
    """  # noqa: D301 - click's own mark
    from bulkops.app.validate import validate  # noqa: PLC0415 - `--help` does without
    from bulkops.cli.making_progress import MakingProgress  # noqa: PLC0415

    with MakingProgress(console).shown() as making:
        finds, count = validate(files, tables=tables, making=making)
    if form != "text":
        from bulkops.cli.review import Review  # noqa: PLC0415 - as above

        Review(command="validate", form=form, files=files, console=console).tell(finds.kept, finds.total)
    elif finds.total:
        console.findings(finds.kept, finds.total)
    if not finds.errors and form == "text":
        noun = "operation" if count == 1 else "operations"
        console.data([f"{count} {noun} in {', '.join(files)}: no errors"])
    return 3 if finds.errors else 0
