"""The workflows of docs/ci.md for GitHub, from the pull request to the apply, in a repository that reaches the sandbox."""

import json

import pytest

from tests.ci.actions import context_of, run_job, would_run
from tests.ci.forge import HEAD, PLAN_RUN
from tests.ci.scratch import Scratch
from tests.runs.drifting import OURS, edit, put
from tests.runs.folder import check_once, pairs

PLAN, APPLY = "bulkops-plan", "bulkops-apply"
OTHERS = "<!-- bulkops:plan:another-company -->\nwhat another company's plan says"


def planned(scratch: Scratch) -> None:
    ended = run_job(PLAN, "plan", scratch, context_of(scratch, "pull_request"))
    assert not ended.failed, ended.text
    assert ended.outputs["plan"] == {"exit": "2"}


def test_a_pull_request_gets_one_comment_that_is_updated_in_place(scratch: Scratch) -> None:
    forge = scratch.forge
    forge.comment(OTHERS, "Bot")
    planned(scratch)
    first = forge.bodies()
    assert len(first) == 2
    assert first[1].startswith("<!-- bulkops:plan:")
    scratch.folder.write("manifests/march.yaml", pairs("march", 5))
    planned(scratch)
    second = forge.bodies()
    assert len(second) == 2
    assert second[0] == first[0] == OTHERS
    assert second[1] != first[1]
    assert second[1].splitlines()[0] == first[1].splitlines()[0]
    assert scratch.leaks() == []
    assert forge.unauthorized == 0


def test_the_comment_is_found_on_a_later_page(scratch: Scratch) -> None:
    for number in range(150):
        scratch.forge.comment(f"no. {number}")
    planned(scratch)
    for number in range(90):
        scratch.forge.comment(f"later {number}")
    planned(scratch)
    assert len(scratch.forge.comments) == 241


def test_a_person_who_copies_the_marker_is_not_written_over(scratch: Scratch) -> None:
    planned(scratch)
    (body,) = scratch.forge.bodies()
    scratch.forge.comments.clear()
    scratch.forge.comment(f"{body.splitlines()[0]}\nI say so")
    planned(scratch)
    assert scratch.forge.bodies()[0].endswith("\nI say so")
    assert len(scratch.forge.comments) == 2


def test_the_plan_is_kept_for_people_and_for_the_apply(scratch: Scratch) -> None:
    planned(scratch)
    kept = scratch.kept["bulkops-plan"]
    assert json.loads(kept["plan.json"])["format"] == "bulkops.plan/1"
    assert kept["plan.html"].lstrip().lower().startswith(b"<!doctype html>")


def test_a_mistake_is_shown_at_its_line_and_uploaded(scratch: Scratch) -> None:
    scratch.folder.write("manifests/april.yaml", pairs("april", 1).replace("documentDate", "documentDat"))
    ended = run_job(PLAN, "validate", scratch, context_of(scratch, "pull_request"))
    assert ended.codes["Show findings beside the lines"] == 3
    assert "::error file=manifests/april.yaml,line=" in ended.text
    assert ended.codes["Write findings for code scanning"] == 0
    (run,) = json.loads(scratch.kept["sarif"]["bulkops.sarif"])["runs"]
    found = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]}
    assert found == {"manifests/april.yaml"}


def test_good_manifests_pass(scratch: Scratch) -> None:
    ended = run_job(PLAN, "validate", scratch, context_of(scratch, "pull_request"))
    assert not ended.failed, ended.text
    assert json.loads(scratch.kept["sarif"]["bulkops.sarif"])["runs"][0]["results"] == []


def test_a_fork_is_validated_and_not_planned(scratch: Scratch) -> None:
    own = context_of(scratch, "pull_request")
    fork = {**own, "github.event.pull_request.head.repo.full_name": "mallory/invoices"}
    assert would_run(PLAN, "plan", own)
    assert would_run(PLAN, "plan", context_of(scratch, "workflow_dispatch"))
    assert not would_run(PLAN, "plan", fork)
    assert would_run(PLAN, "validate", fork)
    run_job(PLAN, "validate", scratch, fork)
    assert "sarif" not in scratch.kept


