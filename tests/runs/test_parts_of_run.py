"""What a run has had a part in: the same by a walk through the whole journal and by its indexes."""

import random
from collections.abc import Callable, Iterator
from contextlib import closing

import anyio
import pytest

from bulkops.adapters.journal import parts_of_run
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.left import Part, Writes
from bulkops.adapters.reconcile_kept import RunDocuments
from bulkops.app.outside import about
from bulkops.app.reconcile_gather import Gathering
from bulkops.providers import REGISTRY
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.drifting import CREATE, EVERY_KIND
from tests.runs.folder import Folder

Account = list[tuple[str, str, int, str, list[int]]]
#: What a later run may want of documents that others have written, too: done, unchanged, or in conflict.
LATER = (
    "op: visma.invoice.update, invoice: '100231', with: {{invoiceText: 'run {run}'}}",
    "op: visma.invoice.update, invoice: '100233', with: {{invoiceText: same}}",
    "op: visma.invoice.update, invoice: '{made}', with: {{invoiceText: same}}",
    "op: visma.invoice.reverse, invoice: '100232', other_notes: '1'",
    "op: ddapi.invoice_settings.set, customer: 10042, with: {{PaysInvoiceFee: false}}",
)
SEED = 7


def history(folder: Folder) -> None:
    """Apply several manifests about the same documents; the last leaves something in doubt."""
    chance = random.Random(SEED)
    folder.write("file.txt", "hello")
    _apply(folder, "m", CREATE, *EVERY_KIND)
    _apply(
        folder, "n", CREATE.replace("mark", "made"), "op: visma.invoice.update, invoice: {from: n-1}, with: {note: x}"
    )
    with folder.ledger() as ledger:
        (number,) = (held.number for held in ledger.documents() if held.external_reference == "made")
    for run in range(4):
        wanted = [one.format(run=run, made=number) for one in chance.sample(LATER, 3)]
        made = f"later-{run}"
        wanted += [
            CREATE.replace("mark", made),
            f"op: visma.invoice.update, invoice: {{from: r{run}-4}}, with: {{note: x}}",
        ]
        if run == 3:
            folder.fail(Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path="/v2/customerinvoice", contains=made))
        _apply(folder, f"r{run}", *wanted)


def _apply(folder: Folder, name: str, *entries: str) -> None:
    lines = "".join(f"  - {{id: {name}-{number}, {entry}}}\n" for number, entry in enumerate(entries, 1))
    folder.write(f"{name}.yaml", f"bulkops: 1\nname: {name}\noperations:\n{lines}")
    done = folder.apply(f"{name}.yaml", "--on-conflict", "skip")
    assert done.code in {0, 1, 7}, done.text


def account(journal: Journal, scope: int, run: int) -> Account:
    """Give the documents of a run: kind, key, first operation, mark, and all operations that had a part in it."""
    writes = Writes(journal.database, scope, about(REGISTRY))
    with RunDocuments() as found:
        anyio.run(Gathering(journal, writes, REGISTRY, run, found).gather)
        return [(kept.resource, kept.key, kept.op, kept.mark, found.ops(kept)) for kept in found.open()]


def test_both_ways_give_the_same_account(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.switch(release_delay_s=0)
    history(folder)
    with closing(Journal.open(folder.path / ".bulkops" / "journal.db", create=False, read_only=True)) as journal:
        with journal.database.reading() as connection:
            runs = connection.execute("SELECT run, scope FROM run ORDER BY run").fetchall()
        assert len(runs) == 6
        monkeypatch.setattr(parts_of_run, "ONE_LOOK_UP", 1_000_000)
        walked = [account(journal, scope, run) for run, scope in runs]
        monkeypatch.setattr(parts_of_run, "ONE_LOOK_UP", 0)
        monkeypatch.setattr(parts_of_run, "_PAGE", 3)
        monkeypatch.setattr(parts_of_run, "_OPS", parts_of_run._OPS.replace("LIMIT 1000", "LIMIT 3"))
        monkeypatch.setattr(Writes, "parts", _forbidden())
        assert [account(journal, scope, run) for run, scope in runs] == walked
    assert all(walked), "each run has documents"
    shared = [ops for found in walked for *_, ops in found if len(ops) > 1]
    assert len(shared) > 10, "runs share documents"


def _forbidden() -> Callable[[Writes], Iterator[Part]]:
    def parts(_: Writes) -> Iterator[Part]:
        raise AssertionError

    return parts
