"""How a table writes its numbers and dates, by all cells that are to be read as such."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bulkops.core.field import Kind
from bulkops.planning.import_columns import NUMBERS, Column, Form
from bulkops.planning.template_notation import PARENTHESES, SPELLINGS, Notation, Refusal
from bulkops.planning.template_value import Convert, converter

_NUMBERS = tuple(
    Notation(decimal=decimal, thousands=thousands)
    for decimal, thousands in (
        (".", ""),
        (",", ""),
        (",", " "),
        (".", ","),
        (",", "."),
        (".", " "),
        (".", "'"),
        (",", "'"),
    )
)
_DAYS = (
    *("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y%m%d", "%Y/%m/%d", "%Y.%m.%d"),
    *("%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%y-%m-%d", "%d-%m-%y", "%y%m%d"),
)
_TIMES = ("", " %H:%M", " %H:%M:%S", "T%H:%M:%S")
_DATES = tuple(Notation(dates=day + time) for time in _TIMES for day in _DAYS)
_ZERO_LED = "0"
#: What the user says where there is no separator.
NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the user has said about how a table is written; an empty text says nothing.

    Attributes:
        encoding: Its encoding.
        delimiter: What parts its cells.
        sheet: Name or number of a workbook's sheet.
        header: Line with the names of the columns; 0: it is not said.
        decimal: Decimal sign.
        thousands: Separator of thousands; `none`: there is none.
        dates: Format of dates.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header: int = 0
    decimal: str = ""
    thousands: str = ""
    dates: str = ""

    def ways(self) -> tuple[Notation, ...]:
        """Give the ways of writing numbers that agree with it; none where there is no such way."""
        thousands = "" if self.thousands == NONE else SPELLINGS.get(self.thousands, self.thousands)
        return tuple(
            way
            for way in _NUMBERS
            if (not self.decimal or way.decimal == self.decimal) and (not self.thousands or way.thousands == thousands)
        )


#: Nothing is said.
UNSAID = Said()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How cells are to be read.

    Attributes:
        notation: The way that reads most of them.
        rival: Another way that reads as many and gives other values; None: there is no doubt.
        cell: A cell that the two read differently.
        values: What they read in it.
        found: There are such cells.
    """

    notation: Notation
    rival: Notation | None = None
    cell: str = ""
    values: tuple[str, str] = ("", "")
    found: bool = True


#: Of numbers that are no text.
PLAIN = Reading(notation=Notation(decimal="."), found=False)


_TEXT = re.compile("[+-]?[1-9][0-9]{0,2}[.][0-9]{3}")


def in_two_ways(cell: str) -> Reading | None:
    """Say how a text of a workbook may be read that looks like a number, where nothing tells; None: in one way."""
    text = cell.strip()
    if not _TEXT.fullmatch(text):
        return None
    rival = Notation(decimal=",", thousands=".")
    return Reading(notation=PLAIN.notation, rival=rival, cell=text, values=(text, text.replace(".", "")))


def numbers_of(columns: Iterable[Column], said: Said = UNSAID) -> Reading:
    """Find out how numbers are written; what the user has said holds."""
    numbers = [each for each in columns if each.kind in NUMBERS]
    bracketed = any(form.text.startswith("(") for each in numbers for form in each.forms.values())
    ways = [replace(way, negative=PARENTHESES) if bracketed else way for way in said.ways()]
    return _reading(numbers, Kind.DECIMAL, ways)


def dates_of(columns: Iterable[Column], said: Said = UNSAID) -> Reading:
    """Find out how dates are written; what the user has said holds."""
    ways = (Notation(dates=said.dates),) if said.dates else _DATES
    return _reading([each for each in columns if each.kind is Kind.DATE], Kind.DATE, ways)


def misread(column: Column, notation: Notation) -> list[Form]:
    """Give the forms of a column's cells that cannot be read so."""
    convert = converter(column.kind, notation)
    return [form for key, form in column.forms.items() if _read(convert, notation, key, form) is None]


def _reading(columns: Sequence[Column], kind: Kind, notations: Sequence[Notation]) -> Reading:
    forms = [item for column in columns for item in column.forms.items()]
    if not forms:
        return Reading(notation=notations[0], found=False)
    ways = [(notation, converter(kind, notation)) for notation in notations]
    lost = [sum(form.count for key, form in forms if _read(way, each, key, form) is None) for each, way in ways]
    best = [way for way, count in zip(ways, lost, strict=True) if count == min(lost)]
    chosen, convert = best[0]
    if min(lost) == sum(form.count for _, form in forms):
        return Reading(notation=chosen)  # none reads anything: what is wrong is said of each column
    for key, form in forms:
        value = _read(convert, chosen, key, form)
        for rival, other in best[1:]:
            read = _read(other, rival, key, form)
            if value is not None and read is not None and read != value:
                return Reading(notation=chosen, rival=rival, cell=form.text, values=(value, read))
    return Reading(notation=chosen)


def _read(convert: Convert, notation: Notation, key: str, form: Form) -> str | None:
    if notation.thousands and key.startswith(_ZERO_LED) and notation.thousands in form.text:
        return None
    value = convert(form.text)
    return None if isinstance(value, Refusal) else value
