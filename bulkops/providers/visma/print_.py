"""Print an invoice into a file."""

from bulkops.core.field import Field, Kind
from bulkops.core.operation import Effect, OperationType, Sign
from bulkops.core.resource import Route
from bulkops.providers.visma.resources import INVOICE

_DETAILS = """\
The report that Visma.net prints, a PDF, is kept in the file that `save_as` names, from the manifest's folder. A file
that is there already is never overwritten."""

PRINT = OperationType(
    name="visma.invoice.print",
    summary="Print a customer invoice into a file.",
    details=_DETAILS,
    sign=Sign.READ,
    resource=INVOICE,
    options=(
        Field(
            name="save_as",
            kind=Kind.NEW_FILE,
            description="File that the report is kept in, by its path from the manifest's folder.",
            example="printed/acme-march.pdf",
        ),
    ),
    needs=("save_as",),
    write=Route(method="GET", path="/v1/customerinvoice/{key}/print"),
    effect=Effect.READ,
    download="save_as",
    source="visma-net.md, sections 4 and 13",
)
