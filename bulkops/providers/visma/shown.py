"""What a customer invoice, a credit note and their parts show (`CustomerInvoiceDto`, `CreditNoteDto`, `RotRutDto`).

Amounts without `InCurrency` are in the company's own currency. `metadata` tells of paging only and is left out.
"""

from bulkops.core.shape import (
    Member,
    Section,
    dates,
    decimals,
    elements,
    flags,
    group,
    integers,
    moments,
    section,
    texts,
)

_ACCOUNT = group("account", texts("number", "description", "type", "externalCode1", "externalCode2"), flags("active"))
_SEGMENTS = elements(
    "segments",
    ("segmentId", "segmentValue", "segmentValueDescription"),
    integers("segmentId"),
    texts("segmentDescription", "segmentValue", "segmentValueDescription"),
)
_SUBACCOUNT = group(
    "subaccount",
    texts("subaccountNumber", "description"),
    integers("subaccountId"),
    flags("active"),
    moments("lastModifiedDateTime"),
    _SEGMENTS,
    texts("errorInfo", "timeStamp"),
)
_BRANCH = group("branchNumber", texts("number", "name"))
_ATTACHMENTS = elements("attachments", ("name", "revision", "id"), texts("name", "id"), integers("revision"))
_WORK_TYPE = texts("rutRotType", "description", "xmlTag")

_LINE_COLUMNS = (
    "lineNumber",
    "inventoryNumber",
    "description",
    "quantity",
    "uom",
    "unitPriceInCurrency",
    "discountPercent",
    "amountInCurrency",
    "vatCode.id",
)
#: What the lines of both kinds of documents show.
_LINE: tuple[tuple[Member, ...], ...] = (
    integers("lineNumber"),
    texts("inventoryNumber", "description"),
    decimals("quantity"),
    texts("uom"),
    decimals("unitPrice", "unitPriceInCurrency", "manualAmount", "manualAmountInCurrency", "amount"),
    decimals("amountInCurrency", "cost", "discountPercent", "discountAmount", "discountAmountInCurrency"),
    flags("manualDiscount"),
    texts("discountCode"),
    _ACCOUNT,
    _SUBACCOUNT,
    group("vatCode", texts("id", "description")),
    group("projectTask", texts("id", "description"), integers("internalId")),
    _BRANCH,
    texts("salesperson"),
    group("seller", texts("id", "description")),
    integers("deferralSchedule"),
    texts("deferralCode", "note", "externalLink"),
    _ATTACHMENTS,
)
_INVOICE_LINE: tuple[tuple[Member, ...], ...] = (
    *_LINE,
    texts("lineType"),
    dates("startDate", "endDate", "termStartDate", "termEndDate"),
    flags("isRotRutDeductible"),
    texts("itemType"),
    group("typeOfWork", _WORK_TYPE),
    decimals("deductableAmount"),
    texts("soShipmentNbr", "soOrderType", "soOrderNbr"),
)


def _lines(*parts: tuple[Member, ...]) -> Section:
    return section("Lines", elements("invoiceLines", _LINE_COLUMNS, *parts))


_SUMS = decimals(
    *("detailTotal", "discountTotal", "vatTaxableTotal", "vatExemptTotal", "vatTotal"),
    *("amount", "balance", "cashDiscount"),
)
_SUMS_IN_CURRENCY = decimals(*(f"{member.name}InCurrency" for member in _SUMS))
_HEAD = (
    texts("referenceNumber", "documentType", "status"),
    flags("hold"),
    dates("documentDate", "origInvoiceDate"),
    texts("financialPeriod", "postPeriod", "closedFinancialPeriod", "invoiceText", "note"),
)
_CUSTOMER = (
    group("customer", texts("number", "name")),
    group("location", texts("id", "name", "countryId")),
    group("contact", integers("id"), texts("name", sensitive=True)),
)
_REFERENCES = (texts("externalReference", "customerRefNumber", "paymentReference", "customerProject"),)
_PAYMENT = (
    group("paymentMethod", texts("id", "description")),
    texts("cashAccount"),
)
_INTERNAL = (
    _BRANCH,
    group("project", texts("id", "description"), integers("internalId")),
    group("salesPerson", texts("id", "description")),
    integers("salesPersonID"),
    texts("salesPersonDescr"),
    _ACCOUNT,
    _SUBACCOUNT,
)
_RECIPIENT = section(
    "Recipient",
    group(
        "invoiceAddress",
        texts("addressLine1", "addressLine2", "addressLine3", sensitive=True),
        texts("postalCode", "city"),
        group("country", texts("id", "name", "errorInfo")),
        group("county", texts("id", "name")),
        flags("overrideAddress"),
        integers("addressId"),
    ),
    group(
        "invoiceContact",
        texts("businessName", "attention", "email", "phone1", sensitive=True),
        flags("overrideContact"),
        integers("contactId"),
    ),
)
_APPLICATIONS = section(
    "Applications",
    elements(
        "applications",
        ("docType", "refNbr", "status", "applicationDate", "amountPaid", "balance"),
        texts("docType", "refNbr", "customerCD", "status"),
        dates("applicationDate"),
        texts("applicationPeriod", "invoiceText", "paymentRef", "ppdCrMemoRefNbr"),
        decimals("amountPaid", "cashDiscountTaken", "balance"),
        flags("pendingPPD", "released", "hold", "voided"),
    ),
)
_SENDING = ("dontPrint", "dontEmail", "revoked")
_RECORD = (moments("createdDateTime", "lastModifiedDateTime"), texts("errorInfo"))

