"""A conflict for programs."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bulkops.core.conflict import Conflict, ThreeWay


def conflict_json(conflict: Conflict | None) -> dict[str, Any] | None:
    """Give what an operation is in conflict with.

    `fields` have `path`, `standing` (`clash`, `theirs`, `same`, `ours`, `unread`, `kept`), `planned_from`, `theirs`,
    `ours`; `asked` is false where the user set nothing, and values of `sensitive` fields are left out. Numbers with
    decimals are text.
    """
    if conflict is None:
        return None
    return {
        "document": {"kind": conflict.noun, "key": conflict.target},
        "gone": conflict.gone,
        "planned_from_known": conflict.planned,
        "planned_from_foreseen": conflict.foreseen,
        "fields": [_row_json(row) for row in conflict.rows],
    }


def _row_json(row: ThreeWay) -> dict[str, Any]:
    return {
        "path": row.path,
        "standing": row.standing.value,
        "planned_from": plain(row.before),
        "theirs": plain(row.theirs),
        "ours": plain(row.ours),
        "asked": row.asked,
        "sensitive": row.sensitive,
    }


def plain(value: Any) -> Any:
    """Write a value as JSON has it: numbers with decimals as text, so that no reader rounds them."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return {name: plain(member) for name, member in value.items()}
    return [plain(element) for element in value] if isinstance(value, (list, tuple)) else value
