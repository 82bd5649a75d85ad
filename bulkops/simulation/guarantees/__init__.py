"""The guarantees, each held against the evidence of a played scenario."""

from collections.abc import Callable, Iterator

from bulkops.simulation.evidence import Evidence
from bulkops.simulation.guarantees.as_reviewed import as_reviewed
from bulkops.simulation.guarantees.in_order import in_order
from bulkops.simulation.guarantees.no_overwrite import no_overwrite
from bulkops.simulation.guarantees.nothing_lost import nothing_lost
from bulkops.simulation.guarantees.once import once
from bulkops.simulation.guarantees.well_ended import well_ended
from bulkops.simulation.guarantees.within_limits import within_limits

Check = Callable[[Evidence], Iterator[str]]

#: Name, and what yields a sentence for each breach. `product.md` and `docs/reliability.md` have the same names.
GUARANTEES: dict[str, Check] = {
    "G1 once": once,
    "G2 nothing lost": nothing_lost,
    "G3 no overwrite": no_overwrite,
    "G4 as reviewed": as_reviewed,
    "G5 in order, isolated": in_order,
    "G6 within limits": within_limits,
    "well ended": well_ended,
}


def breaches(evidence: Evidence) -> dict[str, list[str]]:
    """Hold all guarantees against the evidence; give what breaches each, without those that are kept."""
    found = {name: list(check(evidence)) for name, check in GUARANTEES.items()}
    return {name: told for name, told in found.items() if told}
