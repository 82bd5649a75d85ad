"""Every crash point: a process dies at the n-th write of its journal and at the n-th request, for every n."""

from collections.abc import Iterator
from dataclasses import replace

from bulkops.sandbox.switches import Switches
from bulkops.simulation.evidence import Evidence
from bulkops.simulation.scenario import Scenario
from bulkops.simulation.upsets import Fate, Point, Upset

#: Together an entry of every operation type; in groups, so that each play is short.
GROUPS: dict[str, tuple[str, ...]] = {
    "making": ("bill", "bill-ref", "numbered", "old-way", "thrown-away"),
    "changing": ("amended", "released", "deleted", "settings", "attached"),
    "countering": ("reversed", "countered", "corrected", "sent", "printed"),
}


def undisturbed(group: str, manner: str) -> Scenario:
    """Give the scenario of a group in which nothing goes wrong.

    Args:
        group: Name of the group.
        manner: How writes are made.
    """
    motifs = tuple((name, 10 + number) for number, name in enumerate(GROUPS[group]))
    return Scenario(seed=1, motifs=motifs, switches=Switches(release_delay_s=2.0), manner=manner, in_flight=4)


def crash_points(undisturbed_one: Evidence) -> Iterator[Scenario]:
    """Give a scenario for each point that a process came to where nothing went wrong: there it dies.

    Args:
        undisturbed_one: What that left behind.
    """
    (first, *_) = undisturbed_one.ends
    for point in Point:
        for turn in range(1, first.turns.get(point, 0) + 1):
            upset = Upset(point=point, turn=turn, fate=Fate.KILL)
            yield replace(undisturbed_one.scenario, lives=((upset,),))
