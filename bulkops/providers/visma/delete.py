"""Delete an invoice that is not released."""

from bulkops.core.operation import Effect, OperationType, Sign, Transition
from bulkops.core.resource import Route
from bulkops.providers.visma.resources import INVOICE

_DETAILS = """\
Only an invoice that is `Hold` or `Balanced` can be deleted; a released one has to be reversed.

A deleted invoice cannot be brought back, and its number is not given again: the number series has a gap.

Visma.net cannot bind a deletion to a version of the invoice. Bulkops reads the invoice just before and compares; a
change in the moment between cannot be seen."""

DELETE = OperationType(
    name="visma.invoice.delete",
    summary="Delete a customer invoice that is not released.",
    details=_DETAILS,
    sign=Sign.REMOVE,
    resource=INVOICE,
    write=Route(method="DELETE", path="/v1/customerinvoice/{key}", success=(204,)),
    effect=Effect.STATE_ACTION,
    irreversible=True,
    transition=Transition(before=frozenset({"Hold", "Balanced"})),
    source="visma-net.md, sections 4, 5 and 10",
)
