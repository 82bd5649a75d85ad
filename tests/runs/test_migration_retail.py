"""`docs/migration-retail.md`: a real shop's ten thousand rows, from `import` to the credit notes that take them back."""

import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from tests.reading.tables.case import read
from tests.runs.folder import Folder
from tests.runs.followed import ROOT, Page
from tests.runs.shop import Part, count, is_cancelled, is_refused, read_rows, source_cells

DATA = os.environ.get("BULKOPS_ONLINE_RETAIL", "")


def shown(amount: Decimal) -> str:
    """Write an amount as bulkops shows it."""
    return f"{amount:,.2f} GBP".replace(",", "\u2009")


if DATA:

    @pytest.mark.slow
    def test_the_shop_follows_the_page(folder: Folder) -> None:
        folder.variables["BULKOPS_ONLINE_RETAIL"] = str(Path(DATA).absolute())
        rows = read_rows(Path(DATA))
        sold = count(rows, lambda row: not is_cancelled(row))
        refused = count(rows, lambda row: is_refused(row) and not is_cancelled(row))
        done = count(rows, lambda row: not is_refused(row) and not is_cancelled(row))
        page = Page("migration-retail.md", folder)
        propose(page)
        settle(page)
        planned = page.next("bulkops plan")
        assert f"create   {shown(sold.net)}" in planned.out
        assert "left out of retail.csv by `where`: 100 of 10\u2009000 rows, 43 documents" in planned.out
        page.killed("bulkops apply", after=300)
        ended = page.next("bulkops resume", code=1)
        assert f"{2 * done.invoices} done · {refused.invoices} refused · {refused.invoices} skipped" in ended.out
        check_ledger(folder, done)
        check_files(page, sold)
        page.next("sed -i")
        page.next("bulkops apply")
        check_ledger(folder, sold)
        page.next("bulkops results")
        assert count(read_rows(folder.path / "proof-of-the-rest" / "succeeded.csv")) == refused
        check_proof(page, done, refused)
        check_undone(page, done, refused)
        assert page.over()


def propose(page: Page) -> None:
    page.next("cp ")
    imported = page.next("bulkops import")
    assert "10\u2009000 rows · 8 columns · 512 documents" in imported.text
    assert (imported.text.count("TODO: "), imported.text.count("DOUBT: ")) == (1, 2)
    assert "`rows.dates`" in page.next("bulkops validate", code=3).err


def settle(page: Page) -> None:
    assert "TODO" not in page.next("bulkops import").text
    for _ in range(3):
        page.next("sed -i")
    page.next("echo ")
    assert page.next("bulkops validate").out.startswith("938 operations in retail.yaml: no errors")
    # What was proposed and settled is what somebody wrote by hand, but for the VAT codes.
    settled = read(page.folder.path / "retail.yaml").trees
    for tree in settled:
        tree["id"] = tree["id"].replace("invoice-", "inv-")
        for line in tree.get("with", {}).get("invoiceLines", []):
            assert line.pop("vatCodeId") in {"3", "51", "52"}
    by_hand = read(ROOT / "manifests-examples" / "online-retail" / "online-retail.yaml").trees
    creates = [tree for tree in settled if "with" in tree]
    assert creates == [tree for tree in by_hand if "with" in tree]
    assert len(settled) == len(by_hand) == 2 * len(creates)


def check_ledger(folder: Folder, wanted: Part) -> None:
    """Make sure that each invoice is there once, with its sum, and was released once."""
    with folder.ledger() as ledger:
        held = [document for document in ledger.documents() if document.number > "100300"]
    assert len(held) == wanted.invoices
    assert {document.external_reference: document.net for document in held} == wanted.by_number
    assert {document.currency for document in held} == {"GBP"}
    released = Counter(effect.number for effect in folder.effects("released"))
    assert released == dict.fromkeys((document.number for document in held), 1)


def check_files(page: Page, sold: Part) -> None:
    """Hold the files of results against the source: rows, invoices and sums."""
    path = page.folder.path
    page.next("bulkops results")
    page.next("bulkops results")
    source = read_rows(path / "retail.csv")
    files = {name: read_rows(path / "proof" / f"{name}.csv") for name in ("succeeded", "failed", "skipped")}
    assert source_cells(row for rows in files.values() for row in rows) == source_cells(source)
    parts = {name: count(rows) for name, rows in files.items()}
    assert parts["succeeded"].net + parts["failed"].net == sold.net
    assert parts["skipped"] == count(source, is_cancelled)
    assert parts["failed"] == count(source, lambda row: is_refused(row) and not is_cancelled(row))
    for name, part in parts.items():
        said = f"| `proof/{name}.csv` | {part.rows:,} | {part.net:,.2f} |".replace("-", "\u2212")
        assert said in page.text
    assert f"| `retail.csv` | {len(source):,} | {count(source).net:,.2f} |" in page.text


def check_proof(page: Page, done: Part, refused: Part) -> None:
    page.next("bulkops runs")
    page.name_runs("FIRST", "SECOND")
    for part in (done, refused):
        found = page.next("bulkops reconcile")
        assert f"{part.invoices} as made = {part.invoices} documents" in found.out
        assert "net sum of invoices in GBP" in found.out
        assert found.out.count(shown(part.net).removesuffix(" GBP")) == 2, "by the journal, and found"


def check_undone(page: Page, done: Part, refused: Part) -> None:
    page.next("bulkops compensate")
    assert shown(done.net) in page.next("bulkops plan undo.yaml").out
    page.next("bulkops apply undo.yaml")
    page.name_runs("FIRST", "SECOND", "UNDO")
    found = page.next("bulkops reconcile")
    assert f"{2 * done.invoices} as made = {2 * done.invoices} documents" in found.out
    with page.folder.ledger() as ledger:
        credited = sum(held.net for held in ledger.documents("credit_note") if held.currency == "GBP")
        invoiced = sum(held.net for held in ledger.documents() if held.currency == "GBP" and held.number > "100300")
    assert (credited, invoiced - credited) == (done.net, refused.net)
