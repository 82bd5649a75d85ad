"""Bring a legacy export over, whole, beside a plain script that does it: rows, memory, and calls an invoice.

Both send to the same served sandbox, each side to a company of its own, with as many requests in flight; the sandbox
counts the calls. The sides take turns. What the script does is in `plain_script.py`: it checks nothing beforehand,
looks for nothing, keeps no journal. CPU time is that of the program alone; of the time, the sandbox takes its part.

Run: `python -m benchmarks.migration [creates|releases|updates] [--rounds 3] [--rows 6000]`.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import BULKOPS, PYTHON, Cost, median, table
from benchmarks.served import FIRST_NUMBER, STATE, Calls, Served, Taken, copied, serving
from benchmarks.tables import LINES, export, updates

ROWS = 6_000
IN_FLIGHT = 8
SCRIPT = "plain script"
#: What `if_match` can be; the first is what it is unless a profile says otherwise.
MODES = ("background", "sync")
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
        changes: Whether how bulkops keeps from overwriting what others change makes a difference.
    """

    write: Write
    rows_each: int = LINES
    imports: bool = False
    there: bool = False
    changes: bool = True


SCENARIOS: Mapping[str, Scenario] = {
    "creates": Scenario(lambda to, count: export(to, count * LINES), imports=True, changes=False),
    "releases": Scenario(lambda to, count: export(to, count * LINES, then="visma.invoice.release")),
    "updates": Scenario(lambda to, count: updates(to, FIRST_NUMBER, count), rows_each=1, there=True),
}


def script(what: str, manifest: Path, url: str, *more: str) -> list[str]:
    """Say how the plain script is run."""
    return [PYTHON, str(_PROGRAM), what, f"{manifest.stem}.csv", url, "--in-flight", str(IN_FLIGHT), *more]


def run(what: str, rounds: int, rows: int, modes: Sequence[str] = MODES) -> str:
    """Measure, and give a table.

    Args:
        what: A scenario.
        rounds: How often all of it is done.
        rows: Three an invoice.
        modes: How bulkops keeps from overwriting what others change, one after the other.
    """
    scenario, count = SCENARIOS[what], rows // LINES
    found: dict[str, list[Taken]] = {}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        state = _filled(folder / "before", count) if scenario.there else None
        for turn in range(rounds):
            with _company(folder / f"{turn}-script", state) as served:
                manifest = scenario.write(served.folder, count)
                found.setdefault(SCRIPT, []).append(served.measure(script(what, manifest, served.url)))
            for mode in modes if scenario.changes else modes[:1]:
                with _company(folder / f"{turn}-{mode}", state, mode) as served:
                    commands = _commands(scenario, scenario.write(served.folder, count))
                    for name, words in commands.items() if mode == modes[0] else [("apply", commands["apply"])]:
                        told = name if mode == modes[0] else f"{name}, if_match: {mode}"
                        found.setdefault(f"bulkops {told}", []).append(served.measure([*BULKOPS, *words]))
    medians = {name: (median(one.cost for one in each), each[-1].calls) for name, each in found.items()}
    return _tables(medians, count, count * scenario.rows_each)


def _company(folder: Path, state: Path | None, mode: str = MODES[0]) -> AbstractContextManager[Served]:
    return serving(copied(state, folder), in_flight=IN_FLIGHT, if_match=mode)


def _filled(folder: Path, count: int) -> Path:
    with _company(folder, None) as served:
        served.measure(script("creates", export(folder, count * LINES), served.url))
    return folder / STATE


def _commands(scenario: Scenario, manifest: Path) -> dict[str, list[str]]:
    proposed = {"import": ["import", f"{manifest.stem}.csv", "-o", "proposed.yaml"]}
    return (proposed if scenario.imports else {}) | {
        "validate": ["validate", manifest.name],
        "plan": ["plan", manifest.name],
        "apply": ["apply", "--yes", manifest.name],
        "results": ["results", "-o", "results"],
    }


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
    lines = [[kind, *(f"{calls[name][kind]:,}" for name in shown)] for kind in sorted(every)]
    return table((f"calls for {count:,} invoices", *shown), lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure a migration beside a plain script.")
    parser.add_argument("what", choices=SCENARIOS, nargs="?", default="creates")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=ROWS, help="three an invoice")
    parser.add_argument("--if-match", nargs="+", choices=MODES, default=MODES)
    options = parser.parse_args()
    print(run(options.what, options.rounds, options.rows, options.if_match))


if __name__ == "__main__":
    main()
