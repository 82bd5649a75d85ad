"""What stands at the head of an exported manifest: what it shows, and what of the documents it does not."""

from collections.abc import Iterator
from datetime import UTC, datetime
from textwrap import wrap
from typing import Any

from bulkops.app.compose import System
from bulkops.app.export import Wanted
from bulkops.core.field import walk
from bulkops.core.noted import Noted
from bulkops.reporting.style import PLAIN
from bulkops.reporting.words import count_text, number_text

_WIDTH = 98
_OWN = "the system's own, which no field sets"


def head_of(wanted: Wanted, system: System, conditions: tuple[str, ...]) -> Noted:
    """Make the head.

    Args:
        wanted: What is exported.
        system: From where.
        conditions: Which documents, as the user wrote it.
    """
    now = datetime.fromtimestamp(system.clock.now(), UTC)
    # To the second: an entry of an older export may have been applied, and what is applied keeps its name for good.
    name = f"export-{wanted.type.resource.full_name}-{now:%Y-%m-%d-%H%M%S}"
    head: dict[str, Any] = {"bulkops": 1, "name": name}
    return Noted(value=head, above=tuple(_comments(wanted, system, conditions, now)))


def _comments(wanted: Wanted, system: System, conditions: tuple[str, ...], now: datetime) -> Iterator[str]:
    resource = wanted.type.resource
    yield f"{resource.full_name} of {system.company} ({system.environment}), read {now:%Y-%m-%d %H:%M} UTC."
    if conditions:
        yield from wrap(f"Only where {' and '.join(conditions)}.", _WIDTH)
    if wanted.keys:
        yield f"Only those that were named: {count_text(len(wanted.keys), resource.key, PLAIN)}."
    if wanted.limit:
        yield f"Only the first {number_text(wanted.limit, PLAIN)}."
    if wanted.chosen:
        yield from wrap(f"Only these fields: {', '.join(field.name for field in wanted.written.fields)}.", _WIDTH)
    if any(field.sensitive for _, field in walk(wanted.written.fields)):
        yield "Personal data is in it: for its owner only, and not for a shared repository."
    yield "To plan this changes nothing, as long as nobody changes the documents."
    reasons = wanted.written.left_out | ({} if wanted.chosen else {_OWN: wanted.written.own})
    if any(reasons.values()):
        yield "Not in here:"
    for reason, paths in reasons.items():
        if paths:
            yield from wrap(f"- {reason}: {', '.join(paths)}", _WIDTH, subsequent_indent="  ", break_on_hyphens=False)
