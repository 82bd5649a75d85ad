"""`docs/migration.md`, as a newcomer follows it: from a nasty table to the proof, with a kill on the way."""

import re
import shlex
import shutil
import subprocess
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

from tests.runs.folder import Done, Folder

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "migration.md").read_text(encoding="utf-8")
COMMANDS: list[str] = [
    line for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()
]
INVOICES, ROWS, NET = 60, 120, Decimal("129604.00")


class Follower:
    """Types the page's commands, in order."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self._left = [line.removeprefix("$ ") for line in COMMANDS]
        self._names: dict[str, str] = {}

    def next(self, begins: str) -> Done:
        """Run the next command, which has to begin as said."""
        line = self._take(begins)
        if line.startswith("bulkops "):
            return self.folder.run(*shlex.split(line)[1:])
        done = subprocess.run(["bash", "-c", line], cwd=self.folder.path, capture_output=True, text=True, check=False)
        return Done(done.returncode, done.stdout, done.stderr)

    def killed(self, begins: str, after: int) -> None:
        """Run the next command, and kill it after so many writes."""
        with self.folder.start(*shlex.split(self._take(begins))[1:]) as process:
            until = time.monotonic() + 120
            while len(self.folder.writes()) < after and time.monotonic() < until:
                time.sleep(0.01)
            assert process.poll() is None
            process.kill()
            process.communicate()

    def name_runs(self) -> None:
        with self.folder.journal() as journal:
            second, first = journal.runs()
        self._names = {"FIRST": first.name, "SECOND": second.name}

    def over(self) -> bool:
        return not self._left

    def _take(self, begins: str) -> str:
        line = self._left.pop(0)
        assert line.startswith(begins), line
        for word, name in self._names.items():
            line = line.replace(word, name)
        return line


def rows(path: Path) -> list[str]:
    return path.read_bytes().decode("cp1252").splitlines()[1:]


def net_of(folder: Folder) -> Decimal:
    with folder.ledger() as ledger:
        return sum((held.net for held in ledger.documents() if held.number > "100300"), Decimal(0))


def test_a_newcomer_follows_the_page(folder: Folder) -> None:
    for file in (ROOT / "manifests-examples" / "migration").iterdir():
        shutil.copy(file, folder.path)
    page = Follower(folder)
    imported = page.next("bulkops import")
    assert imported.code == 0, imported.text
    assert "60 documents" in imported.text
    assert imported.text.count("DOUBT:") == 4
    wrong = page.next("bulkops validate")
    assert wrong.code == 3
    for place in ("fakturor.csv:21, column `Fakturadatum`", "fakturor.csv:43, column `À-pris`", "column `Valuta`"):
        assert place in wrong.err
    assert "3 errors" in wrong.err
    assert page.next("LC_ALL=C sed").code == 0
    assert page.next("bulkops validate").out.startswith(f"{INVOICES} operations in fakturor.yaml: no errors")
    planned = page.next("bulkops plan")
    assert planned.code == 0, planned.text
    assert "129\u2009604.00 NOK" in planned.out
    assert page.next("bulkops show").code == 0
    assert (folder.path / "fakturor.html").stat().st_size > 10_000
    page.killed("bulkops apply fakturor.plan", after=20)
    assert page.next("bulkops resume").code == 1
    check_results(page)
    check_proof(page)
    assert page.over()


def check_results(page: Follower) -> None:
    path = page.folder.path
    done = page.next("bulkops results")
    assert done.code == 0, done.text
    succeeded, failed = rows(path / "proof" / "succeeded.csv"), rows(path / "proof" / "failed.csv")
    source = Counter(rows(path / "fakturor.csv"))
    assert (len(succeeded), len(failed)) == (ROWS - 6, 6)
    assert Counter(row.rsplit(";", 4)[0] for row in (*succeeded, *failed)) == source
    assert all("TaxCategoryID '9' cannot be found" in row for row in failed)
    assert page.next("LC_ALL=C sed").code == 0
    assert page.next("sed -i").code == 0
    again = page.next("bulkops apply fakturor.yaml")
    assert again.code == 0, again.text
    assert len(page.folder.effects("created")) == INVOICES
    assert net_of(page.folder) == NET
    assert page.next("bulkops results").code == 0


def check_proof(page: Follower) -> None:
    assert page.next("bulkops runs").code == 0
    page.name_runs()
    for count, net in ((58, "125\u2009419.00"), (2, "4\u2009185.00")):
        found = page.next("bulkops reconcile")
        assert found.code == 0, found.text
        assert f"{count} as made = {count} documents" in found.out
        assert found.out.count(net) == 2, "by the journal, and found"
    assert page.next("bulkops compensate").code == 0
    assert page.next("bulkops plan undo.yaml").code == 0
    undone = page.next("bulkops apply undo.yaml")
    assert undone.code == 0, undone.text
    assert len(page.folder.effects("deleted")) == 58
    last = page.next("bulkops reconcile")
    assert last.code == 0, last.text
    assert "58 undone = 58 documents" in last.out
    assert net_of(page.folder) == Decimal("4185.00")
