"""Codes about plans: what an operation comes to, given what the system holds and what was done before."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="P001",
        title="the plan is refused",
        cause="It passes a limit, or no longer fits what it was made for. Nothing was sent.",
        example="A plan of yesterday, applied after somebody changed one of its invoices.",
        remedy="Plan again, and look at what is different.",
    ),
    Code(
        code="P011",
        title="the document does not exist",
        cause="The system was asked for it and has none of that number.",
        example="op: visma.invoice.release\ninvoice: 999999",
        remedy="Check the number, and whether the profile leads to the right company.",
    ),
    Code(
        code="P012",
        title="the document's status does not allow the operation",
        cause="A release needs a balanced invoice, a reversal a released one, and a released one cannot be deleted.",
        example="op: visma.invoice.release\ninvoice: 100234   # still `Hold`",
        remedy="Remove the entry, or bring the document into that status first: `hold: false` in an update turns "
        "`Hold` into `Balanced`.",
    ),
    Code(
        code="P013",
        title="an operation cannot follow an earlier one on the same document",
        cause="What the earlier entry leaves behind, such as nothing at all after a delete, cannot be worked on.",
        example="- {id: a, op: visma.invoice.delete, invoice: 100234}\n"
        "- {id: b, op: visma.invoice.update, invoice: 100234, with: {note: x}}",
        remedy="Remove one of the two entries, or change their order.",
    ),
    Code(
        code="P014",
        title="a line to be changed or deleted does not exist",
        cause="`lineNumber` names a line that is there. Numbers may have gaps: the third line need not be number 3.",
        example="invoiceLines:\n  - {lineNumber: 7, quantity: 2}   # the invoice has lines 1 and 2",
        remedy="Correct the number. Leave `lineNumber` out to add a line; remove a deletion that is done already.",
    ),
    Code(
        code="P015",
        title="the customer has no settings yet",
        cause="Settings once made cannot be removed, so they are made only where that was asked for.",
        example="op: ddapi.invoice_settings.set\ncustomer: 99999\nwith: {PaysInvoiceFee: true}",
        remedy="Check the customer's number; or add `create: true` and give every field.",
    ),
    Code(
        code="P016",
        title="the host does not know the setting",
        cause="Older installations lack some settings. They take such a value, say success, and ignore it.",
        example="with: {ReverseTax: true}   # the host's answer has no `ReverseTax`",
        remedy="Leave the field out for this host.",
    ),
    Code(
        code="P017",
        title="new settings are not complete",
        cause="The system would fill what is left out with 0 and false, which are settings too.",
        example="create: true\nwith: {PaysInvoiceFee: true}",
        remedy="Give every field that the message names.",
    ),
    Code(
        code="P018",
        title="`if_match` stands at an entry whose document an earlier entry changes",
        cause="The earlier entry's own write gives the document a new tag, so the one in the manifest could never be "
        "compared with anything.",
        example="- {id: a, op: visma.invoice.update, invoice: 100234, with: {note: x}}\n"
        "- {id: b, op: visma.invoice.release, invoice: 100234, if_match: AAAAAE0YIiI=}",
        remedy="Write the tag at the first entry about the document. Later ones are bound to that entry's own write.",
    ),
    Code(
        code="P019",
        title="a file is in the way",
        cause="A file that is there already is never overwritten.",
        example="save_as: printed/acme-march.pdf",
        remedy="Move the file away, or write another name.",
    ),
    Code(
        code="P020",
        title="the operation was done before, with other content",
        cause="The manifest's name and the id name an operation for good. It is done; to do it again with other "
        "values would be another operation.",
        example="The amount of `acme-march` is changed after `acme-march` was applied.",
        remedy="Restore the entry, and write the change as a new entry with a new id, such as an update.",
    ),
    Code(
        code="P021",
        title="an earlier run made a document with this reference",
        cause="Documents are found again by it, so it is used once.",
        example="Two manifests each create an invoice with `externalReference: A-17`.",
        remedy="Remove the entry if the invoice is there already, or give it a reference of its own.",
    ),
    Code(
        code="P022",
        title="lines cannot be matched, for the invoice's are not known yet",
        cause="Which lines are changed, added or deleted is decided while planning, so that it can be reviewed. The "
        "invoice, or the line, is made by an earlier entry of the plan, or nothing was read (`--offline`).",
        example="op: visma.invoice.update\ninvoice: {from: acme-march}\nmatch_lines: inventoryNumber",
        remedy="Name the lines by `lineNumber`; or put the entry into a manifest of its own, and apply it once the "
        "invoice is as the earlier entry leaves it.",
    ),
    Code(
        code="P023",
        title="a line is matched by more than one",
        cause="Two lines of the invoice have the value that lines are matched by, or one element names a line by its "
        "number and another by that value. Which one is meant would be a guess.",
        example="match_lines: inventoryNumber   # and lines 1 and 3 of the invoice both sell CONS-1",
        remedy="Name the line by `lineNumber`, or match by a member that tells the lines apart, such as `description`.",
    ),
    Code(
        code="P024",
        title="an operation that leaves no trace may have been sent before",
        cause="The document that the plan would create was there already, so a run that this journal does not know has "
        "worked on it, as after the journal was lost. Nothing shows whether that run came as far as this operation.",
        example="A journal is lost after the invoices were sent to AutoInvoice, and the manifest is applied again.",
        remedy="Find out, at AutoInvoice or at the customer's. If it was sent, remove the entry; what stays is sent.",
    ),
    Code(
        code="P030",
        title="operations of the plan are in conflict",
        cause="You have reviewed a version of the document (`if_match`) that is no longer the present one. Or a "
        "document that an entry would make is there already, or may be, made by a run that this journal does not know: "
        "an invoice with its mark that is not as the entry says, two of them, or a credit note that may be the one of "
        "a reversal. Nothing was sent.",
        example='op: visma.invoice.update\ninvoice: 100231\nif_match: "AAAAAAAAB9E="   # the invoice was edited since',
        remedy="Look at what was changed. Then write the present tag into `if_match`, or remove the entry. If a "
        "document is there already: make the entry as it is, or remove the entry and write an update; if it is another "
        "one, give the entry a mark of its own. If a credit note is: remove the entry if it was reversed, else write "
        "the note's number in `other_notes`.",
    ),
)
