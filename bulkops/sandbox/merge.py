"""Values laid over a document: an update is a merge, and what it does not name stays (visma-net.md, section 9)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bulkops.core.field import Kind
from bulkops.sandbox.errors import RefusedError
from bulkops.sandbox.wire import Member, Shape

#: Member of `unseen` that holds the highest number that a line of the document ever had: numbers are not given twice.
LAST_LINE = "lastLineNumber"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How lists are laid.

    Attributes:
        touched: Called with each line that was inserted or updated, and what was sent for it.
        insert_updates: An insertion with a number that a line has updates that line.
        without_operation: What a line does that says nothing about it: `inserts`, `refused` or `passed_over`.
    """

    touched: Callable[[dict[str, Any], Mapping[str, Any]], None]
    insert_updates: bool
    without_operation: str = "inserts"


def lay(shape: Shape, values: Mapping[str, Any], seen: dict[str, Any], unseen: dict[str, Any], rules: Rules) -> None:
    """Lay values over a document.

    Args:
        shape: What the values are.
        values: Unwrapped values by wire name.
        seen: The document as the answer shows it.
        unseen: What the answer does not show, by wire name.
        rules: How lists are laid.

    Raises:
        RefusedError: A line that is to be updated or deleted does not exist.
    """
    for name, value in values.items():
        member = shape.members[name]
        place, path = (seen, member.path) if member.path else (unseen, (name,))
        if member.inner is None:
            _put(place, path, _cleared(member) if value is None else member.field.as_observed(value))
        elif value is None:
            continue
        elif member.field.kind is Kind.GROUP:
            inside = _reach(place, path)
            lay(member.inner, value, inside, inside, rules)
        else:
            owner = _reach(place, path[:-1])
            owner[path[-1]] = _merged(member, value, owner.get(path[-1]) or [], unseen, rules)


def _cleared(member: Member) -> Any:
    return "" if member.field.kind is Kind.TEXT and not member.field.nullable else None


def _put(place: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    _reach(place, path[:-1])[path[-1]] = value


def _reach(place: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    for name in path:
        inner = place.get(name)
        if inner is None:
            inner = place[name] = {}
        place = inner
    return place


def _merged(
    member: Member,
    elements: list[dict[str, Any]],
    present: list[dict[str, Any]],
    unseen: dict[str, Any],
    rules: Rules,
) -> list[dict[str, Any]]:
    """Insert, update and delete elements of a list by their key."""
    assert member.inner is not None
    key = member.field.key
    by_key = {element[key]: element for element in present}
    last = f"{LAST_LINE}:{member.field.name}"
    for element in elements:
        given = {name: value for name, value in element.items() if name not in ("operation", key)}
        number, operation = element.get(key), element.get("operation") or "Insert"
        if member.operated and not element.get("operation") and rules.without_operation != "inserts":
            if rules.without_operation == "passed_over":
                continue
            raise RefusedError(400, "Error updating document. Error: 'operation' cannot be empty.")
        if member.operated and operation != "Insert" and number not in by_key:
            raise RefusedError(400, f"Error updating document. Error: line '{number}' cannot be found in the document.")
        if operation == "Delete":
            del by_key[number]
            continue
        if operation == "Insert" and member.operated and not rules.insert_updates and number in by_key:
            number = None
        if member.operated:
            number = unseen.get(last, 0) + 1 if number is None else number
            unseen[last] = max(unseen.get(last, 0), number)
        elif number is None:
            raise RefusedError(400, f"Error updating document. Error: '{key}' cannot be empty.")
        line = by_key.setdefault(number, {key: number})
        lay(member.inner, given, line, line, rules)
        if member.operated:
            rules.touched(line, given)
    return list(by_key.values())
