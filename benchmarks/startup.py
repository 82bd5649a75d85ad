"""Time to the first word: short commands beside a Python that does nothing.

Run: `python -m benchmarks.startup [--rounds 15]`. What counts is the difference over bare Python.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from benchmarks.measure import BULKOPS, PYTHON, ROOT, interleaved, median, table

QUICKSTART = ROOT / "manifests-examples" / "quickstart.yaml"
BARE = "python -c pass"
#: Milliseconds over bare Python that a command may take; `plan` makes the sandbox's company too.
BUDGETS_MS = {"bulkops --help": 80, "bulkops validate quickstart.yaml": 150, "bulkops plan quickstart.yaml": 0}


def run(rounds: int) -> str:
    """Measure, and give a table."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        shutil.copy(QUICKSTART, folder)
        commands = {BARE: [PYTHON, "-c", "pass"]}
        commands |= {name: [*BULKOPS, *name.split()[1:]] for name in BUDGETS_MS}
        interleaved(commands, folder, 1)  # compiles what is not compiled, and makes the sandbox's company
        costs = {name: median(found) for name, found in interleaved(commands, folder, rounds).items()}
    bare = costs[BARE]
    rows = [
        [
            f"`{name}`",
            f"{cost.wall_s * 1e3:.0f}",
            f"{(cost.wall_s - bare.wall_s) * 1e3:.0f}",
            str(BUDGETS_MS.get(name) or "-"),
            f"{(cost.cpu_s - bare.cpu_s) * 1e3:.0f}",
            f"{cost.wall_s / bare.wall_s:.1f}",
            f"{cost.peak_mib:.0f}",
        ]
        for name, cost in costs.items()
    ]
    return table(("command", "ms", "ms over bare", "budget", "CPU ms over bare", "ratio to bare", "MiB"), rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how long short commands take.")
    parser.add_argument("--rounds", type=int, default=15)
    print(run(parser.parse_args().rounds))


if __name__ == "__main__":
    main()
