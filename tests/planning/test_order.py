"""`cycle_in` finds a cycle where the standard library's sorter finds one, and what it names is one."""

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from bulkops.planning.order import cycle_in

Graph = tuple[int, list[tuple[int, int]]]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    count = draw(st.integers(1, 12))
    steps = st.integers(1, count)
    return count, draw(st.lists(st.tuples(steps, steps), max_size=2 * count))


def sortable(graph: Graph) -> bool:
    count, edges = graph
    sorter: TopologicalSorter[int] = TopologicalSorter(dict.fromkeys(range(1, count + 1), ()))
    for step, needs in edges:
        sorter.add(step, needs)
    try:
        sorter.prepare()
    except CycleError:
        return False
    return True


@given(graphs())
@example((1, [(1, 1)]))
@example((3, [(1, 2), (2, 3), (3, 2)]))
def test_a_cycle_is_found_where_there_is_one(graph: Graph) -> None:
    assert bool(cycle_in(*graph)) is not sortable(graph)


@given(graphs())
@example((4, [(1, 2), (2, 3), (3, 2), (4, 1)]))
def test_each_member_of_a_cycle_needs_the_next_one(graph: Graph) -> None:
    count, edges = graph
    members = cycle_in(count, edges)
    assert len(set(members)) == len(members)
    assert set(pairwise([*members, *members[:1]])) <= set(edges)


@given(graphs())
def test_steps_that_need_earlier_ones_only_have_no_cycle(graph: Graph) -> None:
    count, edges = graph
    assert cycle_in(count, [(max(edge), min(edge)) for edge in edges if edge[0] != edge[1]]) == []
