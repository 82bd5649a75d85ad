"""The run that a command is about: named, or the newest; and what is said where it has to be named."""

import json

from tests.runs.folder import Folder
from tests.runs.reconciling import creates


def test_without_a_name_the_newest_run_is_reconciled(folder: Folder) -> None:
    creates(folder, 1, name="first")
    creates(folder, 2, name="second")
    found = json.loads(folder.run("reconcile", "--format", "json").out)
    assert (found["run"], found["counts"]["as_made"]) == (folder.last_run().name, 2)


def test_what_is_undone_has_to_be_named(folder: Folder) -> None:
    creates(folder, 1)
    done = folder.run("compensate", "-o", "undo.yaml")
    assert (done.code, "`bulkops runs` lists them" in done.err) == (64, True), done.text
    assert not (folder.path / "undo.yaml").exists()


def test_a_folder_that_is_given_as_the_run_is_seen(folder: Folder) -> None:
    creates(folder, 1)
    run = folder.last_run().name
    assert folder.run("results", "-o", "my proof").code == 0
    done = folder.run("results", "--check", "my proof")
    assert (done.code, "hint: `bulkops results -o 'my proof' --check`" in done.err) == (64, True), done.text
    assert folder.run("results", "-o", "my proof", "--check").code == 0
    assert f"hint: `bulkops results {run} -o DIR`" in folder.run("results", run).err
    assert "hint: `bulkops results -o DIR --check`" in folder.run("results", "--check").err
