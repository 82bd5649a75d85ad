"""Count what is made twice where answers are lost: bulkops, a plain script that sends again, and one that gives up.

The sandbox does what it was asked for and breaks the connection, answers with a 502, or does it a second after the
connection is gone. The scripts are those of `plain_script.py`: the one sends again what was not answered, the other
counts it as failed and is run again with the rows that have failed.

Run: `python -m benchmarks.doubles [--invoices 1000]`.
"""

import argparse
import csv
import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Event

from benchmarks.measure import BULKOPS, measure, table
from benchmarks.migration import IN_FLIGHT, script
from benchmarks.served import Served, copied, serving
from benchmarks.tables import LINES, export

INVOICES = 1_000
_FAULTS = (
    "lose_answer:POST:/v2/customerinvoice:every=40;"
    "bad_gateway:POST:/v2/customerinvoice:every=55;"
    "commit_late:POST:/v2/customerinvoice:every=70,delay_s=1"
)
#: After it nothing is on its way any more.
_LATE_S = 1.5
_SETTLE_S = 3.0
#: `apply` ends with it where something is in doubt; `resume` settles that.
_IN_DOUBT = 7
_RESUMES_MAX = 5

Way = Callable[[Path, Served], None]


def run(invoices: int) -> str:
    """Measure, and give a table."""
    ways: dict[str, Way] = {
        "plain script that sends again": _sends_again,
        "plain script that gives up, and is run again with what failed": _gives_up,
        "bulkops": _bulkops,
    }
    with tempfile.TemporaryDirectory() as made:
        lines = [_line(name, way, Path(made), invoices) for name, way in ways.items()]
    return table(("way", "invoices wanted", "there", "made once more", "answers lost", "calls"), lines)


def _line(name: str, way: Way, folder: Path, invoices: int) -> list[str]:
    with serving(copied(None, folder / name), in_flight=IN_FLIGHT, faults=_FAULTS, settle_s=_SETTLE_S) as served:
        way(export(served.folder, invoices * LINES), served)
        Event().wait(_LATE_S)
        served.do_due()
        there, doubled = served.documents()
        return [name, *(f"{each:,}" for each in (invoices, there, doubled, served.faults(), served.calls().total()))]


def _sends_again(manifest: Path, served: Served) -> None:
    measure(script("creates", manifest, served.url), served.folder)


def _gives_up(manifest: Path, served: Served) -> None:
    command, source = script("creates", manifest, served.url, "--give-up"), manifest.with_suffix(".csv")
    measure(command, served.folder)
    while _keep_failed(source):
        measure(command, served.folder)


def _keep_failed(source: Path) -> bool:
    """Leave only the rows in a table that the script says have failed; say whether there are any."""
    with source.open(encoding="cp1252", newline="") as stream:
        head = next(csv.reader(stream, delimiter=";"))
    with source.with_name("script-results.csv").open(encoding="cp1252", newline="") as stream:
        failed = [row[: len(head)] for row in csv.reader(stream, delimiter=";") if row[len(head)] == "failed"]
    with source.open("w", encoding="cp1252", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([head, *failed])
    return bool(failed)


def _bulkops(manifest: Path, served: Served) -> None:
    command = [*BULKOPS, "apply", "--yes", manifest.name]
    for _ in range(_RESUMES_MAX):
        if measure(command, served.folder, codes=(0, _IN_DOUBT)).code == 0:
            return
        command = [*BULKOPS, "resume"]
    raise SystemExit("operations stay in doubt")


def main() -> None:
    parser = argparse.ArgumentParser(description="Count what is made twice where answers are lost.")
    parser.add_argument("--invoices", type=int, default=INVOICES)
    print(run(parser.parse_args().invoices))


if __name__ == "__main__":
    main()
