"""Header fields: the address and contact that the invoice is sent to."""

from bulkops.providers.visma.declare import flag, group, text

BILLING_ADDRESS = group(
    "billingAddress",
    "Address on the invoice, where it differs from the customer's.",
    (
        flag(
            "overrideAddress",
            "Use this address rather than the one kept with the customer.",
            nullable=True,
        ),
        text("addressLine1", "First line of the address.", "Storgata 1", sensitive=True),
        text("addressLine2", "Second line of the address.", "3rd floor", sensitive=True),
        text("addressLine3", "Third line of the address.", "c/o Nordvik", sensitive=True),
        text("postalCode", "Postal code.", "0155"),
        text("city", "Town.", "Oslo"),
        text("countryId", "Country, by its two letters.", "NO", observed="country.id"),
        text("county", "County, by its code.", "03", observed="county.id"),
    ),
    observed="invoiceAddress",
    expand="expandInvoiceAddress",
)

INVOICE_CONTACT = group(
    "invoiceContact",
    "Who the invoice is sent to, where it differs from the customer's.",
    (
        flag(
            "overrideContact",
            "Use this contact rather than the one kept with the customer.",
            nullable=True,
        ),
        text("name", "Name of the business or person.", "Nordvik AS", observed="businessName", sensitive=True),
        text("attention", "Person it is to be handed to.", "Kari Nordmann", sensitive=True),
        text("email", "E-mail address the invoice is sent to.", "invoice@nordvik.example", sensitive=True),
        text("phone1", "Telephone number.", "+47 22 00 00 00", sensitive=True),
    ),
    expand="expandInvoiceAddress",
)
