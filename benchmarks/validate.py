"""Validate manifests of any size, beside loading the same file with PyYAML's own fast loader.

Run: `python -m benchmarks.validate [--rounds 3] [--large]`; `--large` adds 100,000 operations, 54 MB.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.manifests import manifest, mixed
from benchmarks.measure import BULKOPS, PYTHON, interleaved, median, table

COUNTS = (1_000, 10_000)
LARGE = 100_000
BASELINE_COUNT = 10_000
_LOAD = "import sys, yaml; yaml.load(open(sys.argv[1], 'rb'), Loader=yaml.CSafeLoader)"


def run(rounds: int, *, large: bool = False) -> str:
    """Measure, and give a table."""
    counts = (*COUNTS, LARGE) if large else COUNTS
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        files = {count: manifest(folder, "mixed", count, mixed) for count in counts}
        baseline = f"yaml.load, CSafeLoader, {BASELINE_COUNT:,}"
        commands = {baseline: [PYTHON, "-c", _LOAD, files[BASELINE_COUNT].name]}
        commands |= {f"bulkops validate, {count:,}": [*BULKOPS, "validate", file.name] for count, file in files.items()}
        sizes = dict(zip(commands, (BASELINE_COUNT, *counts), strict=True))
        bytes_each = files[BASELINE_COUNT].stat().st_size / BASELINE_COUNT
        costs = {name: median(found) for name, found in interleaved(commands, folder, rounds).items()}
    unit = costs[baseline].cpu_s / BASELINE_COUNT
    rows = [
        [
            name,
            f"{cost.wall_s:.2f}",
            f"{cost.cpu_s:.2f}",
            f"{cost.cpu_s / sizes[name] * 1e6:.0f}",
            f"{cost.cpu_s / sizes[name] / unit:.2f}",
            f"{cost.peak_mib:.0f}",
        ]
        for name, cost in costs.items()
    ]
    head = ("operations", "s", "CPU s", "CPU us each", "each, ratio to the first", "peak MiB")
    return f"{table(head, rows)}\n\n{bytes_each:.0f} bytes an operation."


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure `bulkops validate`.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large", action="store_true", help=f"also {LARGE:,} operations")
    options = parser.parse_args()
    print(run(options.rounds, large=options.large))


if __name__ == "__main__":
    main()
