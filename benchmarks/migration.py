"""Bring a legacy export over, whole, beside a plain script that does it: rows, memory, and calls an invoice.

Both send to the same served sandbox, each side to a company of its own, with as many requests in flight; the sandbox
counts the calls. The sides take turns. What the script does is in `plain_script.py`: it checks nothing beforehand,
looks for nothing, keeps no journal. CPU time is that of the program alone; of the time, the sandbox takes its part.

Run: `python -m benchmarks.migration [creates|releases|updates] [--rounds 3] [--rows 15000]`.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import BULKOPS, PYTHON, Cost, measure, median, table
from benchmarks.served import FIRST_NUMBER, STATE, Calls, Served, Taken, copied, serving
from benchmarks.tables import LINES, export, updates

ROWS = 15_000
IN_FLIGHT = 8
SCRIPT = "plain script"
_PROGRAM = Path(__file__).with_name("plain_script.py")

Write = Callable[[Path, int], Path]


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is brought over.

    Attributes:
        write: Writes the table of so many invoices into a folder; gives its manifest.
        rows_each: Rows of an invoice.
        imports: Whether a manifest is proposed first.
        there: Whether the invoices are there already.
        modes: How bulkops keeps from overwriting what others change: both ways where that makes a difference.
    """

    write: Write
    rows_each: int = LINES
    imports: bool = False
    there: bool = False
    modes: tuple[str, ...] = ("background", "sync")


SCENARIOS: Mapping[str, Scenario] = {
    "creates": Scenario(lambda to, count: export(to, count * LINES), imports=True, modes=("background",)),
    "releases": Scenario(lambda to, count: export(to, count * LINES, then="visma.invoice.release")),
    "updates": Scenario(lambda to, count: updates(to, FIRST_NUMBER, count), rows_each=1, there=True),
}


def script(what: str, manifest: Path, url: str, *more: str) -> list[str]:
    """Say how the plain script is run."""
    return [PYTHON, str(_PROGRAM), what, f"{manifest.stem}.csv", url, "--in-flight", str(IN_FLIGHT), *more]


def run(what: str, rounds: int, rows: int) -> str:
    """Measure, and give a table."""
    scenario, count = SCENARIOS[what], rows // LINES
    found: dict[str, list[Taken]] = {}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        state = _filled(folder / "before", count) if scenario.there else None
        for turn in range(rounds):
            for mode in (SCRIPT, *scenario.modes):
                with serving(copied(state, folder / f"{turn}-{mode}"), in_flight=IN_FLIGHT, if_match=mode) as served:
                    manifest = scenario.write(served.folder, count)
                    commands = _commands(what, manifest, served, mode)
                    for name, command in commands.items():
                        found.setdefault(name, []).append(served.measure(command))
    medians = {name: (median(one.cost for one in each), each[-1].calls) for name, each in found.items()}
    return _tables(medians, count, count * scenario.rows_each)


def _filled(folder: Path, count: int) -> Path:
    with serving(copied(None, folder), in_flight=IN_FLIGHT) as served:
        measure(script("creates", export(folder, count * LINES), served.url), folder)
    return folder / STATE


def _commands(what: str, manifest: Path, served: Served, mode: str) -> dict[str, Sequence[str]]:
    if mode == SCRIPT:
        return {SCRIPT: script(what, manifest, served.url)}
    told = "" if mode == "background" else f", if_match: {mode}"
    commands = {
        "validate": ["validate", manifest.name],
        "plan": ["plan", manifest.name],
        f"apply{told}": ["apply", "--yes", manifest.name],
        "results": ["results", "-o", "results"],
    }
    if mode != "background":  # the others are the same
        commands = {name: words for name, words in commands.items() if name.startswith("apply")}
    elif SCENARIOS[what].imports:
        commands = {"import": ["import", f"{manifest.stem}.csv", "-o", "proposed.yaml"], **commands}
    return {f"bulkops {name}": [*BULKOPS, *words] for name, words in commands.items()}


def _tables(medians: Mapping[str, tuple[Cost, Calls]], count: int, rows: int) -> str:
    bare = medians[SCRIPT][0]
    lines = [
        [
            f"{name}, {rows:,} rows",
            f"{cost.wall_s:.1f}",
            f"{cost.cpu_s:.1f}",
            f"{rows / cost.cpu_s:,.0f}",
            f"{cost.wall_s / bare.wall_s:.1f}",
            f"{cost.cpu_s / bare.cpu_s:.1f}",
            f"{cost.peak_mib:.0f}",
            f"{calls.total() / count:.3f}",
        ]
        for name, (cost, calls) in medians.items()
    ]
    head = ("command", "s", "CPU s", "rows a CPU second", "time, ratio", "CPU, ratio", "peak MiB", "calls an invoice")
    return f"{table(head, lines)}\n\n{_kinds({name: calls for name, (_, calls) in medians.items()}, count)}"


def _kinds(calls: Mapping[str, Calls], count: int) -> str:
    every: Calls = sum(calls.values(), Counter())
    shown = [name for name, made in calls.items() if made]
    lines = [[kind, *(f"{calls[name][kind] / count:.3f}" for name in shown)] for kind in sorted(every)]
    return table((f"calls an invoice, {count:,} invoices", *shown), lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure a migration beside a plain script.")
    parser.add_argument("what", choices=SCENARIOS, nargs="?", default="creates")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=ROWS, help="three an invoice, or one of an update")
    options = parser.parse_args()
    print(run(options.what, options.rounds, options.rows))


if __name__ == "__main__":
    main()
