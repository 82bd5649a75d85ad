"""`bulkops compensate`."""

from pathlib import Path

import click

from bulkops.cli import options, signals
from bulkops.cli.console import Console

EXIT_CODES = """\b
Exit codes:
  0    all that the run has done can be undone, or is
  1    something cannot be undone, or was changed since; the manifest is written all the same
  3    the project file has errors
  5    the API cannot be reached or denies access
  6    the run was purged, or the journal is damaged
  64   wrong usage
  70   a bug in bulkops
  130  interrupted"""


@click.command(epilog=EXIT_CODES)
@click.argument("run", required=False, metavar="RUN")
@click.option(
    "-o", "--output", "file", type=click.Path(path_type=Path), metavar="FILE", help="Where to write; else stdout."
)
@click.option("--overwrite", is_flag=True, help="Replace a file that is there.")
@options.where
@options.output
def command(
    run: str | None, file: Path | None, overwrite: bool, project: Path | None, profile: str | None, console: Console
) -> int:
    """Write the manifest that undoes a run: planned, reviewed and applied like any other.

    Drafts are deleted, released invoices reversed, changed fields and settings set back to what they were. What others
    have changed since is left out, and what cannot be undone is said. Nothing is sent.

    \b
    Example:
      bulkops compensate 7f3a -o undo.yaml
      bulkops plan undo.yaml
      bulkops apply undo.yaml
    """  # noqa: D301 - click's own mark
    from bulkops.cli.compensated import Wanted, write_compensation  # noqa: PLC0415 - `--help` does without
    from bulkops.core.errors import UsageError  # noqa: PLC0415 - as above

    if run is None:  # what is undone is named: the newest run may be another one than one thinks
        raise UsageError(
            "which run is to be undone?", hint="`bulkops runs` lists them: `bulkops compensate RUN -o undo.yaml`"
        )
    wanted = Wanted(run=run, file=file, overwrite=overwrite)
    summary = signals.run(write_compensation, wanted, project, profile, console)
    return 0 if summary.complete else 1
