"""Two systems in one run: neither waits for the other."""

from pathlib import Path

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.core.outcome import State
from bulkops.engine.pace import Limits
from bulkops.sandbox.erp import Erp
from tests.engine.simulation import FakeClock, applied, at_once, system_of, time_passes, written

pytestmark = pytest.mark.anyio
SETS, CREATES = 60, 3
#: Customers without settings.
NEW = [*range(10001, 10042), *range(10048, 10101)]
#: A currency, the terms of payment, and a page of customers.
LOOKUPS = 3


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anyio.to_thread.run_sync", at_once)


async def test_a_slow_system_does_not_hold_up_the_other(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    whole = (
        "RetainsInvoiceType: false, CurrencyId: 1, TermsOfPaymentId: 1, PaysInvoiceFee: true,"
        " AllowInvoicePaymentFromOrder: false, SendInvoiceFromOrderAsEmail: false"
    )
    sets = [
        f"  - {{id: s{number}, op: ddapi.invoice_settings.set, customer: {customer}, create: true, with: {{{whole}}}}}"
        for number, customer in enumerate(NEW[:SETS])
    ]
    creates = [f"  - {{id: c{n}, op: visma.invoice.create, with: {{customerNumber: '1'}}}}" for n in range(CREATES)]
    file = written(tmp_path / "m.yaml", "\n".join(["bulkops: 1", "name: m", "operations:", *sets, *creates, ""]))
    system = system_of(erp, clock)
    async with time_passes(clock):
        system.channels["ddapi"].pace.limit(Limits(per_second_max=1, same_request_max=0))
        begun = clock.now()
        report = await applied([file], system, journal)
    assert report.counts == {State.SUCCEEDED: SETS + CREATES}
    made = [seen.at for seen in erp.ledger().requests() if seen.path == "/v2/customerinvoice"]
    planned = SETS + LOOKUPS  # the plan reads each customer's settings, one a second, and what they name
    assert max(made) <= begun + planned + 5
    assert clock.passed_s > 2 * SETS
