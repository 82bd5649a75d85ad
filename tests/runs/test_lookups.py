"""Values that have to be there already are looked up while planning: what is not there stops everything before a send."""

import pytest

from bulkops.core.outcome import State
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import Done, Folder
from tests.runs.served import Server


def settings(*entries: str, defaults: str = "") -> str:
    """Write a manifest of changes of settings, an entry a line: `10042: {TermsOfPaymentId: 4}`."""
    lines = [
        f"  - {{id: s{number}, op: ddapi.invoice_settings.set, customer: {entry.replace(':', ', with:', 1)}}}"
        for number, entry in enumerate(entries, 1)
    ]
    head = f"defaults: {{ddapi.invoice_settings.set: {defaults}}}\n" if defaults else ""
    return "\n".join(["bulkops: 1", "name: m", f"{head}operations:", *lines, ""])


def asked(folder: Folder, path: str) -> int:
    """Count the reads of a path."""
    with folder.ledger() as ledger:
        return sum(seen.path.startswith(path) for seen in ledger.requests())


def failing(server: Server, *faults: Fault) -> None:
    """Let requests fail; the server reads its faults when it starts."""
    server.stop()
    server.folder.fail(*faults)
    server.start()


def check_refused(folder: Folder, done: Done, code: str) -> None:
    assert done.code == 3, done.text
    assert f"error[{code}]" in done.err
    assert folder.writes() == []


@pytest.mark.parametrize("command", [("plan",), ("apply", "--yes")], ids=["plan", "apply"])
def test_terms_that_the_system_does_not_have(server: Server, command: tuple[str, ...]) -> None:
    folder = server.folder
    folder.write(
        "m.yaml",
        settings("10042: {TermsOfPaymentId: 99}", "10043: {TermsOfPaymentId: 4}", "10044: {TermsOfPaymentId: 99}"),
    )
    done = folder.run(*command, "m.yaml")
    check_refused(folder, done, "P040")
    column = len("  - {id: s1, op: ddapi.invoice_settings.set, customer: 10042, with: {TermsOfPaymentId: ") + 1
    assert f"m.yaml:4:{column}" in done.err
    assert "`TermsOfPaymentId` is `99`, which Compilator DDAPI does not have; in 2 operations" in done.err
    assert "`3` (20 days net), `4` (30 days net)" in done.err
    assert asked(folder, "/api/invoice/termsofpayment") == 1


def test_the_plan_names_what_was_looked_up(server: Server) -> None:
    folder = server.folder
    folder.write("m.yaml", settings("10042: {TermsOfPaymentId: 2, InvoiceRecipientCustomerNumber: 10005}"))
    done = folder.run("plan", "m.yaml")
    assert done.code == 0, done.text
    out = " ".join(done.out.split())
    assert "TermsOfPaymentId 4 (30 days net) → 2 (14 days net)" in out
    assert "InvoiceRecipientCustomerNumber (none) → 10005 (Kystfisk AS)" in out


def test_a_value_of_the_defaults_is_shown_there(server: Server) -> None:
    folder = server.folder
    folder.write("m.yaml", settings("10042: {PaysInvoiceFee: false}", defaults="{CurrencyId: 77}"))
    done = folder.run("plan", "m.yaml")
    check_refused(folder, done, "P040")
    assert "m.yaml:3:53" in done.err


def test_a_value_of_a_table_is_shown_in_its_cell(server: Server) -> None:
    folder = server.folder
    folder.write("t.csv", "customer,terms\n10042,4\n10043,99\n")
    folder.write(
        "m.yaml",
        """bulkops: 1
name: m
operations:
  - rows: {file: t.csv, encoding: utf-8, delimiter: ","}
    id: "s-{customer}"
    op: ddapi.invoice_settings.set
    customer: {column: customer}
    with: {TermsOfPaymentId: {column: terms}, CurrencyId: 78}
""",
    )
    done = folder.run("plan", "m.yaml")
    check_refused(folder, done, "P040")
    assert "t.csv:3, column `terms`" in done.err
    assert "m.yaml:8" in done.err, "what all rows share stands in the manifest"


