"""What is not certain about a proposed mapping, column by column: sentences for comments and for the summary."""

from collections.abc import Iterator
from re import fullmatch
from shlex import quote

from bulkops.core.field import Field, Kind
from bulkops.planning.import_columns import NUMBERS, Column
from bulkops.planning.import_flags import flags_of
from bulkops.planning.import_groups import Groups
from bulkops.planning.import_notation import Reading, misread
from bulkops.planning.template_names import listed, shown
from bulkops.planning.template_notation import Notation

_CHOICES_MAX = 5


def doubts_about(
    column: Column, index: int, notation: Notation, groups: Groups | None, *, required: bool = False
) -> Iterator[str]:
    """Say what is not certain about a column and the field it is mapped to."""
    match, field = column.match, column.match.field if column.match else None
    if match is None or field is None:
        return
    name = f"`{shown(column.name)}`"
    if match.meant:
        yield f"{name} is only similar to a usual name of this field"
    if field.deprecated:
        yield f"{name}: {field.deprecated}"
    if required and column.filled and column.blank:
        where = f"{column.blank} rows, the first" if column.blank > 1 else "1 row,"
        yield f"{name} is blank in {where} on line {column.blank_line}, and the field is needed"
    if not column.filled:
        yield f"{name} is blank in all rows"
    if field.kind in {*NUMBERS, Kind.DATE}:
        yield from _unread(column, notation)
    yield from _unknown(column, field)
    if field.pattern and not all(fullmatch(field.pattern, form.text) for form in column.forms.values()):
        yield f"some cells of {name} do not have the form that the field takes, such as `{shown(str(field.example))}`"
    if groups is not None and "[]." not in match.path and (apart := groups.apart(index)):
        yield f"{name} is not the same in all rows of {apart} of {groups.sampled} documents, and a head has one value"


def _unknown(column: Column, field: Field) -> Iterator[str]:
    name, texts = f"`{shown(column.name)}`", {form.text for form in column.forms.values()}
    if field.kind is Kind.FLAG and flags_of(column) is None:
        yield f"say beside {name} what its texts mean: `values: {{TEXT: true, OTHER: false}}`{_such(column)}"
    if field.kind is Kind.CHOICE and not texts <= set(field.choices):
        taken = listed(field.choices, _CHOICES_MAX)
        yield f"the field of {name} takes {taken}; map other texts by `values`{_such(column)}"


def _unread(column: Column, notation: Notation) -> Iterator[str]:
    bad = misread(column, notation)
    if not bad:
        return
    count, first = sum(form.count for form in bad), bad[0]
    such = "" if column.secret else f", such as `{shown(first.text)}` on line {first.line}"
    yield f"{count} of {column.filled} cells of `{shown(column.name)}` cannot be read as {column.kind}{such}"


def _such(column: Column) -> str:
    return f"; it holds {samples}" if (samples := column.samples()) else ""


def ambiguous_number(reading: Reading) -> str:
    """Ask which of two ways of writing numbers is meant; empty where there is no doubt."""
    if reading.rival is None:
        return ""
    ways = (_declared(reading.notation), _declared(reading.rival))
    return _question(reading, ways, f"--decimal {quote(reading.notation.decimal)}")


def ambiguous_date(reading: Reading) -> str:
    """Ask which of two ways of writing dates is meant; empty where there is no doubt."""
    if reading.rival is None:
        return ""
    dates = reading.notation.dates
    return _question(reading, (dates, reading.rival.dates), f"--dates {quote(dates)}")


def _question(reading: Reading, ways: tuple[str, str], option: str) -> str:
    (one, other), (this, that) = ways, reading.values
    choice = f"`{reading.cell}` is {this} with `{one}`, and {that} with `{other}`"
    return f"{choice}: write one, or import again with an option such as `{option}`"


def _declared(notation: Notation) -> str:
    thousands = f', thousands: "{notation.thousands}"' if notation.thousands else ""
    return f'decimal: "{notation.decimal}"{thousands}'
