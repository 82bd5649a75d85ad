"""A small journal with something in every table and column, as the tests of evidence need it."""

from pathlib import Path

from bulkops.adapters.journal.budget import save_budget
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Budget, Proof
from bulkops.core.outcome import State
from bulkops.core.place import Place
from bulkops.core.step import Verdict
from tests.journal.rows import NOW, RELEASE, end, new_run, send, step, take_lease

#: Stands in everything that a purge removes, and nowhere else.
CANARY = "Kanarifugl"
_PERSONAL = f'{{"name":"{CANARY}"}}'.encode()


def write_rich(path: Path) -> None:
    """Write a journal of two runs: one that is over, and one with an operation in doubt."""
    documents = {"payload": _PERSONAL, "body": _PERSONAL, "before": _PERSONAL, "options": _PERSONAL}
    with Journal.open(path) as journal:
        lease = take_lease(journal)
        steps = [
            step(1, natural_key="visma.invoice/ref=A", place=Place("march.csv", 2, 1, "Amount"), **documents),
            step(2, 1, type=RELEASE, target_from=1, tag_from=1, **documents),
            step(3, 4, **documents),
            step(4, target="100", tag="t0", **documents),
            step(5, verdict=Verdict.UNCHANGED, reason="as wanted", **documents),
            step(6, 4, **documents),
            step(7, 8, **documents),
            step(8, verdict=Verdict.DONE),
        ]
        run = journal.begin(new_run(), steps, lease)
        send(journal, lease, run, 1)
        end(journal, lease, 1, State.READY, code="R120", message=f"wait, {CANARY}", delay_s=2.5, status=429)
        send(journal, lease, run, 1, attempt=2)
        end(journal, lease, 1, State.SUCCEEDED, number="100", tag="t1", status=201)
        send(journal, lease, run, 4)
        theirs = {"status": 412, "theirs": _PERSONAL}
        end(journal, lease, 4, State.CONFLICT, code="R130", message=f"{CANARY} changed it", **theirs)
        for op in (2, 7):
            send(journal, lease, run, op)
            end(journal, lease, op, State.SUCCEEDED, receipt="r-1", adopted=True, number=str(op))
        journal.close_run(run, NOW + 9, lease)
        journal.prove("test", "1234", Proof(api="visma", mode="sync", verdict="checked", at=NOW))
        journal.remember_landing("test", "1234", ("Nordvik", "N"), NOW)
        with journal.write(lease) as transaction:
            budget = Budget(window_end=NOW + 60, calls=3, quota=9, remaining=6, not_before=NOW + 1.5)
            save_budget(transaction.connection, lease.scope, "visma", budget)
        second = journal.begin(new_run("bbbb", manifests=("april",)), [step(1, manifest="april")], lease)
        send(journal, lease, second, next(iter(journal.operations(second))).op)
        journal.release(lease)
