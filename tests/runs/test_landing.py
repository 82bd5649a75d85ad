"""Which company requests reach: looked at before the first write, shown, and remembered."""

import re
import signal
import sqlite3
from contextlib import closing

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.core.outcome import State
from tests.runs.folder import Folder, ended, pairs
from tests.runs.served import Server

BRANCH = "1 Nordvik Sandbox AS"
SETTINGS = "bulkops: 1\nname: s\noperations:\n  - {id: a, op: ddapi.invoice_settings.set, customer: 10001, with: {PaysInvoiceFee: true}}\n"


def creates(name: str, count: int, marks: str = "mark") -> str:
    """Write a manifest of invoices that are only created: nothing of it has to be waited for."""
    return re.sub(r"\n  - id: inv-\d+-release\n.*\n.*", "", pairs(name, count, marks=marks))


@pytest.fixture
def folder(server: Server) -> Folder:
    server.folder.write("march.yaml", creates("march", 3))
    return server.folder


def remembered(folder: Folder) -> tuple[str, ...] | None:
    with folder.journal() as journal:
        return journal.landing("test", "demo")


def remember(folder: Folder, *names: str) -> None:
    with Journal.open(folder.path / ".bulkops" / "journal.db") as journal:
        journal.remember_landing("test", "demo", names, 1.0)


def looks(folder: Folder) -> int:
    """Count reads of the small page that shows the company."""
    with folder.ledger() as ledger:
        return sum("pageSize=20" in seen.query for seen in ledger.requests())


def test_apply_says_where_it_lands_and_remembers_it(folder: Folder) -> None:
    first = folder.apply("march.yaml")
    assert first.code == 0, first.text
    assert f"lands on: branch «{BRANCH}»\n" in first.err
    assert remembered(folder) == (BRANCH,)
    assert looks(folder) == 1

    folder.write("april.yaml", creates("april", 1, marks="april"))
    second = folder.apply("april.yaml")
    assert second.code == 0, second.text
    assert f"lands on: branch «{BRANCH}», as before\n" in second.err


def test_plan_says_where_it_lands_and_writes_nothing(folder: Folder) -> None:
    done = folder.run("plan", "march.yaml")
    assert done.code == 0, done.text
    assert f"lands on: branch «{BRANCH}»\n" in done.err
    assert not (folder.path / ".bulkops").exists()


def test_an_offline_plan_does_not_ask(server: Server, folder: Folder) -> None:
    server.stop()
    done = folder.run("plan", "--offline", "march.yaml")
    assert done.code == 0, done.text
    assert "lands on" not in done.err


def test_mistakes_are_told_first(server: Server, folder: Folder) -> None:
    server.stop()
    folder.write("march.yaml", pairs("march", 1).replace("customerNumber", "customerNummer"))
    done = folder.apply("march.yaml")
    assert done.code == 3, done.text


@pytest.mark.parametrize("command", ["plan", "apply"])
def test_another_branch_than_the_profiles_is_refused(server: Server, folder: Folder, command: str) -> None:
    server.profile(branch="Sydvik AS")
    done = folder.run(command, *(["--yes"] if command == "apply" else []), "march.yaml")
    assert done.code == 5, done.text
    assert "error[R016]" in done.err
    assert f"invoices show branch «{BRANCH}», and the profile's `branch` is «Sydvik AS»" in done.err
    assert "write `branch: Nordvik Sandbox AS` below `visma:`" in done.err
    assert folder.writes() == []
    assert folder.runs() == 0


@pytest.mark.parametrize(
    "branch", ["nordvik  sandbox as", "1", "1 Nordvik Sandbox AS", "[Sydvik AS, Nordvik Sandbox AS]"]
)
def test_the_profiles_branch(server: Server, folder: Folder, branch: str) -> None:
    server.profile(branch=branch)
    done = folder.apply("march.yaml")
    assert done.code == 0, done.text
    assert f"lands on: branch «{BRANCH}», as the profile says\n" in done.err


def test_another_branch_than_earlier_runs_have_seen_is_refused_until_the_profile_names_it(
    server: Server, folder: Folder
) -> None:
    assert folder.apply("march.yaml").code == 0
    remember(folder, "1 Nordvik AS", "2 Nordvik Bergen")
    folder.write("april.yaml", creates("april", 1, marks="april"))
    before = len(folder.writes())

    refused = folder.apply("april.yaml")
    assert refused.code == 5, refused.text
    assert "earlier runs have seen «1 Nordvik AS», «2 Nordvik Bergen»" in refused.err
    assert len(folder.writes()) == before
    assert remembered(folder) == ("1 Nordvik AS", "2 Nordvik Bergen")

    server.profile(branch="Nordvik Sandbox AS")
    assert folder.apply("april.yaml").code == 0
    assert remembered(folder) == (BRANCH,)


def test_one_branch_that_is_known_is_enough_and_the_others_are_kept(folder: Folder) -> None:
    assert folder.apply("march.yaml").code == 0
    remember(folder, "2 Nordvik Bergen", BRANCH)
    folder.write("april.yaml", creates("april", 1, marks="april"))
    assert folder.apply("april.yaml").code == 0
    assert remembered(folder) == ("2 Nordvik Bergen", BRANCH)


def test_resume_looks_too(server: Server, folder: Folder) -> None:
    server.switch(latency_s=0.2)
    folder.write("march.yaml", pairs("march", 20))
    with folder.start("apply", "--yes", "march.yaml") as process:
        while not folder.writes():
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        ended(process)
    server.stop()  # what was still on its way has come by then
    server.start()
    remember(folder, "1 Sydvik AS")
    before = len(folder.writes())

    refused = folder.run("resume")
    assert refused.code == 5, refused.text
    assert "error[R016]" in refused.err
    assert len(folder.writes()) == before

    remember(folder, BRANCH)
    folder.finish()
    assert folder.counts() == {State.SUCCEEDED: 40}


def test_a_company_without_invoices_cannot_be_checked(server: Server, folder: Folder) -> None:
    server.stop()
    with closing(sqlite3.connect(folder.state)) as company, company:
        company.execute("DELETE FROM document")
    server.start()
    server.profile(branch="Nordvik Sandbox AS")
    done = folder.apply("march.yaml")
    assert done.code == 0, done.text
    assert "lands on: a company that cannot be checked, for it has no invoice yet" in done.err
    assert remembered(folder) is None


def test_a_company_that_is_called_otherwise_is_noted(server: Server, folder: Folder) -> None:
    server.profile(company="Sydvik Handel AS")
    done = folder.apply("march.yaml")
    assert done.code == 0, done.text
    assert "note: the profile calls the company «Sydvik Handel AS»" in done.err

    server.profile(company="Nordvik  Sandbox")
    again = folder.run("plan", "march.yaml")
    assert "note:" not in again.err


def test_what_goes_to_ddapi_alone_says_nothing_of_visma(folder: Folder) -> None:
    folder.write("settings.yaml", SETTINGS)
    done = folder.run("plan", "settings.yaml")
    assert "lands on" not in done.err
    assert looks(folder) == 0


def test_the_embedded_sandbox_is_not_asked(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("embedded")
    folder = Folder(path, path / ".bulkops" / "sandbox.db")
    folder.write("march.yaml", pairs("march", 1))
    done = folder.apply("march.yaml")
    assert done.code == 0, done.text
    assert "lands on" not in done.err
    assert looks(folder) == 0
