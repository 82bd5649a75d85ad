"""G1: what was applied is never applied again, under its own name or another."""

from bulkops.core.outcome import State
from tests.runs.folder import Folder, pairs
from tests.runs.served import Server


def test_twice_sends_nothing_the_second_time(folder: Folder) -> None:
    folder.write("march.yaml", pairs("march", 3))
    assert folder.apply("march.yaml").code == 0
    with folder.ledger() as ledger:
        asked = len(ledger.requests())
    runs = folder.last_run()
    done = folder.apply("march.yaml")
    assert done.code == 0
    with folder.ledger() as ledger:
        assert len(ledger.requests()) == asked
    assert folder.last_run() == runs, "there is no run without work"


def test_twice_over_http(server: Server) -> None:
    folder = server.folder
    folder.write("march.yaml", pairs("march", 3))
    assert folder.apply("march.yaml").code == 0
    sent = folder.writes()
    assert folder.apply("march.yaml").code == 0
    assert folder.writes() == sent


def test_more_entries_later(folder: Folder) -> None:
    folder.write("march.yaml", pairs("march", 3))
    assert folder.apply("march.yaml").code == 0
    folder.write("march.yaml", pairs("march", 5))
    done = folder.apply("march.yaml")
    assert done.code == 0
    assert "6 done by an earlier run" in " ".join(done.out.split())
    assert len(folder.effects("created")) == len(folder.effects("released")) == 5


def test_other_content_under_the_same_id(folder: Folder) -> None:
    folder.write("march.yaml", pairs("march", 3))
    assert folder.apply("march.yaml").code == 0
    sent = folder.writes()
    folder.write("march.yaml", pairs("march", 3).replace("unitPriceInCurrency: 2.50", "unitPriceInCurrency: 9.50"))
    done = folder.apply("march.yaml")
    assert done.code == 3
    assert done.err.count("error[") == done.err.count("error[P020]") == 1
    assert "march.yaml:16:5" in done.err
    assert folder.writes() == sent


def test_one_natural_key_in_two_manifests(folder: Folder) -> None:
    folder.write("march.yaml", pairs("march", 3))
    folder.write("april.yaml", pairs("april", 2, marks="april").replace("april-2", "mark-2"))
    assert folder.apply("march.yaml").code == 0
    sent = folder.writes()
    done = folder.apply("april.yaml")
    assert done.code == 3
    assert done.err.count("error[") == done.err.count("error[P021]") == 1
    assert "april.yaml:16:5" in done.err
    assert folder.writes() == sent
    assert folder.counts() == {State.SUCCEEDED: 6}


def test_one_natural_key_in_two_manifests_applied_together(folder: Folder) -> None:
    folder.write("march.yaml", pairs("march", 3))
    folder.write("april.yaml", pairs("april", 2, marks="april").replace("april-2", "mark-2"))
    done = folder.apply("march.yaml", "april.yaml")
    assert done.code == 3
    assert done.err.count("error[") == done.err.count("error[M051]") == 1
    assert "april.yaml:16:5" in done.err
    assert folder.writes() == []
