"""What breaches a guarantee is made small, and told so that it can be seen again."""

import pytest

from bulkops.cli.console import console_of
from bulkops.cli.selftested import Selftest
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.switches import Switches
from bulkops.simulation.generate import scenario_of
from bulkops.simulation.guarantees import breaches
from bulkops.simulation.scenario import Scenario
from bulkops.simulation.search import played, smallest
from bulkops.simulation.shrink import shrunk
from bulkops.simulation.upsets import Fate, Point, Upset
from tests.simulation.breakages import BREAKAGES

LARGE = Scenario(
    seed=7,
    motifs=(("bill", 1), ("amended", 2), ("old-way", 3), ("printed", 4)),
    switches=Switches(latency_s=1.0, error_body="text"),
    faults=(
        Fault(kind=FaultKind.SLOW, method="PUT", delay_s=5.0),
        Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path="/v1/customerinvoice"),
        Fault(kind=FaultKind.BAD_GATEWAY, method="GET", first=3),
    ),
    lives=((Upset(point=Point.SEND, turn=12, fate=Fate.INTERRUPT),), (), ()),
    manner="background",
    skew_s=45.0,
)


def test_all_that_does_not_matter_is_taken_away() -> None:
    def breached(scenario: Scenario) -> bool:
        return ("old-way", 3) in scenario.motifs and any(one.kind is FaultKind.LOSE_ANSWER for one in scenario.faults)

    left = shrunk(LARGE, breached)
    wanted = Scenario(seed=7, motifs=(("old-way", 3),), faults=LARGE.faults[1:2])
    assert left == wanted


def test_a_scenario_that_needs_everything_stays_as_it_is() -> None:
    assert shrunk(LARGE, lambda scenario: scenario == LARGE) == LARGE


def test_a_real_breach_is_made_small_and_is_one_still(monkeypatch: pytest.MonkeyPatch) -> None:
    assert breaches(played(LARGE)) == {}
    BREAKAGES["blind retry"].apply(monkeypatch)
    found = breaches(played(LARGE))
    assert "G1 once" in found
    left = smallest(LARGE, found)
    assert left.motifs == (("old-way", 3),)
    assert left.faults == LARGE.faults[1:2]
    assert "G1 once" in breaches(played(left))


def test_it_is_told_with_its_seed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    seed = next(seed for seed in range(1, 400) if scenario_of(seed).in_flight < 8)
    BREAKAGES["crowd"].apply(monkeypatch)
    console = console_of("never", progress=False, verbose=0)
    code = Selftest(begin=seed, count=40, minutes=None).carry_out("text", console)
    out = capsys.readouterr().out
    assert code == 70
    assert "breaches a guarantee" in out
    assert "G6 within limits: " in out
    assert "the smallest scenario that does:" in out
    assert "see it again: bulkops selftest --seed " in out
    assert "a bug in bulkops" in out
    assert "process 2" not in out.partition("the smallest")[2].partition("see it again")[0]