def test_a_merge_applies_what_was_reviewed_once(scratch: Scratch) -> None:
    planned(scratch)
    merged = context_of(scratch, "push")
    ended = run_job(APPLY, "apply", scratch, merged)
    assert not ended.failed, ended.text
    check_once(scratch.folder, 3)
    assert ended.outputs["plan"] == {"run": str(PLAN_RUN), "approved": "kari"}
    assert "6" in ended.summary
    again = run_job(APPLY, "apply", scratch, merged)
    assert not again.failed, again.text
    check_once(scratch.folder, 3)
    assert scratch.leaks() == []


def test_who_has_approved_stands_in_the_journal(scratch: Scratch) -> None:
    scratch.forge.approvals = [("per", HEAD), ("kari", HEAD), ("late", "c" * 40)]
    planned(scratch)
    assert not run_job(APPLY, "apply", scratch, context_of(scratch, "push")).failed
    log = scratch.folder.run("journal", "export", env=scratch.environment(BULKOPS_JOURNAL=str(scratch.journal)))
    assert "kari, per" in log.out
    assert "late" not in log.out


def test_a_manifest_that_was_changed_since_is_not_applied(scratch: Scratch) -> None:
    planned(scratch)
    scratch.folder.write("manifests/march.yaml", pairs("march", 3, price=lambda number: number + 1))
    ended = run_job(APPLY, "apply", scratch, context_of(scratch, "push"))
    assert ended.codes["Apply it"] == 4
    assert "manifests/march.yaml" in ended.text
    assert "::error title=bulkops::it is not as it was reviewed any more" in ended.text
    assert scratch.folder.effects("created") == []


def test_a_new_plan_of_the_main_branch_is_applied_by_its_number(scratch: Scratch) -> None:
    scratch.forge.merged = False
    again = context_of(scratch, "workflow_dispatch", run="4712")
    ended = run_job(PLAN, "plan", scratch, again)
    assert not ended.failed, ended.text
    assert "bulkops" in ended.summary
    assert scratch.forge.comments == []
    ended = run_job(APPLY, "apply", scratch, again)
    assert not ended.failed, ended.text
    assert ended.outputs["plan"] == {"run": "4712", "approved": "ola"}
    check_once(scratch.folder, 3)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"merged": False}, "came without a pull request"),
        ({"approvals": []}, "nobody has approved"),
        ({"approvals": [("kari", "c" * 40)]}, "nobody has approved"),
        ({"planned": False}, "there is no plan of"),
    ],
)
def test_what_was_not_reviewed_is_not_applied(scratch: Scratch, changed: dict[str, object], said: str) -> None:
    for name, value in changed.items():
        setattr(scratch.forge, name, value)
    ended = run_job(APPLY, "apply", scratch, context_of(scratch, "push"))
    assert ended.codes["Find the plan that was reviewed"] == 1
    assert said in ended.text
    assert "Apply it" not in ended.codes
    assert scratch.folder.runs() == 0


def test_a_plan_that_a_limit_refuses_is_explained_and_fails(scratch: Scratch) -> None:
    project = (scratch.folder.path / "bulkops.yaml").read_text()
    scratch.folder.write("bulkops.yaml", project + "safety: {release_max: 1}\n")
    ended = run_job(PLAN, "plan", scratch, context_of(scratch, "pull_request"))
    assert ended.outputs["plan"] == {"exit": "4"}
    assert ended.codes["Fail if it is refused"] == 4
    (body,) = scratch.forge.bodies()
    assert "release" in body


def test_drift_is_told_and_fails(scratch: Scratch) -> None:
    scratch.folder.write("manifests/march.yaml", f"bulkops: 1\nname: march\noperations:\n  - {{id: a, {OURS}}}\n")
    planned(scratch)
    assert not run_job(APPLY, "apply", scratch, context_of(scratch, "push")).failed
    look = ("bulkops-drift", "drift", scratch, context_of(scratch, "schedule"))
    assert not run_job(*look).failed
    edit(scratch.folder, put("100231", invoiceText={"value": "Theirs"}))
    ended = run_job(*look)
    assert list(ended.codes.values())[-1] == 2
    assert "Theirs" in ended.summary
