"""G8: what is secret or personal is in nothing that a plan, its review or a run writes or prints."""

import pytest

from tests.runs.folder import Folder
from tests.runs.served import SECRET, Server

#: Personal data of the manifest, and of what the system holds.
OURS, THEIRS = "canary-ours-4711", "canary-theirs-4712"
MANIFEST = f"""bulkops: 1
name: m
operations:
  - id: new
    op: visma.invoice.create
    with:
      customerNumber: "10001"
      currencyId: NOK
      hold: false
      billingAddress: {{overrideAddress: true, addressLine1: "{OURS} street 1"}}
      invoiceContact: {{overrideContact: true, name: "{OURS}", email: "{OURS}@example.com"}}
      invoiceLines: [{{inventoryNumber: A, quantity: 1, unitPriceInCurrency: 5.50}}]
  - id: contact
    op: visma.invoice.update
    invoice: "100231"
    with: {{invoiceContact: {{overrideContact: true, name: "{OURS}", phone1: "{OURS}"}}}}
  - id: settings
    op: ddapi.invoice_settings.set
    customer: 10042
    with: {{InvoiceOrderPaymentEmailAddress: "{OURS}@example.com"}}
  - id: refused
    op: visma.invoice.update
    invoice: "100233"
    if_match: AAAA
    with: {{invoiceContact: {{overrideContact: true, name: "{OURS}"}}}}
"""
BEFORE = f"""bulkops: 1
name: before
operations:
  - id: settings
    op: ddapi.invoice_settings.set
    customer: 10042
    with: {{InvoiceOrderPaymentEmailAddress: "{THEIRS}@example.com"}}
  - id: contact
    op: visma.invoice.update
    invoice: "100231"
    with: {{invoiceContact: {{overrideContact: true, name: "{THEIRS}", phone1: "{THEIRS}"}}}}
"""
FORMS = ("text", "markdown", "json", "html", "sarif", "github")


def check(what: str, text: str) -> None:
    for canary in (OURS, THEIRS, SECRET):
        assert canary not in text, f"{canary} is in {what}"


def told(folder: Folder, *words: str) -> None:
    done = folder.run(*words)
    assert done.code in {0, 1, 4}, done.text
    assert done.text.strip()
    check(" ".join(words), done.text)


@pytest.mark.slow
def test_nothing_leaks(server: Server) -> None:
    folder = server.folder
    folder.write("before.yaml", BEFORE)
    assert folder.apply("before.yaml").code == 0
    folder.write("m.yaml", MANIFEST)
    for form in FORMS:
        told(folder, "plan", "m.yaml", "--format", form)
    told(folder, "plan", "m.yaml", "--full", "-v", "-o", "m.plan")
    told(folder, "plan", "m.yaml", "--policy-cmd", "cat")
    for form in FORMS[:4]:
        told(folder, "show", "m.plan", "--format", form)
    for name in ("new", "contact", "settings", "refused"):
        told(folder, "show", "m.plan", name)
        told(folder, "show", "m.plan", name, "--format", "json")
    told(folder, "show", "m.plan", "--requests")
    told(folder, "apply", "m.plan", "--yes")
    told(folder, "apply", "m.plan", "--yes", "--on-conflict", "skip", "-v")
    run = folder.last_run().name
    for name in ("new", "contact", "settings", "refused"):
        told(folder, "show", run, name)
        told(folder, "show", run, name, "--format", "json")
    for words in (
        ("show", run, "--requests"),
        ("status", "--format", "json"),
        ("drift",),
        ("drift", "--format", "json"),
    ):
        told(folder, *words)
    kept = {"m.yaml", "before.yaml"}
    for path in folder.path.rglob("*"):
        # The journal holds what it has sent, readable to its owner alone, and `journal purge` takes it out.
        if path.is_file() and path.name not in kept and not path.name.startswith("journal.db"):
            check(str(path), path.read_bytes().decode("latin-1"))
