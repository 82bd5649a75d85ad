"""What a run has done is undone by a manifest: planned and applied like any other."""

from pathlib import Path

import pytest

from tests.runs.compensating import compensate, customer, document, entries, same, undo
from tests.runs.drifting import applied
from tests.runs.folder import Folder

EXAMPLES = Path(__file__).parents[2] / "manifests-examples"


def test_the_quickstart_is_undone(folder: Folder) -> None:
    folder.switch(release_delay_s=0)
    folder.write("q.yaml", (EXAMPLES / "quickstart.yaml").read_text(encoding="utf-8"))
    before = customer(folder)
    assert folder.apply("q.yaml").code == 0
    run = folder.last_run().name
    said = compensate(folder).err
    assert "6 operations of the run, 4 entries to undo what can be undone" in said
    assert list(entries(folder)) == ["set 10042", "reverse 100231", "delete 100302", "reverse 100301"]
    planned = folder.run("plan", "undo.yaml")
    assert planned.code == 0, planned.text
    undo(folder)
    same(customer(folder), before)
    assert document(folder, "100302") is None
    with folder.ledger() as ledger:
        reversed_ones = {effect.source for effect in ledger.effects() if effect.kind == "reversed"}
    assert reversed_ones >= {"100231", "100301"}
    again = compensate(folder, run)
    assert f"nothing is left to undo of run {run}" in again.err
    assert entries(folder) == {}


@pytest.mark.parametrize(
    "payload",
    [
        "{invoiceText: Ours, note: Ours}",
        "{hold: true}",
        "{creditTermsId: '14', documentDate: 2026-01-15}",
        "{invoiceContact: {overrideContact: true, email: canary@ours.example, name: Ours}}",
        "{billingAddress: {overrideAddress: true, addressLine1: Ours 1, city: Ourstown}}",
        "{invoiceLines: [{lineNumber: 1, quantity: 7, unitPriceInCurrency: 3.25, description: Ours}]}",
        "{invoiceLines: [{operation: Insert, inventoryNumber: A, quantity: 3, unitPriceInCurrency: 2}]}",
        "{invoiceLines: [{lineNumber: 1, discountPercent: 10}, {inventoryNumber: B, quantity: 1}]}",
    ],
)
def test_changed_fields_are_as_they_were(folder: Folder, payload: str) -> None:
    before = document(folder, "100231")
    applied(folder, f"op: visma.invoice.update, invoice: '100231', with: {payload}")
    assert document(folder, "100231") != before
    compensate(folder)
    undo(folder)
    same(document(folder, "100231"), before)
    compensate(folder, _first(folder))
    assert entries(folder) == {}


def _first(folder: Folder) -> str:
    with folder.journal() as journal:
        return journal.runs()[-1].name
