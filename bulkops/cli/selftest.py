"""`bulkops selftest`."""

import click

from bulkops.cli import options
from bulkops.cli.console import Console


@click.command()
@click.option("--seed", type=click.IntRange(0), metavar="N", help="Play the scenario of this seed, or begin with it.")
@click.option("--seeds", type=click.IntRange(1), metavar="N", help="Scenarios: 300, or with --seed one.")
@click.option("--minutes", type=click.FloatRange(0, min_open=True), metavar="N", help="Play for so long.")
@click.option("--long", "endless", is_flag=True, help="Play until it is interrupted: for nights.")
@options.formats("text", "json")
@options.unused_where
@options.output
def command(
    *, seed: int | None, seeds: int | None, minutes: float | None, endless: bool, form: str, console: Console
) -> int:
    """Try to break the guarantees: whole runs in simulated time, with kills, faults and lost answers.

    Nothing of your project is read, and nothing is sent anywhere. Each scenario follows from its seed. A breach is a
    bug in bulkops: it is shown as the smallest scenario that has it, and the command ends with 70.

    \b
    Example:
      bulkops selftest
      bulkops selftest --minutes 10
      bulkops selftest --seed 4711
    """  # noqa: D301 - click's own mark
    from bulkops.cli.selftested import Selftest  # noqa: PLC0415 - `--help` does without

    count = None if endless or minutes is not None else seeds or (300 if seed is None else 1)
    return Selftest(begin=1 if seed is None else seed, count=count, minutes=minutes).carry_out(form, console)
