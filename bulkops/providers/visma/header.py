"""Header fields: who is invoiced, when, for what, and the switches of the document."""

from bulkops.core.field import Field, Form
from bulkops.providers.visma.declare import NOWHERE, date, flag, integer, text

CUSTOMER: tuple[Field, ...] = (
    text(
        "customerNumber",
        "The customer who is invoiced, by customer number. A new invoice needs one.",
        "10042",
        observed="customer.number",
    ),
    text(
        "locationId",
        "Which of the customer's locations the invoice is for; left out, the customer's default location.",
        "MAIN",
        observed="location.id",
    ),
    integer(
        "contact",
        "The customer's contact person, by the contact's id.",
        214,
        nullable=True,
        observed="contact.id",
    ),
    text(
        "childCustomerNumber",
        "The child customer, where the customer is the parent account of several.",
        "10043",
        observed="childRecord.number",
    ),
    flag(
        "consolidateInvoices",
        "Whether the child customer's invoice is gathered on the parent account.",
        nullable=True,
        observed=NOWHERE,
    ),
)

DATES: tuple[Field, ...] = (
    date("documentDate", "Date of the invoice.", "2026-03-31"),
    date("documentDueDate", "Day the invoice is due; left out, it follows from the credit terms.", "2026-04-30"),
    date("cashDiscountDate", "Last day on which the customer may take the cash discount.", "2026-04-10"),
    date(
        "origInvoiceDate",
        "Day from which the due date is counted, where the company's settings let it differ from the invoice date.",
        "2026-03-31",
    ),
    date("startDate", "First day of the period that is invoiced.", "2026-03-01", nullable=True),
    date("endDate", "Last day of the period that is invoiced.", "2026-03-31", nullable=True),
    text(
        "financialPeriod",
        "Period the invoice is posted in, year first: `202603` is March 2026.",
        "202603",
        pattern=r"[0-9]{4}(0[1-9]|1[0-2])",
    ),
    text(
        "postPeriod",
        "Period the invoice is posted in, month first: `032026` is March 2026. Better use `financialPeriod`.",
        "032026",
        pattern=r"(0[1-9]|1[0-2])[0-9]{4}",
        observed_form=Form.YEAR_FIRST,
    ),
)

DOCUMENT: tuple[Field, ...] = (
    flag(
        "hold",
        "True keeps the invoice as a draft (`Hold`); false makes it ready for release (`Balanced`). Left out, the "
        "company's own setting decides.",
    ),
    text("invoiceText", "Text in the head of the invoice.", "Consulting in March"),
    text("note", "Note on the invoice inside Visma.net; the customer does not see it.", "Agreed by phone"),
    text(
        "referenceNumber",
        "Number of the invoice, where you choose it: with a manual number series, or together with "
        "`overrideNumberSeries`. Leave it out to have it numbered automatically.",
        "100231",
    ),
    flag(
        "overrideNumberSeries",
        "Take the given `referenceNumber` although the number series is automatic.",
        observed=NOWHERE,
    ),
    text("project", "Project the invoice belongs to.", "P-2026-07", observed="project.id"),
    text("branchNumber", "Branch of the company that issues the invoice.", "1", observed="branchNumber.number"),
    text("salesperson", "Code of the salesperson.", "SP01", observed="salesPerson.id"),
    integer(
        "salesPersonID",
        "Number of the salesperson, as older programs gave it.",
        12,
        deprecated="Visma.net has replaced it by `salesperson`",
    ),
    flag("revoked", "Marks the invoice as revoked. Visma.net does not publish what follows from it."),
    flag("dontPrint", "Leave the invoice out when invoices are printed."),
    flag("dontEmail", "Leave the invoice out when invoices are sent by e-mail."),
    flag("sendToAutoInvoice", "The invoice is to be delivered through AutoInvoice.", nullable=True),
)
