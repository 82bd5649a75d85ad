"""Switches about files, corrections, reversals with their application, and what goes out."""

from dataclasses import dataclass
from typing import Literal

from bulkops.sandbox.switch import switch
from bulkops.sandbox.switches_background import BackgroundSwitches


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSwitches(BackgroundSwitches):
    """What nobody has published about these actions; it adds to the switches before it."""

    # Attachments
    attachment_released: Literal["allowed", "refused"] = switch(
        "allowed", "whether files can be attached to released invoices", "not published; a file changes no amount"
    )
    attachment_bytes_max: int = switch(
        0, "largest file, in bytes; 0: what a request may hold, 16 MiB", "no limit is published"
    )
    attachment_empty: Literal["allowed", "refused"] = switch(
        "allowed", "whether a file may hold nothing at all", "not published; no limit is"
    )
    attachment_part: Literal["any", "file"] = switch(
        "any",
        "name of the part that holds the file",
        "described as `file`, and integrators send others that are taken",
    )
    attachment_extension: Literal["needed", "free"] = switch(
        "needed", "whether the file's name needs an extension", "seen by an integrator"
    )
    attachment_revision: Literal["same_id", "new_id"] = switch(
        "same_id",
        "whether a new revision of a file keeps its id",
        "a file and its revisions are one file in the system that this one is made from",
    )
    # Actions
    action_fails_every: int = switch(
        0,
        "every n-th action does nothing and answers 200 with `actionResult` `Failed`; 0: none",
        "`Failed` is one of the documented results; when it is given is not",
    )
    correction_status: Literal["Balanced", "Hold"] = switch(
        "Balanced", "status of the copy that a correction makes", "not published; that of an invoice that is created"
    )
    correction_date: Literal["original", "today"] = switch(
        "original", "date of that copy", "not published; a copy is made to be edited"
    )
    correction_references: Literal["kept", "none"] = switch(
        "kept",
        "whether it carries the original's `externalReference` and `customerRefNumber`",
        "not published; as above",
    )
    correction_repeat: Literal["refused", "second"] = switch(
        "refused",
        "whether an invoice can be corrected again while its copy is there",
        "invoice and copy are said to be linked, one to one",
    )
    correction_deleted: Literal["with_note", "note_stays"] = switch(
        "with_note",
        "whether the credit note goes when the copy is deleted",
        "not published; else it could never be used",
    )
    reverse_and_apply: Literal["settled", "released", "pending"] = switch(
        "settled",
        "what reverse-and-apply leaves: both documents `Closed`; or the note `Open` and the invoice too, with an"
        " application that does not count yet; or the same with a note that is not released",
        "not published; the action is named after the note's application",
    )
    autoinvoice_of: Literal["released", "any"] = switch(
        "released", "which invoices can be sent to AutoInvoice", "not published; what goes out is final"
    )
    autoinvoice_repeat: Literal["sent", "refused"] = switch(
        "sent", "whether an invoice that was sent is sent again", "not published; twice is the harm to guard against"
    )
    autoinvoice_customers: Literal["all", "none"] = switch(
        "all", "which customers are set up for AutoInvoice; sending for others is refused", "a setting of the company"
    )
    autoinvoice_version: Literal["same", "new"] = switch(
        "same", "whether sending changes the invoice's version", "not published; nothing that a reader sees changes"
    )
    print_of: Literal["any", "released"] = switch(
        "any", "which invoices can be printed; others are refused", "not published; drafts are printed for review"
    )
    rotrut_without: Literal["form", "404"] = switch(
        "form", "how an invoice without a deduction answers `rotrut`: an empty form, or 404", "not published"
    )
