"""Attach a file to an invoice or to one of its lines."""

from bulkops.core.field import Field, Kind
from bulkops.core.operation import Effect, OperationType, Sequel, Sign, Upload
from bulkops.core.resource import Route
from bulkops.providers.visma.resources import INVOICE

_DETAILS = """\
The file's path starts from the manifest's folder. Its name, size and digest stand in the plan: a file that is missing
is found before anything is sent, and one that has changed since the plan is not sent.

Attached under a name that the invoice has already, the file becomes a new revision. If an answer is lost, bulkops
reads what is attached and compares its content before it sends anything again.

With `sendToAutoinvoice` a second request tells Visma.net that the file goes along when the invoice is sent to
AutoInvoice. Limits on size and type are not published."""

ATTACH = OperationType(
    name="visma.invoice.attach",
    summary="Attach a file to a customer invoice or to one of its lines.",
    details=_DETAILS,
    sign=Sign.CHANGE,
    resource=INVOICE,
    options=(
        Field(
            name="file",
            kind=Kind.FILE,
            description="File to attach, by its path from the manifest's folder; its name needs an extension.",
            example="timesheets/acme-march.pdf",
        ),
        Field(
            name="line",
            kind=Kind.INTEGER,
            description="Number of the line that the file belongs to; without it the file belongs to the invoice.",
            example=1,
            minimum=1,
        ),
        Field(
            name="sendToAutoinvoice",
            kind=Kind.FLAG,
            description="Whether the file goes along when the invoice is sent to AutoInvoice.",
            example=True,
        ),
        Field(
            name="includeAttachmentInvoiceEmail",
            kind=Kind.FLAG,
            description="Whether the file goes along when the invoice is sent by e-mail.",
            example=True,
        ),
    ),
    needs=("file",),
    write=Route(method="POST", path="/v1/customerinvoice/{key}/attachment", success=(201,)),
    write_with={
        "line": Route(method="POST", path="/v1/customerinvoice/{key}/{line}/attachment", success=(201,)),
    },
    effect=Effect.REVISION,
    if_match=True,
    upload=Upload(
        option="file",
        part="file",
        metadata_part="metadata",
        metadata=("includeAttachmentInvoiceEmail",),
        listed="attachments",
        element=("line", "invoiceLines", "lineNumber"),
        content=Route(method="GET", path="/v1/attachment/{key}"),
        expand="expandAttachments",
    ),
    sequel=Sequel(
        option="sendToAutoinvoice",
        route=Route(method="PUT", path="/v1/attachment/{key}", success=(204,)),
        body={"sendToAutoinvoice": {"value": True}},
        purpose="let it go along to AutoInvoice",
    ),
    source="visma-net.md, sections 4, 5 and 12",
)
