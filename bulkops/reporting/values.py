"""Values of payloads and documents as a bookkeeper reads them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bulkops.core.field import Field
from bulkops.reporting.style import Style
from bulkops.reporting.width import visible
from bulkops.reporting.words import grouped, noun

NONE = "(none)"
CLEARED = "(cleared)"
SENSITIVE = "(sensitive)"

#: Elements of a list within a line that are shown; of longer ones the count.
_ELEMENTS_MAX = 3


def value_text(value: Any, style: Style, *, decimals: int = 0) -> str:
    """Write a value on one line; numbers of type `Decimal` with at least so many decimals, and grouped."""
    if value is None:
        return NONE
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return grouped(f"{value:.{max(decimals, _decimals(value))}f}", style)
    if isinstance(value, Mapping):
        return ", ".join(f"{visible(str(name))} {value_text(member, style)}" for name, member in value.items())
    if isinstance(value, (list, tuple)):
        return f"{len(value)} {noun(len(value), 'element')}"
    text = value.isoformat() if isinstance(value, date) else visible(str(value))
    return f'"{text}"' if text != text.strip() or not text else text


def pair_texts(before: Any, after: Any, style: Style) -> tuple[str, str]:
    """Write two values of one field alike: numbers with equally many decimals; what goes away as cleared."""
    first, second = alike_texts((before, after), style)
    return first, CLEARED if after is None and before is not None else second


def alike_texts(values: Sequence[Any], style: Style) -> list[str]:
    """Write values of one field alike: numbers with equally many decimals."""
    if any(isinstance(value, Decimal) for value in values):
        values = [_decimal(value) for value in values]
    decimals = max((_decimals(value) for value in values if isinstance(value, Decimal)), default=0)
    return [value_text(value, style, decimals=decimals) for value in values]


def members_texts(members: Mapping[str, Any], fields: tuple[Field, ...], style: Style) -> list[str]:
    """Write members one by one, `name value`, personal data masked."""
    by_name = {field.name: field for field in fields}
    return [f"{visible(name)} {member_text(value, by_name.get(name), style)}" for name, value in members.items()]


def member_text(value: Any, field: Field | None, style: Style) -> str:
    """Write the value of a field on one line, personal data masked; a long list as its count."""
    if field is not None and field.sensitive:
        return SENSITIVE
    if isinstance(value, Mapping) and field is not None:
        return "{" + ", ".join(members_texts(value, field.fields, style)) + "}"
    if isinstance(value, list) and field is not None and 0 < len(value) <= _ELEMENTS_MAX:
        return "[" + ", ".join(member_text(element, field, style) for element in value) + "]"
    return value_text(value, style)


def _decimal(value: Any) -> Any:
    """JSON reads `100` as an integer, whatever the field: beside a decimal it is one too."""
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _decimals(value: Decimal) -> int:
    """Decimals worth showing: the significant ones; of those written, zeros included, two."""
    written = max(0, -int(value.as_tuple().exponent))
    significant = max(0, -int(value.normalize().as_tuple().exponent))
    return max(significant, min(written, 2))
