"""Where a run cannot be undone, or not in full, that is said; what somebody has touched since is left out."""

import re
import stat

import pytest

from bulkops.core.http import Request
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.compensating import compensate, customer, document, entries, same, undo
from tests.runs.drifting import CREATE, OURS, applied, delete, edit, put, release, settings
from tests.runs.folder import Folder, pairs

SET = "op: ddapi.invoice_settings.set, customer: 10042, with: {PaysInvoiceFee: false}"
TOUCHES = {
    "field": (OURS, put("100231", invoiceText={"value": "Theirs"}), "others have changed", "`invoiceText`"),
    "another field": (
        OURS,
        put("100231", note={"value": "Theirs"}),
        "others have changed",
        "nothing that our runs set",
    ),
    "released": (OURS, release("100231"), "others have changed", "`status`"),
    "deleted": (OURS, delete("100231"), "others have deleted", ""),
    "line": (
        "op: visma.invoice.update, invoice: '100231', with: {invoiceLines: [{lineNumber: 1, quantity: 7}]}",
        put("100231", invoiceLines=[{"operation": "Update", "lineNumber": {"value": 1}, "quantity": {"value": 9}}]),
        "others have changed",
        "`invoiceLines[1].quantity`",
    ),
    "settings": (
        SET.replace("false", "false, TermsOfPaymentId: 4"),
        settings(),
        "others have changed",
        "`PaysInvoiceFee`",
    ),
    "released by us, edited by others": (
        "op: visma.invoice.release, invoice: '100232'",
        put("100232", documentDueDate={"value": "2030-01-01"}),
        "others have changed",
        "nothing that our runs set",
    ),
}


@pytest.mark.parametrize(("entry", "touch", "reason", "detail"), TOUCHES.values(), ids=TOUCHES.keys())
def test_what_others_have_touched_is_left_out(
    folder: Folder, entry: str, touch: Request, reason: str, detail: str
) -> None:
    folder.switch(release_delay_s=0)
    applied(folder, entry, "op: visma.invoice.update, invoice: '100233', with: {invoiceText: Ours}")
    edit(folder, touch)
    said = compensate(folder, code=1)
    assert list(entries(folder)) == ["update 100233"]
    assert f"1 left out: {reason}" in said.err
    text = (folder.path / "undo.yaml").read_text(encoding="utf-8")
    comment = next(line for line in text.splitlines() if "left out: `m-1`" in line)
    assert reason in comment
    assert detail in comment
    assert "Theirs" not in text
    undo(folder)


def test_what_is_touched_after_the_manifest_was_written_is_a_conflict(folder: Folder) -> None:
    applied(folder, OURS, CREATE)
    number = folder.effects("created")[0].number
    compensate(folder)
    edit(folder, put("100231", note={"value": "Theirs"}), put(number, note={"value": "Theirs"}))
    done = folder.run("apply", "--yes", "--on-conflict", "skip", "undo.yaml")
    assert done.code == 1, done.text
    assert "2 conflict" in done.text
    for one in ("100231", number):
        found = document(folder, one)
        assert found is not None
        assert found["note"] == "Theirs"


def test_what_a_later_run_has_changed_is_left_out(folder: Folder) -> None:
    applied(folder, OURS, CREATE, name="first")
    first, number = folder.last_run().name, folder.effects("created")[0].number
    applied(folder, f"op: visma.invoice.update, invoice: '{number}', with: {{note: Later}}", name="second")
    second = folder.last_run().name
    compensate(folder, first, code=1)
    assert list(entries(folder)) == ["update 100231"]
    assert f"a later run has changed the document (run {second})" in (folder.path / "undo.yaml").read_text()
    compensate(folder, second, file="second-undo.yaml")
    assert folder.apply("second-undo.yaml").code == 0
    compensate(folder, first)
    assert set(entries(folder)) == {"update 100231", f"delete {number}"}, "a run that was undone is in nobody's way"


