"""Make a scenario smaller for as long as it still breaches the same guarantee: what is left is what matters."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import TypeVar

from bulkops.sandbox.switches import Switches
from bulkops.simulation.scenario import Scenario

_T = TypeVar("_T")
#: Says whether a scenario breaches the guarantee.
Breaches = Callable[[Scenario], bool]


def shrunk(scenario: Scenario, breaches: Breaches) -> Scenario:
    """Take away what the breach does not need.

    Args:
        scenario: One that breaches.
        breaches: Says whether another one does, too.
    """
    smaller: Scenario | None = scenario
    while smaller is not None:
        scenario = smaller
        smaller = next((found for found in _smaller(scenario) if breaches(found)), None)
    return scenario


def _smaller(scenario: Scenario) -> Iterator[Scenario]:
    """Give what is one piece smaller, the largest pieces first."""
    for motifs in _without_one(scenario.motifs):
        yield replace(scenario, motifs=motifs)
    for lives in _without_one(scenario.lives):
        yield replace(scenario, lives=lives)
    for index in range(len(scenario.faults)):
        yield replace(scenario, faults=(*scenario.faults[:index], *scenario.faults[index + 1 :]))
    for index, upsets in enumerate(scenario.lives):
        if upsets:
            yield replace(scenario, lives=(*scenario.lives[:index], (), *scenario.lives[index + 1 :]))
    plain = Switches()
    for field in fields(Switches):
        if getattr(scenario.switches, field.name) != getattr(plain, field.name):
            usual = {field.name: getattr(plain, field.name)}
            yield replace(scenario, switches=replace(scenario.switches, **usual))
    usual_scenario = Scenario(seed=scenario.seed, motifs=scenario.motifs)
    for name in ("manner", "in_flight", "skew_s"):
        if getattr(scenario, name) != getattr(usual_scenario, name):
            yield replace(scenario, **{name: getattr(usual_scenario, name)})


def _without_one(pieces: tuple[_T, ...]) -> Iterator[tuple[_T, ...]]:
    for index in range(len(pieces)):
        if len(pieces) > 1:
            yield (*pieces[:index], *pieces[index + 1 :])
