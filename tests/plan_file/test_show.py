"""`bulkops show PLAN`: whole and in parts, in every form, and what it says where there is nothing to show."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bulkops.cli.main import run
from bulkops.core.bound import Bound
from bulkops.core.shown import ShownPlan
from bulkops.planning.fold import signature_of
from bulkops.planning.group_steps import steps_of
from bulkops.providers import REGISTRY
from bulkops.reporting.plan_json import plan_json
from bulkops.reporting.plan_text import plan_text
from bulkops.reporting.style import Style
from tests.plan_file.made import BOUND, made_of, plain, rich, saved
from tests.reporting.plans import large, small, step

FAR = 4_000_000_000.0
Captured = pytest.CaptureFixture[str]


def lasting(plan: ShownPlan) -> ShownPlan:
    """Give a plan that does not expire while anybody tests it."""
    return replace(plan, bound=replace(plan.bound, expires_at=FAR))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA", "CI_PROJECT_URL", "CI_COMMIT_SHA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    saved(lasting(rich()), Path("march.plan"))
    saved(lasting(made_of(list(large(300)))), Path("large.plan.gz"))
    return tmp_path


def shown(capsys: Captured, *words: str) -> str:
    assert run(["show", *words]) == 0
    return capsys.readouterr().out


def refused(capsys: Captured, code: int, *words: str) -> str:
    assert run(["show", *words]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err


def test_a_plan_is_shown_as_it_was_when_it_was_made(folder: Path, capsys: Captured) -> None:
    plan = lasting(rich())
    digest = json.loads(Path("march.plan").read_text(encoding="utf-8"))["digest"]
    context = replace(
        plan.summary.context, saved_as="march.plan", next_command="bulkops apply march.plan", digest=digest
    )
    plan = replace(plan, summary=replace(plan.summary, context=context))
    assert shown(capsys, "march.plan").splitlines() == list(plan_text(plan, REGISTRY, Style(width=100)))


def test_its_findings_are_told_beside_it(folder: Path, capsys: Captured) -> None:
    assert run(["show", "march.plan"]) == 0
    assert "error[P040]: 3 invoices would be released; the limit is 2" in capsys.readouterr().err


def test_full_shows_quiet_steps_too(folder: Path, capsys: Captured) -> None:
    assert "beta-march" not in shown(capsys, "march.plan")
    assert "beta-march" in shown(capsys, "march.plan", "--full")


def test_as_json_it_is_the_file(folder: Path, capsys: Captured) -> None:
    assert shown(capsys, "march.plan", "--format", "json") == Path("march.plan").read_text(encoding="utf-8")


def test_as_html_it_is_a_page(folder: Path, capsys: Captured) -> None:
    assert shown(capsys, "march.plan", "--format", "html").lower().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ((), "march.yaml#L43"),
        (("--link-base", "https://code.example/blob/7f/"), "https://code.example/blob/7f/march.yaml#L43"),
    ],
)
def test_as_markdown_it_links_to_its_lines(folder: Path, capsys: Captured, words: tuple[str, ...], link: str) -> None:
    assert f"({link})" in shown(capsys, "march.plan", "--format", "markdown", *words)


def test_in_a_job_it_links_to_the_commit(folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".git").mkdir()
    (folder / "invoices").mkdir()
    monkeypatch.chdir(folder / "invoices")
    monkeypatch.setenv("CI_PROJECT_URL", "https://gitlab.example/acme/erp")
    monkeypatch.setenv("CI_COMMIT_SHA", "c0ffee")
    page = shown(capsys, "../march.plan", "--format", "markdown")
    assert "(https://gitlab.example/acme/erp/-/blob/c0ffee/invoices/march.yaml#L43)" in page
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.example")
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/erp")
    monkeypatch.setenv("GITHUB_SHA", "f00d")
    page = shown(capsys, "../march.plan", "--format", "markdown")
    assert "(https://github.example/acme/erp/blob/f00d/invoices/march.yaml#L43)" in page


def test_requests_are_a_line_each(folder: Path, capsys: Captured) -> None:
    assert shown(capsys, "march.plan", "--requests").splitlines() == [
        f"POST /customerinvoice  If-Match: -  sha256:{'ab' * 32}  acme-march",
        'POST /customerinvoice/{acme-march}/action/release  If-Match: "{acme-march}"  sha256:-  acme-march-release',
        'PUT /customerinvoice/{acme-march}/action/release  If-Match: "{acme-march}"  sha256:-  acme-march-release',
    ]
    assert len(shown(capsys, "march.plan", "acme-march", "--requests").splitlines()) == 1


def test_an_operation_is_explained(folder: Path, capsys: Captured) -> None:
    text = shown(capsys, "march.plan", "acme-march-release")
    assert text.startswith("acme-march-release  visma.invoice.release")
    assert "acme-march" in text.partition("needs")[2]  # by its name, not by its number


def test_an_operation_as_json_is_its_step(folder: Path, capsys: Captured) -> None:
    whole = json.loads(Path("march.plan").read_text(encoding="utf-8"))
    assert json.loads(shown(capsys, "march.plan", "fix-terms", "--format", "json")) == whole["steps"][2]


@pytest.mark.parametrize("name", ["march.plan", "large.plan.gz"])
def test_groups_together_hold_every_step_once(folder: Path, capsys: Captured, name: str) -> None:
    whole = json.loads(shown(capsys, name, "--format", "json"))
    seen = []
    for group in whole["summary"]["groups"]:
        words = (name, "--group", str(group["number"]), "--format", "json")
        steps = json.loads(shown(capsys, *words))
        assert len(steps) == group["count"]
        assert [one["seq"] for one in steps][: len(group["seqs"])] == group["seqs"]
        seen += [one["seq"] for one in steps]
    assert sorted(seen) == [one["seq"] for one in whole["steps"]]


def test_a_group_shows_all_its_steps(folder: Path, capsys: Captured) -> None:
    text = shown(capsys, "large.plan.gz", "--group", "1")
    count = int(re.findall(r"group 1 of \d+: (\d+) of 300 steps", text)[0])
    assert len(re.findall(r"^  ! s-\d+", text, re.MULTILINE)) == count > 20


def test_the_group_of_the_rest_is_what_is_in_no_other() -> None:
    plan = made_of(list(large(300)))
    groups = plan.summary.groups
    rest = replace(groups[1], type="", seqs=groups[1].seqs[:1])
    others = (groups[0], *groups[2:])
    plan = replace(plan, summary=replace(plan.summary, groups=(*others, rest)))
    wanted = {signature_of(one, REGISTRY.types[one.type]) for one in plan.steps.at(groups[1].seqs)}
    found = list(steps_of(plan, rest, REGISTRY))
    assert {signature_of(one, REGISTRY.types[one.type]) for one in found} == wanted
    assert len(found) == groups[1].count


def test_a_file_is_written_whole_and_not_in_the_place_of_another(folder: Path, capsys: Captured) -> None:
    assert shown(capsys, "march.plan", "-o", "march.txt") == ""
    assert Path("march.txt").read_text(encoding="utf-8") == shown(capsys, "march.plan")
    assert "there is a file `march.txt` already" in refused(capsys, 64, "march.plan", "-o", "march.txt")
    shown(capsys, "march.plan", "--format", "markdown", "-o", "march.txt", "--overwrite")
    assert Path("march.txt").read_text(encoding="utf-8").startswith("<!--")


def test_a_broken_plan_writes_no_file(folder: Path, capsys: Captured) -> None:
    Path("broken.plan").write_bytes(Path("march.plan").read_bytes()[:-400])
    assert "error[P061]" in refused(capsys, 4, "broken.plan", "-o", "new.txt")
    assert not list(folder.glob("*new.txt*"))


def test_an_unknown_operation_is_met_with_a_suggestion(folder: Path, capsys: Captured) -> None:
    assert refused(capsys, 64, "march.plan", "acme-mrach") == (
        "error[U001]: the plan `march.plan` has no operation `acme-mrach`\nhint: did you mean `acme-march`?\n"
    )
    assert "hint: `bulkops show march.plan` shows all" in refused(capsys, 64, "march.plan", "0000")


def test_an_id_of_two_manifests_needs_its_manifest(folder: Path, capsys: Captured) -> None:
    twice = [step(1, "visma.invoice.create", id="a"), step(2, "visma.invoice.create", id="a", manifest="april")]
    saved(lasting(made_of(twice)), Path("two.plan"))
    assert "have an operation `a`: march, april" in refused(capsys, 64, "two.plan", "a")
    text = shown(capsys, "two.plan", "a", "--manifest", "april", "--format", "json")
    assert json.loads(text)["seq"] == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("march.plan", "--group", "99"), "has no group 99\nhint: its groups are numbered from 1 to"),
        (("march.plan", "a", "--group", "1"), "an operation and a group are two things"),
        (("march.plan", "a", "--format", "html"), "a part of a plan is not shown as html"),
        (("march.plan", "--requests", "--format", "json"), "requests are shown as text"),
        (("7f3a", "--full"), "`--full` is for plans"),
        (("7f3a", "--format", "html"), "`--format html` is for plans"),
        (("7f3a",), "there is no run yet"),
    ],
)
def test_words_that_do_not_fit_together_are_told(
    folder: Path, capsys: Captured, words: tuple[str, ...], said: str
) -> None:
    assert said in refused(capsys, 64, *words)


def test_a_plan_without_steps_is_shown(folder: Path, capsys: Captured) -> None:
    saved(lasting(plain([])), Path("none.plan"))
    shown(capsys, "none.plan")
    assert shown(capsys, "none.plan", "--requests") == ""
    assert "it has no steps at all" in refused(capsys, 64, "none.plan", "--group", "1")


def test_another_file_is_told_that_it_is_no_plan(folder: Path, capsys: Captured) -> None:
    Path("march.yaml").write_text("bulkops: 1\n", encoding="utf-8")
    assert "error[P060]: `march.yaml` is not a plan" in refused(capsys, 4, "march.yaml")


def test_an_expired_plan_is_shown_and_no_command_for_it(folder: Path, capsys: Captured) -> None:
    plan = plain(list(made_of(small()[:6]).steps))
    saved(plan, Path("old.plan"))
    assert run(["show", "old.plan"]) == 0
    printed = capsys.readouterr()
    assert "this plan expired at 2026-04-01 08:00:00 UTC" in printed.err
    assert "bulkops apply" not in printed.out
    saved(lasting(plan), Path("new.plan"))
    assert "next: `bulkops apply new.plan`" in shown(capsys, "new.plan")


def test_nothing_of_the_company_is_needed_to_show_a_plan(tmp_path: Path, capsys: Captured) -> None:
    saved(replace(lasting(rich()), bound=Bound(environment="production", expires_at=FAR)), tmp_path / "p")
    assert "PRODUCTION" in shown(capsys, str(tmp_path / "p"))


def test_a_plan_is_read_from_what_was_printed(folder: Path, capsys: Captured) -> None:
    Path("printed.json").write_text("".join(f"{line}\n" for line in plan_json(replace(rich(), bound=BOUND), REGISTRY)))
    assert "acme-march" in shown(capsys, "printed.json")
