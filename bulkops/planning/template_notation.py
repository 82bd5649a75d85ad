"""How a table writes numbers and dates, as declared, and why a cell could not be read so."""

from dataclasses import dataclass, replace
from typing import Self

#: Marks that spreadsheets write for one and the same separator: a no-break or thin space, a typographic apostrophe.
SEPARATORS = {"": "", " ": "[ \u00a0\u202f\u2009]", "'": "['\u2019]", ".": r"\.", ",": ","}
#: What `thousands` may be, and the spellings that stand for one of them.
THOUSANDS = tuple(SEPARATORS)
SPELLINGS = {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'"}
#: What `negative` may be.
SIGN, PARENTHESES = NEGATIVE = ("sign", "parentheses")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """How a table writes numbers and dates.

    Attributes:
        decimal: Decimal sign, `.` or `,`; empty: not declared, and a point that may stand for thousands is refused.
        thousands: Separator of thousands, one of `THOUSANDS`; empty: none is taken.
        negative: `PARENTHESES` where `(5)` is less than zero, as accountants write it; a minus is always understood.
        dates: Format of dates, as `strptime` has it; a time in it is read and dropped.
    """

    decimal: str = ""
    thousands: str = ""
    negative: str = SIGN
    dates: str = "%Y-%m-%d"

    @property
    def point(self) -> str:
        """The decimal sign that numbers are read by."""
        return self.decimal or "."

    @property
    def typed(self) -> Self:
        """How cells are read that hold a number and no text: their decimal sign is known, declared or not."""
        return replace(self, decimal=self.point)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a cell cannot be read; a value, so that every bad cell is found.

    Attributes:
        code: Code of the finding.
        rule: What is wrong, to stand after the cell's text.
        hint: What to do.
    """

    code: str
    rule: str
    hint: str = ""
