"""A pilot: some documents first, read back and held against what was sent, and the others only then."""

# ruff: noqa: RUF001 - the multiplication sign is part of the text

import json
from typing import Any

import pytest

from bulkops.core.outcome import State
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.drifting import SETTINGS
from tests.runs.folder import Folder, check_once, check_report, pairs
from tests.runs.terminal import CTRL_C, terminal

COUNT = 12
TEXT = "Changed by another client (1)"
KINDS = """\
bulkops: 1
name: kinds
defaults:
  visma.invoice.create: {customerNumber: "10001", documentDate: 2026-03-31, currencyId: NOK, hold: false}
operations:
"""
LINES = "invoiceLines: [{inventoryNumber: A, quantity: 1, unitPriceInCurrency: 5.50}]"


def apply(folder: Folder, *options: str, code: int = 0) -> dict[str, Any]:
    done = folder.run("apply", "--format", "json", "--pilot", "3", *options, "m.yaml")
    assert done.code == code, done.text
    report: dict[str, Any] = json.loads(done.out)
    return report


def texts(folder: Folder) -> None:
    """Let the invoices bear a text of ours, which another client changes as soon as the first one is looked at."""
    folder.write("m.yaml", pairs("m", COUNT).replace("externalReference", "invoiceText: Ours\n      externalReference"))
    folder.switch(release_delay_s=1)
    folder.fail(Fault(kind=FaultKind.SECOND_CLIENT, method="GET", path="*/customerinvoice/1003*", edit="text", first=1))


def test_what_passes_goes_on_and_every_document_is_sent_once(folder: Folder) -> None:
    folder.write("m.yaml", pairs("m", COUNT))
    done = folder.run("apply", "--yes", "--pilot", "3", "m.yaml")
    assert done.code == 0, done.text
    assert "3 × create, 3 × release" in done.out
    assert "3 of 3 documents are as they were sent" in done.out
    assert "7.50 NOK   7.50 NOK" in done.out, "the sums of the first three"
    assert "pilot: 3 × create, 3 × release; release cannot be undone" in done.err
    check_report(done.out, 2 * COUNT)
    check_once(folder, COUNT)
    assert folder.last_run().state == "ended"


def test_the_others_are_sent_only_after_the_pilot_was_read_back(folder: Folder) -> None:
    folder.write("m.yaml", pairs("m", COUNT))
    apply(folder, "--yes")
    with folder.ledger() as ledger:
        seen = [(one.method, one.path) for one in ledger.requests() if "customerinvoice" in one.path.lower()]
    writes = [index for index, (method, _) in enumerate(seen) if method != "GET"]
    reads = [index for index, (method, path) in enumerate(seen) if method == "GET" and "/1003" in path]
    assert len([index for index in writes if index < reads[-1]]) == 6
    assert max(writes[:6]) < min(reads) < max(reads) < writes[6]


def test_what_differs_holds_the_rest_back_whatever_yes_says(folder: Folder) -> None:
    texts(folder)
    report = apply(folder, "--yes", code=1)
    assert report["stopped"].startswith("stopped after the pilot: 1 of 3 documents is not as sent")
    assert report["state"] == "interrupted"
    wrong = [found for found in report["pilot"]["documents"] if found["verdict"] == "differs"]
    assert [found["changes"] for found in wrong] == [
        [{"path": "invoiceText", "kind": "set", "sensitive": False, "sent": "Ours", "found": TEXT}]
    ]
    assert not report["pilot"]["passed"]
    assert folder.counts() == {State.SUCCEEDED: 6, State.READY: COUNT - 3, State.PLANNED: COUNT - 3}
    assert len(folder.effects("created")) == 3
    assert folder.run("resume", "--yes").code == 0
    check_once(folder, COUNT)


def test_a_difference_is_shown_to_people(folder: Folder) -> None:
    texts(folder)
    done = folder.run("apply", "--yes", "--pilot", "3", "m.yaml")
    assert done.code == 1, done.text
    assert "is not as sent" in done.out
    assert f"Ours → {TEXT}" in done.out
    assert "2 of 3 documents are as they were sent" in done.out
    assert "bulkops resume" in done.out


def test_a_step_that_does_not_go_through_holds_the_rest_back(folder: Folder) -> None:
    folder.write("m.yaml", pairs("m", COUNT))
    folder.fail(Fault(kind=FaultKind.REFUSE, method="POST", path="/v2/customerinvoice", first=2, count=1))
    report = apply(folder, "--yes", code=1)
    assert report["pilot"]["failed"] == 2, "the create, and the release that needs it"
    assert len(report["pilot"]["documents"]) == 2
    assert "2 steps of it did not go through" in report["stopped"]
    assert len(folder.effects("created")) == 2


