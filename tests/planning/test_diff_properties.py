"""What comparing and applying must always keep to, for every operation that changes a document."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulkops.core.field import Field, Kind
from bulkops.core.operation import OperationType
from bulkops.planning.diff import DELETE, INSERT, OPERATION, UPDATE, difference, holds
from bulkops.planning.project import projected
from bulkops.providers import REGISTRY
from tests.planning.documents import answered, elements, readable, value_of, wanted

CHANGING = [each for each in REGISTRY.types.values() if each.targeted and readable(each.fields)]
each_type = pytest.mark.parametrize("operation_type", CHANGING, ids=lambda each: each.name)
#: Declarations are large: building an example takes longer than checking it.
few = settings(max_examples=60, deadline=None)


def with_operations(field: Field) -> bool:
    """Whether elements of a list say what is to be done with them."""
    return field.kind is Kind.LIST and field.member(OPERATION) is not None


@dataclass(frozen=True, slots=True)
class Pair:
    """A document, and what is wanted of it."""

    document: dict[str, Any]
    payload: dict[str, Any]


@st.composite
def pairs(draw: st.DrawFn, operation_type: OperationType) -> Pair:
    """Draw a document and a payload; elements that are updated or deleted exist, those that are inserted do not."""
    fields = operation_type.fields
    document = answered(fields, draw(wanted(fields)))
    payload = draw(wanted(fields))
    for field in filter(with_operations, fields):
        if field.name in payload:
            payload[field.name] = draw(changed_elements(field, document))
    return Pair(document, {name: value for name, value in payload.items() if value != []})


@st.composite
def changed_elements(draw: st.DrawFn, field: Field, document: dict[str, Any]) -> list[dict[str, Any]]:
    keys = list(elements(field, document))
    touched = draw(st.lists(st.sampled_from(keys), unique=True)) if keys else []
    result = []
    for key in touched:
        how = draw(st.sampled_from([UPDATE, DELETE, ""]))
        values = {} if how == DELETE else draw(wanted(field.fields))
        result.append({field.key: key, **({OPERATION: how} if how else {}), **values})
    result += [{OPERATION: INSERT, **values} for values in draw(st.lists(wanted(field.fields), max_size=2))]
    return result


@each_type
@given(data=st.data())
@few
def test_a_document_does_not_differ_from_itself(operation_type: OperationType, data: st.DataObject) -> None:
    values = data.draw(wanted(operation_type.fields))
    found = difference(operation_type.fields, values, answered(operation_type.fields, values))
    assert (found.changes, found.send, found.missing) == ([], {}, [])
    assert found.unchanged == len(values)


@each_type
@given(data=st.data())
@few
def test_what_was_not_asked_for_is_neither_compared_nor_sent(
    operation_type: OperationType, data: st.DataObject
) -> None:
    pair = data.draw(pairs(operation_type))
    found = difference(operation_type.fields, pair.payload, pair.document)
    assert set(found.send) <= set(pair.payload)
    assert difference(operation_type.fields, {}, pair.document).empty


@each_type
@given(data=st.data())
@few
def test_what_is_sent_brings_the_document_to_what_is_wanted(operation_type: OperationType, data: st.DataObject) -> None:
    pair, fields = data.draw(pairs(operation_type)), operation_type.fields
    found = difference(fields, pair.payload, pair.document)
    assert found.missing == []
    after = projected(fields, found.send, pair.document)
    assert holds(fields, pair.payload, after, pair.document)
    if found.changes:
        assert not holds(fields, pair.payload, pair.document, pair.document)


@each_type
@given(data=st.data())
@few
def test_applying_leaves_the_document_that_it_starts_from_alone(
    operation_type: OperationType, data: st.DataObject
) -> None:
    pair, fields = data.draw(pairs(operation_type)), operation_type.fields
    copy = _copy(pair.document)
    projected(fields, difference(fields, pair.payload, pair.document).send, pair.document)
    assert pair.document == copy


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(inner) for name, inner in value.items()}
    return [_copy(inner) for inner in value] if isinstance(value, list) else value


@each_type
@given(data=st.data())
@few
def test_lines_that_are_not_named_stay(operation_type: OperationType, data: st.DataObject) -> None:
    pair, fields = data.draw(pairs(operation_type)), operation_type.fields
    after = projected(fields, difference(fields, pair.payload, pair.document).send, pair.document)
    for field in filter(with_operations, fields):
        named = {element.get(field.key) for element in pair.payload.get(field.name, ())}
        before = elements(field, pair.document)
        for key in before.keys() - named:
            assert elements(field, after)[key] == before[key]


@each_type
@given(data=st.data())
@few
def test_the_order_of_lines_does_not_matter(operation_type: OperationType, data: st.DataObject) -> None:
    pair, fields = data.draw(pairs(operation_type)), operation_type.fields
    found = difference(fields, pair.payload, pair.document)
    document, payload = dict(pair.document), dict(pair.payload)
    for field in filter(with_operations, fields):
        if document.get(field.observed):
            document[field.observed] = data.draw(st.permutations(document[field.observed]))
        if payload.get(field.name):
            payload[field.name] = data.draw(st.permutations(payload[field.name]))
    other = difference(fields, payload, document)
    assert sorted(map(repr, other.changes)) == sorted(map(repr, found.changes))
    assert _sets(other.send) == _sets(found.send)


def _sets(send: dict[str, Any]) -> dict[str, Any]:
    return {name: sorted(map(repr, value)) if isinstance(value, list) else value for name, value in send.items()}


@each_type
@given(data=st.data())
@few
def test_a_change_is_shown_for_each_thing_that_is_sent(operation_type: OperationType, data: st.DataObject) -> None:
    pair = data.draw(pairs(operation_type))
    found = difference(operation_type.fields, pair.payload, pair.document)
    assert {change.path.partition(".")[0].partition("[")[0] for change in found.changes} == set(found.send)


@each_type
@given(data=st.data())
@few
def test_of_one_value_it_does_not_matter_how_it_is_written(operation_type: OperationType, data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(readable(operation_type.fields)))
    value = data.draw(value_of(field))
    document = answered(operation_type.fields, {field.name: value})
    assert difference(operation_type.fields, {field.name: value}, document).empty
