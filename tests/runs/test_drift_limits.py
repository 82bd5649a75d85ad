"""Drift at its limits: many documents, few asked for, no versions, purged, in doubt, personal, out of reach."""

from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.drifting import OURS, applied, drift, edit, put, settings, told
from tests.runs.folder import Folder, pairs
from tests.runs.served import Server


def test_many_documents_cost_a_page_not_a_call_each(folder: Folder) -> None:
    folder.write("m.yaml", pairs("m", 40))
    assert folder.apply("m.yaml").code == 0
    edit(folder, put("100301", documentDueDate={"value": "2030-01-01"}))
    with folder.ledger() as ledger:
        before = len(ledger.requests())
    found = drift(folder)
    with folder.ledger() as ledger:
        assert len(ledger.requests()) - before == found["calls"] == 1
    assert found["compared"] == 40
    assert told(found) == {"100301": ("touched", {})}


def test_of_some_manifests_or_of_one_run(folder: Folder) -> None:
    applied(folder, OURS, name="first")
    first = folder.last_run().name
    applied(folder, "op: visma.invoice.update, invoice: '100233', with: {invoiceText: Ours}", name="second")
    edit(folder, put("100231", invoiceText={"value": "x"}), put("100233", invoiceText={"value": "x"}))
    assert told(drift(folder)).keys() == {"100231", "100233"}
    assert told(drift(folder, "second.yaml")).keys() == {"100233"}
    assert told(drift(folder, "--run", first)).keys() == {"100231"}
    assert drift(folder, "--run", first, "second.yaml")["compared"] == 0
    # What a later run has made of it is no change by others, though the run is not asked for.
    applied(folder, OURS.replace("Ours", "Later"), name="third")
    assert told(drift(folder, "--run", first)) == {}


def test_of_a_table_that_does_not_say_how_it_is_read(folder: Folder) -> None:
    applied(folder, OURS.replace("100231", "100233"), name="other")
    folder.write("table.csv", "@id;@invoice;documentDueDate\na;100231;31.03.2026\n")
    how = ("--op", "visma.invoice.update", "--delimiter", ";", "--dates", "%d.%m.%Y", "--name", "ours")
    assert folder.apply("table.csv", *how).code == 0
    edit(folder, put("100231", invoiceText={"value": "x"}), put("100233", invoiceText={"value": "x"}))
    assert told(drift(folder, "table.csv", *how)).keys() == {"100231"}
    unsaid = folder.run("drift", "table.csv")
    assert unsaid.code == 3
    assert "--delimiter" in unsaid.err
    for files in ((), ("m.yaml",)):
        folder.write("m.yaml", "bulkops: 1\nname: ours\noperations: []\n")
        misplaced = folder.run("drift", *files, "--op", "visma.invoice.update")
        assert (misplaced.code, "about tables" in misplaced.err) == (3, True), misplaced.text


def test_without_versions_what_was_set_is_still_compared(folder: Folder) -> None:
    folder.switch(update_etag=False)
    applied(folder, OURS)
    edit(folder, put("100231", note={"value": "Theirs"}))
    found = drift(folder)
    assert told(found) == {}
    assert found["unversioned"] == 1
    edit(folder, put("100231", invoiceText={"value": "Theirs"}))
    assert told(drift(folder)) == {"100231": ("changed", {"invoiceText": ("Ours", "Theirs")})}
    assert "no version is known; only what our runs set is compared" in folder.run("drift").out


def test_what_was_purged_is_compared_by_its_version_only(folder: Folder) -> None:
    applied(folder, OURS)
    assert folder.run("journal", "purge", "--run", folder.last_run().name, "--yes").code == 0
    assert told(drift(folder)) == {}
    edit(folder, put("100231", invoiceText={"value": "Theirs"}))
    found = drift(folder)
    assert told(found) == {"100231": ("touched", {})}
    assert found["purged"] == 1
    assert found["documents"][0]["purged"]
    text = folder.run("drift").out
    assert "1 document: what our runs set was purged; version and status are compared" in text


def test_what_is_not_settled_is_left_alone(folder: Folder) -> None:
    folder.fail(Fault(kind=FaultKind.LOSE_REQUEST, method="PUT", path="*/100231"))
    folder.write("m.yaml", f"bulkops: 1\nname: m\noperations:\n  - {{id: a, {OURS}}}\n")
    with folder.start("apply", "--yes", "m.yaml", "--no-progress") as process:
        while not folder.writes():
            assert process.poll() is None
        process.kill()
    found = drift(folder)
    assert found["not_compared"] == {"removed": 0, "unsettled": 1}
    assert found["compared"] == 0
    assert "not compared; `bulkops resume`" in folder.run("drift").out


def test_personal_data_is_in_no_output(folder: Folder) -> None:
    contact = "with: {invoiceContact: {overrideContact: true, email: canary@ours.example}}"
    applied(
        folder,
        f"op: visma.invoice.update, invoice: '100231', {contact}",
        "op: ddapi.invoice_settings.set, customer: 10042, with: {InvoiceOrderPaymentEmailAddress: canary@ours.example}",
    )
    theirs = {"overrideContact": {"value": True}, "email": {"value": "canary@theirs.example"}}
    edit(folder, put("100231", invoiceContact={"value": theirs}))
    edit(folder, settings(InvoiceOrderPaymentEmailAddress="canary@theirs.example"))
    outputs = [folder.run("drift", *options) for options in ((), ("--full",), ("--format", "json"))]
    for done in outputs:
        assert done.code == 0
        assert "canary" not in done.text
        assert "InvoiceOrderPaymentEmailAddress" in done.out
        assert "invoiceContact.email" in done.out
    assert "(changed, sensitive)" in outputs[0].out


def test_what_cannot_be_looked_at(folder: Folder) -> None:
    none = folder.run("drift")
    assert (none.code, "there is no run yet" in none.err) == (64, True)
    applied(folder, OURS)
    assert folder.run("drift", "--run", "ffff").code == 64
    assert folder.run("drift", "absent.yaml").code == 3
    assert folder.run("drift", "--format", "xml").code == 64


def test_another_company_and_a_system_out_of_reach(server: Server) -> None:
    folder = server.folder
    applied(folder, OURS)
    assert told(drift(folder)) == {}
    name = folder.last_run().name
    own = (folder.path / "bulkops.yaml").read_text(encoding="utf-8")
    folder.write("bulkops.yaml", own.replace("tenant_id: demo", "tenant_id: other"))
    for options in ((), ("--run", name)):
        other = folder.run("drift", *options)
        assert other.code == 64, other.text
    folder.write("bulkops.yaml", own)
    server.stop()
    away = folder.run("drift")
    assert away.code == 5, away.text
    assert away.out == ""
