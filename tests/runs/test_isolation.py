"""G5: one refused entry stops its own dependents and nothing else."""

import re

from bulkops.core.outcome import State
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import Folder, check_report, pairs

COUNT = 20
REFUSED = "mark-7"


def refuse_the_seventh(folder: Folder) -> None:
    fault = Fault(
        kind=FaultKind.REFUSE,
        method="POST",
        path="/v2/customerinvoice",
        contains=f'"{REFUSED}"',
        count=0,
        message="The customer is blocked.",
    )
    folder.fail(fault)


def test_one_refusal_skips_what_needs_it_and_says_so(folder: Folder) -> None:
    folder.write("march.yaml", pairs("march", COUNT))
    refuse_the_seventh(folder)
    done = folder.apply("march.yaml")
    assert done.code == 1
    assert folder.counts() == {State.SUCCEEDED: 38, State.REFUSED: 1, State.SKIPPED: 1}
    assert len(folder.effects("created")) == len(folder.effects("released")) == 19
    check_report(done.out, 40)
    assert "The customer is blocked." in done.out
    assert "march.yaml:66" in done.out
    assert re.search(r"skipped .*it needs `inv-7`", done.out)

    shown = folder.run("show", folder.last_run().name, "inv-7-release")
    assert shown.code == 0
    assert "skipped" in shown.out
    assert "inv-7" in shown.out
    assert folder.run("resume").code == 0, "there is nothing left to resume"


def test_after_mending_only_what_is_missing_is_sent(folder: Folder) -> None:
    folder.write("march.yaml", pairs("march", COUNT))
    refuse_the_seventh(folder)
    assert folder.apply("march.yaml").code == 1
    before = folder.writes()
    folder.write("march.yaml", pairs("march", COUNT).replace(REFUSED, "mended-7"))
    done = folder.apply("march.yaml")
    assert done.code == 0, done.text
    check_report(done.out, 40)
    after = folder.writes()[len(before) :]
    assert [(seen.method, seen.path.rpartition("/")[2]) for seen in after] == [
        ("POST", "customerinvoice"),
        ("POST", "release"),
    ]
    with folder.ledger() as ledger:
        (number,) = ledger.by_reference("mended-7")
        assert after[1].path == f"/v1/customerinvoice/{number}/action/release"
        assert sum(held.status == "Open" for held in ledger.documents() if held.number > "100300") == 20
