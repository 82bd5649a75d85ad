"""A corrected `failed.csv` in the place of the table that the manifest names: `--rows`, and the manifest untouched."""

import json
import re
import shlex
from pathlib import Path

import pytest

from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import Done, Folder
from tests.runs.tabled import HEADER, MANIFEST, ROWS, TABLE, results

CREATES = MANIFEST.replace("    then: [visma.invoice.release]\n", "")


def prepare(folder: Folder, *names: str) -> None:
    """Write manifests of invoices that are only created, each with a table of its own."""
    for name in names:
        table = TABLE.replace(b"\r\nN", b"\r\n" + name.encode()[:1].upper())
        file = folder.path / "in" / f"{name}.csv"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(table)
        folder.write(f"{name}.yaml", CREATES.format(file=f"in/{name}.csv").replace("name: nasty", f"name: {name}"))


def refuse(folder: Folder, mark: str) -> None:
    fault = Fault(kind=FaultKind.REFUSE, method="POST", path="/v2/customerinvoice", contains=mark, count=0)
    folder.fail(fault)


def mend(file: Path, letter: bytes = b"") -> None:
    """Correct what is refused: the text, or the number of the article."""
    file.write_bytes(file.read_bytes().replace(b"Caf\xe9", b"Kaff\xe9" + letter))


def told(done: Done) -> list[str]:
    """Give the words of the command that is told to be the next."""
    (command,) = re.findall(r"then `bulkops (.*)`$", done.out, re.MULTILINE)
    return shlex.split(command)


def test_the_command_that_results_tell_applies_what_was_corrected(folder: Folder) -> None:
    prepare(folder, "nasty")
    reviewed = (folder.path / "nasty.yaml").read_bytes()
    refuse(folder, "Caf")
    assert folder.apply("nasty.yaml").code == 1
    first = results(folder)
    assert told(first) == ["apply", "nasty.yaml", "--rows", "out/failed.csv"]
    mend(folder.path / "out" / "failed.csv")
    again = folder.run(*told(first), "--yes")
    assert again.code == 0, again.text
    assert len(folder.effects("created")) == 4
    assert (folder.path / "nasty.yaml").read_bytes() == reviewed
    # The journal has the digest of the table that was read, and where its operations stand: nothing has to be said.
    second = results(folder, to="again")
    assert second.code == 0, second.text
    assert "out/failed.csv: 1 succeeded = 1 row\n" in second.out
    assert "next" not in second.out
    report = json.loads((folder.path / "again" / "report.json").read_bytes())
    assert report["tables"][0]["file"] == "out/failed.csv"
    assert results(folder, "--check", to="again").code == 0
    # The table as it was says something else than what was done.
    assert "error[P020]: `inv-N2` was applied by run" in folder.run("plan", "nasty.yaml").err


def test_what_is_still_refused_is_corrected_once_more(folder: Folder) -> None:
    prepare(folder, "nasty")
    refuse(folder, "af")
    assert folder.apply("nasty.yaml").code == 1
    first = results(folder)
    mend(folder.path / "out" / "failed.csv")
    assert folder.run(*told(first), "--yes").code == 1
    second = results(folder, to="again")
    assert told(second) == ["apply", "nasty.yaml", "--rows", "again/failed.csv"]
    assert (folder.path / "again" / "failed.csv").read_bytes().startswith(HEADER.rstrip() + b";_state")
    file = folder.path / "again" / "failed.csv"
    file.write_bytes(file.read_bytes().replace(b"Kaff\xe9", b"Tee"))
    assert folder.run(*told(second), "--yes").code == 0
    assert len(folder.effects("created")) == 4


def test_a_saved_plan_is_bound_to_the_table_that_was_read(folder: Folder) -> None:
    prepare(folder, "nasty")
    refuse(folder, "Caf")
    assert folder.apply("nasty.yaml").code == 1
    assert results(folder).code == 0
    file = folder.path / "out" / "failed.csv"
    mend(file)
    made = folder.run("plan", "nasty.yaml", "--rows", "out/failed.csv", "-o", "rest.plan")
    assert made.code == 0, made.text
    plan = json.loads((folder.path / "rest.plan").read_bytes())
    assert plan["tables"] == {"rows:": "out/failed.csv"}
    assert [one["path"] for one in plan["inputs"]] == ["nasty.yaml", "out/failed.csv"]
    assert folder.run("apply", "rest.plan", "--yes", "--rows", "out/failed.csv").code == 64
    mended = file.read_bytes()
    mend(file, b"!")
    file.write_bytes(mended + b"\r\n")
    refused = folder.run("apply", "rest.plan", "--yes")
    assert refused.code == 4
    assert "out/failed.csv" in refused.err
    file.write_bytes(mended)
    done = folder.run("apply", "rest.plan", "--yes")
    assert done.code == 0, done.text
    assert len(folder.effects("created")) == 4


