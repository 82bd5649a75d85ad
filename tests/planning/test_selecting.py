"""What patterns name, and that a selection keeps what it needs: held against a naive model."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import event, example, given
from hypothesis import strategies as st

from bulkops.adapters.draft import Draft
from bulkops.app.finds import Finds
from bulkops.app.select import select
from bulkops.core.bound import Selection
from bulkops.core.errors import UsageError
from bulkops.core.place import Place
from bulkops.core.step import Operation, Reference
from bulkops.planning.select import read_pattern
from bulkops.providers import REGISTRY

CREATE, RELEASE, SETTINGS = "visma.invoice.create", "visma.invoice.release", "ddapi.invoice_settings.set"


def operation(name: str, kind: str, target: str = "", maker: str = "", manifest: str = "march") -> Operation:
    place = Place("march.yaml", 1, 1)
    made = Reference(maker, place) if maker else None
    return Operation(
        manifest=manifest, id=name, type=REGISTRY.types[kind], target=target, target_from=made, place=place
    )


@contextmanager
def drafted(*operations: Operation, done: tuple[int, ...] = (), needs: Any = (), makers: Any = ()) -> Iterator[Draft]:
    draft = Draft(REGISTRY)
    try:
        for one in operations:
            draft.add(one)
        draft.close_entries()
        for seq in done:
            draft.set_prior(seq, "")
        for seq, maker in makers:
            draft.set_maker(seq, maker, "")
        draft.need(needs)
        draft.link()
        yield draft
    finally:
        draft.close()


def left(draft: Draft) -> list[str]:
    return [f"{manifest}/{name}" for _, manifest, name, *_ in draft.identities()]


MIXED = (
    operation("inv-1", CREATE),
    operation("inv-2", CREATE, manifest="april"),
    operation("a/b[1]", RELEASE, "100231"),
    operation("late", RELEASE, "100240"),
    operation("100240", SETTINGS, "77"),
    operation("later", SETTINGS, "100231"),
)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("inv-1", ["march/inv-1"]),
        ("inv-*", ["march/inv-1", "april/inv-2"]),
        ("inv-[^1]", ["april/inv-2"]),
        ("april/*", ["april/inv-2"]),
        ("april/inv-2", ["april/inv-2"]),
        ("a/b[1]", ["march/a/b[1]"]),
        ("march/a/b[1]", ["march/a/b[1]"]),
        ("*.release", ["march/a/b[1]", "march/late"]),
        ("type:*.release", ["march/a/b[1]", "march/late"]),
        (CREATE, ["march/inv-1", "april/inv-2"]),
        ("100231", ["march/a/b[1]", "march/later"]),
        ("100240", ["march/late", "march/100240"]),
        ("id:100240", ["march/100240"]),
        ("target:100240", ["march/late"]),
        ("invoice/100231", ["march/a/b[1]"]),
        ("target:invoice/1002*", ["march/a/b[1]", "march/late"]),
        ("customer/*", ["march/100240", "march/later"]),
        ("*", ["march/inv-1", "april/inv-2", "march/a/b[1]", "march/late", "march/100240", "march/later"]),
        ("target:*", ["march/a/b[1]", "march/late", "march/100240", "march/later"]),
    ],
)
def test_a_pattern_names_ids_types_and_targets(text: str, named: list[str]) -> None:
    with drafted(*MIXED) as draft:
        excluded = select(draft, Selection(only=(text,)), None, Finds())
        assert left(draft) == named
        assert excluded == len(MIXED) - len(named)
    with drafted(*MIXED) as draft:
        select(draft, Selection(exclude=(text,)), None, Finds())
        assert sorted([*left(draft), *named]) == sorted(f"{one.manifest}/{one.id}" for one in MIXED)


@pytest.mark.parametrize(
    "text",
    ["INV-1", "inv", "", "id:", "target:", "type:release", "target:@1", "customer/100240", "invoice/", "[", "@3"],
)
def test_a_pattern_that_names_nothing_is_a_mistake(text: str) -> None:
    with drafted(*MIXED) as draft, pytest.raises(UsageError) as caught:
        select(draft, Selection(only=("inv-1", text)), None, Finds())
    assert caught.value.code == "P050"
    assert f"`{text}` of `--only`" in caught.value.message


def test_a_mistyped_pattern_gets_a_suggestion() -> None:
    with drafted(*MIXED) as draft, pytest.raises(UsageError) as caught:
        select(draft, Selection(only=("id:inv1",)), None, Finds())
    assert caught.value.hint == "did you mean `inv-1`?"


def test_an_exclusion_that_names_nothing_is_a_warning() -> None:
    finds = Finds()
    with drafted(*MIXED) as draft:
        assert select(draft, Selection(exclude=("nobody", "late")), None, finds) == 1
    assert [(one.code, "nobody" in one.message) for one in finds.kept] == [("P051", True)]
    assert finds.errors == 0


def test_what_makes_the_target_and_what_comes_before_on_it_come_along() -> None:
    operations = (
        operation("made", CREATE),
        operation("other", CREATE),
        operation("first", "visma.invoice.update", maker="made"),
        operation("second", "visma.invoice.update", maker="made"),
        operation("third", RELEASE, maker="made"),
    )
    makers = [(seq, 1) for seq in (3, 4, 5)]
    with drafted(*operations, makers=makers) as draft:
        assert select(draft, Selection(only=("second",)), None, Finds()) == 2
        assert left(draft) == ["march/made", "march/first", "march/second"]
        assert [draft.along(seq) for seq in range(1, 6)] == ["first", "", "second", "", ""]
        planned = {found.seq: found for found, *_ in draft.planned()}
        assert {seq: found.followed for seq, found in planned.items()} == {1: True, 3: True, 4: False}


def test_what_is_needed_and_done_is_not_done_again() -> None:
    operations = [operation(name, CREATE) for name in ("a", "b", "c")]
    with drafted(*operations, needs=[(2, 1), (3, 2)], done=(2,)) as draft:
        assert select(draft, Selection(only=("c",)), None, Finds()) == 1, "b is done, and a with it"
        assert left(draft) == ["march/c"]
        assert list(draft.edges()) == []


def test_a_pattern_all_of_which_needs_what_is_excluded_contradicts() -> None:
    operations = [operation(name, CREATE) for name in ("a", "b", "c", "c2")]
    with drafted(*operations, needs=[(2, 1), (3, 2), (4, 2)]) as draft, pytest.raises(UsageError) as caught:
        select(draft, Selection(only=("a", "c*"), exclude=("a",)), None, Finds())
    assert caught.value.code == "P052"
    assert "`c`, as all 2 that `--only c*` names, which needs `a`" in caught.value.message


def test_a_pattern_of_which_something_is_left_does_not() -> None:
    finds = Finds()
    operations = [operation(name, CREATE) for name in ("a", "c1", "c2")]
    with drafted(*operations, needs=[(2, 1)]) as draft:
        assert select(draft, Selection(only=("c*",), exclude=("a",)), None, finds) == 2
        assert left(draft) == ["march/c2"]
    assert [finding.code for finding in finds.kept] == ["P053"]


def test_what_needs_excluded_operations_is_left_out_and_told() -> None:
    finds = Finds()
    operations = [operation(name, CREATE) for name in ("a", "b", "c", "d")]
    with drafted(*operations, needs=[(2, 1), (3, 2)]) as draft:
        assert select(draft, Selection(exclude=("a",)), None, finds) == 3
        assert left(draft) == ["march/d"]
    assert [finding.code for finding in finds.kept] == ["P053"]
    assert "2 more operations are left out" in finds.kept[0].message
    assert "the first, `b`, needs `a`" in finds.kept[0].message


COUNT = 9
seqs = st.integers(1, COUNT)
graphs = st.lists(
    st.tuples(seqs, seqs).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: (max(pair), min(pair)))
)
subsets = st.frozensets(seqs)


def reach(start: frozenset[int], edges: list[tuple[int, int]], stop: frozenset[int]) -> frozenset[int]:
    """Follow edges from some operations, not out of those in `stop`, nor into them."""
    found = start
    while more := {b for a, b in edges if a in found - stop and b not in found | stop}:
        found |= more
    return found


def model(
    needs: list[tuple[int, int]], only: frozenset[int], excluded: frozenset[int], done: frozenset[int]
) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    """Say what stays, what of it came along, and what is lost to what is excluded."""
    backward = [(b, a) for a, b in needs]
    lost = reach(excluded - done, backward, done) - excluded
    chosen = (only or frozenset(range(1, COUNT + 1))) - excluded
    kept = reach(chosen - lost, needs, done)
    return kept, kept - chosen, chosen & lost


@given(graphs, subsets, subsets, subsets, st.sampled_from(["n", "[n]"]))
@example([(2, 1)], frozenset({2}), frozenset(), frozenset({2}), "n")
@example([(2, 1), (3, 1)], frozenset({2, 3}), frozenset(), frozenset({2}), "n")
@example([(2, 1), (3, 2), (4, 3)], frozenset({4}), frozenset(), frozenset({2}), "n")
@example([(2, 1), (3, 2)], frozenset({3}), frozenset({1}), frozenset({2}), "n")
@example([(2, 1), (3, 2), (4, 1)], frozenset(), frozenset({2}), frozenset(), "n")
def test_a_selection_keeps_what_a_naive_model_keeps(
    needs: list[tuple[int, int]], only: frozenset[int], excluded: frozenset[int], done: frozenset[int], sign: str
) -> None:
    kept, along, lost = model(needs, only, excluded, done)
    names = [f"n{seq}" for seq in range(1, COUNT + 1)]
    patterns = (f"{sign}{seq}" for seq in sorted(only))
    selection = Selection(only=tuple(patterns), exclude=tuple(f"n{seq}" for seq in sorted(excluded)))
    with drafted(*(operation(name, CREATE) for name in names), needs=needs, done=tuple(sorted(done))) as draft:
        finds = Finds()
        if only & lost:
            event("contradiction")
            with pytest.raises(UsageError):
                select(draft, selection, None, finds)
            return
        count = select(draft, selection, None, finds)
        there = {seq for seq, *_ in draft.identities()}
        edges = set(draft.edges())
        marked = {seq: draft.along(seq) for seq in there}

    assert there == kept
    assert edges == {(a, b) for a, b in needs if a in kept and b in kept}
    assert count == COUNT - len(kept | done)
    assert {seq for seq, name in marked.items() if name} == along
    for seq in along:
        needing = {f"n{a}" for a, b in needs if b == seq and a in kept - done}
        assert marked[seq] in needing
    assert sum(finding.code == "P053" for finding in finds.kept) == bool(lost)
    for seq in kept - done:
        missing = {b for a, b in needs if a == seq} - kept - done
        assert not missing, "a step without what it needs"


def test_a_form_is_read_only_where_one_is_named() -> None:
    assert read_pattern("acme:1").glob == "acme:1"
    assert read_pattern("type:acme:1").glob == "acme:1"
