"""`bulkops journal`: verified, exported, purged; and what an auditor checks without bulkops."""

import csv
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.cli.main import run
from bulkops.core.outcome import ENDED, State
from tests.journal.rich import CANARY, write_rich
from tests.journal.rows import NOW, end, holder, send, take_lease

FORMATS = Path(__file__).parents[1] / "journal" / "formats"
#: Stands in an event of the older journals, inside what its hash covers.
OLD_WORDS = '"message":"no"'
LEFTOVER = "leftover" * 2000
DOCS = Path(__file__).parents[2] / "docs"
Printed = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with the rich journal: run 7f3a is over, run bbbb is not."""
    monkeypatch.chdir(tmp_path)
    write_rich(tmp_path / ".bulkops" / "journal.db")
    return tmp_path


def journal_file(folder: Path) -> Path:
    return folder / ".bulkops" / "journal.db"


def flip(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(journal_file(folder), isolation_level=None)) as connection:
        (guard,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'event_is_not_changed'").fetchone()
        connection.execute("DROP TRIGGER event_is_not_changed")
        connection.execute(statement)
        connection.execute(guard)


def test_a_whole_journal_says_so_and_gives_the_hash_to_keep(folder: Path, capsys: Printed) -> None:
    assert run(["journal", "verify"]) == 0
    first = capsys.readouterr().out
    found = re.fullmatch(r"(\d+) events, 2 runs, 8 operations: whole; last hash ([0-9a-f]{64})\n", first)
    assert found is not None, first
    assert run(["runs", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["last_hash"] == found[2]
    with Journal.open(journal_file(folder)) as journal:
        take_lease(journal, NOW + 100)
    assert run(["journal", "verify", "--expect", found[2]]) == 0
    assert f"is that of event {found[1]}; 1 event came after it" in capsys.readouterr().out


def test_what_does_not_fit_is_named_and_the_exit_code_is_6(folder: Path, capsys: Printed) -> None:
    flip(folder, "UPDATE event SET body = replace(body, 'R120', 'R121') WHERE kind = 'ready'")
    assert run(["journal", "verify"]) == 6
    printed = capsys.readouterr()
    assert "(operation `op-1`, 2026-05-28 20:26:40): its hash does not fit\n" in printed.out
    assert "whole" not in printed.out
    assert printed.err.startswith("error[J030]: the journal ")
    assert run(["journal", "verify", "--format", "json"]) == 6
    told = json.loads(capsys.readouterr().out)
    assert (told["whole"], told["damage_count"]) == (False, len(told["damages"]))


def test_a_hash_that_is_not_there_is_missed(folder: Path, capsys: Printed) -> None:
    assert run(["journal", "verify", "--expect", "ab" * 32]) == 6
    assert "no event has the hash abab" in capsys.readouterr().out


def test_without_a_journal_there_is_nothing_to_verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["journal", "verify"]) == 64
    assert "there is no run yet" in capsys.readouterr().err


@pytest.fixture
def checker(folder: Path) -> Path:
    """The auditor's script, as it stands in the documentation."""
    (script,) = re.findall(r"```python\n(.*?)```", (DOCS / "journal.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(script.splitlines()) <= 15
    file = folder / "check.py"
    file.write_text(script, encoding="utf-8")
    return file


def checked(checker: Path, export: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(checker), str(export)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_an_auditor_checks_the_export_without_bulkops(folder: Path, checker: Path, capsys: Printed) -> None:
    assert run(["journal", "export", "-o", "events.ndjson"]) == 0
    assert run(["journal", "verify"]) == 0
    last = capsys.readouterr().out.split("last hash ")[1].strip()
    code, said = checked(checker, folder / "events.ndjson")
    assert (code, said.split("last hash ")[1].strip()) == (0, last), said
    lines = (folder / "events.ndjson").read_text(encoding="utf-8").splitlines()
    for number in (0, 3, 7, len(lines) - 1):
        for old, new in (
            ('"kind":"', '"kind":"x'),
            ('\\"attempt\\":1', '\\"attempt\\":3'),
            ('"status":', '"status":1'),
        ):
            if old in lines[number]:
                changed = [*lines]
                changed[number] = changed[number].replace(old, new, 1)
                (folder / "changed.ndjson").write_text("\n".join(changed), encoding="utf-8")
                assert checked(checker, folder / "changed.ndjson") == (1, f"event {number + 1} does not fit\n")
    (folder / "cut.ndjson").write_text("\n".join(lines[:3] + lines[4:]), encoding="utf-8")
    assert checked(checker, folder / "cut.ndjson") == (1, "event 4 does not fit\n")


def test_an_event_says_what_it_is_about(folder: Path, capsys: Printed) -> None:
    assert run(["journal", "export", "--run", "7f3a"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {event["run"] for event in events} == {"7f3a"}
    ready = next(event for event in events if event["kind"] == "ready")
    assert (ready["operation"], ready["manifest"], ready["type"]) == ("op-1", "march", "visma.invoice.create")
    assert (ready["time"], ready["words"]) == ("2026-05-28T20:26:40.000000Z", f"wait, {CANARY}")
    assert (ready["particulars"]["status"], ready["particulars"]["code"]) == (429, "R120")
    begun = next(event for event in events if event["kind"] == "begun")["particulars"]
    assert {"actor", "host", "pid", "version", "digests", "plan", "approver", "seals"} <= set(begun)


def test_what_was_sent_is_exported_only_where_it_is_asked_for(folder: Path, capsys: Printed) -> None:
    assert run(["journal", "export"]) == 0
    without = capsys.readouterr().out
    assert '"name"' not in without.replace('"name":"7f3a"', "").replace('"name":"bbbb"', "")
    assert run(["journal", "export", "--include-payloads"]) == 0
    sent = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {json.dumps(event["payload"]) for event in sent if "payload" in event} == {
        f'{{"name": "{CANARY}"}}',
        '{"a": 1}',
    }
    assert run(["journal", "export", "--include-payloads", "--format", "csv"]) == 64


def test_events_as_a_table(folder: Path) -> None:
    assert run(["journal", "export", "--format", "csv", "-o", "events.csv"]) == 0
    with (folder / "events.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [int(row["event"]) for row in rows] == list(range(1, len(rows) + 1))
    done = next(row for row in rows if row["kind"] == "succeeded")
    assert (done["operation"], done["number"], done["status"]) == ("op-1", "100", "201")
    assert run(["journal", "export", "--format", "csv", "-o", "events.csv"]) == 64, "it is there already"
    assert run(["journal", "export", "--format", "csv", "-o", "events.csv", "--overwrite"]) == 0


def holds(folder: Path, text: str) -> Iterator[str]:
    for file in sorted((folder / ".bulkops").iterdir()):
        if text.encode() in file.read_bytes():
            yield file.name


def test_a_purge_leaves_nothing_personal_and_everything_that_proves(folder: Path, capsys: Printed) -> None:
    copy = folder / ".bulkops" / "journal.db.v2.bak"
    copy.write_bytes(journal_file(folder).read_bytes())
    assert list(holds(folder, CANARY)) == ["journal.db", "journal.db.v2.bak"]
    with closing(sqlite3.connect(journal_file(folder), isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        (theirs,) = connection.execute("SELECT body FROM theirs WHERE op = 4").fetchone()
        for body in (LEFTOVER.encode(), theirs):  # what is overwritten stays in the file until its page is used again
            connection.execute("UPDATE theirs SET body = ? WHERE op = 4", (body,))
    assert list(holds(folder, LEFTOVER[:400])) == ["journal.db"]
    with Journal.open(journal_file(folder)) as journal:
        before = {row.id: (row.state, row.number, row.amount, row.code) for row in journal.operations(1)}
    assert run(["journal", "purge", "--run", "7f3a", "--yes"]) == 0
    assert capsys.readouterr().out.startswith("purged 7 operations of run 7f3a\n")
    assert list(holds(folder, CANARY)) == []
    assert list(holds(folder, "leftover")) == []
    assert not copy.exists()
    assert run(["journal", "verify"]) == 0
    assert "purged: what 7 operations sent" in capsys.readouterr().out
    with Journal.open(journal_file(folder)) as journal:
        assert {row.id: (row.state, row.number, row.amount, row.code) for row in journal.operations(1)} == before
        lease = take_lease(journal, NOW + 200)
        assert journal.run_of(1).purged_at > NOW
        assert journal.item(9).payload == b'{"a":1}', "what is not over keeps what it sends"
        journal.release(lease)
    for wanted in ("op-1", "op-4", "op-6"):
        assert run(["show", "7f3a", wanted]) == 0
        assert "what it sent and read, on 20" in capsys.readouterr().out
    assert run(["journal", "purge", "--run", "7f3a", "--yes"]) == 0
    assert run(["journal", "verify"]) == 0


def test_a_change_after_a_purge_is_found_too(folder: Path, capsys: Printed) -> None:
    assert run(["journal", "purge", "--run", "7f3a", "--yes"]) == 0
    for statement in (
        "UPDATE purged SET digests = zeroblob(128) WHERE op = 3",
        "UPDATE document SET payload = x'7b7d' WHERE op = 2",
        "DELETE FROM purged WHERE op = 1",
    ):
        flip(folder, statement)
    capsys.readouterr()
    assert run(["journal", "verify"]) == 6
    found = capsys.readouterr().out
    assert all(f"of operation `op-{number}`" in found for number in (1, 2, 3)), found


def test_nothing_of_a_run_that_is_not_over_is_purged(folder: Path, capsys: Printed) -> None:
    data = journal_file(folder).read_bytes()
    assert run(["journal", "purge", "--run", "bbbb", "--yes"]) == 6
    assert "error[J031]: run bbbb is not over" in capsys.readouterr().err
    assert journal_file(folder).read_bytes() == data
    assert run(["journal", "purge", "--older-than", "0h", "--yes"]) == 0
    printed = capsys.readouterr()
    assert "not over, so nothing of it is purged: bbbb" in printed.err
    assert "run 7f3a" in printed.out
    assert run(["journal", "verify"]) == 0


def test_a_purge_asks_first(folder: Path, capsys: Printed) -> None:
    assert run(["journal", "purge", "--older-than", "0h"]) == 64
    assert "there is no terminal to ask on" in capsys.readouterr().err
    assert list(holds(folder, CANARY)) == ["journal.db"]
    assert run(["journal", "purge"]) == 64
    assert run(["journal", "purge", "--older-than", "soon"]) == 64
    assert run(["journal", "purge", "--older-than", "9w", "--yes"]) == 0


def test_nothing_is_purged_of_what_was_changed_before(folder: Path, capsys: Printed) -> None:
    flip(folder, "UPDATE document SET payload = x'7b7d' WHERE op = 2")
    assert run(["journal", "purge", "--run", "7f3a", "--yes"]) == 6
    assert "the document of `op-2` in run 7f3a is not what was planned" in capsys.readouterr().err
    assert list(holds(folder, CANARY)) == ["journal.db"]


@pytest.mark.parametrize("number", [1, 2])
def test_runs_of_an_older_format_say_what_cannot_be_proved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed, number: int
) -> None:
    monkeypatch.chdir(tmp_path)
    journal_file(tmp_path).parent.mkdir()
    with closing(sqlite3.connect(journal_file(tmp_path))) as connection:
        connection.executescript((FORMATS / f"format-{number}.sql").read_text(encoding="utf-8"))
    assert run(["journal", "verify"]) == 0
    printed = capsys.readouterr().out
    assert " events, 1 run, 6 operations: whole" in printed
    assert "not proved: what was planned in run 7f3a, which an older bulkops began" in printed
    with Journal.open(journal_file(tmp_path)) as journal:
        finish(journal)
    assert run(["journal", "verify"]) == 0
    assert list(holds(tmp_path, OLD_WORDS))
    assert list(holds(tmp_path, CANARY))
    assert run(["journal", "purge", "--run", "7f3a", "--yes"]) == 0
    assert list(holds(tmp_path, OLD_WORDS)) == []
    assert list(holds(tmp_path, CANARY)) == []
    assert run(["journal", "verify"]) == 0
    capsys.readouterr()
    flip(tmp_path, "UPDATE event SET body = replace(body, 'R1', 'R2') WHERE kind = 'refused'")
    assert run(["journal", "verify"]) == 6
    assert "the events that it took words out of are not as it left them" in capsys.readouterr().out


def finish(journal: Journal) -> None:
    """Bring the old run to its end: every operation that is left succeeds, as far as it can."""
    lease = journal.acquire("test", "1234", holder=holder(), now=NOW + 1000)
    journal.reopen(1, NOW + 1000, lease)
    journal.recover(lease, NOW + 1000)
    while left := [row for row in journal.operations(1) if row.state not in ENDED]:
        for row in left:
            if row.state is State.READY:
                send(journal, lease, 1, row.op, row.attempts + 1)
            if row.state is not State.PLANNED:
                end(journal, lease, row.op, State.SUCCEEDED, number=f"9{row.op}", message=CANARY)
    journal.close_run(1, NOW + 1001, lease)
    journal.release(lease)
