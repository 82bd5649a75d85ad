"""`bulkops apply`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bulkops.cli import options, signals, table_options
from bulkops.cli.console import Console
from bulkops.cli.main import EXIT_CODES
from bulkops.core.failure_limit import FailureLimit
from bulkops.core.table_options import TableOptions

if TYPE_CHECKING:
    from bulkops.cli.carried import Apply


@click.command(epilog=EXIT_CODES)
@options.files
@table_options.tables
@options.where
@options.selection
@options.allow
@options.policy_cmd
@click.option(
    "--on-conflict",
    type=click.Choice(("fail", "skip")),
    default="fail",
    show_default=True,
    help="What to do about steps in conflict, or not as in the saved plan: refuse all, or leave them out.",
)
@click.option("--expect", metavar="DIGEST", default="", help="Apply the saved plan only if its digest begins so.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.option("--confirm-company", metavar="NAME", help="The company's name, where a production profile asks for it.")
@options.pilot
@options.approved_by
@options.lock_timeout
@options.pace
@options.max_failures
@options.formats("text", "json")
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
    on_conflict: str,
    expect: str,
    yes: bool,
    confirm_company: str | None,
    pilot: int | None,
    approved_by: str,
    lock_timeout: float,
    in_flight: int | None,
    rate: float | None,
    max_failures: FailureLimit | None,
    form: str,
    console: Console,
    tables: TableOptions,
) -> int:
    """Plan, ask, and carry the plan out. Applied again, the same manifest does only what is not done.

    A saved plan is carried out as it was shown, once, or not at all.

    \b
    Example:
      bulkops apply march.yaml
      bulkops apply --yes march.yaml
      bulkops apply --pilot 5 march.yaml
      bulkops apply march.plan
    """  # noqa: D301 - click's own mark
    from bulkops.cli.carried import Apply  # noqa: PLC0415 - `--help` does without
    from bulkops.cli.planned import Wish  # noqa: PLC0415
    from bulkops.core.bound import Selection  # noqa: PLC0415

    selection = Selection(only=only, exclude=exclude, only_failed=only_failed)
    run = Apply(
        wish=Wish(
            files=files,
            project=project,
            profile=profile,
            selection=selection,
            allow=allow,
            policy_cmd=policy_cmd,
            tables=tables,
        ),
        consent=(yes, confirm_company),
        approver=approved_by,
        pace=(in_flight, rate, max_failures),
        wait_s=lock_timeout,
        skip=on_conflict == "skip",
        expected=expect,
        pilot=pilot or 0,
    )
    return _carried_out(run, form, console)


def _carried_out(run: "Apply", form: str, console: Console) -> int:
    """Carry out what is asked for: a saved plan, which stands alone, or manifests."""
    from bulkops.adapters.plan_file import is_plan_file  # noqa: PLC0415 - `--help` does without

    files = run.wish.files
    if len(files) == 1 and is_plan_file(Path(files[0])):
        from bulkops.cli.carried_plan import ApplyPlan  # noqa: PLC0415

        return signals.run(ApplyPlan(run).carry_out, form, console)
    return signals.run(run.carry_out, form, console)
