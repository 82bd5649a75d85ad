"""The error budget as a user meets it: `--max-failures`, and `max_failures` of a profile."""

import json

import pytest

from bulkops.core.outcome import State
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import Folder, check_once, check_report, pairs

COUNT = 60
PROFILE = """\
bulkops: 1
profiles:
  here:
    environment: sandbox
    max_failures: 5%
    visma: {sandbox: true}
"""


def refuse_from_the(folder: Folder, first: int) -> None:
    folder.fail(Fault(kind=FaultKind.REFUSE, method="POST", path="/v2/customerinvoice", first=first, count=0))


@pytest.mark.parametrize(("option", "limit"), [(("--max-failures", "3"), "3"), ((), "5%")], ids=["option", "profile"])
def test_a_run_stops_at_its_budget_and_is_resumed(folder: Folder, option: tuple[str, ...], limit: str) -> None:
    if not option:
        folder.write("bulkops.yaml", PROFILE)
    folder.write("march.yaml", pairs("march", COUNT))
    refuse_from_the(folder, 31)
    done = folder.run("apply", "--yes", *option, "march.yaml")
    assert done.code == 1, done.text
    failed = folder.counts()[State.REFUSED]
    assert int(limit.rstrip("%")) < failed <= 6 + 8  # 5 % of 120 steps are 6; 8 may be in flight
    assert f"stopped at the error budget: {failed} steps did not go through; the limit is {limit}" in done.out
    assert "goes on where it stopped" in done.out
    check_report(done.out, 2 * COUNT)

    folder.switch()
    resumed = folder.run("resume", "--format", "json", "--max-failures", "0")
    assert resumed.code == 1  # those that were refused stay so
    assert json.loads(resumed.out)["stopped"] is None
    assert len(folder.writes()) == COUNT + COUNT - failed  # each create once, each release of one that was made

    assert folder.apply("march.yaml").code == 0
    check_once(folder, COUNT)


def test_what_is_no_budget_is_said(folder: Folder) -> None:
    folder.write("march.yaml", pairs("march", 1))
    done = folder.run("apply", "--yes", "--max-failures", "few", "march.yaml")
    assert done.code == 64
    assert "`few` is no limit: write a number of steps such as `20`, or a share of them such as `2%`" in done.err
    folder.write("bulkops.yaml", PROFILE.replace("5%", "few"))
    done = folder.apply("march.yaml")
    assert done.code == 3
    assert "bulkops.yaml:5" in done.err
    assert "a number of steps such as `20`, or a share of them such as `2%`" in done.err