INVOICE_SECTIONS: tuple[Section, ...] = (
    section("Invoice", *_HEAD, dates("startDate", "endDate")),
    section("Customer", *_CUSTOMER, group("childRecord", texts("number", "name"))),
    section(
        "Amounts",
        texts("currencyId"),
        decimals("exchangeRate"),
        _SUMS_IN_CURRENCY,
        _SUMS,
        decimals("roundingDiff"),
        flags("isRotRutDeductible"),
    ),
    section(
        "Payment",
        dates("documentDueDate", "cashDiscountDate"),
        group("creditTerms", texts("id", "description")),
        *_PAYMENT,
        group("directDebitMandate", texts("id", "mandateId", "mandateDescription")),
        group("customerVatZone", texts("id", "description")),
        integers("dunningLetterLevel"),
        dates("dunningLetterDate"),
        flags("excludeDebtCollection"),
        group("debtCollection", texts("caseNumber", "caseType", "caseStatus", "caseUrl")),
    ),
    section("References", *_REFERENCES, texts("accountingCostRef", "originatorDocRef", "contractDocRef")),
    section("Posting", *_INTERNAL),
    _RECIPIENT,
    section("Sending", flags(*_SENDING, "sendToAutoInvoice")),
    _lines(*_INVOICE_LINE),
    section(
        "VAT",
        elements(
            "taxDetails",
            ("taxId", "vatRate", "taxableAmount", "vatAmount"),
            texts("taxId"),
            group("vatId", texts("number", "description")),
            decimals("vatRate", "taxableAmount", "vatAmount", "expenseAmount"),
            integers("recordId"),
        ),
    ),
    _APPLICATIONS,
    section("Attachments", _ATTACHMENTS),
    section("Record", *_RECORD, texts("timeStamp")),
)

CREDIT_NOTE_SECTIONS: tuple[Section, ...] = (
    section("Credit note", *_HEAD),
    section("Customer", *_CUSTOMER),
    section("Amounts", texts("currencyId"), _SUMS_IN_CURRENCY, _SUMS),
    section("Payment", *_PAYMENT),
    section("References", *_REFERENCES),
    section("Posting", *_INTERNAL),
    _RECIPIENT,
    section("Sending", flags(*_SENDING)),
    _lines(*_LINE),
    _APPLICATIONS,
    section("Attachments", _ATTACHMENTS),
    section("Record", *_RECORD),
)

ROT_RUT_SECTIONS: tuple[Section, ...] = (
    section("Document", texts("refNbr", "docType", "type")),
    section(
        "Amounts",
        decimals("totalDeductableAmount", "workPrice", "materialCost", "otherCost", "distributedAmount"),
        flags("distributedAutomaticaly"),
    ),
    section("Dwelling", texts("appartment", "estate", "organizationNbr")),
    section(
        "Distribution",
        elements(
            "distribution",
            ("lineNbr", "personalId", "amount", "extra"),
            integers("lineNbr"),
            texts("personalId", sensitive=True),
            decimals("amount"),
            flags("extra"),
        ),
    ),
)

WORK_TYPE_SECTIONS: tuple[Section, ...] = (section("Work type", _WORK_TYPE),)
