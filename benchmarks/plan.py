"""Plan creates on the embedded sandbox, beside validating the same manifest.

Run: `python -m benchmarks.plan [--rounds 3] [--large]`; `--large` adds 100,000 creates.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.manifests import manifest, small_create
from benchmarks.measure import BULKOPS, interleaved, median, table

COUNTS = (1_000, 10_000)
LARGE = 100_000


def run(rounds: int, *, large: bool = False) -> str:
    """Measure, and give a table."""
    counts = (*COUNTS, LARGE) if large else COUNTS
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
    parser.add_argument("--large", action="store_true", help=f"also {LARGE:,} creates")
    options = parser.parse_args()
    print(run(options.rounds, large=options.large))


if __name__ == "__main__":
    main()
