"""What others have changed since our runs is told: field by field, status, version; and nothing else is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from bulkops.core.http import Request
from tests.runs.drifting import CREATE, EVERY_KIND, OURS, applied, delete, drift, edit, put, release, settings, told
from tests.runs.folder import Folder


@dataclass(frozen=True)
class Case:
    """An entry of ours, what a second client does afterwards, and what is told of it."""

    entry: str
    edit: Request
    key: str
    drift: str
    changes: Mapping[str, Any] = field(default_factory=dict)


CASES = {
    "text": Case(
        OURS, put("100231", invoiceText={"value": "Theirs"}), "100231", "changed", {"invoiceText": ("Ours", "Theirs")}
    ),
    "another field": Case(OURS, put("100231", note={"value": "Theirs"}), "100231", "touched"),
    "deleted": Case(OURS, delete("100231"), "100231", "gone"),
    "released": Case(OURS, release("100231"), "100231", "moved", {"status": ("Balanced", "Open")}),
    "put on hold": Case(OURS, put("100231", hold={"value": True}), "100231", "moved", {"status": ("Balanced", "Hold")}),
    "line": Case(
        "op: visma.invoice.update, invoice: '100231', with: {invoiceLines: [{lineNumber: 1, quantity: 7}]}",
        put("100231", invoiceLines=[{"operation": "Update", "lineNumber": {"value": 1}, "quantity": {"value": 9}}]),
        "100231",
        "changed",
        {"invoiceLines[1].quantity": (7, 9)},
    ),
    "released by us": Case(
        "op: visma.invoice.release, invoice: '100232'",
        put("100232", documentDueDate={"value": "2030-01-01"}),
        "100232",
        "touched",
    ),
    "settings": Case(
        "op: ddapi.invoice_settings.set, customer: 10042, with: {PaysInvoiceFee: false}",
        settings(),
        "10042",
        "changed",
        {"PaysInvoiceFee": (False, True)},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_a_second_client_does_is_told(folder: Folder, case: Case) -> None:
    folder.switch(release_delay_s=0)
    applied(folder, case.entry)
    assert told(drift(folder)) == {}
    edit(folder, case.edit)
    found = drift(folder)
    assert told(found) == {case.key: (case.drift, dict(case.changes))}
    operation = found["documents"][0]["operation"]
    assert (operation["run"], operation["manifest"], operation["id"]) == (folder.last_run().name, "m", "m-1")
    text = folder.run("drift")
    assert text.code == 0
    assert f"{case.key}" in text.out
    assert "1 of 1 document changed by others" in text.out


def test_a_setting_that_we_never_set_is_nobody_elses_business(folder: Folder) -> None:
    applied(folder, CASES["settings"].entry)
    edit(folder, settings(PaysInvoiceFee=False, TermsOfPaymentId=4))
    assert told(drift(folder)) == {}, "settings have no version, and this one is not ours"


def test_nothing_that_our_own_runs_do_is_drift(folder: Folder) -> None:
    folder.write("file.txt", "hello")
    applied(
        folder,
        CREATE,
        *EVERY_KIND,
        CASES["settings"].entry,
    )
    found = drift(folder)
    assert told(found) == {}
    # The invoice, its copy, 100231 and 100232 and its credit note, and the settings.
    assert found["compared"] == 6
    assert found["calls"] == 3, "a page of invoices, the note and the settings: what was deleted costs none"
    assert found["not_compared"] == {"removed": 1, "unsettled": 0}
    text = folder.run("drift").out
    assert "no drift: 6 documents are as our runs left them" in text
    assert "1 document deleted by our own runs: not compared" in text


def test_only_the_last_word_counts(folder: Folder) -> None:
    applied(folder, OURS, "op: visma.invoice.update, invoice: '100233', with: {invoiceText: Ours}", name="first")
    edit(folder, put("100231", invoiceText={"value": "Theirs"}), put("100233", invoiceText={"value": "Theirs"}))
    applied(
        folder,
        OURS.replace("Ours", "Ours again"),
        "op: visma.invoice.update, invoice: '100233', with: {note: Ours}",
        name="second",
    )
    found = drift(folder)
    assert told(found) == {"100233": ("changed", {"invoiceText": ("Ours", "Theirs")})}
    assert found["documents"][0]["operation"]["id"] == "second-2"
    # What a run has found as wanted is its word too.
    applied(
        folder,
        "op: visma.invoice.update, invoice: '100233', with: {invoiceText: Theirs}",
        OURS.replace("Ours", "Ours once more"),
        name="third",
    )
    assert told(drift(folder)) == {}


def test_several_operations_of_a_run_on_one_document(folder: Folder) -> None:
    folder.switch(release_delay_s=0)
    applied(
        folder,
        CREATE,
        "op: visma.invoice.update, invoice: {from: m-1}, with: {invoiceText: Ours, invoiceLines: [{lineNumber: 1,"
        " operation: Update, quantity: 2}]}",
    )
    number = folder.effects("created")[0].number
    assert told(drift(folder)) == {}
    edit(
        folder,
        put(number, invoiceLines=[{"operation": "Update", "lineNumber": {"value": 1}, "quantity": {"value": 3}}]),
    )
    assert told(drift(folder)) == {number: ("changed", {"invoiceLines[1].quantity": (2, 3)})}
    edit(folder, release(number))
    found = told(drift(folder))[number]
    assert found[0] == "moved"
    assert found[1]["status"] == ("Balanced", "Open")


def test_amounts_are_added_up_by_what_was_done(folder: Folder) -> None:
    folder.switch(release_delay_s=0)
    applied(folder, *(CREATE.replace("mark", f"mark-{price}").replace("5.50", f"{price}.50") for price in (1, 2, 3)))
    numbers = [effect.number for effect in folder.effects("created")]
    edit(folder, delete(numbers[0]), delete(numbers[1]), release(numbers[2]))
    found = drift(folder)
    assert found["counts"] == {"gone": 2, "moved": 1, "changed": 0, "touched": 0}
    assert found["sums"] == {"gone": {"NOK": "4.00"}, "moved": {"NOK": "3.50"}}
    assert "2 gone (4.00 NOK) · 1 moved on (3.50 NOK)" in folder.run("drift").out