def test_what_the_system_holds_already_is_not_asked_for(server: Server) -> None:
    folder = server.folder
    folder.write("m.yaml", settings("10042: {TermsOfPaymentId: 5}"))
    assert folder.apply("m.yaml").code == 0
    assert asked(folder, "/api/invoice/termsofpayment") == 1
    assert folder.apply("m.yaml").code == 0, "done by an earlier run"
    folder.write(
        "m.yaml", settings("10042: {TermsOfPaymentId: 5, PaysInvoiceFee: false}").replace("name: m", "name: n")
    )
    assert folder.apply("m.yaml").code == 0
    assert asked(folder, "/api/invoice/termsofpayment") == 1


def test_a_kind_of_work_in_other_letters(server: Server) -> None:
    folder = server.folder
    folder.write(
        "m.yaml",
        """bulkops: 1
name: m
operations:
  - id: rot
    op: visma.invoice.create
    with:
      customerNumber: "10001"
      domesticServicesDeductibleDocument: true
      invoiceLines:
        - {inventoryNumber: A, quantity: 1, typeOfWork: Bygg}
        - {inventoryNumber: A, quantity: 1, typeOfWork: bygg}
        - {inventoryNumber: A, quantity: 1, typeOfWork: Gardening}
""",
    )
    done = folder.run("plan", "m.yaml")
    check_refused(folder, done, "P040")
    assert "`invoiceLines[2].typeOfWork` is `bygg`, which Visma.net ERP does not have" in done.err
    assert "did you mean `Bygg` (Construction)?" in done.err
    assert "did you mean `Tradgard` (Gardening)?" in done.err
    assert "m.yaml:11:57" in done.err
    assert asked(folder, "/v1/customerinvoice/worktypes") == 1


WHOLE = (
    "RetainsInvoiceType: false, CurrencyId: 1, TermsOfPaymentId: 3, PaysInvoiceFee: true,"
    " AllowInvoicePaymentFromOrder: false, SendInvoiceFromOrderAsEmail: true"
)


def test_settings_of_a_customer_who_does_not_exist(server: Server) -> None:
    folder = server.folder
    folder.write("m.yaml", settings(f"99999: {{{WHOLE}}}, create: true", "10042: {PaysInvoiceFee: false}"))
    done = folder.run("plan", "m.yaml")
    check_refused(folder, done, "P040")
    assert "error[P017]" in done.err, "what else is wrong with it is told, too"
    assert "`customer` is `99999`, which Compilator DDAPI does not have" in done.err
    assert f"m.yaml:4:{len('  - {id: s1, op: ddapi.invoice_settings.set, customer: ') + 1}" in done.err


def test_customers_who_exist_are_asked_for_together(server: Server) -> None:
    """Pages are as large as the host makes them; those behind the last customer who is asked for are not read."""
    folder = server.folder
    server.switch(ddapi_page_size_max=10)
    folder.write(
        "m.yaml",
        settings(
            f"10015: {{{WHOLE}, ReverseTax: false}}, create: true", "10042: {InvoiceRecipientCustomerNumber: 10005}"
        ),
    )
    done = folder.apply("m.yaml")
    assert done.code == 0, done.text
    assert asked(folder, "/api/customers/1900-01-01") == 2


def test_recipients(server: Server) -> None:
    folder = server.folder
    entry = "{InvoiceRecipientCustomerNumber: %d}"
    folder.write("m.yaml", settings(f"10042: {entry % 10099}", f"10043: {entry % 99999}", f"10044: {entry % 10005}"))
    done = folder.run("plan", "m.yaml")
    check_refused(folder, done, "P040")
    assert "`InvoiceRecipientCustomerNumber` is `99999`, which Compilator DDAPI does not have" in done.err
    assert "warning[P044]: `InvoiceRecipientCustomerNumber` is `10099` (" in done.err
    assert "which Compilator DDAPI marks as inactive" in done.err
    assert done.err.count("InvoiceRecipientCustomerNumber` is") == 2


