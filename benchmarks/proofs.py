"""What comes after a run: results, reconcile, compensate and export, at several sizes.

Time has to follow the number of documents, and memory must not. The run is made in earnest, on a served sandbox, so
that what is compared is what an apply has left; the sandbox is a process of its own and counts the calls.

Run: `python -m benchmarks.proofs [--rounds 3] [--documents 2000 10000]`; with 100,000 it takes some minutes.
"""

import argparse
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.measure import BULKOPS, Cost, median, table
from benchmarks.served import Calls, Served, Taken, copied, serving
from benchmarks.tables import LINES, export

DOCUMENTS = (2_000, 10_000)
_IN_FLIGHT = 8


def run(rounds: int, sizes: Sequence[int]) -> str:
    """Measure, and give a table."""
    found: dict[tuple[str, int], tuple[Cost, Calls]] = {}
    with tempfile.TemporaryDirectory() as made:
        for size in sorted(sizes):
            with serving(copied(None, Path(made) / str(size)), in_flight=_IN_FLIGHT) as served:
                for name, taken in _of_size(served, rounds, size).items():
                    found[name, size] = median(one.cost for one in taken), taken[-1].calls
    return _table(found, min(sizes))


def _of_size(served: Served, rounds: int, size: int) -> dict[str, list[Taken]]:
    manifest = export(served.folder, size * LINES)
    taken = {"apply": [served.measure([*BULKOPS, "apply", "--yes", manifest.name])]}
    commands = _commands(_run(served.folder))
    for _ in range(rounds):
        for name, words in commands.items():
            taken.setdefault(name, []).append(served.measure([*BULKOPS, *words]))
    return taken


def _run(folder: Path) -> str:
    with closing(sqlite3.connect(folder / ".bulkops" / "journal.db")) as journal:
        return str(journal.execute("SELECT name FROM run").fetchone()[0])


def _commands(run: str) -> dict[str, list[str]]:
    return {
        "results": ["results", run, "-o", "results", "--overwrite"],
        "results --check": ["results", run, "-o", "results", "--check"],
        "reconcile": ["reconcile", run],
        "compensate": ["compensate", run, "-o", "undo.yaml", "--overwrite"],
        "export": ["export", "visma.invoice", "-o", "now.yaml", "--overwrite"],
        "plan of the export": ["plan", "now.yaml"],
    }


def _table(found: Mapping[tuple[str, int], tuple[Cost, Calls]], least: int) -> str:
    lines = []
    for name, size in sorted(found, key=lambda key: [name for name, _ in found].index(key[0])):
        cost, calls = found[name, size]
        each, of_least = cost.cpu_s / size, found[name, least][0].cpu_s / least
        lines.append(
            [
                f"{name}, {size:,} documents",
                f"{cost.wall_s:.1f}",
                f"{cost.cpu_s:.1f}",
                f"{1 / each:,.0f}",
                f"{each / of_least:.2f}",
                f"{cost.peak_mib:.0f}",
                f"{calls.total():,}",
            ]
        )
    ratio = f"CPU a document, ratio to {least:,}"
    return table(("command", "s", "CPU s", "documents a CPU second", ratio, "peak MiB", "calls"), lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what comes after a run.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--documents", type=int, nargs="+", default=DOCUMENTS)
    options = parser.parse_args()
    print(run(options.rounds, options.documents))


if __name__ == "__main__":
    main()
