"""`bulkops results`."""

from pathlib import Path

import click

from bulkops.cli import options, table_options
from bulkops.cli.console import Console
from bulkops.cli.main import EXIT_CODES
from bulkops.core.table_options import TableOptions


@click.command(epilog=EXIT_CODES)
@click.argument("run", required=False, metavar="[RUN]")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder for the files; always needed.",
)
@click.option("--check", is_flag=True, help="Write nothing; prove that the files in DIR are whole and add up.")
@click.option("--overwrite", is_flag=True, help="Replace results in DIR; its other files stay.")
@click.option(
    "--junit", type=click.Path(path_type=Path), metavar="FILE", help="Also write a JUnit report, a test a step."
)
@table_options.tables
@options.project
@options.formats("text", "json")
@options.output
def command(
    run: str | None,
    folder: Path | None,
    check: bool,
    overwrite: bool,
    junit: Path | None,
    project: Path | None,
    form: str,
    console: Console,
    tables: TableOptions,
) -> int:
    """Write what became of each source row: succeeded, failed, in_doubt, skipped; and reports to sign.

    Rows stand in their files as in the source, byte for byte, with _state, _code, _message and _number behind. What was
    written is read again and held against the source and the journal: each row is in exactly one file, and counts and
    sums are the run's. A corrected failed.csv is applied by `bulkops apply FILE --rows DIR/failed.csv`, and nothing is
    doubled. Options about tables are those of the run: most are for tables that were manifests of their own; --rows is
    needed only where such a table was moved since.

    \b
    Example:
      bulkops results 7f3a -o march-results
      bulkops results 7f3a -o march-results --check
    """  # noqa: D301 - click's own mark
    from bulkops.cli.results_written import Wanted, no_folder  # noqa: PLC0415 - `--help` does without

    if folder is None:
        raise no_folder(run, check=check)
    wanted = Wanted(run=run, folder=folder, check=check, overwrite=overwrite, junit=junit, form=form, tables=tables)
    return wanted.carry_out(project, console)
