"""What a customer invoice, a credit note and their parts show.

Their models: `CustomerInvoiceDto`, `CustomerCreditNoteDto`, `RotRutDto`, `WorkTypeDto`.

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
    texts("deferralCode"),
    dates("termStartDate", "termEndDate"),
    flags("isRotRutDeductible"),
    texts("itemType"),
    group("typeOfWork", _WORK_TYPE),
    decimals("deductableAmount"),
    texts("soShipmentNbr", "soOrderType", "soOrderNbr", "note", "externalLink"),
    _ATTACHMENTS,
)


_SUMS = decimals(
    *("detailTotal", "discountTotal", "vatTaxableTotal", "vatExemptTotal", "vatTotal"),
    *("amount", "balance", "cashDiscount"),
)
_SUMS_IN_CURRENCY = decimals(*(f"{member.name}InCurrency" for member in _SUMS))

INVOICE_SECTIONS: tuple[Section, ...] = (
    section(
        "Invoice",
        texts("referenceNumber", "documentType", "status"),
        flags("hold"),
        dates("documentDate", "origInvoiceDate"),
        texts("financialPeriod", "postPeriod", "closedFinancialPeriod", "invoiceText", "note"),
        dates("startDate", "endDate"),
    ),
    section(
        "Customer",
        group("customer", texts("number", "name")),
        group("location", texts("id", "name", "countryId")),
        group("contact", integers("id"), texts("name", sensitive=True)),
        group("childRecord", texts("number", "name")),
    ),
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
        group("paymentMethod", texts("id", "description")),
        texts("cashAccount"),
        group("directDebitMandate", texts("id", "mandateId", "mandateDescription")),
        group("customerVatZone", texts("id", "description")),
        integers("dunningLetterLevel"),
        dates("dunningLetterDate"),
        flags("excludeDebtCollection"),
        group("debtCollection", texts("caseNumber", "caseType", "caseStatus", "caseUrl")),
    ),
    section(
        "References",
        texts("externalReference", "customerRefNumber", "paymentReference", "customerProject"),
        texts("accountingCostRef", "originatorDocRef", "contractDocRef"),
    ),
    section(
        "Posting",
        _BRANCH,
        group("project", texts("id", "description"), integers("internalId")),
        group("salesPerson", texts("id", "description")),
        integers("salesPersonID"),
        texts("salesPersonDescr"),
        _ACCOUNT,
        _SUBACCOUNT,
    ),
    section(
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
    ),
    section("Sending", flags("dontPrint", "dontEmail", "revoked", "sendToAutoInvoice")),
    section("Lines", elements("invoiceLines", _LINE_COLUMNS, *_LINE, texts("lineType"), dates("startDate", "endDate"))),
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
    section(
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
    ),
    section("Attachments", _ATTACHMENTS),
    section("Record", moments("createdDateTime", "lastModifiedDateTime"), texts("errorInfo", "timeStamp")),
)

#: What a credit note does not show of that; its lines are called otherwise, and hold less.
_INVOICE_ALONE = frozenset(
    {
        *("startDate", "endDate", "directDebitMandate", "excludeDebtCollection", "debtCollection"),
        *("accountingCostRef", "originatorDocRef", "contractDocRef", "timeStamp"),
    }
)
_NOTE_LINES = section("Lines", elements("lines", _LINE_COLUMNS, *_LINE))


def _of_credit_note(part: Section) -> Section:
    if part.title == _NOTE_LINES.title:
        return _NOTE_LINES
    members = tuple(member for member in part.members if member.name not in _INVOICE_ALONE)
    return Section(title="Credit note" if part is INVOICE_SECTIONS[0] else part.title, members=members)


CREDIT_NOTE_SECTIONS: tuple[Section, ...] = tuple(map(_of_credit_note, INVOICE_SECTIONS))

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
