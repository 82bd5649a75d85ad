"""What a run has done is undone by a manifest: planned and applied like any other, and nobody's later work with it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from bulkops.adapters.clock import SystemClock
from bulkops.core.http import Request
from bulkops.core.json import loads
from tests.runs.drifting import INVOICE, applied
from tests.runs.folder import Done, Folder

EXAMPLES = Path(__file__).parents[2] / "manifests-examples"
#: What every write moves on; an undoing moves it on once more.
_MOVING = {"timeStamp", "lastModifiedDateTime", "version"}


def compensate(folder: Folder, run: str = "", code: int = 0, file: str = "undo.yaml") -> Done:
    """Write the manifest that undoes a run; make sure that nothing is sent."""
    before = len(folder.writes())
    done = folder.run("compensate", run or folder.last_run().name, "-o", file, "--overwrite")
    assert done.code == code, done.text
    assert len(folder.writes()) == before
    return done


def entries(folder: Folder, file: str = "undo.yaml") -> dict[str, Any]:
    """Give what the manifest asks for, by what is to be done to which document."""
    manifest = yaml.load((folder.path / file).read_text(encoding="utf-8"), yaml.BaseLoader)
    return {
        f"{entry['op'].rpartition('.')[2]} {entry.get('invoice') or entry.get('customer')}": entry.get("with", {})
        for entry in manifest["operations"]
    }


def undo(folder: Folder) -> None:
    done = folder.apply("undo.yaml")
    assert done.code == 0, done.text


def document(folder: Folder, number: str) -> dict[str, Any] | None:
    return _read(folder, "visma", f"{INVOICE}/{number}")


def _read(folder: Folder, api: str, path: str) -> dict[str, Any] | None:
    erp = folder.open_erp()
    answer = erp.handle(Request(api=api, method="GET", path=path), SystemClock().now())
    erp.close()
    found: dict[str, Any] | None = loads(answer.body) if answer.status == 200 else None
    return found


def customer(folder: Folder) -> dict[str, Any] | None:
    return _read(folder, "ddapi", "/api/customers/invoice/10042")


def same(one: Any, other: Any) -> None:
    """Compare two documents; a member that is empty is as good as none."""
    assert _held(one) == _held(other)


def _held(value: Any) -> Any:
    if isinstance(value, Mapping):
        kept = {name: _held(member) for name, member in value.items() if name not in _MOVING}
        return {name: member for name, member in kept.items() if member not in (None, "")}
    return [_held(element) for element in value] if isinstance(value, list) else value


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
