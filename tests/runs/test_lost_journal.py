"""G1: real processes, and a journal that is gone: what is there is neither made nor released again."""

import time

from bulkops.core.outcome import State
from tests.runs.folder import Folder, check_once, pairs

PAIRS = 12


def lose_journal(folder: Folder) -> None:
    for file in (folder.path / ".bulkops").glob("journal.db*"):
        file.unlink()


def test_all_was_done(folder: Folder) -> None:
    folder.write("march.yaml", pairs("march", PAIRS))
    assert folder.apply("march.yaml").code == 0
    sent = folder.writes()
    lose_journal(folder)
    done = folder.apply("march.yaml")
    assert done.code == 0, done.text
    assert f"{2 * PAIRS} unchanged" in done.out
    assert folder.writes() == sent
    check_once(folder, PAIRS)


def test_half_was_done(folder: Folder) -> None:
    """Killed in the middle, and the journal lost with it: the rest is done, and nothing twice."""
    folder.write("march.yaml", pairs("march", PAIRS))
    folder.switch(latency_s=0.02)
    with folder.start("apply", "--yes", "march.yaml") as process:
        while len(folder.writes()) < PAIRS and process.poll() is None:
            time.sleep(0.01)
        process.kill()
        process.wait()
    assert PAIRS <= len(folder.writes()) < 2 * PAIRS
    lose_journal(folder)
    done = folder.apply("march.yaml")
    assert done.code == 0, done.text
    check_once(folder, PAIRS)
    counts = folder.counts()
    assert counts[State.UNCHANGED] > 0
    assert sum(counts.values()) == 2 * PAIRS


def test_someone_has_changed_one(folder: Folder) -> None:
    """The plan names the document and what is different; nothing is sent."""
    folder.write("march.yaml", pairs("march", 3))
    assert folder.apply("march.yaml").code == 0
    sent = folder.writes()
    lose_journal(folder)
    folder.write("march.yaml", pairs("march", 3).replace("unitPriceInCurrency: 2.50", "unitPriceInCurrency: 9.50"))
    done = folder.apply("march.yaml")
    assert done.code == 4, done.text
    assert "error[P030]" in done.err
    flat = " ".join(done.out.split())
    assert "with `externalReference` `mark-2` is there already, and differs" in flat
    assert "9.50" in flat
    assert folder.writes() == sent
