"""The manifest that undoes a run, as it is written: of several manifests, of long ids, in doubt, undone in parts."""

import re
from collections.abc import Callable
from pathlib import Path

from bulkops.core.schema import ID_LENGTH_MAX
from bulkops.sandbox.faults import Fault, FaultKind
from tests.reporting.conftest import golden
from tests.runs.compensating import compensate, document, entries, undo
from tests.runs.drifting import CREATE, OURS, applied, edit, put, settings
from tests.runs.folder import Folder
from tests.runs.reconciling import creates

__all__ = ["golden"]
SET = "op: ddapi.invoice_settings.set, customer: 10042, with: {PaysInvoiceFee: false, TermsOfPaymentId: 4}"
CANARY = "canary@before.example"


def written(folder: Folder) -> str:
    return (folder.path / "undo.yaml").read_text(encoding="utf-8")


def test_the_manifest_as_it_is_written(folder: Folder, golden: Callable[[str, str], None]) -> None:
    edit(folder, settings(InvoiceOrderPaymentEmailAddress=CANARY))
    applied(
        folder,
        OURS.replace("Ours}", "Ours, note: Ours}"),
        f"{CREATE}, after: [m-1]",
        SET.replace("false,", "false, InvoiceOrderPaymentEmailAddress: ours@ours.example,"),
        "op: visma.invoice.update, invoice: '100233', after: [m-1], with: {invoiceText: Ours}",
        "op: visma.invoice.delete, invoice: '100234'",
    )
    edit(folder, put("100233", invoiceText={"value": "canary of theirs"}))
    run = folder.last_run().name
    said = compensate(folder, code=1)
    assert "canary" not in said.text
    text = re.sub(r'if_match: "?[\w+/=]+"?', "if_match: TAG", written(folder).replace(run, "RUN"))
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", "TIME", re.sub(r"(Sandbox AS) \w+", r"\1", text))
    assert "canary of theirs" not in text
    golden("compensate.yaml", text)


def test_several_manifests_whose_ids_are_the_same(folder: Folder) -> None:
    for name in ("a", "b"):
        entry = CREATE.replace("mark", f"mark-{name}")
        folder.write(f"{name}.yaml", f"bulkops: 1\nname: {name}\noperations:\n  - {{id: same, {entry}}}\n")
    assert folder.run("apply", "--yes", "a.yaml", "b.yaml").code == 0
    numbers = {effect.number for effect in folder.effects("created")}
    compensate(folder)
    assert set(entries(folder)) == {f"delete {number}" for number in numbers}
    ids = re.findall(r"- id: (\S+)", written(folder))
    assert len(set(ids)) == len(numbers) == 2
    undo(folder)
    assert all(document(folder, number) is None for number in numbers)


def test_ids_that_leave_no_room_for_a_word_before_them(folder: Folder) -> None:
    one, other = "x" * ID_LENGTH_MAX, f"{'x' * (ID_LENGTH_MAX - 1)}y"
    update = "op: visma.invoice.update, with: {invoiceText: Ours}"
    lines = f"  - {{id: {one}, {update}, invoice: '100231'}}\n"
    lines += f"  - {{id: {other}, {update}, invoice: '100233', after: [{one}]}}\n"
    folder.write("m.yaml", f"bulkops: 1\nname: m\noperations:\n{lines}")
    assert folder.apply("m.yaml").code == 0
    compensate(folder)
    first, last = re.findall(r"- id: (\S+)", written(folder))
    assert first != last
    assert f"after: [{first}]" in written(folder), "what was done last is undone first"
    assert f"undoes `{one}`" in written(folder)
    undo(folder)


def test_what_is_in_doubt_is_left_out_and_comes_first(folder: Folder) -> None:
    lines = "".join(f"  - {{id: {mark}, {CREATE.replace('mark', mark)}}}\n" for mark in ("kept", "lost"))
    folder.write("m.yaml", f"bulkops: 1\nname: m\noperations:\n{lines}")
    folder.fail(Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path="/v2/customerinvoice", contains="lost"))
    with folder.start("apply", "--yes", "m.yaml", "--no-progress", "--in-flight", "1") as process:
        while len(folder.effects("created")) < 2:
            assert process.poll() is None
        process.kill()
    kept, lost = (effect.number for effect in folder.effects("created"))
    said = compensate(folder, code=1)
    assert list(entries(folder)) == [f"delete {kept}"]
    assert "and 1 not settled" in said.err
    assert f"next: `bulkops resume {folder.last_run().name}`" in said.err
    assert "bulkops plan" not in said.err
    assert document(folder, lost) is not None


def test_a_run_that_was_undone_in_parts(folder: Folder) -> None:
    numbers = creates(folder, 3)
    run = folder.last_run().name
    compensate(folder)
    assert folder.run("apply", "--yes", "undo.yaml", "--only", "undo-inv-2").code == 0
    said = compensate(folder, run)
    assert "1 with nothing left: a run of ours has deleted the document" in said.err
    assert list(entries(folder)) == [f"delete {numbers[2]}", f"delete {numbers[0]}"]
    undo(folder)
    assert f"nothing is left to undo of run {run}" in compensate(folder, run).err


def test_a_file_of_deletions_holds_no_values(folder: Folder) -> None:
    creates(folder, 1)
    said = compensate(folder)
    assert "values as they were" not in said.err + written(folder)
    assert Path(folder.path / "undo.yaml").stat().st_mode & 0o777 == 0o600
