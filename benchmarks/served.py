"""Serve the sandbox in a process of its own, and count the calls that reach it."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from benchmarks.measure import BULKOPS, ROOT, Cost, measure

STATE = "sandbox.db"
#: The demonstration data has lower numbers.
FIRST_NUMBER = 100_301
_SECRET = "BULKOPS_BENCHMARK_SECRET"
#: More calls than any benchmark makes: what an hour's quota does to a run is no matter of speed.
_QUOTA = 1_000_000_000
_PROJECT = """\
bulkops: 1
profiles:
  local:
    environment: test
    visma:
      base_url: {url}
      token_url: {url}/connect/token
      tenant_id: demo
      client_id: isv_demo
      client_secret: ${{env:{secret}}}
      if_match: {if_match}
      limits: {{in_flight: {in_flight}, same_request_max: 0, failed_request_max: 0}}
"""
_TIMEOUTS = "      timeouts: {{connect_s: 5, read_s: 60, settle_s: {settle_s}, background_s: {settle_s}}}\n"
#: Numbers of documents and ids of background calls.
_NAMES = re.compile(r"/(?:[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+)(?=/|$)")

Calls = Counter[str]


@dataclass(frozen=True, slots=True)
class Taken:
    """What one command took, and the calls it made."""

    cost: Cost
    calls: Calls


@dataclass(frozen=True, slots=True)
class Served:
    """A sandbox that is served.

    Attributes:
        folder: Where its state is, and where a `bulkops.yaml` that reaches it stands.
        url: Where it listens.
    """

    folder: Path
    url: str

    def measure(self, command: Sequence[str], *, codes: Collection[int] = (0,)) -> Taken:
        """Run a command in the folder, to its end; an exit code that is not among `codes` is an error."""
        with self._reading() as connection:
            (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM request").fetchone()
        cost = measure(command, self.folder, codes=codes)
        return Taken(cost, self.calls(last))

    def calls(self, after: int = 0) -> Calls:
        """Count the requests after a certain one, by method and path without numbers; those for a token left out."""
        query = "SELECT method, path FROM request WHERE seq > ? AND path <> '/connect/token'"
        with self._reading() as connection:
            return Counter(f"{method} {_NAMES.sub('/…', path)}" for method, path in connection.execute(query, (after,)))

    def documents(self) -> tuple[int, int]:
        """Count the external references of invoices that were made here, and the invoices that bear one once more."""
        query = """SELECT count(DISTINCT external_reference), count(*) FROM document
            WHERE kind = 'invoice' AND external_reference <> '' AND number >= ?"""
        with self._reading() as connection:
            marks, invoices = connection.execute(query, (str(FIRST_NUMBER),)).fetchone()
        return marks, invoices - marks

    def faults(self) -> int:
        """Count the requests that something went wrong with on purpose."""
        with self._reading() as connection:
            return int(connection.execute("SELECT count(*) FROM request WHERE fault <> ''").fetchone()[0])

    def do_due(self) -> None:
        """Let it do what was due by now: it does so when it is asked for something, and only then."""
        with urlopen(f"{self.url}/_sandbox/ledger/effects?limit=1") as answer:
            answer.read()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(f"file:{self.folder / STATE}?mode=ro", uri=True)) as connection:
            yield connection


@contextmanager
def serving(
    folder: Path, *, in_flight: int, faults: str = "", if_match: str = "background", settle_s: float | None = None
) -> Iterator[Served]:
    """Serve a folder's sandbox as long as the block lasts, with a profile that reaches it.

    Args:
        folder: Where its state is, or will be.
        in_flight: How many requests bulkops may have on their way.
        faults: What goes wrong, as `bulkops sandbox serve --faults` takes it.
        if_match: How bulkops keeps from overwriting what others have changed.
        settle_s: How long after a lost answer a document that is not there counts as not made; None: as long as
            it is unless a profile says otherwise.
    """
    words = ["sandbox", "serve", "--quiet", "--port", "0", "--state", STATE, "--switch", f"rate_limit={_QUOTA}"]
    if faults:
        words += ["--faults", faults]
    os.environ[_SECRET] = "sandbox"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*BULKOPS, *words],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().strip()
            if not url:
                raise SystemExit("the sandbox cannot be served")
            project = _PROJECT.format(url=url, secret=_SECRET, if_match=if_match, in_flight=in_flight)
            if settle_s is not None:
                project += _TIMEOUTS.format(settle_s=settle_s)
            (folder / "bulkops.yaml").write_text(project, encoding="utf-8")
            yield Served(folder, url)
        finally:
            server.terminate()


def copied(state: Path | None, folder: Path) -> Path:
    """Make a folder whose sandbox begins as another one stands."""
    folder.mkdir()
    if state is not None:
        shutil.copy(state, folder / STATE)
    return folder
