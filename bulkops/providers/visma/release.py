"""Release an invoice, so that it is posted."""

from bulkops.core.operation import Effect, OperationType, Sign, Transition
from bulkops.core.resource import Route
from bulkops.providers.visma.resources import INVOICE

_DETAILS = """\
**A release cannot be undone.** It posts the invoice to the ledger; only a counter-posting by `visma.invoice.reverse`
takes it out again.

The invoice must be `Balanced`: not a draft (`Hold`), not released before. Its financial period must be open.

Visma.net answers as soon as the work has started. Bulkops reads the invoice until it is `Open` or `Closed`, and
counts the release as done only then."""

RELEASE = OperationType(
    name="visma.invoice.release",
    summary="Release a customer invoice, so that it is posted to the ledger.",
    details=_DETAILS,
    sign=Sign.FINAL,
    resource=INVOICE,
    write=Route(method="POST", path="/v1/customerinvoice/{key}/action/release"),
    success_note="the release has started; it is done when the invoice is `Open` or `Closed`",
    effect=Effect.STATE_ACTION,
    if_match=True,
    irreversible=True,
    undone_by="visma.invoice.reverse",
    transition=Transition(before=frozenset({"Balanced"}), after=frozenset({"Open", "Closed"}), later=True),
    source="visma-net.md, sections 4, 5 and 10",
)
