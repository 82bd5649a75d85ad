"""G1 and G2: the process is killed at random instants, again and again, and yet each invoice is made and released once."""

import random
import time
from itertools import pairwise

import pytest

from bulkops.core.outcome import State
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import RESUMES_MAX, Folder, check_once, check_report, pairs
from tests.runs.served import PATIENT_S, Server

PAIRS = 150
KILLS = 5
CREATE, RELEASE = "/v2/customerinvoice", "*/action/release"

#: What goes wrong besides: answers are lost, and work is done after the connection broke, within the settling time.
TROUBLE = (
    Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path=CREATE, count=0, chance_percent=4),
    Fault(kind=FaultKind.COMMIT_LATE, method="POST", path=CREATE, count=0, chance_percent=4, delay_s=0.6),
    Fault(kind=FaultKind.BAD_GATEWAY, method="POST", path=RELEASE, count=0, chance_percent=3),
    Fault(kind=FaultKind.COMMIT_LATE, method="POST", path=RELEASE, count=0, chance_percent=3, delay_s=0.6),
)


def killed_at(folder: Folder, arguments: tuple[str, ...], writes: int, extra_s: float) -> bool:
    """Kill a command a moment after the system has got so many writes; say no if it ended before."""
    with folder.start(*arguments) as process, folder.ledger() as ledger:
        try:
            while ledger.count("POST") < writes:
                if process.poll() is not None:
                    return False
                time.sleep(0.002)
            time.sleep(extra_s)
            return process.poll() is None
        finally:
            process.kill()
            process.communicate()


def kill_often(folder: Folder, seed: int) -> None:
    dice = random.Random(seed)
    folder.write("many.yaml", pairs("many", PAIRS))
    instants = sorted(dice.sample(range(1, 2 * PAIRS - 20), KILLS))
    waits = [dice.uniform(0, 0.02) for _ in instants]
    print(f"seed {seed}: killed after {instants} writes and {[round(wait, 4) for wait in waits]} s")
    command: tuple[str, ...] = ("apply", "--yes", "many.yaml")
    for instant, wait in zip(instants, waits, strict=True):
        # A process may also end by itself before: what is in doubt waits for a resume, and so does all that needs it.
        tries = [killed_at(folder, command, instant, wait)]
        while not tries[-1] and len(tries) <= RESUMES_MAX:
            tries.append(killed_at(folder, ("resume",), instant, wait))
        assert tries[-1], f"no process came to {instant} writes"
        command = ("resume",)
    folder.finish()

    check_once(folder, PAIRS)
    assert folder.counts() == {State.SUCCEEDED: 2 * PAIRS}
    status = folder.run("status")
    assert status.code == 0
    check_report(status.out, 2 * PAIRS)
    with folder.journal() as journal:
        assert journal.verify() is None
    sent = folder.writes()
    assert folder.apply("many.yaml").code == 0
    assert folder.writes() == sent
    assert folder.run("resume").code == 0
    assert folder.writes() == sent
    check_order(folder)


def check_order(folder: Folder) -> None:
    """No release came before the create that makes its invoice."""
    made = {effect.number: effect.at for effect in folder.effects("created")}
    assert all(made[effect.number] <= effect.at for effect in folder.effects("released"))
    assert all(before.at <= after.at for before, after in pairwise(folder.writes()))


@pytest.mark.parametrize("seed", [20260331])
def test_killed_on_the_embedded_sandbox(folder: Folder, seed: int) -> None:
    folder.switch(latency_s=0.004)
    kill_often(folder, seed)


@pytest.mark.parametrize("seed", [20260430])
def test_killed_over_http_with_answers_lost(server: Server, seed: int) -> None:
    server.profile(PATIENT_S)
    server.switch(latency_s=0.004, faults=TROUBLE)
    kill_often(server.folder, seed)
    with server.folder.ledger() as ledger:
        struck = {seen.fault for seen in ledger.requests()} - {""}
    assert struck == {"lose_answer", "commit_late", "bad_gateway"}
