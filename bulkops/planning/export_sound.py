"""Hold an exported payload against what a plan does with it: what it would refuse or take for a change is taken out."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from bulkops.core.field import walk
from bulkops.core.operation import OperationType
from bulkops.planning import gate
from bulkops.planning.diff import difference

_WITH = "with"
_CHANGED = frozenset({dict, list, Decimal})
_Path = tuple[str | int, ...]


def make_sound(
    operation_type: OperationType,
    head: Mapping[str, Any],
    payload: dict[str, Any],
    document: Mapping[str, Any],
    lost: Callable[[str], object],
) -> bool:
    """Take out of a payload what a manifest cannot say or would not change nothing; say whether an entry is left.

    Args:
        operation_type: Sets documents of the kind.
        head: What the entry holds beside the payload.
        payload: As the document shows it; what is taken out is removed here.
        document: As it was read.
        lost: Told the path of what is taken out.
    """
    if not payload:
        return False
    untouched = _is_sound(operation_type, head, payload)
    for path in () if untouched else _refused(operation_type, head, payload):
        _take_out(operation_type, payload, path, lost)
    others = [breach.path[1:2] for rule in operation_type.rules for breach in rule(payload, {})]
    found = difference(operation_type.fields, payload, document)
    others += [_field_of(path) for path in (*(change.path for change in found.changes), *found.missing)]
    for path in others:
        _take_out(operation_type, payload, path, lost)
    return (untouched and not others) or (bool(payload) and _is_sound(operation_type, head, payload))


def _is_sound(operation_type: OperationType, head: Mapping[str, Any], payload: Mapping[str, Any]) -> bool:
    return gate.validator_of(operation_type).is_valid(_instance({**head, _WITH: payload}))


def _field_of(path: str) -> _Path:
    """Give the field that the path of a change begins with: of `invoiceLines[3].quantity` the lines."""
    return (path.partition(".")[0].partition("[")[0],)


def _refused(operation_type: OperationType, head: Mapping[str, Any], payload: Mapping[str, Any]) -> Iterator[_Path]:
    """Give the paths of the values that the schema refuses."""
    for error in gate.validator_of(operation_type).iter_errors(_instance({**head, _WITH: payload})):
        path = tuple(error.instance_path)
        if path[:1] == (_WITH,) and len(path) > 1:
            yield path[1:]


def _take_out(
    operation_type: OperationType, payload: dict[str, Any], path: _Path, lost: Callable[[str], object]
) -> None:
    """Remove what a path leads to; the whole field where that is an element of a list, or what names one."""
    if isinstance(path[-1], int) or path[-1] in {field.key for _, field in walk(operation_type.fields)}:
        path = path[:1]
    if path[0] not in payload:  # it went for another reason
        return
    node: Any = payload
    for step in path[:-1]:
        node = node[step]
    node.pop(path[-1], None)
    lost(".".join(f"[{step + 1}]" if isinstance(step, int) else step for step in path).replace(".[", "["))


def _instance(value: Any) -> Any:
    """Bring values into the form that the schema checks: decimals are text."""
    if isinstance(value, dict):
        return {name: _instance(each) if type(each) in _CHANGED else each for name, each in value.items()}
    if isinstance(value, list):
        return [_instance(element) for element in value]
    return format(value, "f") if isinstance(value, Decimal) else value
