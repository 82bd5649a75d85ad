"""An update whose lines are matched by their item: as it is applied, in doubt, and applied once more."""

import pytest

from bulkops.adapters.clock import SystemClock
from bulkops.adapters.journal.journal import Journal
from bulkops.app.project import load_project
from bulkops.core.http import Request
from bulkops.core.json import loads
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import Folder

MANIFEST = """\
bulkops: 1
name: {name}
operations:
  - id: lines
    op: visma.invoice.update
    invoice: "100231"
    match_lines: inventoryNumber
    other_lines: delete
    with:
      invoiceLines:
        - {{inventoryNumber: "301", quantity: 2, unitPriceInCurrency: 50}}
        - {{inventoryNumber: "101", quantity: 3}}
"""


def lines(folder: Folder) -> list[tuple[int, str, int]]:
    """Give number, item and quantity of the invoice's lines."""
    erp = folder.open_erp()
    answer = erp.handle(Request(api="visma", method="GET", path="/v1/customerinvoice/100231"), SystemClock().now())
    erp.close()
    return [
        (line["lineNumber"], line["inventoryNumber"], int(line["quantity"]))
        for line in loads(answer.body)["invoiceLines"]
    ]


@pytest.mark.parametrize("loss", [FaultKind.LOSE_ANSWER, FaultKind.LOSE_REQUEST])
def test_the_invoice_comes_to_have_the_lines_of_the_entry_once(
    folder: Folder, loss: FaultKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.path)
    assert lines(folder) == [(1, "101", 12), (2, "220", 1)]
    folder.write("m.yaml", MANIFEST.format(name="m"))
    folder.fail(Fault(kind=loss, method="PUT", path="/v1/customerinvoice/*"))
    done = folder.apply("m.yaml")
    assert done.code == 7, done.text
    folder.finish()
    assert lines(folder) == [(1, "101", 3), (3, "301", 2)]

    with Journal.open(load_project(None).journal_path) as journal:
        history = journal.operation(journal.runs()[0].run, "lines")
    assert history is not None
    assert [(one["operation"], one.get("lineNumber")) for one in loads(history.payload)["invoiceLines"]] == [
        ("Insert", None),
        ("Update", 1),
        ("Delete", 2),
    ]

    sent = folder.writes()
    folder.write("again.yaml", MANIFEST.format(name="again"))
    again = folder.apply("again.yaml")
    assert again.code == 0, again.text
    assert "1 unchanged" in again.text
    assert folder.writes() == sent
