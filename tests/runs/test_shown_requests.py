"""What a plan says that it will send, what a run says that it has sent, and what the system was sent are one."""

import json
import re
import shutil
from pathlib import Path

from tests.runs.folder import Folder
from tests.runs.test_lifecycle import EXAMPLES

_ID = re.compile(r"\{([^}]+)\}")


def lifecycle(folder: Folder) -> Folder:
    shutil.copy(EXAMPLES / "lifecycle.yaml", folder.path)
    shutil.copytree(EXAMPLES / "lifecycle", folder.path / "lifecycle")
    return folder


def requests(folder: Folder, *words: str) -> list[str]:
    done = folder.run("show", *words, "--requests")
    assert done.code == 0, done.text
    return done.out.splitlines()


def asked(folder: Folder) -> list[str]:
    """Give what the system was asked to do; files that were printed are part of it."""
    with folder.ledger() as ledger:
        seen = [one for one in ledger.requests() if one.method != "GET" or one.path.endswith("/print")]
    return [
        f"{one.method} {one.path}{f'?{one.query}' if one.query else ''}  If-Match: {one.if_match or '-'}"
        f"  sha256:{one.body_digest or '-'}"
        for one in seen
    ]


def bare(lines: list[str]) -> list[str]:
    return sorted(line.rpartition("  ")[0] for line in lines)


def filled(line: str, numbers: dict[str, str]) -> str:
    """Fill in what was not known before: numbers in paths; entity tags are only known afterwards."""
    request, _, rest = line.partition("  If-Match: ")
    tag, _, rest = rest.partition("  ")
    tag = "(later)" if _ID.search(tag) else tag
    return f"{_ID.sub(lambda match: numbers[match[1]], request)}  If-Match: {tag}  {rest}"


def test_a_run_shows_what_the_system_was_sent(folder: Folder) -> None:
    assert lifecycle(folder).apply("lifecycle.yaml").code == 0
    assert bare(requests(folder, folder.last_run().name)) == sorted(asked(folder))


def test_a_plan_shows_what_its_run_sends(folder: Folder) -> None:
    done = lifecycle(folder).run("plan", "lifecycle.yaml", "-o", "life.plan")
    assert done.code == 0, done.text
    planned = requests(folder, "life.plan")
    assert folder.apply("lifecycle.yaml").code == 0
    run = folder.last_run().name
    sent = requests(folder, run)
    numbers = {line.rpartition("  ")[2]: "" for line in planned}
    for name in numbers:
        shown = json.loads(folder.run("show", run, name, "--format", "json").out)
        numbers[name] = shown["number"] or ""
    assert len(planned) == len(sent)
    for before, after in zip(planned, sent, strict=True):
        expected = filled(before, numbers)
        found = re.sub(r'If-Match: "[^"]*"', "If-Match: (later)", after) if "(later)" in expected else after
        assert found == expected


def test_one_operation_shows_its_own_requests(folder: Folder) -> None:
    assert lifecycle(folder).apply("lifecycle.yaml").code == 0
    run = folder.last_run().name
    every = requests(folder, run)
    assert requests(folder, run, "acme-contract") == [line for line in every if line.endswith("  acme-contract")]
    assert folder.run("show", run, "acme-contrct", "--requests").code == 64


def test_what_the_journal_does_not_hold_any_more_is_said(folder: Folder) -> None:
    assert lifecycle(folder).apply("lifecycle.yaml").code == 0
    run = folder.last_run().name
    (folder.path / "lifecycle" / "contract.txt").write_text("another one\n", encoding="utf-8")
    unknown = [line.split()[-1] for line in requests(folder, run) if "sha256:unknown" in line]
    assert unknown == ["acme-contract"]
    before = requests(folder, run)
    assert folder.run("journal", "purge", "--run", run, "--yes").code == 0
    after = requests(folder, run)
    assert all("sha256:unknown" in line for line in after)
    assert {line.split("  sha256")[0] for line in after} <= {line.split("  sha256")[0] for line in before}


def test_a_plan_that_was_applied_says_by_which_run(folder: Folder) -> None:
    assert lifecycle(folder).run("plan", "lifecycle.yaml", "-o", "life.plan").code == 0
    assert folder.apply("life.plan").code == 0
    done = folder.run("show", "life.plan")
    assert f"was taken up by run {folder.last_run().name}" in done.err
    assert "bulkops apply" not in done.out


def test_showing_a_plan_needs_neither_journal_nor_project(folder: Folder, tmp_path: Path) -> None:
    assert lifecycle(folder).run("plan", "lifecycle.yaml", "-o", str(tmp_path / "life.plan")).code == 0
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = folder.run("show", str(tmp_path / "life.plan"), cwd=elsewhere)
    assert done.code == 0, done.text
    assert not list(elsewhere.iterdir())


CANARY = "canary-5d2e"
#: Personal data in a create, in an update of what is there, in settings, and in a file's path and content.
PERSONAL = f"""bulkops: 1
name: personal
operations:
  - id: new
    op: visma.invoice.create
    with:
      customerNumber: "10001"
      documentDate: 2026-03-31
      invoiceContact: {{overrideContact: true, name: {CANARY}, email: {CANARY}@acme.example}}
      invoiceLines: [{{inventoryNumber: CONS-1, quantity: 1, unitPriceInCurrency: 10}}]
  - id: changed
    op: visma.invoice.update
    invoice: "100231"
    with: {{invoiceContact: {{overrideContact: true, attention: {CANARY}}}}}
  - id: settings
    op: ddapi.invoice_settings.set
    customer: "10042"
    with: {{InvoiceOrderPaymentEmailAddress: {CANARY}@acme.example}}
"""


def test_personal_data_is_in_no_form_of_a_plan(folder: Folder) -> None:
    folder.write("personal.yaml", PERSONAL)
    made = folder.run("plan", "personal.yaml", "-o", "personal.plan", "--full", "-v")
    assert made.code == 0, made.text
    told = [made.text, (folder.path / "personal.plan").read_text(encoding="utf-8")]
    for form in ("text", "markdown", "json", "html"):
        told.append(folder.run("show", "personal.plan", "--full", "--format", form).text)
        told.append(folder.run("plan", "personal.yaml", "--full", "--format", form).text)
    for name in ("new", "changed", "settings"):
        parts: tuple[tuple[str, ...], ...] = ((), ("--requests",), ("--format", "json"))
        told += [folder.run("show", "personal.plan", name, *words).text for words in parts]
    told += [folder.run("show", "personal.plan", "--group", str(number), "--full").text for number in (1, 2, 3)]
    assert all(told)
    assert [text for text in told if CANARY in text] == []
