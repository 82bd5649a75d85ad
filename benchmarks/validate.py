"""Validate manifests of any size, beside loading the same file with PyYAML's own fast loader.

Run: `python -m benchmarks.validate [--rounds 3] [--operations 1000 10000]`; 100,000 are 54 MB.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.manifests import manifest, mixed
from benchmarks.measure import BULKOPS, PYTHON, interleaved, median, table

COUNTS = (1_000, 10_000)
BASELINE_COUNT_MAX = 10_000
_LOAD = "import sys, yaml; yaml.load(open(sys.argv[1], 'rb'), Loader=yaml.CSafeLoader)"


def run(rounds: int, counts: Sequence[int] = COUNTS) -> str:
    """Measure, and give a table."""
    least = min(BASELINE_COUNT_MAX, max(counts))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        files = {count: manifest(folder, "mixed", count, mixed) for count in (*counts, least)}
        baseline = f"yaml.load, CSafeLoader, {least:,}"
        commands = {baseline: [PYTHON, "-c", _LOAD, files[least].name]}
        commands |= {f"bulkops validate, {count:,}": [*BULKOPS, "validate", files[count].name] for count in counts}
        sizes = dict(zip(commands, (least, *counts), strict=True))
        bytes_each = files[least].stat().st_size / least
        costs = {name: median(found) for name, found in interleaved(commands, folder, rounds).items()}
    unit = costs[baseline].cpu_s / least
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
    parser.add_argument("--operations", type=int, nargs="+", default=COUNTS)
    options = parser.parse_args()
    print(run(options.rounds, options.operations))


if __name__ == "__main__":
    main()
