"""Codes about what a run has made and what is found of it later."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="P094",
        title="a document that the run made is not there",
        cause="The journal says that the run made or wrote it, and the system does not list it any more. No operation "
        "of bulkops has deleted it.",
        example="Somebody deleted draft 100231 by hand, and `bulkops reconcile 7f3a` looks for it.",
        remedy="Find out who deleted it, and whether that was meant. To have it again, give its entry a new `id` and "
        "apply the manifest: with the old one it counts as done.",
    ),
    Code(
        code="P095",
        title="another document bears the mark of one that the run made",
        cause="Two documents have one external reference (or what else `identity` names), and no operation of bulkops "
        "made the second one. Somebody may have entered the same invoice by hand, or with another program.",
        example="Invoices 100231 and 100977 both have the external reference INV-7.",
        remedy="Look at both. If they are one invoice, delete the one that bulkops did not make; if it is released "
        "already, reverse it.",
    ),
    Code(
        code="P096",
        title="a document is not as the run left it",
        cause="A field that bulkops set, the status or the sum is another one than the journal says; or a document "
        "that the run deleted is there. The output names what is different.",
        example="The run set the due date of invoice 100231 to 2026-04-30, and it shows 2026-05-31.",
        remedy="If the change was meant, put it into the manifest. If not, set the values again by an update, and "
        "`bulkops apply` it.",
    ),
)
