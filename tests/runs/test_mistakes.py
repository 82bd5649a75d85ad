"""G7: every mistake is found at once, at its place, before anything is sent or written."""

import json
import re

import pytest

from tests.runs.folder import Folder
from tests.runs.served import Server

#: The five mistakes, each marked where its finding has to point.
MISTAKES = """\
bulkops: 1
name: mistakes
operations:
  - id: typo
    op: visma.invoice.create
    with:
      customerNumber: "10001"
      «documentDat: 2026-03-31
  - id: date
    op: visma.invoice.create
    with: {customerNumber: "10001", documentDate: «2026-02-30}
  - id: nobody
    op: visma.invoice.create
    with: «{documentDate: 2026-03-31}
  - id: twice
    op: visma.invoice.create
    with:
      customerNumber: "10001"
      «customerNumber: "10002"
  - id: lost
    op: visma.invoice.release
    invoice: {from: «nowhere}
"""


def expected() -> set[tuple[int, int]]:
    lines = enumerate(MISTAKES.splitlines(), 1)
    return {(number, line.index("«") + 1) for number, line in lines if "«" in line}


def places(text: str) -> list[tuple[int, int]]:
    found = re.findall(r"^error\[[A-Z]\d{3}\]: .*\n *--> mistakes\.yaml:(\d+):(\d+)", text, re.MULTILINE)
    return [(int(line), int(column)) for line, column in found]


@pytest.mark.parametrize("words", [("apply", "--yes"), ("plan",), ("validate",)], ids=["apply", "plan", "validate"])
def test_five_mistakes_are_five_findings(folder: Folder, words: tuple[str, ...]) -> None:
    folder.write("mistakes.yaml", MISTAKES.replace("«", ""))
    done = folder.run(*words, "mistakes.yaml")
    assert done.code == 3
    assert len(places(done.err)) == 5, done.err
    assert set(places(done.err)) == expected(), done.err
    assert done.err.count("error[") == 5
    assert "Traceback" not in done.text
    assert not (folder.path / ".bulkops" / "journal.db").exists()
    if folder.state.exists():
        assert folder.writes() == []


def test_mistakes_as_data(folder: Folder) -> None:
    folder.write("mistakes.yaml", MISTAKES.replace("«", ""))
    done = folder.run("validate", "--format", "json", "mistakes.yaml")
    assert done.code == 3
    found = json.loads(done.out)["findings"]
    assert {(one["line"], one["column"]) for one in found} == expected()
    assert len(found) == 5


def test_mistakes_reach_no_server(server: Server) -> None:
    folder = server.folder
    folder.write("mistakes.yaml", MISTAKES.replace("«", ""))
    assert folder.apply("mistakes.yaml").code == 3
    with folder.ledger() as ledger:
        assert ledger.requests() == []
    assert not (folder.path / ".bulkops").exists()
