"""Resume a run of very many operations of which ten are left: how long until its first call.

The run is begun in earnest, from a table, and interrupted once it stands in the journal. Then all but its last ten
operations are marked as done by a statement, for sending a million takes hours.

Run: `python -m benchmarks.resume [--rounds 3] [--operations 20000]`; with 1,000,000 it takes some minutes and 5 GB.
"""

import argparse
import os
import signal
import sqlite3
import statistics
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path
from threading import Event

from benchmarks.measure import BULKOPS, ROOT, Cost, measure, table
from benchmarks.tables import LINES, export

OPERATIONS = 20_000
LEFT = 10
#: Creates and releases.
_STEPS_EACH = 2
_POLL_S = 0.2
#: While the run is begun, no call is answered before it can be interrupted, however few there are.
_SLOW = ", sandbox_options: {latency_s: 2}"
_PROJECT = "bulkops: 1\nprofiles: {{local: {{environment: sandbox, visma: {{sandbox: true}}{slow}}}}}\n"
#: Creates that are kept, and the releases that need them.
_KEEP = f"""CREATE TEMP TABLE kept AS SELECT op FROM operation WHERE state = 'ready' ORDER BY op DESC
    LIMIT {LEFT // _STEPS_EACH}"""
_KEEP_BELOW = "INSERT INTO kept SELECT op FROM dependency WHERE needs IN (SELECT op FROM kept)"
_DONE = """UPDATE operation SET state = 'succeeded', waiting = 0, number = 'N' || op, ended_at = 1
    WHERE op NOT IN (SELECT op FROM kept)"""


def run(rounds: int, operations: int) -> str:
    """Measure, and give a table."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        manifest = export(folder, operations // _STEPS_EACH * LINES, then="visma.invoice.release")
        project = folder / "bulkops.yaml"
        project.write_text(_PROJECT.format(slow=_SLOW), encoding="utf-8")
        begun_s = _begin(folder, manifest)
        project.write_text(_PROJECT.format(slow=""), encoding="utf-8")
        costs, firsts = [], []
        for _ in range(rounds):
            _mark(folder)
            cost, first_s = _resume(folder)
            costs.append(cost)
            firsts.append(first_s)
            _unmark(folder)
        size = (folder / ".bulkops" / "journal.db").stat().st_size / 2**20
    row = (
        f"{operations:,}",
        f"{begun_s:.0f}",
        f"{size:.0f}",
        f"{statistics.median(firsts):.2f}",
        f"{statistics.median(cost.wall_s for cost in costs):.2f}",
        f"{max(cost.peak_mib for cost in costs):.0f}",
    )
    head = (
        "operations",
        "planned and begun, s",
        "journal, MiB",
        "first call after, s",
        "all done after, s",
        "peak MiB",
    )
    return table(head, [row])


def _begin(folder: Path, manifest: Path) -> float:
    """Apply, and interrupt it once its run stands in the journal; give how long that took."""
    started, pause = time.perf_counter(), Event()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*BULKOPS, "apply", "--yes", manifest.name], cwd=folder, env=environment, stdout=subprocess.DEVNULL
    ) as child:
        while not _count(folder, "journal.db", "SELECT count(*) FROM run"):
            if child.poll() is not None:
                raise SystemExit("it has ended before its run was begun")
            pause.wait(_POLL_S)
        begun_s = time.perf_counter() - started
        child.send_signal(signal.SIGINT)
    return begun_s


def _count(folder: Path, name: str, query: str) -> int:
    path = folder / ".bulkops" / name
    if not path.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return int(connection.execute(query).fetchone()[0] or 0)
    except sqlite3.OperationalError:  # it is being made
        return 0


def _mark(folder: Path) -> None:
    """Mark all but the last ten operations as done."""
    with closing(sqlite3.connect(folder / ".bulkops" / "journal.db")) as connection, connection:
        for statement in (_KEEP, _KEEP_BELOW, _DONE):
            connection.execute(statement)


def _unmark(folder: Path) -> None:
    """Leave other operations for the next round."""
    with closing(sqlite3.connect(folder / ".bulkops" / "journal.db")) as connection, connection:
        rows = connection.execute(
            "SELECT op, needs FROM dependency WHERE op IN (SELECT op FROM operation WHERE number = 'N' || op"
            f" ORDER BY op DESC LIMIT {LEFT // _STEPS_EACH})"
        ).fetchall()
        for below, above in rows:
            connection.execute("UPDATE operation SET state = 'ready', number = '', ended_at = 0 WHERE op = ?", (above,))
            values = (
                "UPDATE operation SET state = 'planned', waiting = 1, number = '', ended_at = 0 WHERE op = ?",
                (below,),
            )
            connection.execute(*values)
        connection.execute("UPDATE run SET state = 'interrupted'")


def _resume(folder: Path) -> tuple[Cost, float]:
    """Resume; give what it took, and how long until the system was asked for the first time."""
    seen = _count(folder, "sandbox.db", "SELECT max(seq) FROM request")
    started = time.time()
    cost = measure([*BULKOPS, "resume"], folder)
    with closing(sqlite3.connect(folder / ".bulkops" / "sandbox.db")) as connection:
        query = "SELECT at FROM request WHERE seq > ? AND method <> 'GET' ORDER BY seq LIMIT 1"
        (first,) = connection.execute(query, (seen,)).fetchone()
    return cost, first - started


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure `bulkops resume`.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--operations", type=int, default=OPERATIONS)
    options = parser.parse_args()
    print(run(options.rounds, options.operations))


if __name__ == "__main__":
    main()
