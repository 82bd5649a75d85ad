"""Play seed after seed, and make what breaches a guarantee as small as it gets."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bulkops.simulation.evidence import Evidence
from bulkops.simulation.generate import scenario_of
from bulkops.simulation.guarantees import breaches
from bulkops.simulation.play import play
from bulkops.simulation.scenario import Scenario
from bulkops.simulation.shrink import shrunk

#: Where files are kept in memory: a simulation proves nothing about disks, and need not wait for them.
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A scenario that breaches a guarantee.

    Attributes:
        found: What it breaches, by the guarantee's name, in sentences.
        scenario: As it was made from its seed.
        smallest: What is left of it that does so still.
    """

    found: Mapping[str, list[str]]
    scenario: Scenario
    smallest: Scenario


@dataclass(slots=True)
class Tally:
    """What was played.

    Attributes:
        seeds: Scenarios.
        entries: Entries of their manifests.
        processes: Processes that they took.
        requests: Requests that reached the server.
        fates: What befell the processes.
        faults: What went wrong with requests.
        simulated_s: Time that passed in them.
        breaches: Scenarios that breach a guarantee.
    """

    seeds: int = 0
    entries: int = 0
    processes: int = 0
    requests: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    simulated_s: float = 0.0
    breaches: int = 0

    def add(self, evidence: Evidence) -> None:
        """Count one more."""
        self.seeds += 1
        self.entries += len(evidence.ids)
        self.processes += len(evidence.ends)
        self.requests += len(evidence.requests)
        self.fates.update(upset.fate.value for end in evidence.ends for upset in end.met)
        self.faults.update(seen.fault for seen in evidence.requests if seen.fault)
        self.simulated_s += max(end.ended for end in evidence.ends) - evidence.ends[0].began


def played(scenario: Scenario) -> Evidence:
    """Play a scenario in a folder of its own, which is gone afterwards."""
    with TemporaryDirectory(prefix="bulkops-", dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        return play(scenario, Path(folder))


def search(seeds: Iterable[int], tally: Tally) -> Iterator[Breach | None]:
    """Play the scenarios of seeds, one after the other.

    Args:
        seeds: The seeds.
        tally: Counts what was played.

    Yields:
        For each seed the breach, or None where every guarantee is kept.
    """
    for seed in seeds:
        scenario = scenario_of(seed)
        evidence = played(scenario)
        tally.add(evidence)
        found = breaches(evidence)
        tally.breaches += bool(found)
        yield Breach(found=found, scenario=scenario, smallest=smallest(scenario, found)) if found else None


def smallest(scenario: Scenario, found: Mapping[str, object]) -> Scenario:
    """Shrink a scenario that breaches a guarantee.

    Args:
        scenario: The scenario.
        found: What it breaches; the first of these has to stay.
    """
    first = next(iter(found))
    return shrunk(scenario, lambda smaller: first in breaches(played(smaller)))
