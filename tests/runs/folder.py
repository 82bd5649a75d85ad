"""A folder in which the real program is run as a process of its own, and what the sandbox's ledger says afterwards."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any

from bulkops.adapters.clock import SystemClock
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import RunRow
from bulkops.core.outcome import State
from bulkops.sandbox.conformity import VARIABLE
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.faults import Fault
from bulkops.sandbox.ledger import Happened, Ledger, Seen
from bulkops.sandbox.switches import Switches
from tests.runs import warm

TIMEOUT_S = 120.0
PROGRAM = (sys.executable, "-m", "bulkops")
#: One `resume` settles what the last process left; more are needed only where faults strike again.
RESUMES_MAX = 5
#: The demonstration data has lower numbers.
FIRST_NUMBER = "100301"


@dataclass(frozen=True, slots=True)
class Done:
    """How a process of the program ended."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return f"{self.out}\n{self.err}"


class Process(subprocess.Popen[str]):
    """A process that does not outlive the test which it has made fail."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.kill()
        super().__exit__(kind, error, trace)


@dataclass
class Folder:
    """A project folder.

    Attributes:
        path: The folder.
        state: File of the sandbox that its runs reach.
        variables: Further variables of the environment.
    """

    path: Path
    state: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        # Nothing of the user's own settings; but what is checked here is checked in the processes too.
        clean = {
            name: value for name, value in os.environ.items() if name == VARIABLE or not name.startswith("BULKOPS_")
        }
        quiet = {"PYTHONWARNINGS": "error", "PYTHONUTF8": "1", "NO_PROXY": "*"}
        return clean | quiet | self.variables

    def write(self, name: str, text: str) -> Path:
        file = self.path / name
        file.write_text(text, encoding="utf-8")
        return file

    def start(self, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
        return self.start_words(*PROGRAM, *arguments, **options)

    def start_words(self, *words: str, **options: Any) -> "subprocess.Popen[str]":
        given: dict[str, Any] = {
            "cwd": self.path,
            "env": self.environment,
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "text": True,
        }
        return Process(words, **given | options)

    def begin(self, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
        """Start a process that is left alone until it ends; it need not load the program anew."""
        if not (warm.POSSIBLE and warm.CARRIED.issuperset(options)):
            return self.start(*arguments, **options)
        return self.start_words(*warm.words(self.environment), *arguments, **options)

    def run(self, *arguments: str, **options: Any) -> Done:
        with self.begin(*arguments, **options) as process:
            try:
                return ended(process)
            finally:
                process.kill()

    def apply(self, *files: str) -> Done:
        return self.run("apply", "--yes", *files)

    def finish(self) -> int:
        """Resume until everything is done; give how many times it took."""
        for count in range(1, RESUMES_MAX + 1):
            done = self.run("resume")
            assert done.code in {0, 5, 7}, done.text
            if done.code == 0:
                return count
        raise AssertionError(f"not done after {RESUMES_MAX} resumes: {done.text}")

    def switch(self, **switches: Any) -> None:
        """Set how the sandbox behaves; not while it is served."""
        erp = self.open_erp()
        erp.set_switches(Switches(**switches))
        erp.close()

    def fail(self, *faults: Fault) -> None:
        erp = self.open_erp()
        erp.inject(*faults)
        erp.close()

    def open_erp(self) -> Erp:
        self.state.parent.mkdir(exist_ok=True)
        erp = Erp(self.state)
        erp.seed(SystemClock().now())
        return erp

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        ledger = Ledger(self.state)
        try:
            yield ledger
        finally:
            ledger.close()

    def writes(self) -> list[Seen]:
        """Requests that may have changed something, in the order they came."""
        with self.ledger() as ledger:
            return [seen for seen in ledger.requests() if seen.method != "GET" and "token" not in seen.path]

    def effects(self, kind: str) -> list[Happened]:
        """What has happened to documents that are not part of the demonstration data."""
        with self.ledger() as ledger:
            return [effect for effect in ledger.effects() if effect.kind == kind and effect.number >= FIRST_NUMBER]

    def runs(self) -> int:
        """Runs that were begun; the journal itself is there as soon as a lease has been held."""
        if not (self.path / ".bulkops" / "journal.db").exists():
            return 0
        with self.journal() as journal:
            return len(journal.runs())

    def journal(self) -> Journal:
        return Journal.open(self.path / ".bulkops" / "journal.db", create=False, read_only=True)

    def counts(self) -> Mapping[State, int]:
        """Operations of all runs by state."""
        with self.journal() as journal:
            counts: Counter[State] = Counter()
            for run in journal.runs():
                counts.update(journal.counts(run.run))
            return {state: count for state, count in counts.items() if count}

    def last_run(self) -> RunRow:
        with self.journal() as journal:
            return journal.runs()[0]


def ended(process: "subprocess.Popen[str]") -> Done:
    out, err = process.communicate(timeout=TIMEOUT_S)
    return Done(process.returncode, out or "", err or "")


def pairs(name: str, count: int, *, marks: str = "mark", price: Callable[[int], int] = lambda number: number) -> str:
    """Write a manifest of invoices that are created and then released."""
    entries = "".join(
        f"""
  - id: inv-{number}
    op: visma.invoice.create
    with:
      customerNumber: "10001"
      documentDate: 2026-03-31
      externalReference: {marks}-{number}
      invoiceLines: [{{inventoryNumber: A, quantity: 1, unitPriceInCurrency: {price(number)}.50}}]
  - id: inv-{number}-release
    op: visma.invoice.release
    invoice: {{from: inv-{number}}}"""
        for number in range(1, count + 1)
    )
    head = f"bulkops: 1\nname: {name}\ndefaults:\n  visma.invoice.create: {{currencyId: NOK, hold: false}}\n"
    return f"{head}operations:{entries}\n"


def net_of_pairs(count: int) -> Decimal:
    return sum((Decimal(number) + Decimal("0.50") for number in range(1, count + 1)), Decimal(0))


def check_once(folder: Folder, count: int, *, marks: str = "mark") -> None:
    """Make sure that each invoice of `pairs` is there once, and was released once."""
    wanted = {f"{marks}-{number}" for number in range(1, count + 1)}
    with folder.ledger() as ledger:
        documents = [held for held in ledger.documents() if held.external_reference.startswith(f"{marks}-")]
    there = Counter(held.external_reference for held in documents)
    assert [mark for mark, times in there.items() if times > 1] == [], "doubled"
    assert wanted - there.keys() == set(), "missing"
    assert there.keys() - wanted == set(), "more than asked for"
    assert {held.status for held in documents} == {"Open"}
    numbers = {held.number for held in documents}
    released = Counter(effect.number for effect in folder.effects("released") if effect.number in numbers)
    assert released == dict.fromkeys(numbers, 1)
    assert sum(held.net for held in documents) == net_of_pairs(count)


def check_report(out: str, steps: int) -> None:
    """Make sure that the report's counts are written as a sum and add up to the steps."""
    flat = " ".join(out.split())
    line = re.search(r"((?:\d[\d ]* [a-z, ]+ · )*\d[\d ]* [a-z, ]+) = (\d[\d ]*) steps?", flat)
    assert line is not None, out
    parts = [int(re.sub(r"\D", "", part)) for part in line[1].split("·")]
    assert sum(parts) == int(line[2].replace(" ", "")) == steps
