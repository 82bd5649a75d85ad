"""G1, G2 and G4: killed at random instants of a run of every effect class, over HTTP, while answers get lost besides.

Half of the instants are a moment after a write, and half are anywhere in a process's life: while it starts, plans,
settles or waits. Afterwards the company holds what an undisturbed run makes, each thing once and in order.
"""

import random
import signal
import time
from collections import Counter

import pytest

from bulkops.core.outcome import State
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.ledger import Happened, Ledger
from tests.runs.folder import FIRST_NUMBER, Folder, check_report
from tests.runs.served import PATIENT_S, Server
from tests.runs.terminal import terminal
from tests.runs.test_doubt import manifest

KILLS = 25
#: Writes of a process before it is killed.
MOST = 4
#: Of each life.
EACH = 7
CUSTOMERS = range(10042, 10048)
#: What becomes of invoices; `own` ones are created under numbers of one's own.
LIVES = {
    "plain": (),
    "own": ("release",),
    "edited": ("update", "release"),
    "gone": ("delete",),
    "back": ("release", "reverse"),
    "right": ("release", "correct"),
    "filed": ("attach", "release"),
}
MORE = {"update": ", with: {invoiceText: Changed}", "attach": ", file: contract.txt"}
TROUBLE = tuple(
    Fault(kind=kind, method=method, path=path, count=0, chance_percent=5, seed=number, delay_s=0.5)
    for number, (method, path) in enumerate((("POST", "/v[12]/*"), ("PUT", "*"), ("DELETE", "*")))
    for kind in (FaultKind.LOSE_ANSWER, FaultKind.COMMIT_LATE, FaultKind.BAD_GATEWAY, FaultKind.LOSE_REQUEST)
)
Effects = Counter[tuple[str, str, str, str]]


def everything() -> str:
    entries = [
        f"  - {{id: set-{number}, op: ddapi.invoice_settings.set, customer: {number}, with: {{TermsOfPaymentId: 6}}}}"
        for number in CUSTOMERS
    ]
    for group, (life, verbs) in enumerate(LIVES.items(), 1):
        for number in range(1, EACH + 1):
            entries += one(f"{life}-{number}", f"{group}{number}.50", f"7000{number}" if life == "own" else "", verbs)
    return manifest(*entries)


def one(mark: str, price: str, number: str, verbs: tuple[str, ...]) -> list[str]:
    """Write the entries of an invoice that is created, and goes on as told."""
    head = f"customerNumber: '10001', hold: false, currencyId: NOK, externalReference: {mark}"
    own = f", referenceNumber: '{number}', overrideNumberSeries: true" if number else ""
    lines = f"invoiceLines: [{{inventoryNumber: A, quantity: 1, unitPriceInCurrency: {price}}}]"
    identity = "identity: referenceNumber, " if number else ""
    return [
        f"  - {{id: {mark}, op: visma.invoice.create, {identity}with: {{{head}{own}, {lines}}}}}",
        *(
            f"  - {{id: {mark}-{verb}, op: visma.invoice.{verb}, invoice: {{from: {mark}}}{MORE.get(verb, '')}}}"
            for verb in verbs
        ),
    ]


def put_down(folder: Folder) -> int:
    """Write the manifest and what it attaches; give the number of its steps."""
    (folder.path / "contract.txt").write_text("Signed.\n")
    folder.write("m.yaml", everything())
    return everything().count("op:")


def written(ledger: Ledger) -> int:
    return ledger.count() - ledger.count("GET") - ledger.count("POST", "*/token")


def killed(folder: Folder, words: tuple[str, ...], dice: random.Random) -> bool:
    """Kill a process at a random instant; say no if it ended before.

    However quick the machine is, a life gets `MOST` writes and the few of a moment, so that the run outlasts the kills.
    """
    after_writes = dice.random() < 0.5
    writes = dice.randint(1, MOST) if after_writes else MOST
    instant = time.monotonic() + (60 if after_writes else dice.uniform(0.2, 1.2))
    with folder.start(*words, "--rate", "20/s") as process, folder.ledger() as ledger:
        try:
            wanted = written(ledger) + writes
            while written(ledger) < wanted and time.monotonic() < instant and process.poll() is None:
                time.sleep(0.005)
            time.sleep(dice.uniform(0, 0.05))
            return process.poll() is None
        finally:
            process.kill()
            process.communicate()


def ours(happened: Happened) -> bool:
    return happened.request > 0 and (happened.kind == "set" or happened.number >= FIRST_NUMBER)


def effects(folder: Folder) -> Effects:
    """Count what has happened, by kind, resource, mark and sum; numbers differ from run to run."""
    with folder.ledger() as ledger:
        return Counter(
            (found.kind, found.resource, found.external_reference or found.detail, str(found.net))
            for found in ledger.effects()
            if ours(found)
        )


