"""Lines matched by a value of theirs: what is derived brings the document to what is wanted, and nothing beside."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulkops.core.field import Field, Kind
from bulkops.core.place import Place
from bulkops.core.step import Operation
from bulkops.planning.diff import DELETE, INSERT, OPERATION, UPDATE, difference, holds
from bulkops.planning.lines import named
from bulkops.planning.project import projected
from bulkops.planning.refusal import Refusal
from bulkops.providers import REGISTRY
from tests.planning.documents import answered, elements, wanted

TYPE = REGISTRY.types["visma.invoice.update"]
MATCHING = TYPE.matching
assert MATCHING is not None
LINES = next(field for field in TYPE.fields if field.name == MATCHING.elements)
MEMBERS = next(option for option in TYPE.options if option.name == MATCHING.option).choices
VALUES = ("CONS-1", "cons-1", "TRAVEL", "FEE", "A", "B")
few = settings(max_examples=150, deadline=None)


@dataclass(frozen=True, slots=True)
class Pair:
    """An invoice, and an entry about it; no value names two lines of either."""

    document: dict[str, Any]
    operation: Operation
    member: str
    deletes: bool

    @property
    def held(self) -> dict[Any, Any]:
        """The invoice's lines by number."""
        return elements(LINES, self.document)

    def after(self) -> dict[str, Any]:
        """The invoice as the update will leave it, new lines numbered as the system would."""
        payload = named(self.operation, self.document)
        document = projected(TYPE.fields, difference(TYPE.fields, payload, self.document).send, self.document)
        lines = document.get(LINES.observed) or []
        highest = max([*self.held, 0])
        for number, line in enumerate((line for line in lines if line.get(LINES.key) is None), highest + 1):
            line[LINES.key] = number
        return document


def member_of(name: str) -> Field:
    field = LINES.member(name)
    assert field is not None
    return field


def entry(member: str, lines: list[dict[str, Any]], *, deletes: bool) -> Operation:
    options = {"match_lines": member, **({"other_lines": "delete"} if deletes else {})}
    return Operation(
        manifest="m",
        id="x",
        type=TYPE,
        target="100231",
        payload={LINES.name: lines},
        options=options,
        place=Place("m.yaml", 1),
    )


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    member = draw(st.sampled_from(MEMBERS))
    there = draw(st.lists(st.sampled_from(VALUES), unique=True, max_size=5))
    numbers = draw(st.lists(st.integers(1, 90), unique=True, min_size=len(there), max_size=len(there)))
    lines = [
        {LINES.key: number, **draw(wanted(LINES.fields)), member: value}
        for number, value in zip(numbers, there, strict=True)
    ]
    document = answered(TYPE.fields, {LINES.name: lines} if lines else {})
    asked = draw(st.lists(st.sampled_from(VALUES), unique=True, min_size=1, max_size=5))
    changed = [{**draw(wanted(LINES.fields)), member: value} for value in asked]
    deletes = draw(st.booleans())
    return Pair(document, entry(member, changed, deletes=deletes), member, deletes)


def by_value(pair: Pair, document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the lines of a document by the value that they are matched by."""
    found: dict[str, dict[str, Any]] = {}
    for line in document.get(LINES.observed) or []:
        (value,) = [each for each in VALUES if difference((member_of(pair.member),), {pair.member: each}, line).empty]
        assert value not in found, "two lines have one value"
        found[value] = line
    return found


@given(pairs())
@few
def test_each_line_of_the_entry_is_there_afterwards_once_and_as_wanted(pair: Pair) -> None:
    after = by_value(pair, pair.after())
    for line in pair.operation.payload[LINES.name]:
        assert difference(LINES.fields, line, after[line[pair.member]]).empty


@given(pairs())
@few
def test_lines_that_nothing_is_about_stay_as_they_are_or_go(pair: Pair) -> None:
    asked = {line[pair.member] for line in pair.operation.payload[LINES.name]}
    before, after = by_value(pair, pair.document), by_value(pair, pair.after())
    others = {value: line for value, line in before.items() if value not in asked}
    if pair.deletes:
        assert set(after) == asked
    else:
        assert {value: line for value, line in after.items() if value not in asked} == others
    kept = {value: line[LINES.key] for value, line in after.items() if value in before}
    assert kept == {value: before[value][LINES.key] for value in kept}, "a line that is there is changed, not replaced"


@given(pairs())
@few
def test_a_second_plan_finds_nothing_to_do(pair: Pair) -> None:
    after = pair.after()
    assert difference(TYPE.fields, named(pair.operation, after), after).empty


@given(pairs())
@few
def test_what_is_derived_says_of_itself_whether_it_has_happened(pair: Pair) -> None:
    """What the journal keeps is enough to settle a lost answer by."""
    payload = named(pair.operation, pair.document)
    assert holds(TYPE.fields, payload, pair.after(), pair.document)
    if not difference(TYPE.fields, payload, pair.document).empty:
        assert not holds(TYPE.fields, payload, pair.document, pair.document)


@given(pairs())
@few
def test_every_element_says_what_is_done_with_which_line(pair: Pair) -> None:
    derived = named(pair.operation, pair.document)[LINES.name]
    about = [line[LINES.key] for line in derived if line[OPERATION] != INSERT]
    assert len(set(about)) == len(about)
    assert set(about) <= set(pair.held)
    assert {line[OPERATION] for line in derived} <= {INSERT, UPDATE, DELETE}
    assert derived[: len(pair.operation.payload[LINES.name])] == [
        {OPERATION: line[OPERATION], **({LINES.key: line[LINES.key]} if LINES.key in line else {}), **asked}
        for line, asked in zip(derived, pair.operation.payload[LINES.name], strict=False)
    ]


@given(pairs(), st.data())
@few
def test_a_value_that_two_lines_have_names_neither(pair: Pair, data: st.DataObject) -> None:
    lines = pair.document.get(LINES.observed) or []
    asked = {line[pair.member]: line for line in pair.operation.payload[LINES.name]}
    shared = sorted(set(asked) & set(by_value(pair, pair.document)))
    if not shared:
        return
    value = data.draw(st.sampled_from(shared))
    twin = {**by_value(pair, pair.document)[value], LINES.key: 99}
    document = {**pair.document, LINES.observed: [*lines, twin]}
    with pytest.raises(Refusal) as caught:
        named(pair.operation, document)
    assert [(one.finding.code, one.path[-1]) for one in caught.value.all] == [("P023", pair.member)]
    others = tuple(line for line in pair.operation.payload[LINES.name] if line[pair.member] != value)
    if others and not pair.deletes:
        named(replace(pair.operation, payload={LINES.name: list(others)}), document)


@pytest.mark.parametrize("member", MEMBERS)
def test_lines_are_matched_by_texts_that_the_invoice_shows(member: str) -> None:
    field = member_of(member)
    assert field.kind is Kind.TEXT
    assert field.observed
