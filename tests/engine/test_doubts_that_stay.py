"""What must not be taken for granted: that no time went by, that a document looks as expected, that nothing changed."""

from pathlib import Path

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.store import SqliteStore
from bulkops.core.outcome import State
from bulkops.engine.ports import Intent
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.switches import Switches
from tests.engine.simulation import FakeClock, applied, at_once, resumed, system_of, time_passes, written
from tests.runs.folder import pairs

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anyio.to_thread.run_sync", at_once)


def manifest(*entries: str) -> str:
    return "\n".join(["bulkops: 1", "name: m", "operations:", *(f"  - {entry}" for entry in entries), ""])


async def test_a_process_that_stood_still_does_not_send_its_intent(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may have looked for the document meanwhile, found none, and sent it."""
    durable = SqliteStore.intend
    frozen: list[float] = []

    async def intend(store: SqliteStore, intent: Intent) -> None:
        await durable(store, intent)
        if not frozen:
            frozen.append(clock.now())
            clock.advance(61)

    monkeypatch.setattr(SqliteStore, "intend", intend)
    file = written(tmp_path / "m.yaml", pairs("m", 1))
    async with time_passes(clock):
        report = await applied([file], system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 2}
    history = journal.operation(journal.runs()[0].run, next(iter(journal.operations(journal.runs()[0].run))).id)
    assert history is not None
    assert [attempt.code for attempt in history.attempts] == ["R121", ""]
    assert all(seen.at >= frozen[0] + 61 for seen in erp.ledger().requests() if seen.method == "POST")


async def test_a_credit_note_without_the_expected_marks_proves_nothing(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    """Whether a credit note carries the invoice's text over is not published: a person decides, and none is made twice."""
    erp.set_switches(Switches(credit_note_text="none", credit_note_references="none"))
    erp.inject(Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path="*/action/reverse"))
    line = "{inventoryNumber: A, quantity: 1, unitPriceInCurrency: 100}"
    create = f"customerNumber: '10001', currencyId: NOK, hold: false, invoiceText: hello, invoiceLines: [{line}]"
    text = manifest(
        f"{{id: made, op: visma.invoice.create, with: {{{create}}}}}",
        "{id: final, op: visma.invoice.release, invoice: {from: made}}",
        "{id: back, op: visma.invoice.reverse, invoice: {from: made}}",
    )
    async with time_passes(clock):
        report = await applied([written(tmp_path / "m.yaml", text)], system_of(erp, clock), journal)
        assert report.count(State.IN_DOUBT) == 1
        report = await resumed(system_of(erp, clock), journal)
    assert report.count(State.MANUAL) == 1
    assert len([effect for effect in erp.ledger().effects() if effect.kind == "reversed" and effect.request]) == 1


async def test_settings_that_a_first_entry_makes_are_no_conflict_for_the_second(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    """The host shows members that were never sent; they do not speak of somebody else's change."""
    whole = (
        "RetainsInvoiceType: false, CurrencyId: 1, TermsOfPaymentId: 1, PaysInvoiceFee: true,"
        " AllowInvoicePaymentFromOrder: false, SendInvoiceFromOrderAsEmail: false"
    )
    text = manifest(
        f"{{id: a, op: ddapi.invoice_settings.set, customer: 10077, create: true, with: {{{whole}}}}}",
        "{id: b, op: ddapi.invoice_settings.set, customer: 10077, create: true, with: {PaysInvoiceFee: false}}",
    )
    async with time_passes(clock):
        report = await applied([written(tmp_path / "m.yaml", text)], system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 2}


async def test_a_second_update_in_doubt_is_settled_by_the_tag_it_was_sent_with(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    """Where an update's answer tells no tag, the next one reads it; that tag is the one that counts."""
    erp.set_switches(Switches(update_etag=False))
    erp.inject(Fault(kind=FaultKind.LOSE_REQUEST, method="PUT", path="/v1/customerinvoice/*", first=2))
    text = manifest(
        "{id: u1, op: visma.invoice.update, invoice: '100232', with: {note: one}}",
        "{id: u2, op: visma.invoice.update, invoice: '100232', with: {note: two}}",
    )
    async with time_passes(clock):
        report = await applied([written(tmp_path / "m.yaml", text)], system_of(erp, clock), journal)
        assert report.count(State.IN_DOUBT) == 1
        report = await resumed(system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 2}