def test_tables_of_several_manifests_by_name(folder: Folder) -> None:
    prepare(folder, "march", "april")
    refuse(folder, "Caf")
    assert folder.apply("march.yaml", "april.yaml").code == 1
    first = results(folder)
    assert first.code == 0, first.text
    names = {path.name for path in (folder.path / "out").iterdir()}
    assert names == {
        f"{table}-{bucket}.csv" for table in ("march", "april") for bucket in ("succeeded", "failed", "skipped")
    } | {"report.json", "report.html"}
    words = told(first)
    assert words == [
        *("apply", "march.yaml", "april.yaml"),
        *("--rows", "in/march.csv=out/march-failed.csv", "--rows", "in/april.csv=out/april-failed.csv"),
    ]
    for table in ("march", "april"):
        mend(folder.path / "out" / f"{table}-failed.csv")
    assert folder.run(*words, "--yes").code == 0
    assert len(folder.effects("created")) == 8
    # Two tables have stood in the place of two others, and each is found.
    second = results(folder, to="again")
    assert second.code == 0, second.text
    assert {path.name for path in (folder.path / "again").glob("*.csv")} == {
        "march-failed-succeeded.csv",
        "april-failed-succeeded.csv",
    }
    by_base_name = folder.run("validate", "march.yaml", "april.yaml", "--rows", "april.csv=out/april-failed.csv")
    assert by_base_name.code == 0, by_base_name.text
    assert by_base_name.out.startswith("5 operations")


@pytest.mark.parametrize(
    ("rows", "code", "error"),
    [
        (["in/march.csv"], 3, "error[P093]: `--rows` gives `in/march.csv` in the place of `in/march.csv` and of"),
        (["may.csv=in/march.csv"], 3, "error[P093]: `--rows` gives `in/march.csv` in the place of `may.csv`, and none"),
        (["march.csv=in/may.csv"], 64, "error[U001]: Invalid value for '--rows': the table `in/may.csv` is not there"),
        (["in"], 64, "error[U001]: Invalid value for '--rows': the table `in` is a folder"),
        (["=in/march.csv"], 64, "error[U001]: Invalid value for '--rows': `=in/march.csv` names no table before"),
        (["march.csv=in/march.csv", "in/april.csv"], 64, "error[U001]: `--rows` gives two tables in the place of one"),
    ],
)
def test_which_table_is_meant_is_never_guessed(folder: Folder, rows: list[str], code: int, error: str) -> None:
    prepare(folder, "march", "april")
    options = [word for file in rows for word in ("--rows", file)]
    done = folder.run("validate", "march.yaml", "april.yaml", *options)
    assert (done.code, error in done.err) == (code, True), done.text
    assert "hint: " in done.err


def test_a_name_that_two_manifests_write_alike_is_refused(folder: Folder) -> None:
    for name in ("one", "two"):
        (folder.path / name).mkdir()
        folder.write(f"{name}/rows.yaml", CREATES.format(file="rows.csv").replace("name: nasty", f"name: {name}"))
        (folder.path / name / "rows.csv").write_bytes(TABLE)
    files = ("one/rows.yaml", "two/rows.yaml")
    (folder.path / "other.csv").write_bytes(HEADER + ROWS[2].replace(b"N1", b"O1"))
    done = folder.run("validate", *files, "--rows", "rows.csv=other.csv")
    assert done.code == 3
    assert "in the place of `one/rows.csv` and of `two/rows.csv`" in done.err
    (hint,) = re.findall(r"`\./(.*?)`", done.err)
    assert folder.run("validate", *files, "--rows", hint).out.startswith("5 operations")


def test_a_table_without_its_manifest_is_told_how_it_is_given(folder: Folder) -> None:
    (folder.path / "own.csv").write_text("@op,@id,@invoice\nvisma.invoice.release,r,100301\n", encoding="utf-8")
    done = folder.run("validate", "own.csv", "--rows", "own.csv")
    assert done.code == 3
    assert "hint: they name no table: give them without `--rows`" in done.err


def test_results_never_replace_what_they_were_made_from(folder: Folder) -> None:
    prepare(folder, "nasty")
    refuse(folder, "Caf")
    assert folder.apply("nasty.yaml").code == 1
    first = results(folder)
    file = folder.path / "out" / "failed.csv"
    mend(file)
    corrected = file.read_bytes()
    assert folder.run(*told(first), "--yes").code == 0
    done = results(folder, "--overwrite")
    assert done.code == 64
    assert "error[P092]" in done.err
    assert file.read_bytes() == corrected
    file.rename(folder.path / "kept.csv")
    moved = results(folder, to="again")
    assert "error[P091]" in moved.err
    assert "`--rows` names it" in moved.err
    assert results(folder, "--rows", "kept.csv", to="again").code == 0
    assert "error[P091]" in results(folder, "--rows", "in/nasty.csv", to="third").err