def test_deleted_lines_come_back_with_all_they_held(folder: Folder) -> None:
    before = document(folder, "100231")
    assert before is not None
    number = before["invoiceLines"][0]["lineNumber"]
    applied(
        folder,
        "op: visma.invoice.update, invoice: '100231', with: {invoiceLines:"
        f" [{{operation: Delete, lineNumber: {number}}}, {{inventoryNumber: NEW, quantity: 1}}]}}",
    )
    compensate(folder)
    assert f"comes back under a new number: `invoiceLines[{number}]`" in (folder.path / "undo.yaml").read_text()
    undo(folder)
    after = document(folder, "100231")
    assert after is not None
    for one in (before, after):  # the number is another one, and the account is named, not the item's own
        lines = [{**line, "lineNumber": 0, "account": line["account"]["number"]} for line in one["invoiceLines"]]
        one["invoiceLines"] = sorted(lines, key=lambda line: str(line["inventoryNumber"]))
    same(after, before)


def test_settings_come_back_with_what_is_personal(folder: Folder) -> None:
    edit(folder, settings(InvoiceOrderPaymentEmailAddress="canary@before.example", CreditAccountId=7))
    before = customer(folder)
    applied(
        folder,
        "op: ddapi.invoice_settings.set, customer: 10042, with: {InvoiceOrderPaymentEmailAddress: canary@ours.example,"
        " CreditAccountId: null, PaysInvoiceFee: false}",
        "op: ddapi.invoice_settings.set, customer: 10042, with: {TermsOfPaymentId: 4}",
    )
    said = compensate(folder)
    assert "canary" not in said.text
    file = folder.path / "undo.yaml"
    text = file.read_text(encoding="utf-8")
    assert "canary@before.example" in text
    assert "canary@ours.example" not in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "canary" not in folder.run("plan", "undo.yaml").text
    undo(folder)
    same(customer(folder), before)


def test_what_nothing_undoes_is_said(folder: Folder) -> None:
    folder.switch(release_delay_s=0)
    folder.write("file.txt", "hello")
    applied(
        folder,
        CREATE,
        "op: visma.invoice.attach, invoice: {from: m-1}, file: file.txt",
        "op: visma.invoice.print, invoice: {from: m-1}, save_as: m-1.pdf",
        "op: visma.invoice.release, invoice: {from: m-1}",
        "op: visma.invoice.send_to_autoinvoice, invoice: {from: m-1}",
        "op: visma.invoice.delete, invoice: '100234'",
        "op: visma.invoice.attach, invoice: '100231', file: file.txt",
        "op: visma.invoice.release, invoice: '100232'",
        "op: visma.invoice.correct, invoice: '100232'",
        "op: visma.invoice.update, invoice: {from: m-9}, with: {invoiceText: Corrected, hold: false}",
        "op: visma.invoice.release, invoice: {from: m-9}",
    )
    number = folder.effects("created")[0].number
    said = compensate(folder, code=1).err
    text = (folder.path / "undo.yaml").read_text(encoding="utf-8")
    found = entries(folder)
    assert f"reverse {number}" in found
    assert "reverse 100232" not in found, "its correction has taken it back already"
    assert len(found) == 2, "the copy was released too"
    left_out = {
        line.split("`")[1]: line for line in text.splitlines() if line.strip().startswith(("# not to be", "# without"))
    }
    assert left_out.keys() == {"m-3", "m-5", "m-6", "m-7", "m-8", "m-9"}
    assert f"of invoice {number}, m.yaml" in left_out["m-3"], "its number is another operation's"
    assert "a deleted invoice cannot be brought back" in left_out["m-6"]
    assert "`visma.invoice.correct` has followed it" in left_out["m-8"]
    assert "11 operations of the run, 2 entries" in said
    assert "1 without effect: it has changed nothing at the system" in said
    done = folder.run("apply", "--yes", "--on-conflict", "skip", "undo.yaml")
    assert done.code == 1, "the correction has left a credit note that may be the one of a reversal: a person decides"
    assert "1 conflict" in done.text
    advice = "has made a credit note too, which may look like the one of this entry"
    assert text.count(advice) == 1
    (note,) = set(re.findall(r"is there already: (\d+)", done.text))
    kind = "op: visma.invoice.reverse\n"
    before, _, entry = text.partition(advice)
    entry = entry.replace(kind, f'{kind}    other_notes: "{note}"\n', 1)
    (folder.path / "undo.yaml").write_text(before + advice + entry, encoding="utf-8")
    undo(folder)


