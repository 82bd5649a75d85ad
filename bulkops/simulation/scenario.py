"""A scenario: a manifest, a company and its server, what goes wrong there, and what befalls the processes."""

from dataclasses import dataclass, field

from bulkops.sandbox.faults import Fault
from bulkops.sandbox.switches import Switches
from bulkops.simulation.upsets import Upset

#: How writes are made (`docs/decisions/0004`): by background calls, sent at once and checked by the server, compared
#: first, or all in the background.
MANNERS = ("background", "sync", "compare", "all_background")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """All that decides how a simulated run goes.

    Attributes:
        seed: Seed of the dice that times and variants fall by.
        motifs: Names of motifs with their numbers, which name their documents and entries.
        switches: How the server behaves, without its faults.
        faults: What goes wrong there while the processes in `lives` are at work; afterwards nothing does.
        lives: What befalls each process, one after the other.
        manner: How writes are made.
        in_flight: Calls under way at once.
        settle_s: How long the server may work on a request, as the profile says.
        skew_s: How far the server's clock is ahead.
    """

    seed: int
    motifs: tuple[tuple[str, int], ...]
    switches: Switches = field(default_factory=Switches)
    faults: tuple[Fault, ...] = ()
    lives: tuple[tuple[Upset, ...], ...] = ((),)
    manner: str = "sync"
    in_flight: int = 8
    settle_s: float = 300.0
    skew_s: float = 0.0
