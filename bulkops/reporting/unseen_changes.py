"""What an operation will set on a document that nobody has read: one that the plan makes itself, or that is offline."""

from collections.abc import Iterator, Mapping
from typing import Any

from bulkops.core.change import Change, ChangeKind
from bulkops.core.field import Field, Kind
from bulkops.planning.diff import DELETE, INSERT, OPERATION, UPDATE


def unseen_changes(fields: tuple[Field, ...], payload: Mapping[str, Any], prefix: str = "") -> Iterator[Change]:
    """Give what the user asks for as changes without what is there now; elements as their operation says.

    Args:
        fields: What the payload may hold.
        payload: What the user asks for, sensitive values replaced.
        prefix: Path of the members.
    """
    for field in fields:
        if field.name not in payload:
            continue
        path, value = prefix + field.name, payload[field.name]
        if isinstance(value, Mapping) and field.kind is Kind.GROUP:
            yield from unseen_changes(field.fields, value, f"{path}.")
        elif isinstance(value, list) and field.kind is Kind.LIST and field.member(OPERATION) is not None:
            for element in value:
                yield from _element_changes(field, path, element)
        else:
            yield Change(path=path, after=value)


def _element_changes(field: Field, path: str, element: Any) -> Iterator[Change]:
    """Tell an element's operation as the comparison with a document does where the user has not said it."""
    if not isinstance(element, Mapping):
        return
    key = element.get(field.key)
    what = element.get(OPERATION) or (INSERT if key is None else UPDATE)
    values = {name: value for name, value in element.items() if name not in {field.key, OPERATION}}
    at = f"{path}[{'+' if key is None else key}]"
    if what == DELETE:
        yield Change(path=at, kind=ChangeKind.REMOVE)
    elif what == INSERT:
        yield Change(path=at, kind=ChangeKind.ADD, after=values)
    else:
        yield from unseen_changes(field.fields, values, f"{at}.")
