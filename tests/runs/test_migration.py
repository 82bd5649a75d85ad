"""`docs/migration.md`, as a newcomer follows it: from a nasty table to the proof, with a kill on the way."""

import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

from tests.runs.folder import Folder
from tests.runs.followed import ROOT, Page

INVOICES, ROWS, NET = 60, 120, Decimal("129604.00")


def rows(path: Path) -> list[str]:
    return path.read_bytes().decode("cp1252").splitlines()[1:]


def net_of(folder: Folder) -> Decimal:
    with folder.ledger() as ledger:
        return sum((held.net for held in ledger.documents() if held.number > "100300"), Decimal(0))


def test_a_newcomer_follows_the_page(folder: Folder) -> None:
    for file in (ROOT / "manifests-examples" / "migration").iterdir():
        shutil.copy(file, folder.path)
    page = Page("migration.md", folder)
    imported = page.next("bulkops import")
    assert "60 documents" in imported.text
    assert imported.text.count("DOUBT:") == 4
    wrong = page.next("bulkops validate", code=3)
    for place in ("fakturor.csv:21, column `Fakturadatum`", "fakturor.csv:43, column `À-pris`", "column `Valuta`"):
        assert place in wrong.err
    assert "3 errors" in wrong.err
    page.next("LC_ALL=C sed")
    assert page.next("bulkops validate").out.startswith(f"{INVOICES} operations in fakturor.yaml: no errors")
    planned = page.next("bulkops plan")
    assert "129\u2009604.00 NOK" in planned.out
    page.next("bulkops show")
    assert (folder.path / "fakturor.html").stat().st_size > 10_000
    page.killed("bulkops apply fakturor.plan", after=20)
    page.next("bulkops resume", code=1)
    check_results(page)
    check_proof(page)
    assert page.over()


def check_results(page: Page) -> None:
    path = page.folder.path
    page.next("bulkops results")
    succeeded, failed = rows(path / "proof" / "succeeded.csv"), rows(path / "proof" / "failed.csv")
    source = Counter(rows(path / "fakturor.csv"))
    assert (len(succeeded), len(failed)) == (ROWS - 6, 6)
    assert Counter(row.rsplit(";", 4)[0] for row in (*succeeded, *failed)) == source
    assert all("TaxCategoryID '9' cannot be found" in row for row in failed)
    page.next("LC_ALL=C sed")
    page.next("bulkops apply fakturor.yaml")
    assert len(page.folder.effects("created")) == INVOICES
    assert net_of(page.folder) == NET
    page.next("bulkops results")


def check_proof(page: Page) -> None:
    page.next("bulkops runs")
    page.name_runs("FIRST", "SECOND")
    for count, net in ((58, "125\u2009419.00"), (2, "4\u2009185.00")):
        found = page.next("bulkops reconcile")
        assert f"{count} as made = {count} documents" in found.out
        assert found.out.count(net) == 2, "by the journal, and found"
    assert "114 succeeded · 6 failed = 120 rows" in page.next("bulkops results").out
    page.next("bulkops compensate")
    page.next("bulkops plan undo.yaml")
    page.next("bulkops apply undo.yaml")
    assert len(page.folder.effects("deleted")) == 58
    last = page.next("bulkops reconcile")
    assert "58 undone = 58 documents" in last.out
    assert last.out.endswith("everything is as our runs left it: 58 deleted by later runs\n")
    assert net_of(page.folder) == Decimal("4185.00")
