"""A disk that is really full, or cannot be written: at the beginning, in the middle, with requests under way."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from bulkops.core.outcome import State
from tests.journal.test_disk_migration import FORMATS
from tests.runs.folder import Done, Folder, check_once, ended, pairs
from tests.runs.served import Server
from tests.runs.small_disk import CAN_MOUNT, FolderOnDisk, small_disk

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CAN_MOUNT,
        reason="no file system may be mounted here; test_surroundings.py limits the size of files instead",
    ),
]
EMBEDDED = """bulkops: 1
profiles:
  local:
    environment: sandbox
    visma: {sandbox: true}
    sandbox_options: {state: erp/sandbox.db}
"""
NEVER_SENT = {State.READY, State.PLANNED}


def on(server: Server, disk: object) -> FolderOnDisk:
    folder = server.folder
    return FolderOnDisk(folder.path, folder.state, folder.variables, disk=disk)  # type: ignore[arg-type]


def check_full(done: Done) -> None:
    assert done.code == 6, done.text
    assert "Traceback" not in done.text
    told = [line for line in done.err.splitlines() if line.startswith(("error", "hint"))]
    assert [line.split(":")[0] for line in told] == ["error[J004]", "hint"], done.err


def test_when_a_run_begins(server: Server) -> None:
    with small_disk(server.folder.path / ".bulkops", "300k") as disk:
        folder = on(server, disk)
        folder.write("m.yaml", pairs("m", 100))
        check_full(folder.apply("m.yaml"))
        assert folder.writes() == []
        disk.mount("size=20m")
        assert folder.apply("m.yaml").code == 0
        check_once(folder, 100)


def test_while_requests_are_under_way(server: Server) -> None:
    """What was sent is in doubt and never ready; with space again, everything is done once."""
    server.switch(latency_s=0.3)
    with small_disk(server.folder.path / ".bulkops", "20m") as disk:
        folder = on(server, disk)
        folder.write("m.yaml", pairs("m", 25))
        with folder.start("apply", "--yes", "m.yaml") as process:
            with folder.ledger() as ledger:
                while ledger.count("POST", "/v2/*") < 6:
                    assert process.poll() is None
            disk.fill()
            done = ended(process)
        check_full(done)
        with folder.ledger() as ledger:
            made = {held.external_reference for held in ledger.documents() if held.external_reference}
        with folder.journal() as journal:
            assert journal.verify() is None
            states = {row.id: row.state for row in journal.operations(1)}
        assert len(states) == 50
        sent = {f"inv-{mark.removeprefix('mark-')}" for mark in made if mark.startswith("mark-")}
        assert sent
        assert {name for name in sent if states[name] in NEVER_SENT} == set()
        assert State.SENDING in states.values()
        disk.empty()
        server.switch(latency_s=0.0)
        folder.finish()
        check_once(folder, 25)


def test_temporary_files(server: Server, tmp_path: Path) -> None:
    with small_disk(tmp_path / "temporary", "2m") as disk:
        folder = on(server, disk)
        folder.variables["SQLITE_TMPDIR"] = str(disk.path)
        folder.write("m.yaml", pairs("m", 6000))
        for words in (["validate", "m.yaml"], ["plan", "--offline", "m.yaml"]):
            done = folder.run(*words)
            assert done.code == 64, done.text
            assert done.err.startswith("error[U003]: there is no space for temporary files"), done.err
            assert str(disk.path) in done.err
            assert len(done.err.splitlines()) == 2


def left_running(folder: FolderOnDisk) -> None:
    """Kill a run in its midst."""
    folder.write("m.yaml", pairs("m", 10))
    with folder.start("apply", "--yes", "m.yaml", start_new_session=True) as process:
        with folder.ledger() as ledger:
            while ledger.count("POST", "/v2/*") < 3:
                assert process.poll() is None
        os.killpg(process.pid, signal.SIGKILL)


def timeless(out: str) -> list[str]:
    """Leave out when the system may be asked, which comes nearer by itself."""
    of_time = ("look", "settled", "stopped after", " · sent ")
    return [line for line in out.splitlines() if not any(words in line for words in of_time)]


@pytest.mark.parametrize("left", ["ended", "killed", "killed, and its log's index removed"])
def test_a_journal_on_a_disk_that_cannot_be_written_is_read(server: Server, left: str) -> None:
    """`runs`, `status` and `show` say there what they say elsewhere; `resume` says why it cannot."""
    with small_disk(server.folder.path / ".bulkops", "20m") as disk:
        folder = on(server, disk)
        if left == "ended":
            folder.write("m.yaml", pairs("m", 3))
            assert folder.apply("m.yaml").code == 0
        else:
            server.switch(latency_s=0.3)
            left_running(folder)
        if "removed" in left:
            (disk.seen / "journal.db-shm").unlink()
        words = (["runs"], ["status"], ["show", folder.last_run().name, "inv-1"])
        before = [folder.run(*command) for command in words]
        assert {done.code for done in before} == {0}, before
        if "removed" in left:
            (disk.seen / "journal.db-shm").unlink()
        disk.mount("ro")
        for command, told in zip(words, before, strict=True):
            done = folder.run(*command)
            assert (done.code, done.err) == (0, ""), done.text
            assert timeless(done.out) == timeless(told.out)
        if left != "ended":
            done = folder.run("resume")
            assert done.code == 6, done.text
            assert "J005" in done.err
        disk.mount("rw")
        folder.finish()


@pytest.mark.parametrize("file", FORMATS, ids=lambda file: file.stem)
def test_an_older_journal_on_a_disk_that_cannot_be_written_is_read(server: Server, file: Path) -> None:
    with small_disk(server.folder.path / ".bulkops", "20m") as disk:
        folder = on(server, disk)
        path = str(disk.path / "journal.db")
        script = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(open(sys.argv[2]).read())"
        subprocess.run(disk.inside(folder.path, "python3", "-c", script, path, str(file)), check=True)
        disk.mount("ro")
        done = folder.run("runs")
        assert done.code == 0, done.text
        assert "7f3a" in done.out
        assert sorted(name.name for name in disk.seen.iterdir()) == ["journal.db"]


@pytest.mark.parametrize("left_kib", [0, 250])
def test_the_sandbox_s_own_file(folder: Folder, left_kib: int) -> None:
    """Its disk is full, and the journal's is not: what it may have done is in doubt, and is done once in the end."""
    with small_disk(folder.path / "erp", "20m") as disk:
        embedded = FolderOnDisk(folder.path, folder.state, disk=disk)
        embedded.write("bulkops.yaml", EMBEDDED)
        embedded.write("n.yaml", pairs("n", 1, marks="first"))
        embedded.write("m.yaml", pairs("m", 40))
        assert embedded.apply("n.yaml").code == 0
        disk.fill(left_kib)
        done = embedded.apply("m.yaml")
        print(done.text)
        assert done.code in {1, 5, 7, 64}, done.text
        assert "Traceback" not in done.text
        assert "a bug in bulkops" not in done.text
        disk.empty()
        again = [embedded.run("resume"), embedded.apply("m.yaml")]
        assert again[-1].code == 0, again
        folder.state.parent.mkdir(exist_ok=True)
        for file in disk.seen.glob("sandbox.db*"):
            shutil.copy(file, folder.state.with_name(file.name))
        check_once(folder, 40)
