"""DDAPI as hosts differ: with and without `ReverseTax`, what they answer where nothing is, what null does, lost answers."""

from typing import Any

import pytest

from bulkops.adapters.clock import SystemClock
from bulkops.core.http import Request
from bulkops.core.json import loads
from bulkops.core.outcome import State
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import Folder
from tests.runs.served import Server
from tests.runs.test_lookups import WHOLE, failing, settings

NEW = 10060  # a customer without settings
PUT = "/api/customers/invoice"


def new(fields: str = WHOLE, *more: str) -> str:
    return settings(f"{NEW}: {{{fields}}}, create: true", *more)


def held(server: Server, customer: int) -> Any:
    """Read settings from the sandbox's own file; it must not be served meanwhile."""
    server.stop()
    erp = server.folder.open_erp()
    query = (("customerNumber", str(customer)),)
    answer = erp.handle(Request(api="ddapi", method="GET", path=PUT, query=query), SystemClock().now())
    erp.close()
    return loads(answer.body) if answer.status == 200 and answer.body.strip() else None


def puts(folder: Folder) -> list[str]:
    """Customers whose settings were set by a request, in order; the demonstration data are set by none."""
    with folder.ledger() as ledger:
        return [effect.number for effect in ledger.effects() if effect.kind == "set" and effect.request]


@pytest.mark.parametrize("missing", ["404", "null", "default", "204"])
def test_settings_are_made_where_there_are_none(server: Server, missing: str) -> None:
    folder = server.folder
    server.switch(ddapi_missing=missing)
    folder.write("m.yaml", settings(f"{NEW}: {{{WHOLE}}}"))
    refused = folder.run("plan", "m.yaml")
    assert refused.code == 3, refused.text
    assert "error[P015]" in refused.err
    assert f"m.yaml:4:{len('  - {id: s1, op: ddapi.invoice_settings.set, customer: ') + 1}" in refused.err
    folder.write("m.yaml", new())
    done = folder.apply("m.yaml")
    assert done.code == 0, done.text
    assert folder.counts() == {State.SUCCEEDED: 1}
    assert held(server, NEW)["TermsOfPaymentId"] == 3
    assert held(server, NEW)["InvoiceTypeId"] is None


@pytest.mark.parametrize("left_out", WHOLE.split(", "))
def test_new_settings_with_a_gap(folder: Folder, left_out: str) -> None:
    rest = ", ".join(part for part in WHOLE.split(", ") if part != left_out)
    folder.write("m.yaml", new(rest))
    done = folder.run("plan", "m.yaml")
    assert done.code == 3, done.text
    assert f"missing are `{left_out.partition(':')[0]}`" in done.err


def test_a_host_that_does_not_know_reverse_tax(server: Server) -> None:
    folder = server.folder
    server.switch(ddapi_reverse_tax=False)
    folder.write("m.yaml", settings("10042: {PaysInvoiceFee: false, ReverseTax: true}"))
    done = folder.apply("m.yaml")
    assert done.code == 3, done.text
    assert "error[P016]" in done.err
    before = "  - {id: s1, op: ddapi.invoice_settings.set, customer: 10042, with: {PaysInvoiceFee: false, ReverseTax: "
    assert f"m.yaml:4:{len(before) + 1}" in done.err
    assert folder.writes() == []
    folder.write("m.yaml", settings("10042: {PaysInvoiceFee: false}"))
    assert folder.apply("m.yaml").code == 0
    assert "ReverseTax" not in held(server, 10042)


def test_a_host_that_knows_reverse_tax_keeps_it(server: Server) -> None:
    folder = server.folder
    folder.write("m.yaml", settings("10042: {ReverseTax: true}", "10042: {PaysInvoiceFee: false}"))
    done = folder.apply("m.yaml")
    assert done.code == 0, done.text
    assert {"ReverseTax": True, "PaysInvoiceFee": False}.items() <= held(server, 10042).items()


def test_new_settings_where_another_customer_shows_what_the_host_knows(server: Server) -> None:
    folder = server.folder
    server.switch(ddapi_reverse_tax=False)
    folder.write("m.yaml", new(f"{WHOLE}, ReverseTax: true", "10042: {PaysInvoiceFee: false}"))
    done = folder.apply("m.yaml")
    assert done.code == 3, done.text
    assert "error[P016]" in done.err
    server.switch(ddapi_reverse_tax=True)
    assert folder.apply("m.yaml").code == 0
    assert held(server, NEW)["ReverseTax"] is True


