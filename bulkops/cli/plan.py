"""`bulkops plan`."""

from pathlib import Path

import click

from bulkops.cli import options, signals, table_options
from bulkops.cli.console import Console
from bulkops.cli.main import EXIT_CODES
from bulkops.core.table_options import TableOptions


@click.command(epilog=EXIT_CODES)
@options.files
@table_options.tables
@options.where
@options.selection
@options.allow
@options.policy_cmd
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="PLAN",
    help="Save the plan: `bulkops apply PLAN` does exactly what was shown. Packed if the name ends with .gz.",
)
@click.option(
    "--valid-for",
    type=options.Duration(),
    default="7d",
    show_default=True,
    metavar="TIME",
    help="How long a saved plan may be applied.",
)
@click.option("--offline", is_flag=True, help="Read nothing from the system; say what could not be checked.")
@click.option("--detailed-exitcode", is_flag=True, help="End with 2 if there is something to do or in conflict.")
@click.option("--full", is_flag=True, help="Show every step and every line, however many.")
@options.budget
@options.formats("text", "markdown", "json", "html", "sarif", "github")
@options.output
def command(
    files: tuple[str, ...],
    project: Path | None,
    profile: str | None,
    only: tuple[str, ...],
    exclude: tuple[str, ...],
    only_failed: str,
    allow: tuple[str, ...],
    policy_cmd: str,
    output: Path | None,
    valid_for: float,
    offline: bool,
    detailed_exitcode: bool,
    full: bool,
    budget: int | None,
    form: str,
    console: Console,
    tables: TableOptions,
) -> int:
    """Show what would be done: read, compare, order, and forecast calls and time. Nothing is changed.

    \b
    Example:
      bulkops plan march.yaml
      bulkops plan march.yaml -o march.plan
      bulkops plan march.yaml --format markdown > comment.md
    """  # noqa: D301 - click's own mark
    from bulkops.cli.planned import Wish  # noqa: PLC0415 - `--help` does without
    from bulkops.cli.planning import PlanCommand  # noqa: PLC0415
    from bulkops.core.bound import Selection  # noqa: PLC0415

    selection = Selection(only=only, exclude=exclude, only_failed=only_failed)
    wish = Wish(
        files=files,
        project=project,
        profile=profile,
        selection=selection,
        allow=allow,
        policy_cmd=policy_cmd,
        tables=tables,
    )
    plan = PlanCommand(
        wish=wish, offline=offline, full=full, budget=budget, form=form, save_as=output, valid_s=valid_for
    )
    changes = signals.run(plan.carry_out, console)
    return 2 if detailed_exitcode and changes else 0
