"""What a run has made is held against what is there: missing, doubled, differing, changed since; and sums add up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from bulkops.core.http import Request
from tests.runs.drifting import CREATE, EVERY_KIND, OURS, applied, delete, edit, put, release, settings
from tests.runs.folder import Folder
from tests.runs.reconciling import creates, flat, ledger_net, post, reconcile, sums, told


def test_one_deleted_and_one_doubled_are_exactly_what_is_told(folder: Folder) -> None:
    numbers = creates(folder, 40)
    made = ledger_net(folder, numbers)
    assert reconcile(folder, code=0)["counts"]["as_made"] == 40
    edit(folder, delete(numbers[4]), post("m-8", "99.75", day="2026-01-05"))
    with folder.ledger() as ledger:
        before = len(ledger.requests())
        (twin,) = (
            held for held in ledger.documents() if held.external_reference == "m-8" and held.number != numbers[7]
        )
    found = reconcile(folder, code=1)
    assert told(found) == {numbers[4]: ("missing", {}), numbers[7]: ("doubled", {})}
    assert [one["code"] for one in found["documents"]] == ["P094", "P095"]
    assert found["documents"][0]["operation"]["id"] == "inv-5"
    assert [other["number"] for other in found["documents"][1]["others"]] == [twin.number]
    assert sums(found) == {
        "NOK": (f"{made:.2f}", f"{made - Decimal('10.50') + twin.net:.2f}", {"missing": "-10.50", "doubled": "99.75"})
    }
    assert Decimal(sums(found)["NOK"][1]) == ledger_net(folder, [*numbers, twin.number])
    with folder.ledger() as ledger:
        asked = [seen for seen in ledger.requests()[before:] if "token" not in seen.path]
    assert [(seen.method, seen.path) for seen in asked] == [("GET", "/v1/customerinvoice")], "one page, one call"
    assert found["calls"] == 1
    text = folder.run("reconcile", folder.last_run().name)
    assert text.code == 1
    assert "38 as made · 1 missing · 1 doubled = 40 documents" in flat(text)
    assert f"also invoice {twin.number} · Balanced · 99.75 NOK" in flat(text)


@dataclass(frozen=True)
class Case:
    """An entry of ours, what a second client does afterwards, and what is told of it."""

    entry: str
    edit: Request
    key: str
    standing: str
    changes: Mapping[str, Any] = field(default_factory=dict)


CASES = {
    "text": Case(
        OURS, put("100231", invoiceText={"value": "Theirs"}), "100231", "differing", {"invoiceText": ("Ours", "Theirs")}
    ),
    "another field": Case(OURS, put("100231", note={"value": "Theirs"}), "100231", "changed"),
    "deleted": Case(OURS, delete("100231"), "100231", "missing"),
    "released": Case(OURS, release("100231"), "100231", "differing", {"status": ("Balanced", "Open")}),
    "released by us": Case(
        "op: visma.invoice.release, invoice: '100232'",
        put("100232", documentDueDate={"value": "2030-01-01"}),
        "100232",
        "changed",
    ),
    "settings": Case(
        "op: ddapi.invoice_settings.set, customer: 10042, with: {PaysInvoiceFee: false}",
        settings(),
        "10042",
        "differing",
        {"PaysInvoiceFee": (False, True)},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_a_second_client_does_is_told(folder: Folder, case: Case) -> None:
    folder.switch(release_delay_s=0)
    applied(folder, case.entry)
    assert told(reconcile(folder, code=0)) == {}
    edit(folder, case.edit)
    found = reconcile(folder, code=0 if case.standing == "changed" else 1)
    assert told(found) == {case.key: (case.standing, dict(case.changes))}
    assert case.key in folder.run("reconcile", folder.last_run().name).out


def test_a_sum_that_differs_is_explained(folder: Folder) -> None:
    applied(folder, CREATE)
    line = {"operation": "Update", "lineNumber": {"value": 1}, "quantity": {"value": 3}}
    edit(folder, put("100301", invoiceLines=[line]))
    found = reconcile(folder, code=1)
    assert told(found)["100301"][1]["detailTotalInCurrency"] == ("5.50", "16.50")
    assert sums(found) == {"NOK": ("5.50", "16.50", {"differing": "11.00"})}
    assert Decimal("16.50") == ledger_net(folder, ["100301"])


def test_every_kind_of_operation_is_as_made(folder: Folder) -> None:
    folder.write("file.txt", "hello")
    applied(
        folder,
        CREATE,
        *EVERY_KIND,
        CASES["settings"].entry,
    )
    found = reconcile(folder, code=0)
    assert told(found) == {}
    # The invoice, its copy, 100231, 100232 and its credit note, 100234 that is gone, and the settings.
    assert found["counts"]["as_made"] == 7
    # No list shows the settings, nor that 100234 is gone on purpose.
    assert found["singly"] == 2
    assert {line["kind"] for line in found["sums"]} == {"visma.invoice", "visma.credit_note"}
    assert all(line["made"] == line["found"] or "no_sum" in line["because"] for line in found["sums"])


def test_what_later_runs_of_ours_do_is_known(folder: Folder) -> None:
    numbers = creates(folder, 3, name="first")
    first = folder.last_run().name
    applied(folder, f"op: visma.invoice.delete, invoice: '{numbers[0]}'", name="undo")
    second = folder.last_run().name
    applied(
        folder,
        f"op: visma.invoice.update, invoice: '{numbers[1]}', with: {{invoiceText: Later, note: Later}}",
        name="more",
    )
    found = reconcile(folder, first, code=0)
    assert told(found) == {numbers[0]: ("undone", {})}
    assert found["counts"]["as_made"] == 2
    assert sums(found)["NOK"][2] == {"undone": "-2.50"}
    # The run that deleted it finds it gone, as it is to be.
    assert reconcile(folder, second, code=0)["counts"]["as_made"] == 1
    edit(folder, put(numbers[1], invoiceText={"value": "Theirs"}))
    assert told(reconcile(folder, first, code=1))[numbers[1]] == ("differing", {"invoiceText": ("Later", "Theirs")})


def test_what_a_later_run_counters_is_there_and_counted(folder: Folder) -> None:
    folder.switch(release_delay_s=0)
    applied(folder, CREATE, "op: visma.invoice.release, invoice: '100232'", name="first")
    first = folder.last_run().name
    applied(
        folder, "op: visma.invoice.reverse, invoice: '100232'", "op: visma.invoice.delete, invoice: '100301'", name="u"
    )
    second = folder.last_run().name
    found = reconcile(folder, first, code=0)
    assert told(found) == {"100232": ("countered", {}), "100301": ("undone", {})}
    assert {one["key"]: one["later"] for one in found["documents"]} == {
        "100232": {"run": second, "type": "visma.invoice.reverse"},
        "100301": {"run": second, "type": "visma.invoice.delete"},
    }
    assert sum(Decimal(line["countered"]) for line in found["sums"]) == ledger_net(folder, ["100232"])
    text = flat(folder.run("reconcile", first))
    assert "0 as made" not in text
    assert "as our runs left it: 1 there and countered by later runs · 1 deleted by later runs" in text
    # The run that has countered it made the credit note, and what it deleted is gone: nothing of that is a difference.
    undo = reconcile(folder, second, code=0)
    assert (undo["counts"]["as_made"], undo["deleted"]) == (3, 1)
    assert "as our runs left it: 2 there once · 1 deleted by this run" in flat(folder.run("reconcile", second))
