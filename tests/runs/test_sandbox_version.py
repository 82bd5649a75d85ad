"""A sandbox that another version of bulkops has made: said, and put right by the command that is named."""

import sqlite3

import pytest

from tests.runs.folder import Folder


@pytest.fixture
def older(folder: Folder) -> Folder:
    folder.open_erp().close()
    with sqlite3.connect(folder.state) as db:
        db.execute("PRAGMA user_version = 1")
        db.execute("DROP TABLE background")
    db.close()
    return folder


def test_a_plan_names_the_way_out(older: Folder) -> None:
    older.write(
        "m.yaml", "bulkops: 1\nname: m\noperations:\n  - {id: a, op: visma.invoice.delete, invoice: '100231'}\n"
    )
    done = older.run("plan", "m.yaml")
    assert done.code == 64, done.text
    assert "it is of version 1, and this program knows version 2" in done.err
    assert f"`bulkops sandbox reset --state {older.state}`" in done.err
    assert older.run("sandbox", "reset", "--state", str(older.state)).code == 0
    assert older.run("plan", "m.yaml").code == 0


def test_a_reset_never_empties_another_programs_database(older: Folder) -> None:
    other = older.path / "other.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE mine (name TEXT)")
    db.close()
    before = other.read_bytes()
    done = older.run("sandbox", "reset", "--state", str(other))
    assert done.code == 64, done.text
    assert "it is a database of another program" in done.err
    assert other.read_bytes() == before