def test_each_kind_of_document_is_tried(folder: Folder) -> None:
    creates = "".join(
        f"  - {{id: c{n}, op: visma.invoice.create, with: {{externalReference: r{n}, {LINES}}}}}\n" for n in range(6)
    )
    others = (
        "  - {id: last, op: visma.invoice.release, invoice: {from: c5}}\n"
        "  - {id: gone, op: visma.invoice.delete, invoice: '100232'}\n"
        "  - {id: terms, op: ddapi.invoice_settings.set, customer: 10042, with: {PaysInvoiceFee: false}}\n"
    )
    folder.write("m.yaml", KINDS + creates + others)
    report = apply(folder, "--yes")
    assert report["pilot"]["steps"] == {
        "visma.invoice.create": 1,
        "visma.invoice.release": 1,
        "visma.invoice.delete": 1,
        "ddapi.invoice_settings.set": 1,
    }
    assert report["pilot"]["passed"]
    assert folder.counts()[State.SUCCEEDED] == 9


def test_a_step_that_needs_something_outside_waits(folder: Folder) -> None:
    creates = "".join(
        f"  - {{id: c{n}, op: visma.invoice.create, with: {{externalReference: r{n}, {LINES}}}}}\n" for n in range(6)
    )
    last = "  - {id: end, op: visma.invoice.update, invoice: '100231', after: ['c*'], with: {invoiceText: Done}}\n"
    folder.write("m.yaml", KINDS + creates + last)
    report = apply(folder, "--yes")
    assert report["pilot"]["steps"] == {"visma.invoice.create": 3}
    assert folder.counts() == {State.SUCCEEDED: 7}


def test_a_pilot_of_everything_asks_nothing(folder: Folder) -> None:
    folder.write("m.yaml", pairs("m", 2))
    with terminal(folder, "apply", "--pilot", "3", "m.yaml") as shown:
        shown.read_until("[y/N]")
        shown.press("y\n")
        assert shown.ended() == 0
    assert "Go on" not in shown.shown
    assert "everything is done" in shown.shown


@pytest.mark.parametrize(("answer", "created"), [("y\n", COUNT), ("n\n", 3), (CTRL_C, 3)], ids=["yes", "no", "ctrl-c"])
def test_a_person_decides_about_the_rest(folder: Folder, answer: str, created: int) -> None:
    folder.write("m.yaml", pairs("m", COUNT))
    with terminal(folder, "apply", "--pilot", "3", "m.yaml") as shown:
        shown.read_until("[y/N]")
        shown.press("y\n")
        shown.read_until("Go on with the other 18 steps? [y/N]")
        shown.press(answer)
        assert shown.ended() == (130 if answer == CTRL_C else 0)
    assert len(folder.effects("created")) == created
    assert folder.last_run().state == ("ended" if created == COUNT else "interrupted")
    if created != COUNT:
        assert folder.run("resume").code == 0
    check_once(folder, COUNT)


def test_a_saved_plan_has_its_pilot(folder: Folder) -> None:
    folder.write("m.yaml", pairs("m", COUNT))
    assert folder.run("plan", "-o", "m.plan", "m.yaml").code == 0
    done = folder.run("apply", "--yes", "--pilot", "3", "m.plan")
    assert done.code == 0, done.text
    assert "3 of 3 documents are as they were sent" in done.out
    check_once(folder, COUNT)


def test_a_plan_that_its_pilot_has_stopped_is_not_taken_for_a_new_pilot(folder: Folder) -> None:
    texts(folder)
    assert folder.run("plan", "-o", "m.plan", "m.yaml").code == 0
    options = ("apply", "--yes", "--pilot", "3", "m.plan")
    assert folder.run(*options).code == 1
    again = folder.run(*options)
    assert again.code == 64
    assert "a pilot comes before anything else is sent" in again.err
    assert len(folder.effects("created")) == 3


def test_nothing_sensitive_is_shown_of_a_pilot(folder: Folder) -> None:
    secret = "canary@example.com"
    folder.write(
        "m.yaml",
        pairs("m", COUNT).replace("externalReference", f"invoiceContact: {{email: {secret}}}\n      externalReference"),
    )
    folder.switch(release_delay_s=1)
    for options in (("--format", "json"), ()):
        done = folder.run("apply", "--yes", "--pilot", "3", *options, "m.yaml")
        assert done.code in {0, 1}, done.text
        assert secret not in done.text
    for words in (("journal", "export"), ("status", "--format", "json"), ("show", folder.last_run().name)):
        assert secret not in folder.run(*words).text


def test_settings_are_read_back(folder: Folder) -> None:
    assert SETTINGS["PaysInvoiceFee"]
    folder.write(
        "m.yaml",
        "bulkops: 1\nname: m\noperations:\n"
        "  - {id: s, op: ddapi.invoice_settings.set, customer: 10042, with: {PaysInvoiceFee: false}}\n",
    )
    report = apply(folder, "--yes")
    (found,) = report["pilot"]["documents"]
    assert (found["key"], found["verdict"], found["compared"]) == ("10042", "equal", 1)
