"""G1, G6 and G8 over real HTTP: credentials, a server that is down, that dies, that limits, and secrets that stay secret."""

import shutil
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from bulkops.core.outcome import State
from tests.runs.folder import Folder, check_once, ended, pairs
from tests.runs.served import SECRET, SECRET_NAME, Server

QUICKSTART = Path(__file__).parents[2] / "manifests-examples" / "quickstart.yaml"


@pytest.fixture
def folder(server: Server) -> Folder:
    shutil.copy(QUICKSTART, server.folder.path)
    return server.folder


def test_the_quickstart(folder: Folder) -> None:
    done = folder.apply("quickstart.yaml")
    assert done.code == 0, done.text
    assert folder.counts() == {State.SUCCEEDED: 6}
    with folder.ledger() as ledger:
        statuses = {held.number: held.status for held in ledger.documents()}
        tokens = ledger.count("POST", "/connect/token")
    assert statuses["100231"] == "Open"
    assert sorted(statuses[number] for number in statuses if number > "100300") == ["Balanced", "Open"]
    assert tokens == 1


def test_a_wrong_secret(folder: Folder) -> None:
    folder.variables[SECRET_NAME] = "canary-wrong-secret"
    done = folder.apply("quickstart.yaml")
    assert done.code == 5
    assert "invalid_client" in done.err
    assert len(done.err.splitlines()) <= 3
    with folder.ledger() as ledger:
        assert ledger.count("", "/v1/*") == ledger.count("POST", "/v2/*") == 0
        assert ledger.count("POST", "/connect/token") == 1, "a wrong secret is not tried again: that locks clients"
    assert folder.runs() == 0
    check_no_secret(folder, done.text, "canary-wrong-secret")


def test_a_wrong_secret_shows_before_anything_is_written_down_or_sent(folder: Folder) -> None:
    """Creates need no reading, but which company they land at is looked at first."""
    folder.write("march.yaml", pairs("march", 20))
    folder.variables[SECRET_NAME] = "canary-wrong-secret"
    done = folder.apply("march.yaml")
    assert done.code == 5
    assert "invalid_client" in done.err
    with folder.ledger() as ledger:
        assert {seen.path for seen in ledger.requests()} == {"/connect/token"}
        assert ledger.count("POST", "/connect/token") == 1
    assert folder.runs() == 0
    folder.variables[SECRET_NAME] = SECRET
    assert folder.apply("march.yaml").code == 0
    check_once(folder, 20)


def test_the_server_is_down(server: Server, folder: Folder) -> None:
    server.stop()
    done = folder.apply("quickstart.yaml")
    assert done.code == 5
    assert "refused the connection" in done.err
    assert len(done.err.splitlines()) <= 3
    assert folder.runs() == 0
    assert folder.writes() == []


def wait_for_writes(folder: Folder, count: int) -> None:
    until = time.monotonic() + 60
    with folder.ledger() as ledger:
        while ledger.count("POST", "/v2/*") < count:
            assert time.monotonic() < until
            time.sleep(0.002)


def test_the_server_dies_and_comes_back(server: Server, folder: Folder) -> None:
    server.switch(latency_s=0.01)
    folder.write("march.yaml", pairs("march", 60))
    with folder.start("apply", "--yes", "march.yaml") as process:
        wait_for_writes(folder, 30)
        server.stop(signal.SIGKILL)
        time.sleep(0.5)
        server.start()
        done = ended(process)
    assert done.code in {5, 7}, done.text
    assert "`bulkops resume" in done.out
    assert "Traceback" not in done.text
    folder.finish()
    check_once(folder, 60)


def test_the_server_dies_and_stays_away(server: Server, folder: Folder) -> None:
    server.profile(if_match="compare")  # a read before a write gives up sooner than the write itself
    server.switch(latency_s=0.01)
    folder.write("march.yaml", pairs("march", 60))
    with folder.start("apply", "--yes", "march.yaml") as process:
        wait_for_writes(folder, 30)
        server.stop(signal.SIGKILL)
        done = ended(process)
    assert done.code == 5, done.text
    assert "refused the connection" in done.err
    assert "`bulkops resume" in done.out
    assert folder.run("resume").code == 5, "it cannot even look what became of what is in doubt"
    server.start()
    folder.finish()
    check_once(folder, 60)


def test_the_token_expires_in_the_middle(server: Server, folder: Folder) -> None:
    server.switch(latency_s=0.02, token_life_s=1)
    folder.write("march.yaml", pairs("march", 60))
    done = folder.apply("march.yaml")
    assert done.code == 0, done.text
    check_once(folder, 60)
    with folder.ledger() as ledger:
        assert ledger.count("POST", "/connect/token") > 1


@pytest.mark.parametrize("reserve", ["20%", "0%"])
def test_a_small_quota_is_waited_for(server: Server, folder: Folder, reserve: str) -> None:
    window_s, quota = 2, 50
    server.switch(rate_limit=quota, rate_window_s=window_s, latency_s=0.02)
    server.profile(limits=f"{{reserve: {reserve}, in_flight: 32}}", if_match="sync")
    folder.write("march.yaml", pairs("march", 60))
    done = folder.apply("march.yaml")
    assert done.code == 0, done.text
    check_once(folder, 60)
    with folder.ledger() as ledger:
        calls = [seen for seen in ledger.requests() if seen.api == "visma" and "token" not in seen.path]
    denied = Counter(int(seen.at // window_s) for seen in calls if seen.status == 429)
    assert max(denied.values(), default=0) <= 1
    taken = Counter(int(seen.at // window_s) for seen in calls if seen.status != 429)
    assert max(taken.values()) <= quota
    assert len(taken) > 2, "the quota was never spent"


def check_no_secret(folder: Folder, *more: str) -> None:
    texts = [*more]
    for file in folder.path.rglob("*"):
        if file.is_file():
            assert SECRET.encode() not in file.read_bytes(), file
            assert b"canary-wrong-secret" not in file.read_bytes(), file
    assert not any(SECRET in text for text in texts)


@pytest.mark.parametrize("words", [(), ("-v", "-v")], ids=["plain", "verbose"])
def test_secrets_are_nowhere(server: Server, folder: Folder, words: tuple[str, ...]) -> None:
    server.switch(
        faults=[
            {"kind": "bad_gateway", "method": "POST", "path": "/v2/customerinvoice", "count": 1},
            {"kind": "lose_answer", "method": "PUT", "path": "*", "count": 1},
        ]
    )
    outputs = []
    for arguments in (
        ("plan", *words, "quickstart.yaml"),
        ("apply", "--yes", *words, "quickstart.yaml"),
        ("status", *words),
        ("resume", *words),
        ("status", "--format", "json", *words),
    ):
        done = folder.run(*arguments)
        assert done.code in {0, 7}, done.text
        outputs.append(done.text)
    name = folder.last_run().name
    outputs += [folder.run("show", name, one).text for one in ("fjord-march", "correct-100231", "settings-10042")]
    check_no_secret(folder, *outputs)
    assert "Bearer" not in "".join(outputs)
    assert folder.counts() == {State.SUCCEEDED: 6}
