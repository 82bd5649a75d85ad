"""The pipeline of docs/ci.md for GitLab, from the merge request to the apply, in a repository that reaches the sandbox."""

import json

import pytest

from tests.ci.forge import HEAD
from tests.ci.gitlab import run
from tests.ci.scratch import Scratch
from tests.runs.folder import check_once, pairs


def planned(scratch: Scratch) -> None:
    done = run("plan", scratch)
    assert done.code == 0, done.text


def test_a_merge_request_gets_one_comment_that_is_updated_in_place(scratch: Scratch) -> None:
    forge = scratch.forge
    for number in range(120):
        forge.comment(f"no. {number}")
    planned(scratch)
    assert len(forge.comments) == 121
    first = forge.bodies()[-1]
    assert first.startswith("<!-- bulkops:plan:")
    scratch.folder.write("manifests/march.yaml", pairs("march", 5))
    planned(scratch)
    assert len(forge.comments) == 121
    assert forge.bodies()[-1] != first
    assert forge.unauthorized == 0
    assert scratch.leaks() == []


def test_a_comment_of_somebody_else_is_left_alone(scratch: Scratch) -> None:
    planned(scratch)
    (body,) = scratch.forge.bodies()
    scratch.forge.comments.clear()
    scratch.forge.comment(f"{body.splitlines()[0]}\nI say so", author=5)
    planned(scratch)
    assert scratch.forge.bodies()[0].endswith("\nI say so")
    assert len(scratch.forge.comments) == 2


def test_findings_are_shown_as_those_of_code_quality(scratch: Scratch) -> None:
    scratch.folder.write("manifests/april.yaml", pairs("april", 2).replace("documentDate", "documentDat"))
    assert run("validate", scratch).code == 3
    issues = json.loads((scratch.folder.path / "codequality.json").read_text())
    assert {issue["location"]["path"] for issue in issues} == {"manifests/april.yaml"}
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) > 1
    assert {issue["severity"] for issue in issues} == {"blocker"}
    assert all(issue["location"]["lines"]["begin"] > 1 and issue["description"] for issue in issues)


def test_good_manifests_pass(scratch: Scratch) -> None:
    done = run("validate", scratch)
    assert done.code == 0, done.text
    assert json.loads((scratch.folder.path / "codequality.json").read_text()) == []


def test_a_merge_applies_what_was_reviewed_once(scratch: Scratch) -> None:
    planned(scratch)
    for _ in range(2):
        done = run("apply", scratch)
        assert done.code == 0, done.text
        check_once(scratch.folder, 3)
    log = scratch.folder.run("journal", "export", env=scratch.environment(BULKOPS_JOURNAL=str(scratch.journal)))
    assert "kari" in log.out


def test_a_manifest_that_was_changed_since_is_not_applied(scratch: Scratch) -> None:
    planned(scratch)
    scratch.folder.write("manifests/march.yaml", pairs("march", 3, price=lambda number: number + 1))
    done = run("apply", scratch)
    assert done.code == 4
    assert "manifests/march.yaml" in done.text
    assert "it is not as it was reviewed any more" in done.out
    assert scratch.folder.effects("created") == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"merged": False}, "came without a merge request"),
        ({"approvals": []}, "nobody has approved"),
        ({"planned": False}, "did not succeed"),
    ],
)
def test_what_was_not_reviewed_is_not_applied(scratch: Scratch, changed: dict[str, object], said: str) -> None:
    for name, value in changed.items():
        setattr(scratch.forge, name, value)
    done = run("apply", scratch)
    assert done.code == 1
    assert said in done.out
    assert scratch.folder.runs() == 0


def test_several_have_approved(scratch: Scratch) -> None:
    scratch.forge.approvals = [("per", HEAD), ("kari", HEAD)]
    planned(scratch)
    assert run("apply", scratch).code == 0
    log = scratch.folder.run("journal", "export", env=scratch.environment(BULKOPS_JOURNAL=str(scratch.journal)))
    assert "kari, per" in log.out


def test_drift_is_looked_for(scratch: Scratch) -> None:
    planned(scratch)
    assert run("apply", scratch).code == 0
    done = run("drift", scratch)
    assert done.code == 0, done.text
