"""`docs/policies.md`: its examples, run as they stand there; and what they refuse is sent to nobody."""

import os
import re
import shlex
import sys
from pathlib import Path

import pytest

from bulkops.app.settings_names import money_verbs
from bulkops.core.codes import CODES
from bulkops.planning.policy_values import Operator
from tests.runs.folder import Done, Folder

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"```(?:yaml|python)\n# (\S+)\n(.*?)```", PAGE, re.DOTALL))
SESSIONS = re.findall(r"```console\n\$ bulkops (.*?)\n(.*?)```", PAGE, re.DOTALL)
CANARY = "CANARY-4711"
CONTACT = f"""
  - id: canary
    op: visma.invoice.update
    invoice: "100233"
    with: {{invoiceContact: {{overrideContact: true, name: {CANARY}, email: {CANARY}@x.example}}}}
"""


@pytest.fixture
def project(folder: Folder) -> Folder:
    """A folder as the page describes it."""
    (folder.path / "policies").mkdir()
    folder.write("bulkops.yaml", FILES["bulkops.yaml"])
    folder.write("judge.py", FILES["judge.py"])
    folder.variables["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    folder.write("quickstart.yaml", (ROOT / "manifests-examples" / "quickstart.yaml").read_text(encoding="utf-8"))
    return folder


def with_policies(project: Folder) -> None:
    project.write("policies/invoices.yaml", FILES["policies/invoices.yaml"])


def errors(done: Done) -> list[str]:
    """Give the codes of the findings, in the order in which they are told."""
    return re.findall(r"^error\[(\w+)\]", done.err, re.MULTILINE)


@pytest.mark.parametrize("number", range(len(SESSIONS)))
def test_a_session_comes_out_as_it_is_shown(project: Folder, number: int) -> None:
    command, shown = SESSIONS[number]
    if "P083" in shown:
        with_policies(project)
    done = project.run(*shlex.split(command))
    assert done.code == 4
    told = [line.strip() for line in done.err.splitlines()]
    assert [line for line in shown.splitlines() if line.strip() not in told] == []
    assert len(re.findall(r"^(error|warning)\[(?!P001)", done.err, re.MULTILINE)) == shown.count("[P0")
    assert project.writes() == []


def test_what_is_allowed_and_corrected_is_applied(project: Folder) -> None:
    with_policies(project)
    text = (project.path / "quickstart.yaml").read_text(encoding="utf-8")
    project.write("quickstart.yaml", text.replace("quantity: 12.5", "quantity: 9.5"))
    policies = FILES["policies/invoices.yaml"].replace("value: 1\n", "value: 2\n")
    project.write("policies/invoices.yaml", policies)
    refused = project.apply("quickstart.yaml")
    assert (refused.code, errors(refused)) == (4, ["P081", "P001"])
    assert project.writes() == []
    flag = shlex.split(re.findall(r"add `(--allow \S+)`", refused.err)[0])
    done = project.run("apply", "--yes", "quickstart.yaml", *flag)
    assert done.code == 0, done.text
    assert len(project.writes()) == 6
    again = project.run("apply", "--yes", "quickstart.yaml")
    assert again.code == 0, again.text  # what is done does not count


def test_mistakes_in_policies_are_told_before_anything_is_read(project: Folder) -> None:
    with_policies(project)
    project.write(
        "policies/more.yaml", "bulkops: 1\npolicies:\n  - {name: x, message: y, path: amont, operator: exists}\n"
    )
    done = project.run("plan", "quickstart.yaml")
    assert (done.code, errors(done)) == (3, ["P088"])
    assert "policies/more.yaml:3:33" in done.err
    assert done.out == ""
    assert not project.state.exists()


@pytest.mark.parametrize("form", ["text", "markdown", "json", "html", "sarif", "github"])
def test_personal_data_reaches_neither_findings_nor_the_command(project: Folder, form: str) -> None:
    with_policies(project)
    asked = "import sys; sys.exit(open('asked.json', 'w').write(sys.stdin.read()))"
    with (project.path / "quickstart.yaml").open("a", encoding="utf-8") as manifest:
        manifest.write(CONTACT)
    project.write("ask.py", asked)
    done = project.run("plan", "quickstart.yaml", "--format", form, "--full", "--policy-cmd", "python3 ask.py")
    assert done.code == 4
    assert "P086" in done.text
    assert CANARY not in done.text
    was_asked = (project.path / "asked.json").read_text(encoding="utf-8")
    assert '"id":"canary"' in was_asked
    assert CANARY not in was_asked


def test_the_page_knows_every_operator_and_code() -> None:
    table = PAGE.partition("| operator | of |")[2].partition("\n\n")[0]
    first = " ".join(line.split("|")[1] for line in table.splitlines()[2:])
    assert set(re.findall(r"`([^`]+)`", first)) - {"value"} == set(Operator)
    assert set(re.findall(r"\b(P[0-9]{3})\b", PAGE)) <= set(CODES)
    assert {"create", "release"} <= set(money_verbs())


def test_policies_see_the_requests_that_would_be_sent(project: Folder) -> None:
    project.write(
        "policies/routes.yaml",
        "bulkops: 1\npolicies:\n"
        '  - {name: routes, message: not by this route, path: "requests[].path", operator: not matches, value: .*/release}\n',
    )
    done = project.run("plan", "quickstart.yaml", "--allow", "release_sum.NOK=40000")
    assert (done.code, errors(done)) == (4, ["P083", "P083", "P001"])
    assert "operation `release-100231`" in done.err


def test_an_empty_command_is_not_taken_for_none(project: Folder) -> None:
    for command in ("plan", "apply"):
        done = project.run(command, "quickstart.yaml", "--policy-cmd", "")
        assert (done.code, errors(done)) == (64, ["U001"])
