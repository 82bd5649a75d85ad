"""Reports made out of a real journal."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Holder, Lease, NewRun
from bulkops.app.record import record_of
from bulkops.app.report import report_of
from bulkops.app.settling import settling_of
from bulkops.core.json import dumps
from bulkops.core.outcome import Outcome, State
from bulkops.core.place import Place
from bulkops.core.record import SentFile
from bulkops.core.run import RunReport, RunState, RunSum
from bulkops.core.step import Step, Verdict
from bulkops.engine.ports import Intent
from bulkops.providers import REGISTRY
from bulkops.reporting.run_text import count_check

CREATE, RELEASE, UPDATE = "visma.invoice.create", "visma.invoice.release", "visma.invoice.update"
SETTINGS = "ddapi.invoice_settings.set"
ATTACH, PRINT = "visma.invoice.attach", "visma.invoice.print"
NOW = 1_780_000_000.0
SETTLING = {name: settling_of(provider, None) for name, provider in REGISTRY.providers.items()}


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.open(tmp_path / "journal.db") as journal:
        yield journal


@pytest.fixture
def lease(journal: Journal) -> Lease:
    return journal.acquire("test", "1234", holder=Holder(actor="anna", host="here", pid=1), now=NOW)


def step(seq: int, name: str, amount: str | None = None, **more: Any) -> Step:
    values = {"manifest": "march", "id": f"op-{seq}", "content": str(seq), "payload": b"{}", "currency": "NOK"}
    known = None if amount is None else Decimal(amount)
    return Step(seq=seq, type=name, amount=known, place=Place("march.yaml", seq, 3), **(values | more))


def begin(journal: Journal, lease: Lease, *steps: Step) -> int:
    new = NewRun(
        name="7f3a", manifests=("march",), files=("in/march.yaml",), digests=("d",), started_at=NOW, version="1"
    )
    return journal.begin(new, steps, lease)


def end(journal: Journal, lease: Lease, op: int, state: State, **more: Any) -> None:
    with journal.write(lease) as transaction:
        transaction.end(op, Outcome(state=state, **more), NOW)


def report(journal: Journal, run: int, **more: Any) -> RunReport:
    return report_of(journal, journal.run_of(run), REGISTRY, NOW + 60, settling=SETTLING, **more)


def test_sums_stand_by_state_and_type_and_never_hold_an_update_or_a_setting(journal: Journal, lease: Lease) -> None:
    run = begin(
        journal,
        lease,
        step(1, CREATE, "100.10"),
        step(2, RELEASE, "100.10", needs=(1,)),
        step(3, UPDATE, "999"),
        step(4, SETTINGS),
        step(5, RELEASE, currency=""),
        step(6, CREATE, "5", verdict=Verdict.DONE),
    )
    for op in (1, 2, 3, 4):
        end(journal, lease, op, State.SUCCEEDED)
    found = report(journal, run, sums_planned={CREATE: {"NOK": Decimal("105.10")}, RELEASE: {"NOK": Decimal("100.1")}})
    one = Decimal("100.10")
    assert found.sums == (
        RunSum(state=State.READY, type=RELEASE, currency="", amount=Decimal(0), unknown=1),
        RunSum(state=State.SUCCEEDED, type=CREATE, currency="NOK", amount=one),
        RunSum(state=State.SUCCEEDED, type=RELEASE, currency="NOK", amount=one, final=True),
        RunSum(state=None, type=CREATE, currency="NOK", amount=Decimal(5)),
    )
    assert (found.files, found.manifests, found.calls) == (("in/march.yaml",), ("march",), None)
    count_check(found)


def test_causes_that_differ_in_a_particular_are_counted_together(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, *(step(seq, CREATE, "1") for seq in range(1, 7)))
    for op in (1, 2, 3):
        request = f"aa45a580-006b-53bd-9453-ba034bbe19f{op}"
        end(journal, lease, op, State.REFUSED, code="R140", message=f"no such code (VismaId {request})")
    for op in (4, 5):
        end(journal, lease, op, State.SKIPPED, code="J015", message=f"it needs `op-{op - 3}`, which was refused")
    end(journal, lease, 6, State.REFUSED, code="R140", message="the period of `op-6` is closed")
    found = [(cause.state, cause.count, cause.message, cause.id) for cause in report(journal, run).causes]
    assert found == [
        (State.REFUSED, 3, "no such code (VismaId …)", "op-1"),
        (State.SKIPPED, 2, "it needs …, which was refused", "op-4"),
        (State.REFUSED, 1, "the period of `op-6` is closed", "op-6"),
    ]


def test_history_leaves_out_what_the_attempts_say(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, step(1, CREATE, "1"))
    end(journal, lease, 1, State.SUCCEEDED, number="100301", status=201, tag="AAAA")
    history = journal.operation(run, "op-1")
    assert history is not None
    record = record_of(journal.run_of(run), history, REGISTRY)
    assert [(event.kind, event.text) for event in record.events] == [("succeeded", "number 100301, tag AAAA")]


def test_doubts_tell_from_when_they_can_be_settled(journal: Journal, lease: Lease) -> None:
    run = begin(
        journal, lease, *(step(seq, name) for seq, name in enumerate((CREATE, UPDATE, PRINT, RELEASE, CREATE), 1))
    )
    with journal.write(lease) as transaction:
        for seq in range(1, 5):
            intent = Intent(
                op=seq, attempt=1, method="POST", path="/", if_match="", request_digest="", at=NOW, background=seq == 2
            )
            transaction.intend(run, intent)
    for op in (1, 2, 3):
        end(journal, lease, op, State.IN_DOUBT, code="R005", message="no answer")
    journal.release(lease)
    found = [(doubt.id, doubt.state, doubt.settled_at - NOW, doubt.wait_s) for doubt in report(journal, run).doubts]
    assert found == [
        ("op-1", State.IN_DOUBT, 300, 240),
        ("op-2", State.IN_DOUBT, 1800, 1740),
        ("op-3", State.IN_DOUBT, 0, 0),
        ("op-4", State.SENDING, 300, 240),
    ]


def test_what_is_under_way_is_in_no_doubt(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, step(1, CREATE))
    with journal.write(lease) as transaction:
        transaction.intend(
            run, Intent(op=1, attempt=1, method="POST", path="/", if_match="", request_digest="", at=NOW)
        )
    assert report(journal, run).doubts == ()


def test_a_cause_tells_what_its_first_operation_is_in_conflict_with(journal: Journal, lease: Lease) -> None:
    before, theirs = {"invoiceText": "Mars"}, {"invoiceText": "March"}
    wanted: dict[str, Any] = {"payload": b'{"invoiceText":"Ours"}', "before": dumps(before), "target": "100231"}
    run = begin(journal, lease, step(1, UPDATE, **wanted), step(2, UPDATE, **wanted), step(3, UPDATE, **wanted))
    end(journal, lease, 1, State.CONFLICT, code="R130", message="changed", theirs=dumps(theirs))
    end(journal, lease, 2, State.CONFLICT, code="R130", message="changed", theirs=dumps(before))
    end(journal, lease, 3, State.CONFLICT, code="R131", message="gone", theirs=dumps(None))
    changed, gone = (cause.conflict for cause in report(journal, run).causes)
    assert changed is not None
    assert [(row.path, row.before, row.theirs, row.ours) for row in changed.rows] == [
        ("invoiceText", "Mars", "March", "Ours")
    ]
    assert gone is not None
    assert gone.gone


def test_what_is_not_read_is_not_shown(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, step(1, UPDATE))
    end(journal, lease, 1, State.CONFLICT, code="R130", message="changed")
    (cause,) = report(journal, run).causes
    assert cause.conflict is None


def test_files_receipts_and_background_calls_are_told(journal: Journal, lease: Lease) -> None:
    file = {"name": "a.pdf", "size": 3, "sha256": "ab"}
    run = begin(
        journal,
        lease,
        step(1, ATTACH, payload=dumps({"file": file}), options=dumps({"file": "/in/a.pdf"})),
        step(2, PRINT, options=dumps({"save_as": "/out/b.pdf"})),
    )
    with journal.write(lease) as transaction:
        transaction.intend(
            run,
            Intent(op=1, attempt=1, method="POST", path="/", if_match="", request_digest="", at=NOW, background=True),
        )
    end(journal, lease, 1, State.ACCEPTED, receipt="0b0e")
    end(journal, lease, 1, State.SUCCEEDED)
    attached, printed = (
        record_of(journal.run_of(run), history, REGISTRY)
        for name in ("op-1", "op-2")
        if (history := journal.operation(run, name)) is not None
    )
    assert attached.sent_file == SentFile(name="a.pdf", size=3, sha256="ab", path="/in/a.pdf")
    assert (attached.receipt, attached.save_as) == ("0b0e", ""), "the receipt is kept when the call is over"
    assert [attempt.background for attempt in attached.attempts] == [True]
    assert (printed.sent_file, printed.save_as) == (None, "/out/b.pdf")


def test_a_run_whose_process_is_gone_is_not_running(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, step(1, CREATE, "1"))
    assert report(journal, run).state is RunState.RUNNING
    journal.release(lease)
    assert report(journal, run).state is RunState.INTERRUPTED


def test_the_body_that_was_sent_is_told_without_what_is_sensitive(journal: Journal, lease: Lease) -> None:
    contact = {"value": {"name": {"value": "canary"}, "overrideContact": {"value": True}}}
    lines = [{"operation": "Insert", "inventoryNumber": {"value": "A"}, "unheard": "canary"}]
    body = {"note": {"value": "x"}, "invoiceContact": contact, "invoiceLines": lines}
    before = {
        "CustomerNumber": 10042,
        "TermsOfPaymentId": 4,
        "InvoiceOrderPaymentEmailAddress": "canary",
        "Own": "canary",
    }
    run = begin(
        journal, lease, step(1, UPDATE, body=dumps(body)), step(2, SETTINGS, body=dumps(before)), step(3, RELEASE)
    )
    updated, settings, released = (
        record_of(journal.run_of(run), history, REGISTRY)
        for seq in (1, 2, 3)
        if (history := journal.operation(run, f"op-{seq}")) is not None
    )
    assert updated.body == {
        "note": "x",
        "invoiceContact": {"name": "(sensitive)", "overrideContact": True},
        "invoiceLines": [{"operation": "Insert", "inventoryNumber": "A", "unheard": "(sensitive)"}],
    }
    assert settings.body == {
        "CustomerNumber": 10042,
        "TermsOfPaymentId": 4,
        "InvoiceOrderPaymentEmailAddress": "(sensitive)",
        "Own": "(sensitive)",
    }
    assert released.body == {}
