"""A step, and a type of operations, as the page of a plan needs them."""

from collections.abc import Iterator
from typing import Any

from bulkops.core.field import Field, Kind
from bulkops.core.operation import OperationType
from bulkops.core.registry import Registry
from bulkops.core.shown import Shown
from bulkops.core.step import Verdict
from bulkops.planning.three_way import LAID_OVER
from bulkops.reporting.conflict_json import plain
from bulkops.reporting.net_text import LATER, net_text, total_rows
from bulkops.reporting.step_json import step_json
from bulkops.reporting.style import PLAIN
from bulkops.reporting.unseen_changes import unseen_changes
from bulkops.reporting.verbs import undo_text


def page_step(shown: Shown, group: int, registry: Registry) -> dict[str, Any]:
    """Give a step as a plan file has it, and what the page cannot tell from that.

    - `group`: number of its group; 0 for none.
    - `sets`: as `changes`, of a document that nobody has read.
    - `net_later`: its sum will be known when it is applied.
    """
    operation_type = registry.types[shown.type]
    return {
        **step_json(shown, registry),
        "group": group,
        "sets": _sets(shown, operation_type),
        "net_later": _net_later(shown, operation_type),
    }


def page_type(operation_type: OperationType, verb: str, registry: Registry) -> dict[str, Any]:
    """Give the words of an operation type, the paths of its decimal numbers, and by what its lists are keyed."""
    return {
        "verb": verb,
        "sign": operation_type.sign.value,
        "final": operation_type.irreversible,
        "undo": undo_text(operation_type, registry),
        "decimals": list(_decimals(operation_type.fields)),
        "keys": dict(_keys(operation_type.fields)),
    }


def _sets(shown: Shown, operation_type: OperationType) -> list[dict[str, Any]]:
    unseen = shown.verdict is Verdict.DO and not shown.changes and not shown.existing
    if not unseen or operation_type.effect not in LAID_OVER:
        return []
    changes = unseen_changes(operation_type.fields, shown.payload)
    return [{"path": one.path, "kind": one.kind.value, "before": None, "after": plain(one.after)} for one in changes]


def _net_later(shown: Shown, operation_type: OperationType) -> bool:
    if shown.amount is not None:
        return False
    rows = total_rows(shown, operation_type, PLAIN)
    return LATER in net_text(shown, operation_type, PLAIN) or any(LATER in text for row in rows for text in row.texts)


def _decimals(fields: tuple[Field, ...], above: str = "") -> Iterator[str]:
    """Give the paths of fields whose text is a decimal number, keys of lists left out."""
    for field in fields:
        path = f"{above}{field.name}"
        if field.kind is Kind.DECIMAL:
            yield path
        yield from _decimals(field.fields, f"{path}[]." if field.kind is Kind.LIST else f"{path}.")


def _keys(fields: tuple[Field, ...]) -> Iterator[tuple[str, str]]:
    """Give the lists whose elements are told apart by something else than a number, and by what."""
    for field in fields:
        key = field.member(field.key) if field.key else None
        if key is not None and key.kind is not Kind.INTEGER:
            yield field.name, key.name
