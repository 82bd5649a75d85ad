"""Codes about reading documents by `bulkops get` and `bulkops list`."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="R114",
        title="the document does not exist",
        cause="The system was asked for it and has none of that name. Nothing was changed.",
        example="bulkops get visma.invoice 999999",
        remedy="Check the number, and whether the profile leads to the right company; `bulkops list` shows what there "
        "is.",
    ),
    Code(
        code="R115",
        title="several documents have the name that was given",
        cause="The list they are read from does not tell them apart, and bulkops does not choose one.",
        example="Two kinds of work with one tag: bulkops get visma.work_types Bygg",
        remedy="Read the list instead, with `bulkops list`, and choose from its rows.",
    ),
    Code(
        code="R116",
        title="a file or stdout cannot be written",
        cause="It exists already and is never overwritten silently, or its folder is missing, full or write-protected. "
        "Of stdout: the file or disk that it leads to takes no more.",
        example="bulkops get visma.attachment 6f1ce2bb-… -o quote.pdf, a second time",
        remedy="Name another file with `-o`, or allow the old one to be replaced with `--overwrite`. Send "
        "stdout to a place with room; what a run has done is in its journal: `bulkops status`.",
    ),
)
