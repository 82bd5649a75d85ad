"""Reconciling at its limits: pages that move, in doubt, purged, personal, another company, out of reach, real data."""

import json
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.ledger import Held
from tests.runs.drifting import OURS, applied, delete, edit, put, settings
from tests.runs.folder import Folder
from tests.runs.reconciling import creates, flat, ledger_net, post, reconcile, sums, told
from tests.runs.served import Server

EXAMPLE = Path(__file__).parents[2] / "manifests-examples" / "online-retail"
SCHEMA = Path(__file__).parents[2] / "schemas" / "reconcile.schema.json"
CONTACT = "with: {invoiceContact: {overrideContact: true, email: canary@ours.example}}"


def test_rows_that_move_between_pages_are_neither_missing_nor_doubled(folder: Folder) -> None:
    folder.switch(page_size_max=7)
    numbers = creates(folder, 40)
    edit(folder, delete(numbers[4]), post("m-8", "99.75"))
    folder.fail(Fault(kind=FaultKind.MOVE_ROW, method="GET", path="/v1/customerinvoice", count=3))
    found = reconcile(folder, code=1)
    assert {key: standing for key, (standing, _) in told(found).items()} == {
        numbers[4]: "missing",
        numbers[7]: "doubled",
    }
    # A row that went to a page which was read already makes the reader go back, never take it for gone.
    assert found["calls"] >= 6


def test_what_is_in_doubt_is_said_and_the_rest_is_reconciled(folder: Folder) -> None:
    body = "hold: false, currencyId: NOK, documentDate: 2026-03-31, invoiceLines: [{inventoryNumber: A, quantity: 1,"
    entries = "".join(
        f"  - {{id: {mark}, op: visma.invoice.create, with: {{customerNumber: '10001', externalReference: {mark}, {body}"
        " unitPriceInCurrency: 5.50}]}}\n"
        for mark in ("kept", "lost")
    )
    folder.write("m.yaml", f"bulkops: 1\nname: m\noperations:\n{entries}")
    folder.fail(Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path="/v2/customerinvoice", contains="lost"))
    with folder.start("apply", "--yes", "m.yaml", "--no-progress", "--in-flight", "1") as process:
        while not any(held.external_reference == "lost" for held in _documents(folder)):
            assert process.poll() is None
        process.kill()
    (made,) = (held.number for held in _documents(folder) if held.external_reference == "lost")
    found = reconcile(folder, code=7)
    assert (found["operations_unsettled"], found["counts"]["as_made"]) == (1, 1)
    (doubt,) = found["documents"]
    assert (doubt["standing"], doubt["key"], doubt["mark"]) == ("unknown", None, "externalReference=lost")
    assert [other["number"] for other in doubt["others"]] == [made]
    assert sums(found) == {"NOK": ("5.50", "11.00", {"unknown": "5.50"})}
    text = folder.run("reconcile", folder.last_run().name)
    assert f"may be it: invoice {made}" in text.out
    assert "`bulkops resume" in text.out
    folder.finish()
    assert told(reconcile(folder, code=0)) == {}


def _documents(folder: Folder) -> list[Held]:
    with folder.ledger() as ledger:
        return list(ledger.documents())


def test_what_was_purged_is_known_by_its_version_and_sum(folder: Folder) -> None:
    numbers = creates(folder, 3)
    assert folder.run("journal", "purge", "--run", folder.last_run().name, "--yes").code == 0
    assert told(reconcile(folder, code=0)) == {}
    edit(folder, put(numbers[0], note={"value": "Theirs"}), delete(numbers[1]))
    found = reconcile(folder, code=1)
    assert told(found) == {numbers[0]: ("unknown", {}), numbers[1]: ("missing", {})}
    assert sums(found)["NOK"][2] == {"missing": "-4.50"}
    assert "what our runs set was purged, and is not compared" in folder.run("reconcile", folder.last_run().name).out


