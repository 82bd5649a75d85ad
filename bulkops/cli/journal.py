"""`bulkops journal`."""

from pathlib import Path
from typing import Any

import click

from bulkops.cli import options
from bulkops.cli.console import Console


@click.group()
def command() -> None:
    """Verify, export and purge the journal: what was planned, sent and decided, by whom and when.

    \b
    Example:
      bulkops journal verify
      bulkops journal export --run 7f3a --format csv -o march.csv
      bulkops journal purge --older-than 90d
    """  # noqa: D301 - click's own mark


@command.command()
@click.option("--expect", "expected", metavar="HASH", default="", help="A last hash that was printed and kept earlier.")
@options.project
@options.formats("text", "json")
@options.output
def verify(expected: str, project: Path | None, form: str, console: Console) -> int:
    """Look at every byte that holds something: whether it is as it was written, and if not, where.

    A journal whose end was cut off looks whole. Keep the last hash elsewhere, and say `--expect HASH` the next time.

    What does not fit is named, and the exit code is then 6.

    \b
    Example:
      bulkops journal verify
      bulkops journal verify --expect 4e3453aa4fb5b9284ef2c1b7b07201b67bae0f87df3dddccd6234bd72fcd6bf9
    """  # noqa: D301 - click's own mark
    from bulkops.cli.evidence import verify_journal  # noqa: PLC0415 - `--help` does without

    return verify_journal(project, expected.strip().lower(), form, console)


@command.command()
@click.option("--run", metavar="RUN", help="Only the events of this run.")
@click.option("--include-payloads", "payloads", is_flag=True, help="With what was sent, which may be personal.")
@click.option("-o", "--output", "file", type=click.Path(path_type=Path), metavar="FILE", help="File to write.")
@click.option("--overwrite", is_flag=True, help="Replace the file.")
@options.project
@options.formats("ndjson", "csv")
@options.output
def export(
    run: str | None,
    payloads: bool,
    file: Path | None,
    overwrite: bool,
    project: Path | None,
    form: str,
    console: Console,
) -> int:
    """Write all events, oldest first, with the hashes that prove them; docs/journal.md shows how to check these.

    \b
    Example:
      bulkops journal export > journal.ndjson
      bulkops journal export --run 7f3a --format csv -o march.csv
    """  # noqa: D301 - click's own mark
    from bulkops.cli.evidence import Export  # noqa: PLC0415 - `--help` does without

    wanted = Export(run=run, payloads=payloads, file=file, overwrite=overwrite, form=form)
    return wanted.carry_out(project, console)


class _Age(click.ParamType[float]):
    """A span of time such as `90d`, `12h` or `8w`, in seconds."""

    name = "age"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number, unit = str(value)[:-1], str(value)[-1:]
        if unit not in _UNITS_S or not number.isdecimal():
            self.fail(f"`{value}` is no span of time: write days such as `90d`, or `12h`, `8w`", param, ctx)
        return float(int(number) * _UNITS_S[unit])


_UNITS_S = {"h": 3600, "d": 86_400, "w": 7 * 86_400}


@command.command()
@click.option("--run", "runs", metavar="RUN", multiple=True, help="A run that is over; may be given several times.")
@click.option("--older-than", type=_Age(), metavar="AGE", help="All runs that ended longer ago, such as 90d.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@options.project
@options.output
def purge(runs: tuple[str, ...], older_than: float | None, yes: bool, project: Path | None, console: Console) -> int:
    """Remove what runs have sent and read, and keep what proves it: digests, states, numbers, sums.

    Removed for good are payloads, bodies, documents as they were before or in conflict, and the words of answers;
    also copies of the journal that were made before its format was changed. What was done stays known: the same
    manifest applied again still does nothing. Of a run that is not over nothing is purged.

    \b
    Example:
      bulkops journal purge --older-than 90d
    """  # noqa: D301 - click's own mark
    from bulkops.cli.evidence import purge_journal  # noqa: PLC0415 - `--help` does without

    return purge_journal(project, runs, older_than, console, yes=yes)
