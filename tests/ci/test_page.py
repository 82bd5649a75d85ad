"""The files of docs/ci.md: of the form that those who run them ask for, with no more rights than they need."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bulkops.app.project import load_project
from tests.ci.page import FILES, GITLAB, PAGE, WORKFLOWS, pipeline, workflow

NAMES = [Path(name).stem for name in WORKFLOWS]
PINNED = re.compile(r"[\w./-]+@v\d+")
TOP = Path(__file__).parents[2]


def steps() -> list[dict[str, Any]]:
    return [step for name in NAMES for job in workflow(name)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("name", [*WORKFLOWS, GITLAB])
def test_a_file_has_the_form_that_its_reader_asks_for(name: str, tmp_path: Path) -> None:
    file = tmp_path / Path(name).name
    file.write_text(FILES[name], encoding="utf-8")
    kind = "gitlab-ci" if name == GITLAB else "github-workflows"
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{kind}", str(file)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout


def test_the_page_has_the_workflows_it_speaks_of() -> None:
    assert NAMES == ["bulkops-apply", "bulkops-drift", "bulkops-plan", "bulkops-resume"]


def test_nothing_may_do_anything_but_what_a_job_asks_for() -> None:
    for name in NAMES:
        read = workflow(name)
        assert read["permissions"] == {}
        for job in read["jobs"].values():
            assert job["permissions"]["contents"] == "read"
            assert job["timeout-minutes"] > 0


def test_only_the_comment_and_the_upload_may_write_to_the_forge() -> None:
    rights = {
        (name, job, right)
        for name in NAMES
        for job, read in workflow(name)["jobs"].items()
        for right, given in read["permissions"].items()
        if given == "write"
    }
    assert rights == {("bulkops-plan", "plan", "pull-requests"), ("bulkops-plan", "validate", "security-events")}


def test_what_others_write_never_becomes_a_part_of_a_command() -> None:
    for step in steps():
        assert "${{" not in step.get("run", ""), (
            "an expression is put into the script before it is run: pass it by `env`"
        )


def test_actions_are_pinned_and_leave_no_credentials_behind() -> None:
    for step in steps():
        if "uses" in step:
            assert PINNED.fullmatch(step["uses"]), step["uses"]
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_secrets_are_given_to_the_steps_that_need_them_alone() -> None:
    for name in NAMES:
        read = workflow(name)
        for job in read["jobs"].values():
            assert "secrets." not in str(job.get("env", {})) + str(read.get("env", {}))
            for step in job["steps"]:
                if "secrets." in str(step.get("env", {})):
                    assert re.search(r"^ *(code=0\n)?.*bulkops (plan|apply|resume|drift)", step["run"], re.MULTILINE)


def test_what_writes_waits_for_its_turn_and_for_an_approval() -> None:
    for name in ("bulkops-apply", "bulkops-resume"):
        read = workflow(name)
        assert read["concurrency"] == {"group": "bulkops-apply", "queue": "max"}
        (job,) = read["jobs"].values()
        assert job["environment"] == "production"
    for name in ("apply", "resume"):
        job = pipeline()[name]
        assert (job["environment"], job["resource_group"], job["interruptible"]) == ("production", "bulkops", False)


def test_scripts_can_be_read_by_the_shell() -> None:
    scripts = [step["run"] for step in steps() if "run" in step]
    jobs = [job for job in pipeline().values() if isinstance(job, dict) and "script" in job]
    scripts += [
        line for job in jobs for line in [*job.get("before_script", []), *job["script"], *job.get("after_script", [])]
    ]
    assert len(scripts) > 20
    for script in scripts:
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)


def test_the_project_file_of_the_page_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "bulkops.yaml"
    file.write_text(FILES["bulkops.yaml"], encoding="utf-8")
    for name in re.findall(r"\$\{env:(\w+)\}", FILES["bulkops.yaml"]):
        monkeypatch.setenv(name, str(tmp_path / "x"))
    project = load_project(file)
    assert (project.profile_name, project.journal_path) == ("production", tmp_path / "x")


@pytest.mark.parametrize(
    "block", re.findall(r"```yaml\n(# \.pre-commit-config.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
)
def test_the_hooks_of_the_page_are_those_that_there_are(block: str) -> None:
    there = {hook["id"] for hook in yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert {hook["id"] for repo in yaml.safe_load(block)["repos"] for hook in repo["hooks"]} <= there


def test_links_of_the_page_lead_somewhere() -> None:
    text = PAGE.read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("#")
    }
    for anchor in re.findall(r"\]\(#([\w-]+)\)", text):
        assert anchor in headings
    for file in re.findall(r"\]\(([\w/.-]+\.md)", text):
        assert (PAGE.parent / file).exists(), file
