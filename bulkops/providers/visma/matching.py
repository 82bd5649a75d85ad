"""Naming the lines of an invoice by a value of theirs, instead of by their number."""

from bulkops.core.field import Field, Kind
from bulkops.core.matching import Matching
from bulkops.providers.visma.lines import INVOICE_LINES

_KEPT, _DELETED = "keep", "delete"

MATCHING = Matching(elements=INVOICE_LINES.name, option="match_lines", others="other_lines", deleted=_DELETED)

#: Texts of a line that the invoice shows as they were sent: two lines can be told apart by them.
_MEMBERS = tuple(
    field.name
    for field in INVOICE_LINES.fields
    if field.kind is Kind.TEXT and field.observed and not (field.control or field.deprecated or field.sensitive)
)

MATCHING_OPTIONS = (
    Field(
        name=MATCHING.option,
        kind=Kind.CHOICE,
        description="Member by which lines without `operation` and `lineNumber` are matched with the invoice's.",
        example=_MEMBERS[0],
        choices=_MEMBERS,
    ),
    Field(
        name=MATCHING.others,
        kind=Kind.CHOICE,
        description="With `match_lines`: what becomes of the invoice's lines that nothing in `with` is about; left "
        "out, they are kept.",
        example=_DELETED,
        choices=(_KEPT, _DELETED),
    ),
)
