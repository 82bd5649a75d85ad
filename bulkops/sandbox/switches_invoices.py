"""Switches about invoices: entity tags, creating, finding, and the life cycle."""

from dataclasses import dataclass
from typing import Literal

from bulkops.sandbox.switch import switch


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceSwitches:
    """What nobody has published about invoices."""

    # Entity tags
    if_match: Literal["checked", "ignored"] = switch(
        "checked",
        "whether `If-Match` is compared in synchronous calls",
        "promised for background calls, and 412 is described for all: the looser reading",
    )
    if_match_bare: bool = switch(
        default=True,
        meaning="whether a tag without quotes is understood; if not, it never matches",
        why="only the quoted form is documented",
    )
    if_match_lists: bool = switch(
        default=False,
        meaning="whether `*` and lists of tags are understood; if not, they never match",
        why="only the form with one tag is documented",
    )
    update_etag: bool = switch(
        default=True,
        meaning="whether PUT answers with an `ETag`",
        why="the parameter's text promises it, the endpoint's own text does not",
    )
    conflict_body: Literal["empty", "message"] = switch(
        "empty", "what the body of a 412 holds", "declared without a schema; an empty body is the harder case"
    )
    error_body: Literal["message", "Message", "text", "empty"] = switch(
        "message",
        "what a refusal holds: an object with a member of that name, plain text, or nothing",
        "no schema is published; all four have been seen",
    )
    # Creating and finding
    hold_on_entry: bool = switch(
        default=False,
        meaning="whether an invoice that says nothing about `hold` starts as a draft",
        why="a setting of the company; `Balanced` is what integrators report",
    )
    number_series: Literal["automatic", "manual"] = switch(
        "automatic",
        "whether numbers come from the series; `manual`: the caller's `referenceNumber` is needed",
        "both exist; the automatic series is the usual one",
    )
    number_without_override: Literal["ignored", "used", "refused"] = switch(
        "ignored",
        "what a `referenceNumber` without `overrideNumberSeries` does in an automatic series",
        "the field is said to need the flag; nothing is said about going without it",
    )
    duplicate_number: Literal["refused", "second"] = switch(
        "refused",
        "whether a number in use is refused, or makes a second document of that number",
        "no source; an error is what an ERP with a key on the number gives",
    )
    duplicate_reference: Literal["accepted", "refused"] = switch(
        "accepted",
        "whether an `externalReference` in use is accepted",
        "the field is documented as free text, not a key",
    )
    reference_length_max: int = switch(
        0,
        "longest `externalReference`, `customerRefNumber` and `paymentReference`; 0: no limit",
        "lengths are not published",
    )
    reference_too_long: Literal["refused", "cut"] = switch(
        "refused", "what a longer one does", "not published; a mark that is cut is not found again"
    )
    filter_match: Literal["exact", "contains"] = switch(
        "exact", "how text filters of lists compare", "not published; callers must compare again on their side"
    )
    list_order: Literal["oldest", "newest"] = switch("oldest", "order of list rows", "not documented")
    page_size_max: int = switch(
        1000, "`maxPageSize` of lists", "1000 has been seen to work; no number is published", minimum=1
    )
    page_size_default: int = switch(1000, "rows where `pageSize` is not given", "not published", minimum=1)
    insert_existing: Literal["updates", "adds"] = switch(
        "updates",
        "whether `Insert` with a number that a line has updates that line, or adds one with another number",
        "the vendor's example for updating a line says `Insert`; it may be a slip",
    )
    operation_missing: Literal["inserts", "refused", "passed_over"] = switch(
        "inserts", "what a line without `operation` does", "`Insert` comes first in the enumeration"
    )
    masters: Literal["open", "strict"] = switch(
        "open",
        "whether unknown customers, items and terms are taken and given made-up names, or refused",
        "`open` lets any manifest be tried; a real company is strict",
    )
    location_base: str = switch(
        "https://api.finance.visma.net",
        "what `Location` begins with",
        "older answers named another host: only the last segment counts",
    )
    utc_offset_minutes: int = switch(
        0,
        "the server's clock against UTC",
        "time stamps carry no zone, and which it is has not been published",
        minimum=-24 * 60,
    )
    # Life cycle
    release_delay_s: float = switch(
        0.2,
        "seconds until a release that was answered `InProcess` is done",
        "the answer means that the work has started; no duration is published",
    )
    release_fails_every: int = switch(
        0,
        "every n-th release fails after its answer and leaves the invoice as it was; 0: none",
        "a failed release leaves no trace that a caller could read",
    )
    closed_through: str = switch(
        "",
        "last closed financial period, `YYYYMM`: releasing or reversing into it is refused; empty: all are open",
        "periods are closed by the company; the refusal's code is not documented",
    )
    credit_note_status: Literal["Balanced", "Hold", "Open"] = switch(
        "Balanced", "status of the credit note that a reversal or a correction makes", "not published; a new document's"
    )
    credit_note_date: Literal["today", "original"] = switch(
        "today", "date of the credit note that a reversal makes", "not published"
    )
    credit_note_references: Literal["kept", "none"] = switch(
        "kept",
        "whether it carries the invoice's `externalReference` and `customerRefNumber`",
        "not published; a copy of the document is the usual way",
    )
    credit_note_text: Literal["kept", "none"] = switch(
        "kept", "whether it carries the invoice's `invoiceText`", "not published; as above"
    )
