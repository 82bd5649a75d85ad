"""Findings for review tools, as the program prints them: paths from the repository's top, and an end that is told."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bulkops.cli.console import console_of
from bulkops.cli.repository import repository_path
from bulkops.cli.review import Review
from bulkops.core.errors import InvalidInputError, RemoteError
from bulkops.core.finding import Finding
from bulkops.core.place import Place

BAD = 'bulkops: 1\nname: x\noperations:\n  - {id: a, op: visma.invoice.release, invoic: "1"}\n'
DENIED = RemoteError("the API denies access", hint="see `bulkops doctor`", code="R003")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "manifests"
    folder.mkdir()
    (folder / "bad.yaml").write_text(BAD)
    monkeypatch.chdir(folder)
    return tmp_path


def called(command: str, form: str, *words: str) -> "subprocess.CompletedProcess[str]":
    program = [sys.executable, "-m", "bulkops", command, "--format", form, *words]
    return subprocess.run(program, capture_output=True, text=True, check=False, timeout=60)


def validated(form: str, *files: str) -> "subprocess.CompletedProcess[str]":
    return called("validate", form, *files)


def told(form: str, capsys: pytest.CaptureFixture[str], error: InvalidInputError | RemoteError) -> tuple[int, str]:
    console = console_of("never", progress=False, verbose=0)
    code = Review(command="plan", form=form, files=("bad.yaml",), console=console).end(error)
    return code, capsys.readouterr().out


def test_a_path_counts_from_the_top_of_the_repository(repository: Path) -> None:
    assert repository_path("bad.yaml") == "manifests/bad.yaml"
    assert repository_path(str(repository / "manifests" / "bad.yaml")) == "manifests/bad.yaml"
    assert repository_path("../bulkops.yaml") == "bulkops.yaml"


def test_a_path_in_no_repository_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert not any((folder / ".git").exists() for folder in tmp_path.parents)
    assert repository_path(os.path.join("in", "march.yaml")) == "in/march.yaml"  # noqa: PTH118 - as a user gives it
    assert repository_path("/elsewhere/march.yaml") == "/elsewhere/march.yaml"


def test_a_scanner_finds_the_file(repository: Path) -> None:
    done = validated("sarif", "bad.yaml")
    assert done.returncode == 3
    (run,) = json.loads(done.stdout)["runs"]
    assert run["automationDetails"] == {"id": "bulkops/validate/"}
    found = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]}
    assert found == {"manifests/bad.yaml"}


def test_an_annotation_finds_the_file_and_json_keeps_it_as_given(repository: Path) -> None:
    assert "::error file=manifests/bad.yaml,line=4," in validated("github", "bad.yaml").stdout
    assert {one["file"] for one in json.loads(validated("json", "bad.yaml").stdout)["findings"]} == {"bad.yaml"}


def test_errors_of_the_input_are_told_as_findings(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    error = InvalidInputError((Finding(code="M021", message="unknown field", place=Place("bad.yaml", 4)),), total=8)
    code, out = told("json", capsys, error)
    assert (code, json.loads(out)["total"], json.loads(out)["findings"][0]["code"]) == (3, 8, "M021")
    code, out = told("github", capsys, error)
    assert code == 3
    assert out.splitlines()[0] == "::error file=manifests/bad.yaml,line=4,title=M021::unknown field"
    code, out = told("sarif", capsys, error)
    assert (code, run_of(out)["results"][0]["ruleId"]) == (3, "M021")
    assert run_of(out)["automationDetails"] == {"id": "bulkops/plan/"}


def test_what_is_no_fault_of_the_input_is_told_apart(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = told("sarif", capsys, DENIED)
    assert (code, run_of(out)["results"], run_of(out)["invocations"][0]["executionSuccessful"]) == (5, [], False)
    code, out = told("github", capsys, DENIED)
    assert (code, out) == (5, "::error title=R003::the API denies access%0Asee `bulkops doctor`\n")
    code, out = told("json", capsys, DENIED)
    assert (code, json.loads(out)["findings"][0]["code"], json.loads(out)["total"]) == (5, "R003", 1)


@pytest.mark.parametrize("form", ["sarif", "github", "json"])
def test_a_plan_that_cannot_be_made_says_why_in_its_own_form(repository: Path, form: str) -> None:
    done = called("plan", form, "bad.yaml")
    assert (done.returncode, "M021" in done.stdout, "error[M021]" in done.stderr) == (3, True, True)
    assert form == "github" or json.loads(done.stdout)


@pytest.mark.parametrize("form", ["sarif", "github", "json"])
def test_a_plan_for_a_project_that_is_none_says_so_in_its_own_form(repository: Path, form: str) -> None:
    (repository / "bulkops.yaml").write_text("bulkops: 1\nprofiles: {test: {environment: tset}}\n")
    (repository / "manifests" / "good.yaml").write_text(BAD.replace("invoic:", "invoice:"))
    done = called("plan", form, "good.yaml")
    assert done.returncode == 3
    assert "C0" in done.stdout
    assert "bulkops.yaml" in done.stdout


@pytest.mark.parametrize("form", ["sarif", "github", "json"])
def test_a_conflict_is_told_where_it_stands_and_shows_nothing_sensitive(repository: Path, form: str) -> None:
    contact = "invoiceContact: {name: canary-of-a-person, overrideContact: true}"
    entry = (
        f"{{id: a, op: visma.invoice.update, invoice: 100231, if_match: AAAAAAAAB9E=, with: {{note: x, {contact}}}}}"
    )
    (repository / "manifests" / "late.yaml").write_text(f"bulkops: 1\nname: late\noperations:\n  - {entry}\n")
    done = called("plan", form, "late.yaml")
    assert done.returncode == 0, done.stderr
    assert "invoiceContact.name" in done.stdout
    assert "canary" not in done.stdout + done.stderr
    if form == "sarif":
        (result,) = run_of(done.stdout)["results"]
        assert result["ruleId"] == "P030"
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 4
    if form == "github":
        assert done.stdout.startswith("::error file=manifests/late.yaml,line=4,col=5,title=P030::")


def run_of(out: str) -> dict[str, Any]:
    (run,) = json.loads(out)["runs"]
    return dict(run)
