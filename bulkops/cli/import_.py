"""`bulkops import`."""

from pathlib import Path
from typing import Any

import click

from bulkops.cli import options
from bulkops.cli.console import Console
from bulkops.cli.main import EXIT_CODES
from bulkops.core.schema_rows import HEADER_LINE_MAX


@click.command(epilog=EXIT_CODES)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where the manifest is written; else printed.",
)
@click.option("--overwrite", is_flag=True, help="Let the manifest take the place of another file.")
@click.option(
    "--op",
    default="visma.invoice.create",
    show_default=True,
    metavar="NAME",
    help="What the rows are to become; `bulkops operations` lists them.",
)
@click.option("--encoding", default="", metavar="NAME", help="How the text is encoded, where you know.")
@click.option(
    "--delimiter", default="", metavar="SIGN", help="What parts the cells, where you know: one sign, or `tab`."
)
@click.option("--sheet", default="", metavar="NAME", help="Sheet of a workbook, by its name or number.")
@click.option(
    "--header",
    type=click.IntRange(1, HEADER_LINE_MAX),
    metavar="LINE",
    help="Line with the names of the columns, where you know.",
)
@click.option("--decimal", default="", metavar="SIGN", help="What stands before decimals, where you know: `.` or `,`.")
@click.option(
    "--thousands",
    default="",
    metavar="SIGN",
    help="What stands between thousands, where you know: one sign, or `none`.",
)
@click.option("--dates", default="", metavar="FORMAT", help="How dates are written, where you know, as `%d.%m.%Y`.")
@options.unused_where
@options.output
def command(
    file: Path,
    output: Path | None,
    overwrite: bool,
    op: str,
    console: Console,
    **said: Any,
) -> int:
    """Inspect a table (CSV, TSV, Excel) and propose a manifest for it. Nothing is sent.

    \b
    Example:
      bulkops import invoices.csv -o invoices.yaml
      bulkops import settings.csv -o settings.yaml --op ddapi.invoice_settings.set
    """  # noqa: D301 - click's own mark
    from bulkops.app.import_file import import_table, write  # noqa: PLC0415 - `--help` does without
    from bulkops.app.save_file import check_free  # noqa: PLC0415
    from bulkops.planning.import_notation import Said  # noqa: PLC0415
    from bulkops.reporting.import_summary import import_lines  # noqa: PLC0415

    if output is not None:
        check_free(output, overwrite=overwrite)

    def told(rows: int) -> None:
        if console.progress:
            console.say(f"{rows} rows read")

    imported = import_table(
        file, output, op=op, said=Said(**{name: value for name, value in said.items() if value}), told=told
    )
    if output is None:
        console.data(line.removesuffix("\n") for line in imported.lines())
        for line in import_lines(imported.table, imported.proposal, console.err, ""):
            console.say(line)
        return 0
    write(imported, output, overwrite=overwrite)
    console.data(import_lines(imported.table, imported.proposal, console.out, str(output)))
    return 0
