"""The keys of `rows` that say how numbers and dates are written."""

from collections.abc import Sequence
from typing import Any, Protocol

from bulkops.core.noted import Noted
from bulkops.planning.import_columns import Column
from bulkops.planning.import_doubts import ambiguous_date, ambiguous_number
from bulkops.planning.import_notation import Reading
from bulkops.planning.import_table import TODO
from bulkops.planning.import_totals import Totals
from bulkops.planning.template_notation import PARENTHESES


class Asked(Protocol):
    """Takes down what a person has to decide."""

    def doubt(self, text: str) -> str:
        """Take a doubt down; gives the comment."""

    def todo(self, text: str) -> str:
        """Take a task down; gives the comment."""


def numbers_keys(reading: Reading, columns: Sequence[Column], asked: Asked) -> dict[str, Any]:
    """Give the keys about numbers: none where no cell has a sign in it."""
    if question := ambiguous_number(reading):
        return {"decimal": Noted(value=TODO, above=(asked.todo(question),))}
    texts = [form.text for column in columns for form in column.forms.values()]
    notation = reading.notation
    keys: dict[str, Any] = {}
    if notation.thousands or any(sign in text for text in texts for sign in ".,"):
        keys["decimal"] = notation.decimal
    if notation.thousands:
        keys["thousands"] = notation.thousands
    if notation.negative == PARENTHESES:
        keys["negative"] = notation.negative
    return keys


def where_key(totals: Totals, columns: Sequence[Column], asked: Asked) -> dict[str, Any]:
    """Give the condition that leaves out rows of sums."""
    rows, them = f"{totals.count} rows look like sums, the first on line {totals.line}", "them"
    if totals.count == 1:
        rows, them = f"the row on line {totals.line} looks like a sum", "it"
    condition = totals.condition()
    if condition is None:
        task = f"{rows}: leave {them} out, by conditions on columns, or delete {them}"
        return {"where": Noted(value=TODO, above=(asked.todo(task),))}
    doubt = asked.doubt(f"{rows}, and `where` leaves {them} out")
    excluded = {columns[totals.column].name: Noted(value=condition, inline=True)}
    return {"where": Noted(value=excluded, above=(doubt,))}


def dates_key(reading: Reading, asked: Asked) -> dict[str, Any]:
    """Give the key about dates: none where there are none."""
    if question := ambiguous_date(reading):
        return {"dates": Noted(value=TODO, above=(asked.todo(question),))}
    return {"dates": reading.notation.dates} if reading.found else {}