def test_personal_data_is_in_no_output(folder: Folder) -> None:
    applied(
        folder,
        f"op: visma.invoice.update, invoice: '100231', {CONTACT}",
        "op: ddapi.invoice_settings.set, customer: 10042, with: {InvoiceOrderPaymentEmailAddress: canary@ours.example}",
    )
    theirs = {"overrideContact": {"value": True}, "email": {"value": "canary@theirs.example"}}
    edit(folder, put("100231", invoiceContact={"value": theirs}))
    edit(folder, settings(InvoiceOrderPaymentEmailAddress="canary@theirs.example"))
    for options in ((), ("--full",), ("--format", "json"), ("--format", "json", "-o", "found.json")):
        done = folder.run("reconcile", folder.last_run().name, *options)
        out = (folder.path / "found.json").read_text(encoding="utf-8") if "-o" in options else done.out
        assert done.code == 1
        assert "canary" not in done.text + out
        assert "InvoiceOrderPaymentEmailAddress" in out
        assert "invoiceContact.email" in out


def test_what_is_printed_fits_its_schema_and_a_file_holds_the_same(folder: Folder) -> None:
    numbers = creates(folder, 12)
    edit(folder, *(delete(number) for number in numbers[:11]))
    name = folder.last_run().name
    found = reconcile(folder, code=1)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(found)) == []
    assert folder.run("reconcile", name, "--format", "json", "-o", "r.json").code == 1
    kept = json.loads((folder.path / "r.json").read_text(encoding="utf-8"))
    assert {**kept, "read_at": ""} == {**found, "read_at": ""}
    assert folder.run("reconcile", name, "-o", "r.json").code == 64, "nothing is replaced without a word"
    short, full = (folder.run("reconcile", name, *options).out for options in ((), ("--full",)))
    assert "and 1 more document; `--full` shows all" in short
    assert (short.count("  - invoice"), full.count("  - invoice")) == (10, 11)
    again = folder.run("reconcile", name, "-o", "r.json", "--overwrite")
    assert "1 as made · 11 missing = 12 documents" in (folder.path / "r.json").read_text(encoding="utf-8")
    assert (again.code, again.out) == (1, "")


def test_what_cannot_be_reconciled(folder: Folder) -> None:
    assert folder.run("reconcile").code == 64
    none = folder.run("reconcile", "7f3a")
    assert (none.code, "there is no run yet" in none.err) == (64, True)
    applied(folder, OURS)
    wrong = folder.run("reconcile", "ffff")
    assert (wrong.code, "there is no run `ffff`" in wrong.err) == (64, True)


def test_another_company_and_a_system_out_of_reach(server: Server) -> None:
    folder = server.folder
    applied(folder, OURS)
    assert told(reconcile(folder, code=0)) == {}
    name = folder.last_run().name
    own = (folder.path / "bulkops.yaml").read_text(encoding="utf-8")
    folder.write("bulkops.yaml", own.replace("tenant_id: demo", "tenant_id: other"))
    other = folder.run("reconcile", name)
    assert (other.code, "another company" in other.err) == (64, True), other.text
    folder.write("bulkops.yaml", own)
    server.stop()
    away = folder.run("reconcile", name)
    assert (away.code, away.out) == (5, ""), away.text


def test_real_data_end_to_end(folder: Folder) -> None:
    for file in ("sample.csv", "sample.yaml"):
        shutil.copy(EXAMPLE / file, folder.path / file)
    assert folder.apply("sample.yaml").code == 0
    found = reconcile(folder, code=0)
    with folder.ledger() as ledger:
        ours = [held for held in ledger.documents() if held.number >= "100301"]
    assert found["counts"]["as_made"] == found["documents_total"] == len(ours) > 1
    made = sum((held.net for held in ours), Decimal(0))
    assert sums(found) == {"GBP": (f"{made:.2f}", f"{made:.2f}", {})}
    twin = ours[0]
    edit(folder, post(twin.external_reference, "1.50"))
    found = reconcile(folder, code=1)
    assert Counter(standing for standing, _ in told(found).values()) == {"doubled": 1}
    # The twin is in another currency: its sum stands by itself, and adds up there.
    assert sums(found)["NOK"] == ("0", "1.50", {"doubled": "1.50"})
    assert sums(found)["GBP"][0] == sums(found)["GBP"][1] == f"{ledger_net(folder, [one.number for one in ours]):.2f}"


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_run_that_has_made_nothing(folder: Folder, form: str) -> None:
    applied(folder, "op: visma.invoice.print, invoice: '100232', save_as: a.pdf")
    done = folder.run("reconcile", folder.last_run().name, "--format", form)
    assert done.code == 0, done.text
    assert "made or changed no document" in flat(done) if form == "text" else json.loads(done.out)["documents"] == []
