"""`bulkops reconcile`."""

from pathlib import Path

import click

from bulkops.cli import options, signals
from bulkops.cli.console import Console

EXIT_CODES = """\b
Exit codes:
  0    everything that the run made is there, once, and nothing that our runs set is different
  1    documents are missing, doubled or differing (P094, P095, P096)
  3    the project file has errors
  5    the API cannot be reached or denies access
  6    the journal is damaged, or not a journal
  7    operations of the run are in doubt: `bulkops resume`; the rest is reconciled
  64   wrong usage
  70   a bug in bulkops
  130  interrupted"""


@click.command(epilog=EXIT_CODES)
@click.argument("run", required=False, metavar="[RUN]")
@options.where
@options.formats("text", "json")
@click.option("-o", "--output", "file", type=click.Path(path_type=Path), metavar="FILE", help="File to write.")
@click.option("--overwrite", is_flag=True, help="Replace the file.")
@click.option("--full", is_flag=True, help="Show every document, however many; json always has them all.")
@options.output
def command(
    run: str | None,
    project: Path | None,
    profile: str | None,
    form: str,
    file: Path | None,
    overwrite: bool,
    full: bool,
    console: Console,
) -> int:
    """Read again what a run has made, by list pages, and hold it against the journal: documents and sums.

    Without RUN it is about the newest run. Nothing is written, neither to the system nor to the journal.

    \b
    Example:
      bulkops reconcile
      bulkops reconcile 7f3a --full
      bulkops reconcile 7f3a --format json -o reconciled.json
    """  # noqa: D301 - click's own mark
    from bulkops.cli.reconciled import Wanted, show_reconciled  # noqa: PLC0415 - `--help` does without

    wanted = Wanted(run=run, form=form, full=full, file=file, overwrite=overwrite)
    return signals.run(show_reconciled, wanted, project, profile, console)