@pytest.mark.parametrize("command", [("validate",), ("plan", "--offline")], ids=["validate", "offline"])
def test_without_a_system_nothing_is_asked(server: Server, command: tuple[str, ...]) -> None:
    folder = server.folder
    folder.write(
        "m.yaml", settings("10042: {TermsOfPaymentId: 99, InvoiceRecipientCustomerNumber: 1, ReverseTax: true}")
    )
    done = folder.run(*command, "m.yaml")
    assert done.code == 0, done.text
    assert "P04" not in done.err
    with folder.ledger() as ledger:
        assert list(ledger.requests()) == []


@pytest.mark.parametrize("status", [403, 404])
def test_a_list_that_cannot_be_read_is_told_and_does_not_stop(server: Server, status: int) -> None:
    folder = server.folder
    refused = Fault(kind=FaultKind.REFUSE, method="GET", status=status, count=0, path="/api/invoice/termsofpayment")
    failing(server, refused)
    folder.write("m.yaml", settings("10042: {TermsOfPaymentId: 5}"))
    done = folder.apply("m.yaml")
    assert done.code == 0, done.text
    assert "warning[P042]: 1 value of `TermsOfPaymentId` could not be looked up" in done.err
    assert folder.counts() == {State.SUCCEEDED: 1}


def test_a_host_without_currencies_is_told_from_a_wrong_currency(server: Server) -> None:
    """Every currency is answered with 404, also the one that a customer has: the host has no such look-up."""
    folder = server.folder
    failing(server, Fault(kind=FaultKind.REFUSE, method="GET", status=404, count=0, path="/api/Currencies/*"))
    folder.write("m.yaml", settings("10042: {CurrencyId: 3}"))
    done = folder.apply("m.yaml")
    assert done.code == 0, done.text
    assert "warning[P042]: 1 value of `CurrencyId` could not be looked up" in done.err
    assert asked(folder, "/api/Currencies/") == 2


def test_an_api_out_of_reach_is_no_finding(server: Server) -> None:
    folder = server.folder
    folder.write("m.yaml", settings("10042: {TermsOfPaymentId: 99}"))
    server.stop()
    done = folder.run("plan", "m.yaml")
    assert done.code == 5, done.text
    assert "P04" not in done.err


def profile_with(server: Server, line: str) -> None:
    """Add a line to the profile's `ddapi`, which stands last in the file."""
    server.profile()
    path = server.folder.path / "bulkops.yaml"
    server.folder.write("bulkops.yaml", f"{path.read_text(encoding='utf-8')}      {line}\n")


def test_ids_that_nothing_lists(server: Server) -> None:
    folder = server.folder
    folder.write("m.yaml", settings("10042: {InvoiceTypeId: 12}", "10043: {InvoiceTypeId: 11, InvoiceCycleId: 2}"))
    done = folder.run("plan", "m.yaml")
    assert done.code == 0, done.text
    assert done.err.count("warning[P043]") == 2, "one a field"
    assert "ddapi: {allowed: {InvoiceTypeId: [11, 12]}}" in done.err


@pytest.mark.parametrize("offline", [(), ("--offline",)], ids=["", "offline"])
def test_an_id_that_the_profile_does_not_list(server: Server, offline: tuple[str, ...]) -> None:
    folder = server.folder
    profile_with(server, "allowed: {InvoiceTypeId: [1, 2]}")
    folder.write("m.yaml", settings("10042: {InvoiceTypeId: 12}", "10043: {InvoiceTypeId: 2}"))
    done = folder.run("plan", *offline, "m.yaml")
    check_refused(folder, done, "P041")
    assert "`InvoiceTypeId` is `12`, which the profile does not list" in done.err
    assert "it lists 1, 2;" in done.err
    assert "m.yaml:4:" in done.err


def test_ids_that_the_profile_lists(server: Server) -> None:
    folder = server.folder
    profile_with(server, "allowed: {InvoiceTypeId: [1, 2], CreditAccountId: [7]}")
    folder.write("m.yaml", settings("10042: {InvoiceTypeId: 2, CreditAccountId: 7}", "10043: {CreditAccountId: null}"))
    done = folder.apply("m.yaml")
    assert done.code == 0, done.text
    assert "P04" not in done.err
