"""What was planned from, theirs and ours: nothing is lost, and who clashes with whom does not depend on the side."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulkops.core.conflict import Standing, ThreeWay
from bulkops.core.field import Field, Kind
from bulkops.core.operation import OperationType
from bulkops.planning.diff import difference
from bulkops.planning.project import projected
from bulkops.planning.three_way import three_way
from bulkops.providers import REGISTRY
from tests.planning.documents import answered, elements, readable, wanted
from tests.planning.test_diff_properties import changed_elements, few, with_operations

LAID_OVER = [each for each in REGISTRY.types.values() if each.targeted and readable(each.fields)]
each_type = pytest.mark.parametrize("operation_type", LAID_OVER, ids=lambda each: each.name)


def whole(fields: tuple[Field, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    """Write a document that shows every field, as an answer does: what has no value is null."""
    shown: dict[str, Any] = {}
    for field in readable(fields):
        value = values.get(field.name)
        if field.kind is Kind.GROUP:
            value = whole(field.fields, value or {})
        elif field.kind is Kind.LIST:
            value = [_element(field, element) for element in value or ()]
        else:
            value = answered((field,), {field.name: value})
            value = _at(value, field.observed)
        _put(shown, field.observed, value)
    return shown


def _element(field: Field, element: Mapping[str, Any]) -> dict[str, Any]:
    key = field.member(field.key)
    assert key is not None
    shown = whole(field.fields, element)
    _put(shown, key.observed, element[key.name])
    return shown


def _at(document: Any, path: str) -> Any:
    for name in path.split("."):
        document = document[name]
    return document


def _put(document: dict[str, Any], path: str, value: Any) -> None:
    *above, last = path.split(".")
    for name in above:
        document = document.setdefault(name, {})
    document[last] = value


@st.composite
def edits(draw: st.DrawFn, fields: tuple[Field, ...], document: dict[str, Any]) -> dict[str, Any]:
    """Draw what somebody wants of a document."""
    payload = draw(wanted(fields))
    for field in filter(with_operations, fields):
        if field.name in payload:
            payload[field.name] = draw(changed_elements(field, document))
    return {name: value for name, value in payload.items() if value != []}


def after(fields: tuple[Field, ...], edit: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """Apply an edit, and number the lines that it adds, as the system does."""
    result = projected(fields, difference(fields, edit, document).send, document)
    for field in filter(with_operations, fields):
        key = field.member(field.key)
        assert key is not None
        taken = {number for number in elements(field, document) if number is not None}
        for element in _at(result, field.observed) if field.name in edit else ():
            if element.get(key.observed) is None:
                element[key.observed] = max(taken, default=0) + 1
                taken.add(element[key.observed])
    return result


@st.composite
def rivals(draw: st.DrawFn, operation_type: OperationType) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Draw a document, and what two people want of it, each without the other."""
    fields = operation_type.fields
    document = whole(fields, draw(wanted(fields)))
    return document, draw(edits(fields, document)), draw(edits(fields, document))


def paths(rows: tuple[ThreeWay, ...], standing: Standing) -> set[str]:
    return {row.path for row in rows if row.standing is standing}


@each_type
@given(data=st.data())
@few
def test_a_clash_is_one_from_either_side(operation_type: OperationType, data: st.DataObject) -> None:
    fields = operation_type.fields
    document, one, other = data.draw(rivals(operation_type))
    seen_by_one = three_way(fields, one, document, after(fields, other, document))
    seen_by_other = three_way(fields, other, document, after(fields, one, document))
    assert paths(seen_by_one, Standing.CLASH) == paths(seen_by_other, Standing.CLASH)


@each_type
@given(data=st.data())
@few
def test_where_nobody_else_was_only_our_own_changes_are_left(
    operation_type: OperationType, data: st.DataObject
) -> None:
    fields = operation_type.fields
    document, one, _ = data.draw(rivals(operation_type))
    rows = three_way(fields, one, document, document)
    assert {row.standing for row in rows} <= {Standing.OURS, Standing.KEPT, Standing.UNREAD}
    assert paths(rows, Standing.OURS) >= {
        change.path for change in difference(fields, one, document).changes if "[" not in change.path
    }


@each_type
@given(data=st.data())
@few
def test_two_who_want_the_same_do_not_clash(operation_type: OperationType, data: st.DataObject) -> None:
    fields = operation_type.fields
    document, one, _ = data.draw(rivals(operation_type))
    rows = three_way(fields, one, document, after(fields, one, document))
    assert {row.standing for row in rows} <= {Standing.SAME, Standing.KEPT, Standing.UNREAD}


@each_type
@given(data=st.data())
@few
def test_nothing_is_lost(operation_type: OperationType, data: st.DataObject) -> None:
    """Everything that the user set has a row, and so has everything that others have changed."""
    fields = operation_type.fields
    document, one, other = data.draw(rivals(operation_type))
    rows = three_way(fields, one, document, after(fields, other, document))
    shown = {row.path for row in rows}
    assert len(shown - {path for path in shown if path.endswith("[+]")}) == len(
        [row for row in rows if not row.path.endswith("[+]")]
    ), "a field has one row"
    for path in set(leaves(fields, one)):
        assert any(path == row or path.startswith(f"{row}.") for row in shown), path
    for change in difference(fields, other, document).changes:
        told = [row for row in rows if row.standing is not Standing.OURS and related(row.path, change.path)]
        assert told, change


def leaves(fields: tuple[Field, ...], payload: Mapping[str, Any]) -> Iterator[str]:
    """Give the paths of all that a payload sets."""
    for field in fields:
        value = payload.get(field.name)
        if field.control or field.name not in payload:
            continue
        if field.kind is Kind.GROUP and value is not None:
            yield from (f"{field.name}.{path}" for path in leaves(field.fields, value))
        elif field.kind is Kind.LIST and value is not None:
            for element in value:
                number = "+" if element.get("operation") == "Insert" else element.get(field.key, "+")
                yield from (f"{field.name}[{number}].{path}" for path in leaves(field.fields, element))
        else:
            yield field.name


def related(path: str, changed: str) -> bool:
    """Whether a row tells of a change; what others add gets a number, and a list within may be told member by member."""
    if changed.endswith("[+]"):
        return path.startswith(changed[:-2])
    return path == changed or path.startswith((f"{changed}.", f"{changed}[")) or changed.startswith(f"{path}.")


@each_type
@given(data=st.data())
@few
def test_personal_data_is_in_no_row(operation_type: OperationType, data: st.DataObject) -> None:
    fields = operation_type.fields
    document, one, other = data.draw(rivals(operation_type))
    for row in three_way(fields, one, document, after(fields, other, document)):
        if row.sensitive:
            assert (row.before, row.theirs, row.ours) == (None, None, None)
