"""Header fields: currency, terms, payment and debt collection."""

from bulkops.core.field import Field
from bulkops.providers.visma.declare import decimal, elements, flag, text, uuid

PAYMENT: tuple[Field, ...] = (
    text("currencyId", "Currency of the invoice, by its code; left out, the customer's own.", "SEK"),
    decimal(
        "exchangeRate",
        "Rate between the invoice's currency and the company's. Leave it out for the company's own currency.",
        "11.3525",
    ),
    text(
        "creditTermsId",
        "Terms of payment, by their code; the due date follows from them.",
        "14",
        observed="creditTerms.id",
    ),
    text("paymentMethodId", "Method of payment, by its code.", "10", observed="paymentMethod.id"),
    text("cashAccount", "Account that payments by this method go to.", "1920"),
    text(
        "paymentReference",
        "Reference the customer pays with, such as a KID or OCR number. The company may be set up to make it by "
        "itself, or to check it.",
        "1002310000427",
    ),
    uuid(
        "directDebitMandateId",
        "The customer's direct debit mandate, by its id.",
        "6f1ce2bb-7a0c-4f39-9d6b-0f3b1c2d4e5f",
        nullable=True,
        observed="directDebitMandate.id",
    ),
    text(
        "customerVatZoneId",
        "VAT zone of the customer, which decides the VAT of the lines.",
        "01",
        observed="customerVatZone.id",
    ),
)

DEBT_COLLECTION: tuple[Field, ...] = (
    flag("excludeDebtCollection", "Keep the invoice out of debt collection."),
    text(
        "debtCollectionCaseNbr",
        "Number of the debt collection case.",
        "DC-5512",
        observed="debtCollection.caseNumber",
    ),
    text(
        "debtCollectionCaseStatus",
        "How far the debt collection case has come, in the collector's words.",
        "Open",
        observed="debtCollection.caseStatus",
    ),
    text(
        "debtCollectionCaseType",
        "Kind of the debt collection case, in the collector's words.",
        "Reminder",
        observed="debtCollection.caseType",
    ),
    text(
        "debtCollectionCaseUrl",
        "Link to the debt collection case.",
        "https://collector.example/cases/5512",
        observed="debtCollection.caseUrl",
    ),
)

TAX_DETAIL_LINES = elements(
    "taxDetailLines",
    "VAT amounts set by hand, one element a VAT code. Visma.net computes them by itself; setting them can disturb "
    "the totals.",
    "taxId",
    (
        text("taxId", "VAT code the amounts are for.", "3", control=True),
        decimal("taxableAmount", "Amount that VAT is computed of.", "1250.00", nullable=True),
        decimal("vatAmount", "The VAT itself.", "312.50", nullable=True),
        decimal("expenseAmount", "VAT that cannot be deducted and becomes an expense.", "0.00", nullable=True),
    ),
    observed="taxDetails",
    expand="expandTaxDetails",
)
