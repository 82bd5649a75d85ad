"""What the lists of invoices and credit notes can be narrowed by and widened with (visma-net.md, sections 4, 8, 9, 11).

Both lists take the same parameters. What a row shows differs: a parameter whose value no member of a row shows cannot
be compared again on our side.
"""

from collections.abc import Iterable
from dataclasses import replace

from bulkops.core.field import Kind
from bulkops.core.listing import Expansion, Filter, Listing
from bulkops.core.shape import Section, member_at

#: Largest size of a page that has been seen to work (section 8).
_PAGE_SIZE = 1000
#: Rows show moments to the millisecond at best, and parameters are read to the second at least.
_SECOND_S = 1
_DAY_S = 86_400
_PERIOD = r"[0-9]{4}(0[1-9]|1[0-2])"

STATUSES = (
    *("Hold", "Balanced", "Scheduled", "Open", "Closed", "Voided"),
    *("PendingPrint", "PendingEmail", "CreditHold", "CcHold", "Reserved"),
)
_DUNNING = "dunningInformation"


def _same(name: str, description: str, example: str, member: str = "") -> Filter:
    return Filter(name=name, description=description, example=example, member=member or name)


def _date(name: str, description: str, *, timed: bool = False) -> Filter:
    return Filter(
        name=name,
        description=description,
        example="2026-03-31T12:00:00" if timed else "2026-03-31",
        kind=Kind.DATE,
        timed=timed,
        member=name,
        condition=f"{name}Condition",
        slack_s=_SECOND_S if timed else 0,
    )


def _period(name: str, description: str) -> Filter:
    return Filter(name=name, description=description, example="202603", pattern=_PERIOD, member=name)


_FILTERS: tuple[Filter, ...] = (
    _same("customer", "Documents of a customer, by customer number.", "10001", "customer.number"),
    Filter(
        name="status",
        description="Documents in a status.",
        example="Balanced",
        kind=Kind.CHOICE,
        choices=STATUSES,
        member="status",
    ),
    Filter(
        name="released",
        description="`1`: documents that are released; `0`: those that are not.",
        example="1",
        kind=Kind.CHOICE,
        choices=("0", "1"),
        member="status",
        # What the other statuses are is not published: they speak for neither.
        shown_as={"0": frozenset({"Hold", "Balanced"}), "1": frozenset({"Open", "Closed"})},
    ),
    _date("documentDate", "Documents of a day, or before or after it."),
    _date("documentDueDate", "Documents due on a day, or before or after it."),
    _period("financialPeriod", "Documents posted in a period, year first."),
    _period("closedFinancialPeriod", "Documents closed in a period, year first."),
    _same("externalReference", "Documents with this external reference.", "A-1017"),
    _same("customerRefNumber", "Documents with this reference of the customer's.", "PO-88123"),
    _same("paymentReference", "Documents with this payment reference, such as a KID or OCR number.", "1002310000427"),
    _same("branch", "Documents of a branch.", "1", "branchNumber.number"),
    _same("project", "Documents of a project.", "P-2026-07", "project.id"),
    Filter(
        name="dunningLevel",
        description="Documents at a dunning level.",
        example="2",
        kind=Kind.INTEGER,
        member="dunningLetterLevel",
        expand=_DUNNING,
    ),
    replace(
        _date("dunningLetterDateTime", "Documents whose last dunning letter was released at a time.", timed=True),
        member="dunningLetterDate",
        expand=_DUNNING,
        slack_s=_DAY_S,  # the row may show the day alone
    ),
    _date("lastModifiedDateTime", "Documents by the time of their last change, on the server's clock.", timed=True),
    _date("createdDateTime", "Documents by the time they were made, on the server's clock.", timed=True),
    Filter(
        name="greaterThanValue",
        description="Documents after a value; which of their members is meant is not published.",
        example="100200",
    ),
)

_EXPANSIONS = tuple(
    Expansion(name=name, parameter=f"expand{name[0].upper()}{name[1:]}", description=description)
    for name, description in (
        ("applications", "Payments and notes that are applied to the document."),
        ("attachments", "Names and ids of the files attached to it."),
        ("taxDetails", "Its VAT, a row a code."),
        ("invoiceAddress", "The address and contact it is sent to."),
        (_DUNNING, "Level and day of its last dunning letter."),
    )
)

_PAGES = "the pages are read for you; `--limit` ends after so many rows"
_ELSEWHERE = {
    "customerNumber": "the API ignores it and gives the rows of all customers; write `customer=…`",
    "documentType": "it has no effect here, for each list has one type of document",
    "numberToRead": "the API disregards it; `--limit` ends after so many rows",
    "skipRecords": f"the API disregards it; {_PAGES}",
    "pageNumber": _PAGES,
    "pageSize": "`--page-size` sets it",
} | {
    found.condition: f"write `{found.name}>={found.example}`, or with `>`, `<=` or `<`"
    for found in _FILTERS
    if found.condition
}
_ELSEWHERE |= {found.parameter: f"write `--expand {found.name}`" for found in _EXPANSIONS}


def listing(path: str, shown: Iterable[Section]) -> Listing:
    """Declare a list of documents.

    Args:
        path: Where it is.
        shown: What its rows show.
    """
    members = tuple(member for section in shown for member in section.members)
    return Listing(
        path=path,
        page_size=_PAGE_SIZE,
        where=tuple(
            found if member_at(members, found.member) else replace(found, member="", expand="") for found in _FILTERS
        ),
        expansions=_EXPANSIONS,
        elsewhere=_ELSEWHERE,
        modified="lastModifiedDateTime",
        created="createdDateTime",
        dated="documentDate",
    )