def check_order(folder: Folder) -> None:
    """Make sure that what became of each invoice became of it in the manifest's order."""
    kinds = {"create": "created", "update": "updated", "release": "released", "attach": "attached"}
    with folder.ledger() as ledger:
        at = {(found.kind, found.external_reference): found.seq for found in ledger.effects() if ours(found)}
    for life, verbs in LIVES.items():
        for number in range(1, EACH + 1):
            steps = [kinds[verb] for verb in ("create", *verbs) if verb in kinds]
            order = [at[step, f"{life}-{number}"] for step in steps]
            assert order == sorted(order), life


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Effects:
    path = tmp_path_factory.mktemp("undisturbed")
    folder = Folder(path, path / ".bulkops" / "sandbox.db")
    put_down(folder)
    assert folder.apply("m.yaml").code == 0
    return effects(folder)


@pytest.mark.parametrize("seed", [20260331, 41])
def test_killed_anywhere(server: Server, undisturbed: Effects, seed: int) -> None:
    folder, dice = server.folder, random.Random(seed)
    steps = put_down(folder)
    server.profile(PATIENT_S)
    server.switch(faults=TROUBLE)
    words: tuple[str, ...] = ("apply", "--yes", "m.yaml")
    hits, tries = 0, 0
    while hits < KILLS:
        tries += 1
        assert tries <= 2 * KILLS, "it ended too often before it could be killed"
        hits += killed(folder, words, dice)
        if (folder.path / ".bulkops" / "journal.db").exists() and folder.counts():
            words = ("resume",)
    assert folder.counts().get(State.SUCCEEDED, 0) < steps, "it was over before the last kill"
    struck = Counter(seen.fault for seen in folder.writes() if seen.fault)
    print(f"seed {seed}: {hits} kills in {tries} processes; trouble besides: {dict(struck)}")
    folder.finish()

    assert folder.counts() == {State.SUCCEEDED: steps}
    assert effects(folder) == undisturbed, "doubled, missing, or more than asked for"
    check_order(folder)
    check_report(folder.run("status").out, steps)
    with folder.journal() as journal:
        assert journal.verify() is None
    sent = len(folder.writes())
    assert folder.apply("m.yaml").code == 0
    assert len(folder.writes()) == sent


def test_the_server_is_killed_and_comes_back(server: Server, undisturbed: Effects) -> None:
    """What it had begun it does not remember; the run waits for it, or is resumed."""
    folder, dice = server.folder, random.Random(7)
    steps = put_down(folder)
    with folder.start("apply", "--yes", "--rate", "40/s", "m.yaml") as process, folder.ledger() as ledger:
        for _ in range(4):
            wanted = written(ledger) + dice.randint(5, 15)
            while written(ledger) < wanted and process.poll() is None:
                time.sleep(0.005)
            server.stop(signal.SIGKILL)
            server.start()
        process.communicate(timeout=100)
    assert process.returncode in {0, 5, 7}
    folder.finish()
    assert folder.counts() == {State.SUCCEEDED: steps}
    assert effects(folder) == undisturbed


def test_killed_before_there_is_a_run(folder: Folder) -> None:
    """While the journal is made, and while the run is written into it: all of the run is there, or nothing."""
    steps, found = put_down(folder), Counter[int]()
    journal = folder.path / ".bulkops" / "journal.db"
    for number in range(8):
        with folder.start("apply", "--yes", "--rate", "1/s", "m.yaml") as process:
            while not journal.exists() and process.poll() is None:
                time.sleep(0.0005)
            time.sleep(0.003 * number**2)
            assert process.poll() is None
            process.kill()
            process.communicate()
        assert folder.run("runs").code in {0, 64}, "there is no run, or it can be read"
        count = sum(folder.counts().values())
        found[count] += 1
        if count:
            break
        for left in journal.parent.glob("journal.db*"):
            left.unlink()
    assert found[0] > 0
    assert found.keys() <= {0, steps}
    if found[steps]:
        folder.finish()
    else:
        assert folder.apply("m.yaml").code == 0
    assert folder.counts() == {State.SUCCEEDED: steps}


def test_killed_while_a_person_decides(server: Server) -> None:
    """Nothing is decided by it, and nobody has to wait for who has gone."""
    folder = server.folder
    send = "  - {id: a-send, op: visma.invoice.send_to_autoinvoice, invoice: {from: a}}"
    folder.write("m.yaml", manifest(*one("a", "5.50", "", ("release",)), send))
    server.switch(faults=[{"kind": "lose_answer", "method": "POST", "path": "*/action/sendToAutoInvoice"}])
    assert folder.apply("m.yaml").code == 7
    assert folder.run("resume").code == 7
    name = folder.last_run().name
    with terminal(folder, "resolve", name, "a-send") as shown:
        shown.read_until("What has become of")
    assert folder.counts() == {State.SUCCEEDED: 2, State.MANUAL: 1}
    assert folder.run("resolve", name, "a-send", "--done", "--yes").code == 0
    assert folder.counts() == {State.SUCCEEDED: 3}
    assert effects(folder)["sent", "invoice", "a", "5.50"] == 1
