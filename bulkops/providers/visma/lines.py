"""The lines of an invoice."""

from bulkops.core.field import Field, Lookup
from bulkops.providers.visma.declare import NOWHERE, choice, date, decimal, elements, flag, integer, text

_CONTROL: tuple[Field, ...] = (
    choice(
        "operation",
        "What to do with the line: insert, update or delete it. Left out, a line with a `lineNumber` is updated and "
        "one without is inserted; on a new invoice every line is inserted.",
        ("Insert", "Update", "Delete"),
        wrapped=False,
        control=True,
        observed=NOWHERE,
    ),
    integer(
        "lineNumber",
        "Number of the line that is updated or deleted. Numbers may have gaps; on a new line Visma.net may give "
        "another one.",
        1,
        control=True,
    ),
)

_SALE: tuple[Field, ...] = (
    text("inventoryNumber", "Item that is sold, by its code.", "CONS-1"),
    text("description", "Text of the line; left out, the item's own.", "Consulting, senior"),
    decimal("quantity", "How much is sold, in the unit of the line.", "12.5"),
    text("uom", "Unit the quantity is counted in; left out, the item's own.", "HOUR"),
    decimal("unitPriceInCurrency", "Price of one unit without VAT, in the invoice's currency.", "1250.00"),
    decimal(
        "manualAmountInCurrency",
        "Amount of the line without VAT, set by hand in the invoice's currency instead of being computed.",
        "15625.00",
    ),
    decimal("discountPercent", "Discount on the line, in per cent.", "10"),
    decimal("discountAmountInCurrency", "Discount on the line, in the invoice's currency.", "125.00"),
    flag("manualDiscount", "The discount was set by hand and is not computed again."),
    text("discountCode", "Discount of the company's price lists, by its code.", "VOLUME"),
)

_SUBACCOUNT = elements(
    "subaccount",
    "Subaccount that the line is posted on, one element a segment.",
    "segmentId",
    (
        integer("segmentId", "Which segment, counted from 1.", 1, wrapped=False, control=True),
        text("segmentValue", "Value of the segment.", "SALES", wrapped=False),
    ),
    observed="subaccount.segments",
)

_POSTING: tuple[Field, ...] = (
    text(
        "accountNumber",
        "Account that the sale is posted on; left out, it follows from the item or the customer.",
        "3010",
        observed="account.number",
    ),
    _SUBACCOUNT,
    text("vatCodeId", "VAT category of the line; left out, the item's own.", "3", observed="vatCode.id"),
    text("taskId", "Task of the invoice's project.", "DESIGN", observed="projectTask.id"),
    text("branchNumber", "Branch that the line belongs to.", "1", observed="branchNumber.number"),
    text("salesperson", "Code of the salesperson of this line.", "SP01", observed="seller.id"),
    text("note", "Note on the line inside Visma.net; the customer does not see it.", "Hours of week 12"),
)

_PERIODS: tuple[Field, ...] = (
    date("startDate", "First day of the period that the line is for.", "2026-03-01", nullable=True),
    date("endDate", "Last day of the period that the line is for.", "2026-03-31", nullable=True),
    text("deferralCode", "How the income is spread over time, by its code.", "12M"),
    integer("deferralSchedule", "Schedule the income is spread by, by its number.", 3),
    date("termStartDate", "First day of the time that the income is spread over.", "2026-04-01"),
    date("termEndDate", "Last day of the time that the income is spread over.", "2027-03-31"),
)

_ROT_RUT: tuple[Field, ...] = (
    flag(
        "domesticServicesDeductible",
        "The line gives a ROT or RUT deduction.",
        nullable=True,
        observed="isRotRutDeductible",
    ),
    choice(
        "itemType",
        "What the line's cost is, for a ROT or RUT deduction.",
        ("Service", "MaterialCost", "OtherCost"),
        deprecated="Visma.net reads it from the item; set it there",
    ),
    text(
        "typeOfWork",
        "Kind of work, for a ROT or RUT deduction.",
        "Bygg",
        observed="typeOfWork.xmlTag",
        lookup=Lookup(resource="visma.work_types", member="xmlTag", title="description"),
        deprecated="Visma.net reads it from the item; set it there",
    ),
)

INVOICE_LINES = elements(
    "invoiceLines",
    "The lines of the invoice. In an update, lines that are not named stay as they are.",
    "lineNumber",
    (*_CONTROL, *_SALE, *_POSTING, *_PERIODS, *_ROT_RUT),
)
