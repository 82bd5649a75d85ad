"""Measure child processes: wall time, CPU time and peak memory of each, medians over interleaved rounds.

The rounds are interleaved (every command once, then all of them again), so that a slow minute of the machine hits all
alike. Ratios and differences within one run are worth quoting; absolute figures differ from machine to machine.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PYTHON = sys.executable
BULKOPS = (PYTHON, "-m", "bulkops")
ROOT = Path(__file__).parent.parent
_MIB = 1 << 20
# Linux counts kilobytes, macOS bytes.
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took.

    Attributes:
        wall_s: From its start to its end.
        cpu_s: User and system time.
        peak_mib: Its largest resident set.
        code: Its exit code.
    """

    wall_s: float
    cpu_s: float
    peak_mib: float
    code: int = 0


def measure(command: Sequence[str], folder: Path, *, codes: Collection[int] = (0,)) -> Cost:
    """Run a command to its end; its output is thrown away, an exit code that is not among `codes` is an error."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    started = time.perf_counter()
    child = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert child.stderr is not None
    complaint = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    wall_s = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    child.stderr.close()
    if child.returncode not in codes:
        raise SystemExit(f"`{' '.join(command)}` ended with {child.returncode}:\n{complaint}")
    return Cost(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _RSS_UNIT / _MIB, child.returncode)


def interleaved(commands: Mapping[str, Sequence[str]], folder: Path, rounds: int) -> dict[str, list[Cost]]:
    """Measure every command once, then all again, as many times as there are rounds."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            costs[name].append(measure(command, folder))
    return costs


def median(costs: Iterable[Cost]) -> Cost:
    """Give the medians of several runs, each figure for itself."""
    kept = list(costs)
    return Cost(
        statistics.median(cost.wall_s for cost in kept),
        statistics.median(cost.cpu_s for cost in kept),
        statistics.median(cost.peak_mib for cost in kept),
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a Markdown table."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
