"""G4: a saved plan is carried out exactly as it was reviewed, once, or not at all."""

import json
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bulkops.core.http import Request
from bulkops.core.json import dumps
from bulkops.core.outcome import State
from bulkops.sandbox.ledger import Seen
from tests.runs.drifting import delete, put, release
from tests.runs.drifting import edit as by_another
from tests.runs.folder import Done, Folder, pairs
from tests.runs.served import Server
from tests.runs.test_conflict import SETTINGS

EXAMPLES = Path(__file__).parents[2] / "manifests-examples"
PROJECT = """bulkops: 1
profiles:
  sandbox: {environment: sandbox, visma: {sandbox: true}, ddapi: {sandbox: true}}
"""
TABLE = "No;Customer;Price\n1;10001;5,50\n2;10002;7,50\n"
MANIFEST = """bulkops: 1
name: m
operations:
  - {id: text, op: visma.invoice.update, invoice: '100231', with: {invoiceText: Ours}}
  - {id: terms, op: visma.invoice.update, invoice: '100233', with: {creditTermsId: '14'}}
  - {id: release, op: visma.invoice.release, invoice: '100233'}
  - {id: settings, op: ddapi.invoice_settings.set, customer: 10042, with: {PaysInvoiceFee: false}}
  - {id: contract, op: visma.invoice.attach, invoice: '100231', file: contract.txt}
  - rows: {file: rows.csv, encoding: utf-8, delimiter: ";", decimal: ",", group_by: No}
    id: "row-{No}"
    op: visma.invoice.create
    with:
      customerNumber: {column: Customer}
      currencyId: NOK
      hold: false
      invoiceLines: {each_row: {inventoryNumber: A, quantity: 1, unitPriceInCurrency: {column: Price}}}
"""
POLICY = """bulkops: 1
policies:
  - {name: small, message: too much, path: amount, operator: <, value: 1000000, severity: error}
"""
STEPS = 7


@pytest.fixture
def project(folder: Folder) -> Folder:
    """A folder with a manifest of several kinds of operations, and what it names."""
    folder.write("bulkops.yaml", PROJECT)
    folder.write("m.yaml", MANIFEST)
    folder.write("rows.csv", TABLE)
    folder.write("contract.txt", "Signed.\n")
    return folder


def planned(folder: Folder, *words: str) -> Done:
    done = folder.run("plan", "m.yaml", "-o", "m.plan", *words)
    assert done.code == 0, done.text
    return done


def edit(folder: Folder, number: str, text: str = "Theirs") -> None:
    """Let somebody else change an invoice."""
    by_another(folder, put(number, invoiceText={"value": text}))


def ours(folder: Folder) -> list[Seen]:
    """Writes that bulkops has made."""
    return [seen for seen in folder.writes() if seen.client]


def test_it_is_carried_out_once(project: Folder) -> None:
    shown = planned(project)
    digest = re.search(r"digest ([0-9a-f]{12})", shown.out)
    assert digest
    assert project.apply("m.plan", "--expect", digest[1]).code == 0
    assert project.counts() == {State.SUCCEEDED: STEPS}
    sent = len(project.writes())
    again = project.apply("m.plan")
    assert (again.code, len(project.writes())) == (0, sent)
    assert "was carried out by run" in again.err
    status = json.loads(project.run("status", "--format", "json").out)
    assert status["plan_digest"].startswith(digest[1])
    shutil.rmtree(project.path / ".bulkops" / "none", ignore_errors=True)
    for left in (project.path / ".bulkops").glob("journal.db*"):
        left.unlink()
    lost = project.apply("m.plan")
    assert (lost.code, len(project.writes())) == (4, sent), lost.text
    assert "P067" in lost.err
    with project.journal() as journal:
        assert journal.verify() is None


def write_policy(folder: Folder) -> None:
    (folder.path / "policies").mkdir()
    folder.write("policies/mine.yaml", POLICY)


@dataclass(frozen=True)
class Moved:
    """Something that a plan is bound to, changed after it was made."""

    change: Callable[[Folder], object]
    said: str
    words: tuple[str, ...] = ()


