"""G6: a pause that the server has asked for holds for every later process, also after one that was killed in it."""

import signal

import pytest

from bulkops.core.outcome import State
from tests.runs.folder import Folder
from tests.runs.served import Server
from tests.runs.test_interrupt import wait_until

HOUR = {"kind": "refuse", "method": "POST", "path": "/v2/customerinvoice", "first": 3, "status": 429} | {
    "retry_after_s": 3600
}
WORDS = "waiting for retry-after until "
ENTRY = """
  - id: inv-{number}
    op: visma.invoice.create
    with:
      customerNumber: "10001"
      documentDate: 2026-03-31
      externalReference: mark-{number}
      invoiceLines: [{{inventoryNumber: A, quantity: 1, unitPriceInCurrency: 1}}]"""


def paused(folder: Folder) -> bool:
    with folder.journal() as journal:
        budget = journal.budget("test", "demo", "visma")
    return budget is not None and budget.not_before > 0


def asked(folder: Folder) -> int:
    with folder.ledger() as ledger:
        return sum("token" not in seen.path for seen in ledger.requests())


@pytest.fixture
def killed(server: Server) -> Server:
    """A run was killed in a pause of an hour; nothing of it is open but what was not sent."""
    folder, said = server.folder, server.folder.path / "said.txt"
    entries = "".join(ENTRY.format(number=number) for number in range(10))
    folder.write("m.yaml", f"bulkops: 1\nname: m\noperations:{entries}\n")
    server.switch(faults=[HOUR])
    with said.open("w") as stream, folder.start("apply", "--yes", "m.yaml", stderr=stream) as process:
        wait_until(lambda: WORDS in said.read_text() and paused(folder))
        wait_until(lambda: State.SENDING not in folder.counts())
        process.send_signal(signal.SIGKILL)
    server.switch(faults=[])
    return server


@pytest.mark.parametrize(
    "words",
    [("resume",), ("plan", "m.yaml"), ("list", "visma.invoice"), ("get", "visma.invoice", "100001")],
    ids=lambda words: str(words[0]),
)
def test_a_pause_outlives_a_kill(killed: Server, words: tuple[str, ...]) -> None:
    folder, said = killed.folder, killed.folder.path / "said.txt"
    before = asked(folder)
    with said.open("w") as stream, folder.start(*words, stderr=stream) as process:
        wait_until(lambda: WORDS in said.read_text())
        assert "Visma.net ERP has asked for a pause, and no call is made before" in said.read_text()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    assert asked(folder) == before
