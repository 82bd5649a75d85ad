"""A new run before an interrupted one was resumed: what it takes over is said before it is, and nothing is lost."""

import pytest

from bulkops.core.outcome import State
from bulkops.core.takeover import Takeover
from bulkops.reporting.style import Style
from bulkops.reporting.takeover import takeover_text
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import Done, Folder
from tests.runs.served import Server
from tests.runs.test_landing import creates

MANIFEST = """bulkops: 1
name: rows
operations:
  - rows: {file: rows.csv}
    id: "{Nr}"
    op: visma.invoice.create
    with:
      customerNumber: "10001"
      documentDate: 2026-03-31
      currencyId: NOK
      hold: false
      externalReference: {column: Nr}
      invoiceLines: [{inventoryNumber: A, quantity: 1, unitPriceInCurrency: {column: Price}}]
"""
HEADER = "Nr,Price\n"
TABLE_OP = "visma.invoice.create"
WHOLE = (
    "@id,customerNumber,documentDate,currencyId,hold,externalReference,"
    "invoiceLines[].inventoryNumber,invoiceLines[].quantity,invoiceLines[].unitPriceInCurrency\n"
)


def row(number: int) -> str:
    return f"r{number},10001,2026-03-31,NOK,false,r{number},A,1,{number}\n"


def stopped(folder: Folder, *words: str) -> str:
    """Begin a run whose first create is refused and ends it, and give its name."""
    folder.fail(Fault(kind=FaultKind.REFUSE, method="POST", path="/v2/customerinvoice", count=1))
    done = folder.run("apply", "--yes", "--in-flight", "1", "--max-failures", "0", *words)
    assert done.code == 1, done.text
    return folder.last_run().name


def told(done: Done) -> list[str]:
    return [line for line in done.err.splitlines() if "not sent" in line]


@pytest.fixture
def folder(server: Server) -> Folder:
    server.folder.write("rows.csv", HEADER + "".join(f"r{number},{number}\n" for number in range(1, 6)))
    server.folder.write("rows.yaml", MANIFEST)
    return server.folder


def test_a_corrected_part_of_a_table_leaves_the_rest_to_the_run_that_planned_it(folder: Folder) -> None:
    first = stopped(folder, "rows.yaml")
    folder.write("failed.csv", HEADER + "r1,1\nr2,2\n")
    asked = folder.run("apply", "rows.yaml", "--rows", "failed.csv")
    lines = [
        f"1 step of run {first} that was not sent is taken over by this run",
        f"3 steps of run {first} that were not sent are not part of this: `bulkops resume {first}` sends them",
    ]
    assert (asked.code, told(asked)) == (64, lines), asked.text
    assert folder.counts() == {State.REFUSED: 1, State.READY: 4}, "nothing was taken before somebody said yes"

    done = folder.run("apply", "--yes", "rows.yaml", "--rows", "failed.csv")
    assert (done.code, told(done)) == (0, lines), done.text
    assert folder.run("resume").code == 1, "what was refused there stays refused"
    assert folder.counts() == {State.REFUSED: 1, State.CANCELLED: 1, State.SUCCEEDED: 5}
    assert len(folder.writes()) == 6, "each was sent once, and the first one again"


def test_a_whole_manifest_names_what_it_no_longer_asks_for(folder: Folder) -> None:
    folder.write("march.yaml", creates("march", 5))
    first = stopped(folder, "march.yaml")
    folder.write("march.yaml", creates("march", 3))
    done = folder.run("apply", "--yes", "march.yaml")
    assert told(done) == [
        f"2 steps of run {first} that were not sent are taken over by this run",
        f"2 steps of run {first} that were not sent are no longer asked for: cancelled",
    ]
    assert done.code == 0, done.text
    assert folder.counts() == {State.REFUSED: 1, State.CANCELLED: 4, State.SUCCEEDED: 3}
    assert told(folder.run("apply", "--yes", "march.yaml")) == []


def test_results_of_a_table_that_is_a_manifest_are_a_part_of_it(folder: Folder) -> None:
    folder.write("whole.csv", WHOLE + "".join(map(row, range(1, 6))))
    first = stopped(folder, "whole.csv", "--op", TABLE_OP)
    header = WHOLE.rstrip("\n") + ",_state,_code,_message,_number\n"
    folder.write("failed.csv", header + row(1).rstrip("\n") + ",failed,R140,no,\n")
    done = folder.run("apply", "--yes", "failed.csv", "--op", TABLE_OP, "--name", "whole")
    assert done.code == 0, done.text
    assert told(done) == [
        f"4 steps of run {first} that were not sent are not part of this: `bulkops resume {first}` sends them"
    ]
    assert folder.counts() == {State.REFUSED: 1, State.READY: 4, State.SUCCEEDED: 1}


def test_one_step_and_many() -> None:
    style = Style(colour=False, unicode=False, width=100)
    one, many = (Takeover(run="7f3a", taken=count, gone=count, left=count) for count in (1, 1234))
    assert list(takeover_text([one, many], style)) == [
        "1 step of run 7f3a that was not sent is taken over by this run",
        "1 step of run 7f3a that was not sent is no longer asked for: cancelled",
        "1 step of run 7f3a that was not sent is not part of this: `bulkops resume 7f3a` sends it",
        "1 234 steps of run 7f3a that were not sent are taken over by this run",
        "1 234 steps of run 7f3a that were not sent are no longer asked for: cancelled",
        "1 234 steps of run 7f3a that were not sent are not part of this: `bulkops resume 7f3a` sends them",
    ]