MOVED = {
    "manifest": Moved(lambda folder: folder.write("m.yaml", MANIFEST + "# seen\n"), "input `m.yaml` has changed"),
    "table": Moved(lambda folder: folder.write("rows.csv", TABLE + "3;10003;1,50\n"), "input `rows.csv` has changed"),
    "gone": Moved(lambda folder: (folder.path / "m.yaml").unlink(), "input `m.yaml` of the plan cannot be read"),
    "attachment": Moved(
        lambda folder: folder.write("contract.txt", "Signed, too.\n"), "`contract` is not as it was reviewed: its entry"
    ),
    "limit": Moved(
        lambda folder: folder.write("bulkops.yaml", PROJECT + "safety: {release_max: 9}\n"),
        "the limit `release_max` was not set when the plan was made, and is 9",
    ),
    "environment": Moved(
        lambda folder: folder.write("bulkops.yaml", PROJECT.replace("environment: sandbox", "environment: test")),
        "the plan is for the environment `sandbox`, and the profile `sandbox` is `test`",
    ),
    "company": Moved(
        lambda folder: folder.run("sandbox", "reset"),
        "the plan is for company «Nordvik Sandbox AS",
    ),
    "document": Moved(
        lambda folder: edit(folder, "100231"), "`text` is not as it was reviewed: somebody changed the document"
    ),
    "settings": Moved(
        lambda folder: by_another(
            folder, Request(api="ddapi", method="PUT", path="/api/customers/invoice", body=dumps(SETTINGS))
        ),
        "`settings` is not as it was reviewed: what the document holds has changed",
    ),
    "released": Moved(lambda folder: by_another(folder, release("100233")), "`release` is not as it was reviewed"),
    "deleted": Moved(
        lambda folder: by_another(folder, delete("100231")),
        "`text` is not as it was reviewed: invoice `100231` does not exist",
    ),
    "done": Moved(
        lambda folder: folder.run("apply", "m.yaml", "--yes", "--only", "text"),
        "`text` is not as it was reviewed: another run has done it meanwhile",
    ),
    "digest": Moved(lambda _folder: None, "the digest of the plan is", ("--expect", "0123456789ab")),
    "policy": Moved(write_policy, "the policy file `policies/mine.yaml` was not there when the plan was made"),
}


@pytest.mark.parametrize("moved", MOVED.values(), ids=MOVED.keys())
def test_what_it_is_bound_to_has_changed(project: Folder, moved: Moved) -> None:
    planned(project)
    moved.change(project)
    before = len(project.writes())
    done = project.apply("m.plan", *moved.words)
    assert done.code == 4, done.text
    assert moved.said in done.err
    assert "nothing was sent" in done.err
    assert len(project.writes()) == before


def test_it_expires(project: Folder) -> None:
    planned(project, "--valid-for", "1s")
    time.sleep(1.1)
    done = project.apply("m.plan")
    assert (done.code, project.writes()) == (4, [])
    assert "error[P065]: the plan has expired" in done.err


def test_other_steps_go_on(project: Folder) -> None:
    planned(project)
    edit(project, "100233")
    done = project.apply("m.plan", "--on-conflict", "skip")
    assert done.code == 1, done.text
    assert project.counts() == {State.SUCCEEDED: STEPS - 2, State.CONFLICT: 1, State.SKIPPED: 1}
    assert not [seen for seen in ours(project) if "100233" in seen.path]
    with project.journal() as journal:
        assert journal.verify() is None
    assert project.apply("m.plan", "--on-conflict", "skip").code == 0, "it is spent"


def test_conflicts_of_a_manifest_can_be_left_out(project: Folder) -> None:
    project.write("m.yaml", MANIFEST.replace("with: {invoiceText: Ours}", "if_match: AAAA, with: {invoiceText: Ours}"))
    assert project.apply("m.yaml").code == 4
    assert not ours(project)
    done = project.apply("m.yaml", "--on-conflict", "skip")
    assert done.code == 1, done.text
    assert project.counts() == {State.SUCCEEDED: STEPS - 2, State.CONFLICT: 1, State.SKIPPED: 1}


def test_a_partly_applied_plan_goes_on(server: Server) -> None:
    """Under the approval that it had: nothing is planned again."""
    folder = server.folder
    folder.write("m.yaml", pairs("m", 20))
    planned(folder)
    with folder.start("apply", "m.plan", "--yes", "--rate", "20/s", "--approved-by", "kari") as process:
        until = time.monotonic() + 60
        while len(folder.writes()) < 10 and time.monotonic() < until:
            time.sleep(0.01)
        process.kill()
        process.communicate()
    done = folder.apply("m.plan")
    assert done.code == 0, done.text
    assert "is under way as run" in done.err
    assert folder.counts() == {State.SUCCEEDED: 40}
    assert folder.runs() == 1
    assert folder.last_run().approver == "kari"
    assert len(folder.effects("created")) == 20
    assert folder.apply("m.plan").code == 0


