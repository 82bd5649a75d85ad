"""Tell whether a document was made out of another one: by what both show alike."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bulkops.core.json import dumps
from bulkops.core.observed import Alike, held
from bulkops.core.operation import Document
from bulkops.core.step import Operation, Step, Verdict

_NUMBERS_SHOWN_MAX = 6


def likeness(document: Document, members: Iterable[str]) -> str:
    """Write what a document shows in some members as a text that is equal where the values are; empty: in none of them.

    Args:
        document: The document.
        members: Names joined by dots.
    """
    values = [_plain(held(document, member)) for member in members]
    return dumps(values).decode() if any(values) else ""


def _plain(value: Any) -> str:
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return format(Decimal(value).normalize(), "f")
    return "" if value is None else str(value)


def others_of(operation: Operation) -> frozenset[str]:
    """Name the documents that an entry says are not its result."""
    spawn = operation.type.spawn
    said = str(operation.options.get(spawn.others) or "") if spawn is not None else ""
    return frozenset(number.strip() for number in said.split(",") if number.strip())


def made_before(operation: Operation, alike: Alike, step: Step) -> Step:
    """Turn an operation that makes a document out of another into a step that sends nothing, for there is one like it.

    Args:
        operation: What the user wants.
        alike: What is there.
        step: The step so far.
    """
    noun = alike.noun
    if alike.certain:
        return replace(step, verdict=Verdict.UNCHANGED, reason=f"its {noun} exists already: {alike.numbers[0]}")
    shown = ", ".join(alike.numbers[:_NUMBERS_SHOWN_MAX])
    more = len(alike.numbers) - _NUMBERS_SHOWN_MAX
    shown += f" and {more} more" if more > 0 else ""
    count = len(alike.numbers)
    what = f"a {noun} like the one it makes is" if count == 1 else f"{count} {noun}s like the one it makes are"
    assert operation.type.spawn is not None
    reason = (
        f"{what} there already: {shown}; if this was done, remove the entry; if not, name what belongs to something"
        f" else in `{operation.type.spawn.others}`"
    )
    return replace(step, verdict=Verdict.CONFLICT, reason=reason)
