"""Every crash point: a process dies at the n-th write of its journal and at the n-th request, for every n."""

import pytest

from bulkops.providers import REGISTRY
from bulkops.simulation.crash_points import GROUPS, crash_points, undisturbed
from bulkops.simulation.guarantees import breaches
from bulkops.simulation.motifs import MOTIFS
from bulkops.simulation.scenario import MANNERS
from bulkops.simulation.search import played
from bulkops.simulation.upsets import Point


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("group", GROUPS)
def test_died_at_every_point(group: str, manner: str) -> None:
    calm = played(undisturbed(group, manner))
    assert breaches(calm) == {}
    turns = calm.ends[0].turns
    assert all(turns[point] >= 10 for point in Point), "too few points for a proof"
    points = 0
    for scenario in crash_points(calm):
        evidence = played(scenario)
        (upset,) = scenario.lives[0]
        assert evidence.ends[0].killed, f"it did not come to {upset}"
        assert breaches(evidence) == {}, str(upset)
        points += 1
    print(f"{group}, {manner}: {points} crash points")
    assert points == sum(turns.values())


def test_the_groups_have_every_motif_and_these_every_operation_type() -> None:
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(MOTIFS)
    types = {told.type.name for group in GROUPS for told in played(undisturbed(group, "sync")).told}
    assert types == set(REGISTRY.types)