def test_what_a_run_has_made_for_good_is_said(folder: Folder) -> None:
    applied(
        folder,
        "op: ddapi.invoice_settings.set, customer: 10077, create: true, with: {RetainsInvoiceType: false, CurrencyId: 1,"
        " TermsOfPaymentId: 3, PaysInvoiceFee: true, AllowInvoicePaymentFromOrder: true,"
        " SendInvoiceFromOrderAsEmail: false, ReverseTax: false}",
    )
    said = compensate(folder, code=1).err
    assert "the run has made the invoice settings, and nothing removes it" in said
    assert "nothing can be undone" in said
    assert entries(folder) == {}


def test_a_run_undone_by_hand_has_nothing_left(folder: Folder) -> None:
    before = document(folder, "100231")
    assert before is not None
    applied(folder, OURS, CREATE)
    edit(
        folder,
        put("100231", invoiceText={"value": before["invoiceText"]}),
        delete(folder.effects("created")[0].number),
    )
    said = compensate(folder).err
    assert "with nothing left: the document is as it was before" in said
    assert "with nothing left: the document is not there any more" in said


def test_a_purged_run_is_refused(folder: Folder) -> None:
    applied(folder, OURS)
    run = folder.last_run().name
    assert folder.run("journal", "purge", "--run", run, "--yes").code == 0
    done = folder.run("compensate", run, "-o", "undo.yaml")
    assert done.code == 6, done.text
    assert "P100" in done.err
    assert not (folder.path / "undo.yaml").exists()


def test_a_run_that_is_not_over_is_refused(folder: Folder) -> None:
    folder.write("m.yaml", pairs("m", 3))
    folder.fail(Fault(kind=FaultKind.LOSE_REQUEST, method="POST", path="/v2/customerinvoice"))
    with folder.start("apply", "--yes", "m.yaml", "--no-progress") as process:
        while not folder.writes():
            assert process.poll() is None
        process.kill()
    done = folder.run("compensate", folder.last_run().name, "-o", "undo.yaml")
    assert done.code == 64, done.text
    assert "P101" in done.err
    assert "bulkops resume" in done.err


def test_many_documents_cost_a_page_and_are_undone_in_reverse(folder: Folder) -> None:
    folder.switch(release_delay_s=0)
    entries_text = pairs("m", 30).replace(
        "    invoice: {from: inv-7}", "    invoice: {from: inv-7}\n    after: [inv-9]"
    )
    folder.write("m.yaml", entries_text)
    assert folder.apply("m.yaml").code == 0
    with folder.ledger() as ledger:
        calls = len(ledger.requests())
    compensate(folder)
    with folder.ledger() as ledger:
        assert len(ledger.requests()) - calls == 1
    text = (folder.path / "undo.yaml").read_text(encoding="utf-8")
    ids = [line.split()[-1] for line in text.splitlines() if "- id:" in line]
    assert ids == [f"undo-inv-{number}" for number in range(30, 0, -1)]
    undo(folder)


def test_what_needed_another_is_undone_before_it(folder: Folder) -> None:
    applied(
        folder,
        OURS,
        "op: visma.invoice.update, invoice: '100233', after: [m-1], with: {invoiceText: Ours}",
    )
    compensate(folder)
    text = (folder.path / "undo.yaml").read_text(encoding="utf-8")
    assert text.index("undo-m-2\n") < text.index("undo-m-1\n")
    assert "after: [undo-m-2]" in text.partition("- id: undo-m-1\n")[2]
    undo(folder)