def test_what_is_sent_is_what_was_shown(folder: Folder) -> None:
    """Line for line, for every kind of operation."""
    shutil.copytree(EXAMPLES / "lifecycle", folder.path / "lifecycle")
    folder.write("m.yaml", (EXAMPLES / "lifecycle.yaml").read_text(encoding="utf-8"))
    planned(folder)
    shown = folder.run("show", "m.plan", "--requests").out.splitlines()
    done = folder.apply("m.plan", "--in-flight", "1")
    assert done.code == 0, done.text
    sent = folder.run("show", folder.last_run().name, "--requests").out.splitlines()
    assert len(shown) == len(sent) > 12
    for line, request in zip(shown, sent, strict=True):
        pattern = re.sub(r"\\\{.+?\\\}", "[^ ]+", re.escape(line))
        assert re.fullmatch(pattern, request), (line, request)
    with folder.ledger() as ledger:
        seen = [one for one in ledger.requests() if one.method != "GET" or one.path.endswith("/print")]
    logged = [(one.method, one.path, one.body_digest) for one in seen if "token" not in one.path]
    told = [(words[0], words[1].partition("?")[0], line) for line in sent for words in [line.split()]]
    # What does not wait for one another may be sent in either order.
    for (method, path, line), (*route, digest) in zip(sorted(told), sorted(logged), strict=True):
        assert [method, path] == route
        assert f"sha256:{digest}" in line or not digest


def test_a_plan_is_applied_with_nothing_else(project: Folder) -> None:
    planned(project)
    for words in (("--only", "text"), ("--allow", "release=9")):
        assert project.apply("m.plan", *words).code == 64
    assert project.apply("m.yaml", "--expect", "0123").code == 64
    assert project.run("plan", "m.yaml", "-o", "off.plan", "--offline").code == 64
    assert project.run("plan", "m.yaml", "-o", "m.yaml").code == 64
    assert (project.path / "m.yaml").read_text(encoding="utf-8") == MANIFEST
    assert not project.writes()


def test_a_selection_is_part_of_it(project: Folder) -> None:
    shown = planned(project, "--only", "release")
    assert "comes along" in shown.out
    done = project.apply("m.plan")
    assert done.code == 0, done.text
    assert project.counts() == {State.SUCCEEDED: 2}
    assert "left out" in done.out
    assert project.apply("m.yaml").code == 0
    with project.journal() as journal:
        assert sum(journal.counts(run.run)[State.SUCCEEDED] for run in journal.runs()) == STEPS


def test_a_limit_that_was_lifted_stays_lifted(project: Folder) -> None:
    project.write("bulkops.yaml", PROJECT + "safety: {release_max: 0}\n")
    refused = project.run("plan", "m.yaml", "-o", "m.plan")
    assert refused.code == 4
    assert "--allow release=1" in refused.err
    assert "not saved" in refused.err
    assert not (project.path / "m.plan").exists()
    assert project.apply("m.yaml").code == 4
    assert not project.writes()
    planned(project, "--allow", "release=1")
    assert project.apply("m.plan").code == 0


def test_a_plan_is_no_manifest(project: Folder) -> None:
    planned(project)
    for words in (("validate", "m.plan"), ("plan", "m.plan"), ("apply", "m.plan", "m.yaml", "--yes")):
        done = project.run(*words)
        assert (done.code, "a saved plan is no manifest" in done.err, project.writes()) == (3, True, [])


def test_output_that_finds_no_room(project: Folder) -> None:
    """What was not shown is not applied; how a run has ended is told all the same."""
    for words, code in ((("plan", "m.yaml"), 64), (("apply", "m.yaml", "--yes"), 64)):
        with Path("/dev/full").open("w", encoding="utf-8") as full:
            done = project.run(*words, stdout=full)
        assert (done.code, "cannot be written: no space left" in done.err, project.writes()) == (code, True, [])
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = project.run("apply", "m.yaml", "--yes", "--format", "json", stdout=full)
    assert done.code == 0
    assert project.counts() == {State.SUCCEEDED: STEPS}