def test_new_settings_where_nothing_shows_what_the_host_knows(server: Server) -> None:
    """It is said before, and after the write what the host did not take; the rest is set."""
    folder = server.folder
    server.switch(ddapi_reverse_tax=False)
    folder.write("m.yaml", new(f"{WHOLE}, ReverseTax: true"))
    done = folder.apply("m.yaml")
    assert done.code == 1, done.text
    assert "warning[P045]: nothing shows whether this host knows `ReverseTax`" in done.err
    assert "it does not know `ReverseTax`; the other fields are set" in " ".join(done.text.split())
    assert folder.counts() == {State.REFUSED: 1}
    again = folder.run("plan", "m.yaml")
    assert again.code == 3, again.text
    assert "error[P016]" in again.err, "now the customer's own settings show it"
    assert held(server, NEW)["PaysInvoiceFee"] is True


def test_a_host_that_keeps_a_value_where_null_is_sent(server: Server) -> None:
    folder = server.folder
    server.switch(ddapi_null="keeps")
    entry = "10042: {InvoiceCycleId: null, PaysInvoiceFee: false}"
    folder.write("m.yaml", settings(entry, "10043: {TermsOfPaymentId: 6}"))
    done = folder.apply("m.yaml")
    assert done.code == 1, done.text
    assert "it keeps `InvoiceCycleId` 3 where null was sent to clear it; the other fields are set" in " ".join(
        done.text.split()
    )
    assert folder.counts() == {State.REFUSED: 1, State.SUCCEEDED: 1}
    assert {"InvoiceCycleId": 3, "PaysInvoiceFee": False}.items() <= held(server, 10042).items()


def test_null_clears(server: Server) -> None:
    folder = server.folder
    folder.write("m.yaml", settings("10042: {InvoiceCycleId: null}"))
    assert folder.apply("m.yaml").code == 0
    assert held(server, 10042)["InvoiceCycleId"] is None


def test_a_refusal_with_status_200(server: Server) -> None:
    folder = server.folder
    gone = Fault(kind=FaultKind.REFUSE, method="GET", status=404, count=0, path="/api/invoice/termsofpayment")
    failing(server, gone)
    folder.write("m.yaml", settings("10042: {TermsOfPaymentId: 99}"))
    done = folder.apply("m.yaml")
    assert done.code == 1, done.text
    assert "The terms of payment 99 do not exist." in " ".join(done.text.split())
    assert folder.counts() == {State.REFUSED: 1}
    assert held(server, 10042)["TermsOfPaymentId"] != 99


LOSSES = {
    "the answer": Fault(kind=FaultKind.LOSE_ANSWER, method="PUT", path=PUT),
    "the request": Fault(kind=FaultKind.LOSE_REQUEST, method="PUT", path=PUT),
    "late": Fault(kind=FaultKind.COMMIT_LATE, method="PUT", path=PUT, delay_s=0.5),
    "HTML with 500": Fault(kind=FaultKind.BAD_GATEWAY, method="PUT", path=PUT, status=500),
}


@pytest.mark.parametrize("fault", LOSSES.values(), ids=LOSSES.keys())
@pytest.mark.parametrize("customer", [10042, NEW])
def test_what_is_in_doubt_is_settled_by_what_the_host_shows(server: Server, customer: int, fault: Fault) -> None:
    folder = server.folder
    failing(server, fault)
    folder.write("m.yaml", settings("10042: {TermsOfPaymentId: 5}") if customer == 10042 else new())
    done = folder.apply("m.yaml")
    assert done.code == 7, done.text
    assert folder.counts() == {State.IN_DOUBT: 1}
    assert folder.finish() == 1
    assert folder.counts() == {State.SUCCEEDED: 1}
    assert puts(folder) == [str(customer)], "once"
    assert held(server, customer)["TermsOfPaymentId"] == (5 if customer == 10042 else 3)


def test_a_lost_answer_of_a_host_that_keeps_a_value(server: Server) -> None:
    folder = server.folder
    server.switch(ddapi_null="keeps")
    failing(server, LOSSES["the answer"])
    folder.write("m.yaml", settings("10042: {InvoiceCycleId: null, PaysInvoiceFee: false}"))
    assert folder.apply("m.yaml").code == 7
    done = folder.run("resume")
    assert done.code == 1, done.text
    assert folder.counts() == {State.REFUSED: 1}
    assert "it keeps `InvoiceCycleId` 3 where null was sent" in " ".join(done.text.split())
    assert puts(folder) == ["10042"]
