"""G1 to G6 in simulated time: hundreds of seeds, each a manifest with kills, faults, other clients and resumes."""

import pytest

from bulkops.sandbox.fault_kinds import FaultKind
from bulkops.simulation.generate import scenario_of
from bulkops.simulation.motifs import MOTIFS
from bulkops.simulation.scenario import MANNERS
from bulkops.simulation.search import Tally, search
from bulkops.simulation.told import breach_lines
from bulkops.simulation.upsets import Fate, Point

SEEDS = 360
AT_ONCE = 30
#: Faults of single pages and of slow bodies have tests of their own, over HTTP.
NOT_SIMULATED = {FaultKind.SLOW_BODY}


@pytest.mark.parametrize("first", range(1, SEEDS + 1, AT_ONCE))
def test_the_guarantees_are_kept(first: int) -> None:
    tally = Tally()
    breaches = [found for found in search(range(first, first + AT_ONCE), tally) if found is not None]
    assert not breaches, "\n".join(line for breach in breaches for line in breach_lines(breach))
    assert tally.seeds == AT_ONCE
    assert tally.fates.total() > AT_ONCE / 4
    assert tally.faults.total() > AT_ONCE


def test_everything_that_can_go_wrong_does() -> None:
    scenarios = [scenario_of(seed) for seed in range(1, SEEDS + 1)]
    upsets = [upset for scenario in scenarios for upsets in scenario.lives for upset in upsets]
    assert {upset.fate for upset in upsets} == set(Fate)
    assert {upset.point for upset in upsets} == set(Point)
    assert {fault.kind for scenario in scenarios for fault in scenario.faults} == set(FaultKind) - NOT_SIMULATED
    assert {name for scenario in scenarios for name, _ in scenario.motifs} == set(MOTIFS)
    assert {scenario.manner for scenario in scenarios} == set(MANNERS)
