"""`bulkops plan`."""

from pathlib import Path

import click

from bulkops.cli import options, signals
from bulkops.cli.console import Console
from bulkops.cli.main import EXIT_CODES


@click.command(epilog=EXIT_CODES)
@options.files
@options.where
@click.option("--offline", is_flag=True, help="Read nothing from the system; say what could not be checked.")
@click.option("--detailed-exitcode", is_flag=True, help="End with 2 if there is something to do.")
@click.option("--full", is_flag=True, help="Show every step and every line, however many.")
@options.output
def command(
    files: tuple[str, ...],
    project: Path | None,
    profile: str | None,
    offline: bool,
    detailed_exitcode: bool,
    full: bool,
    console: Console,
) -> int:
    """Show what would be done: read, compare, order, and forecast calls and time. Nothing is changed.

    \b
    Example:
      bulkops plan march.yaml
    """  # noqa: D301 - click's own mark
    from bulkops.cli.planned import shown_plan  # noqa: PLC0415

    changes = signals.run(shown_plan, files, project, profile, console, offline, full)
    return 2 if detailed_exitcode and changes else 0
