"""The simulation bites: each deliberate breakage is caught, by the guarantee that it breaches, within a few seeds."""

import pytest

from bulkops.simulation.generate import scenario_of
from bulkops.simulation.guarantees import GUARANTEES, breaches
from bulkops.simulation.scenario import Scenario
from bulkops.simulation.search import played
from tests.simulation.breakages import BREAKAGES, Breakage

#: Seeds that are tried before a breakage counts as not caught: as many as `tests/simulation/test_seeds.py` plays.
SEEDS_MAX = 360


def caught(breakage: Breakage) -> tuple[Scenario, dict[str, list[str]]] | None:
    """Find the first scenario that breaches the guarantee."""
    scenarios = (
        map(scenario_of, range(breakage.first_seed, SEEDS_MAX + 1))
        if breakage.scenario is None
        else (breakage.scenario,)
    )
    for scenario in scenarios:
        found = breaches(played(scenario))
        if breakage.caught_by in found:
            return scenario, found
    return None


@pytest.mark.parametrize("name", BREAKAGES)
def test_it_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    breakage = BREAKAGES[name]
    with monkeypatch.context() as broken:
        breakage.apply(broken)
        found = caught(breakage)
    assert found is not None, f"not caught: {breakage.what}"
    scenario, breached = found
    print(f"{name}: seed {scenario.seed}, {breached[breakage.caught_by][0]}")
    assert breaches(played(scenario)) == {}, "it is caught because it is broken, not because of the scenario"


def test_every_guarantee_has_a_breakage() -> None:
    assert {breakage.caught_by for breakage in BREAKAGES.values()} == set(GUARANTEES)
