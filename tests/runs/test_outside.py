"""A plan tells what others have changed since our last run apart from what it would change itself."""

from collections.abc import Sequence
from typing import Any

import pytest

from bulkops.adapters.journal.earlier import open_earlier_runs
from bulkops.app.outside import OutsideChanges
from bulkops.app.project import find_project, load_project
from bulkops.cli.planned import connected, make_plan
from bulkops.core.outside import Outside
from bulkops.providers import REGISTRY
from tests.runs.drifting import CREATE, OURS, SETTINGS, applied, edit, put, release, settings
from tests.runs.folder import Folder

pytestmark = pytest.mark.anyio
SET = "op: ddapi.invoice_settings.set, customer: 10042, with: {PaysInvoiceFee: false}"


async def outside(folder: Folder, *entries: str, monkeypatch: pytest.MonkeyPatch) -> list[Outside | None]:
    """Plan some entries, and say for each step what others have changed."""
    monkeypatch.chdir(folder.path)
    lines = "".join(f"  - {{id: later-{number}, {entry}}}\n" for number, entry in enumerate(entries, 1))
    folder.write("later.yaml", f"bulkops: 1\nname: later\noperations:\n{lines}")
    project = load_project(find_project(folder.path))
    async with connected(project) as system:
        made = await make_plan(["later.yaml"], project, system)
        try:
            earlier = open_earlier_runs(project.journal_path, system.environment, system.scope)
            assert earlier is not None
            with earlier:
                found = OutsideChanges(earlier, REGISTRY)
                return [found.of(step) for step in made.draft.steps()]
        finally:
            made.draft.close()


def fields(found: Outside | None) -> dict[str, Any]:
    assert found is not None
    return {change.path: (change.before, change.after) for change in found.changes}


async def told(folder: Folder, entries: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any] | None]:
    found = await outside(folder, *entries, monkeypatch=monkeypatch)
    return [None if one is None else fields(one) for one in found]


async def test_their_change_stands_apart_from_ours(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    applied(folder, OURS)
    entry = OURS.replace("invoiceText: Ours", "invoiceText: Ours again, note: Ours")
    assert await told(folder, [entry], monkeypatch) == [None]
    edit(folder, put("100231", invoiceText={"value": "Theirs"}))
    (found,) = await outside(folder, entry, monkeypatch=monkeypatch)
    assert fields(found) == {"invoiceText": ("Ours", "Theirs")}
    assert found is not None
    run = folder.last_run()
    assert found.run == run.name
    assert run.started_at <= found.at <= run.ended_at
    assert not found.gone


async def test_something_that_we_never_set_and_a_status(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.switch(release_delay_s=0)
    applied(folder, OURS, OURS.replace("100231", "100233"))
    edit(folder, put("100231", note={"value": "Theirs"}), release("100233"))
    due = "op: visma.invoice.update, invoice: '100233', with: {documentDueDate: 2030-01-01}"
    found = await told(folder, ["op: visma.invoice.release, invoice: '100231'", due], monkeypatch)
    assert found == [{}, {"status": ("Balanced", "Open")}]


async def test_only_the_first_step_on_a_document_tells_it(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    applied(folder, OURS, SET)
    edit(folder, put("100231", invoiceText={"value": "Theirs"}), settings())
    entries = [
        OURS.replace("Ours", "Ours again"),
        "op: visma.invoice.release, invoice: '100231'",
        SET.replace("PaysInvoiceFee: false", "TermsOfPaymentId: 4"),
        SET.replace("PaysInvoiceFee: false", "CurrencyId: 2"),
        OURS.replace("100231", "100233"),  # never written by a run of ours
        CREATE,
    ]
    found = await told(folder, entries, monkeypatch)
    assert found == [
        {"invoiceText": ("Ours", "Theirs")},
        None,
        {"PaysInvoiceFee": (False, True)},
        None,
        None,
        None,
    ]


async def test_a_document_that_a_run_has_made(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    applied(folder, CREATE, "op: visma.invoice.update, invoice: {from: m-1}, with: {invoiceText: Ours}")
    number = folder.effects("created")[0].number
    entry = f"op: visma.invoice.release, invoice: '{number}'"
    assert await told(folder, [entry], monkeypatch) == [None]
    edit(folder, put(number, invoiceText={"value": "Theirs"}))
    assert await told(folder, [entry], monkeypatch) == [{"invoiceText": ("Ours", "Theirs")}]


async def test_settings_that_are_gone(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    applied(folder, SET)
    erp = folder.open_erp()
    erp.state.db.execute("DELETE FROM settings WHERE customer = 10042")
    erp.close()
    everything = ", ".join(
        f"{name}: {str(value).lower()}"
        for name, value in SETTINGS.items()
        if name != "CustomerNumber" and value is not None
    )
    entry = f"op: ddapi.invoice_settings.set, customer: 10042, create: true, with: {{{everything}}}"
    (found,) = await outside(folder, entry, monkeypatch=monkeypatch)
    assert found is not None
    assert found.gone
