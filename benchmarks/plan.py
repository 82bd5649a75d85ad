"""Plan creates on the embedded sandbox, beside validating the same manifest.

Run: `python -m benchmarks.plan [--rounds 3] [--operations 1000 10000]`.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.manifests import manifest, small_create
from benchmarks.measure import BULKOPS, interleaved, median, table

COUNTS = (1_000, 10_000)


def run(rounds: int, counts: Sequence[int] = COUNTS) -> str:
    """Measure, and give a table."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        files = {count: manifest(folder, "creates", count, small_create) for count in counts}
        commands = {
            f"bulkops {verb}, {count:,}": [*BULKOPS, verb, file.name]
            for count, file in files.items()
            for verb in ("validate", "plan")
        }
        costs = {name: median(found) for name, found in interleaved(commands, folder, rounds).items()}
    rows = []
    for count in counts:
        checked, planned = costs[f"bulkops validate, {count:,}"], costs[f"bulkops plan, {count:,}"]
        for verb, cost in (("validate", checked), ("plan", planned)):
            rows.append(
                [
                    f"bulkops {verb}, {count:,} creates",
                    f"{cost.wall_s:.2f}",
                    f"{cost.cpu_s:.2f}",
                    f"{cost.cpu_s / checked.cpu_s:.2f}",
                    f"{cost.peak_mib:.0f}",
                ]
            )
    return table(("command", "s", "CPU s", "ratio to validate", "peak MiB"), rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure `bulkops plan`.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--operations", type=int, nargs="+", default=COUNTS)
    options = parser.parse_args()
    print(run(options.rounds, options.operations))


if __name__ == "__main__":
    main()
