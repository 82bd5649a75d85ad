"""`bulkops drift`."""

from pathlib import Path

import click

from bulkops.cli import options, signals, table_options
from bulkops.cli.console import Console
from bulkops.core.table_options import TableOptions

EXIT_CODES = """\b
Exit codes:
  0    compared
  2    only with --detailed-exitcode: others have changed something
  3    a manifest or the project file has errors
  5    the API cannot be reached or denies access
  6    the journal is damaged, or not a journal
  64   wrong usage
  70   a bug in bulkops
  130  interrupted"""


@click.command(epilog=EXIT_CODES)
@click.argument("files", nargs=-1, type=click.Path(path_type=str), metavar="[FILE...]")
@click.option("--run", metavar="RUN", help="Only documents that this run has made or changed.")
@table_options.own
@options.where
@options.formats("text", "json")
@click.option("--detailed-exitcode", is_flag=True, help="End with 2 if others have changed something.")
@click.option("--full", is_flag=True, help="Show every document, however many; json always has them all.")
@options.output
def command(
    files: tuple[str, ...],
    run: str | None,
    project: Path | None,
    profile: str | None,
    form: str,
    detailed_exitcode: bool,
    full: bool,
    console: Console,
    tables: TableOptions,
) -> int:
    """Show what others have changed since our runs: of documents and settings that these have made or changed.

    With FILE, only what operations of these manifests have made or changed. Nothing is written.

    \b
    Example:
      bulkops drift
      bulkops drift march.yaml --format json
      bulkops drift march.csv --delimiter ";"
      bulkops drift --run 7f3a --detailed-exitcode
    """  # noqa: D301 - click's own mark
    from bulkops.cli.drifted import Wanted, show_drift  # noqa: PLC0415 - `--help` does without

    wanted = Wanted(files=files, tables=tables, run=run, form=form, full=full)
    found = signals.run(show_drift, wanted, project, profile, console)
    return 2 if detailed_exitcode and found else 0
