"""However an operation comes to be in conflict, the document is kept as it was found, and shown three ways."""

import json
from typing import Any

import pytest

from bulkops.adapters.clock import SystemClock
from bulkops.core.http import Request
from bulkops.core.json import dumps, loads
from bulkops.core.outcome import State
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import Folder
from tests.runs.test_conflict import CASES, Case, applied, invoice_edit, manifest

pytestmark = pytest.mark.anyio

PROFILE = """\
bulkops: 1
profiles:
  local:
    environment: sandbox
    visma: {{sandbox: true, if_match: {if_match}}}
    ddapi: {{sandbox: true}}
"""
UPDATE = "op: visma.invoice.update, invoice: '100231', with: "
TEXT = Case(UPDATE + "{invoiceText: Ours, creditTermsId: '14'}", CASES["update"].edit, CASES["update"].shown, "", "")


def edit(folder: Folder, request: Request) -> None:
    erp = folder.open_erp()
    assert erp.handle(request, SystemClock().now()).good
    erp.close()


def theirs(folder: Folder) -> Any:
    with folder.journal() as journal:
        history = journal.operation(journal.runs()[0].run, "mine")
    assert history is not None
    assert history.row.state is State.CONFLICT
    return loads(history.theirs)


def shown(folder: Folder) -> dict[str, Any]:
    done = folder.run("show", folder.last_run().name, "mine", "--format", "json")
    assert done.code == 0, done.text
    value: dict[str, Any] = json.loads(done.out)["conflict"]
    return value


def rows(folder: Folder) -> dict[str, tuple[str, Any, Any, Any]]:
    return {
        field["path"]: (field["standing"], field["planned_from"], field["theirs"], field["ours"])
        for field in shown(folder)["fields"]
    }


