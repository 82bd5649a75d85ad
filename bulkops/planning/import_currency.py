"""Prices that no column says the currency of: a doubt, and a line ready to say it in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bulkops.core.field import Field, field_at
from bulkops.core.noted import Noted
from bulkops.core.operation import OperationType
from bulkops.planning.import_columns import Column

#: How the names of fields end that hold money in the document's own currency.
_PRICED = "InCurrency"


def unnamed_currency(
    operation_type: OperationType, columns: Sequence[Column], payload: Mapping[str, Any]
) -> Field | None:
    """Find the field of the currency of a new document, where columns hold prices and none fills it."""
    name = "" if operation_type.targeted else operation_type.resource.currency
    field = field_at(operation_type.fields, name) if name else None
    priced = any(column.match is not None and column.match.path.endswith(_PRICED) for column in columns)
    return field if priced and name not in payload else None


def currency_doubt(field: Field) -> str:
    """Say what is done without it, and how to say one for all rows."""
    return (
        f"no column fills `{field.name}` ({field.description.rstrip('.')}): if all rows are in one, "
        f"write it in the line `# {field.name}: XXX`, and take the `#` away"
    )


def with_line(payload: Mapping[str, Any], field: Field, comment: str) -> dict[str, Any]:
    """Put the comment on top of a payload, and below it the line that waits for the code."""
    first = next(iter(payload))
    noted = payload[first] if isinstance(payload[first], Noted) else Noted(value=payload[first])
    return {**payload, first: replace(noted, above=(comment, f"{field.name}: XXX", *noted.above))}