@pytest.mark.parametrize(
    ("if_match", "status", "code"), [("background", 202, "R130"), ("", 412, "R130"), ("compare", None, "R130")]
)
async def test_an_update(
    folder: Folder, if_match: str, status: int | None, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused at once, refused in the background, or found out just before the write."""
    monkeypatch.chdir(folder.path)
    if if_match:
        folder.write("bulkops.yaml", PROFILE.format(if_match=if_match))
    folder.write("m.yaml", manifest(TEXT))
    report, _ = await applied(folder, TEXT.edit)
    assert report.counts == {State.SUCCEEDED: 1, State.CONFLICT: 1}
    writes = [seen for seen in folder.writes() if seen.path.endswith("100231")]
    assert [seen.status for seen in writes if "Theirs" not in str(seen.path)][1:] == (
        [] if status is None else [status]
    )
    assert theirs(folder)["invoiceText"] == "Theirs"
    found = rows(folder)
    assert found["invoiceText"][0] == "clash"
    assert found["invoiceText"][2:] == ("Theirs", "Ours")
    assert found["creditTermsId"][0] in {"ours", "kept"}
    (cause,) = report.causes
    assert cause.code == code
    assert cause.conflict is not None
    assert cause.conflict.first is not None
    assert cause.conflict.first.path == "invoiceText"


@pytest.mark.parametrize(
    ("name", "path", "told"),
    [
        ("release", "invoiceText", ("theirs", "Theirs", None)),
        ("delete", "invoiceText", ("theirs", "Theirs", None)),
        ("set", "TermsOfPaymentId", ("theirs", 3, None)),
    ],
)
async def test_what_others_have_changed_before(
    folder: Folder, name: str, path: str, told: tuple[str, Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.path)
    folder.write("m.yaml", manifest(CASES[name]))
    await applied(folder, CASES[name].edit)
    standing, _, now, ours = rows(folder)[path]
    assert (standing, now, ours) == told
    if name == "set":
        assert rows(folder)["PaysInvoiceFee"] == ("ours", True, True, False)


async def test_a_document_that_is_gone(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.path)
    folder.write("bulkops.yaml", PROFILE.format(if_match="compare"))
    folder.write("m.yaml", manifest(CASES["gone"]))
    await applied(folder, CASES["gone"].edit)
    assert theirs(folder) is None
    assert shown(folder) == {
        "document": {"kind": "invoice", "key": "100235"},
        "gone": True,
        "planned_from_known": True,
        "planned_from_foreseen": False,
        "fields": [],
    }
    text = folder.run("show", folder.last_run().name, "mine").out
    assert "invoice 100235 is gone: somebody has deleted it" in text
    assert "next: remove the entry, if the invoice is meant to be gone" in text


def test_an_answer_that_was_lost_and_an_edit_since(folder: Folder) -> None:
    folder.write("m.yaml", manifest(TEXT))
    folder.fail(Fault(kind=FaultKind.LOSE_REQUEST, method="PUT", path="*/100231"))
    assert folder.apply("m.yaml").code == 7
    edit(folder, invoice_edit("100231", "Theirs"))
    done = folder.run("resume")
    assert done.code == 1, done.text
    assert rows(folder)["invoiceText"][0] == "clash"
    assert "theirs Theirs, ours Ours" in " ".join(done.out.split())


def test_lines_that_others_have_changed(folder: Folder) -> None:
    """A line's row has its number; the next plan starts from their version, and says so."""
    wanted = "{invoiceLines: [{lineNumber: 1, quantity: 7}]}"
    folder.write("m.yaml", manifest(Case(UPDATE + wanted, TEXT.edit, TEXT.shown, "", "")))
    folder.fail(Fault(kind=FaultKind.LOSE_REQUEST, method="PUT", path="*/100231"))
    assert folder.apply("m.yaml").code == 7
    lines = [{"operation": "Update", "lineNumber": {"value": 1}, "quantity": {"value": 9}}]
    body = dumps({"invoiceLines": lines})
    edit(folder, Request(api="visma", method="PUT", path="/v1/customerinvoice/100231", body=body))
    assert folder.run("resume").code == 1
    standing, _, now, ours = rows(folder)["invoiceLines[1].quantity"]
    assert (standing, float(now), float(ours)) == ("clash", 9.0, 7.0)
    text = folder.run("show", folder.last_run().name, "mine").out
    assert "next: `bulkops apply m.yaml` plans anew, from the invoice as it is now" in text
    again = folder.apply("m.yaml")
    assert again.code == 0, again.text
    assert "9.00 → 7" in again.out or "9 → 7" in again.out
    assert folder.last_run().planned == 1


def test_lines_that_are_matched_stand_beside_those_of_the_version_that_is_there(folder: Folder) -> None:
    erp = folder.open_erp()
    read = Request(api="visma", method="GET", path="/v1/customerinvoice/100231")
    first = loads(erp.handle(read, SystemClock().now()).body)["invoiceLines"][0]
    erp.close()
    line = f"{{inventoryNumber: '{first['inventoryNumber']}', quantity: 77}}"
    entry = f"{UPDATE.removesuffix('with: ')}if_match: AAAAAAAAAAA=, match_lines: inventoryNumber, with: "
    folder.write("m.yaml", manifest(Case(f"{entry}{{invoiceLines: [{line}]}}", TEXT.edit, TEXT.shown, "", "")))
    done = folder.apply("m.yaml")
    assert done.code == 4, done.text
    assert f"invoiceLines[{first['lineNumber']}].quantity " in done.out


def test_a_version_that_the_user_names(folder: Folder) -> None:
    """There is no version planned from: two columns, and nothing is sent."""
    folder.write("m.yaml", manifest(TEXT).replace("invoice: '100231'", "invoice: '100231', if_match: AAAAAAAAAAA="))
    done = folder.apply("m.yaml")
    assert done.code == 4, done.text
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    at = lines.index("(before: not known) now ours")
    assert lines[at + 1].startswith("invoiceText ")
    assert lines[at + 1].endswith(" Ours")
    assert folder.writes() == []
