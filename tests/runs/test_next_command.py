"""The command that the end of a run names: it is there, does what is said, and is one."""

import shlex

import pytest

from tests.runs.folder import Done, Folder

ENTRY = """\
    op: visma.invoice.create
    with:
      customerNumber: "10001"
      currencyId: NOK
      hold: false
      documentDate: 2026-03-31
"""
LINES = "      invoiceLines: [{{inventoryNumber: A, quantity: 1, unitPriceInCurrency: 5, vatCodeId: {vat}}}]\n"
ROWS = '  - rows: {{file: {file}}}\n    id: "inv-{{nr}}"\n'


def of_table(folder: Folder, name: str, *vats: str) -> Done:
    """Apply a manifest of a table with a row for each VAT code."""
    rows = "".join(f"{name}{number},{vat}\n" for number, vat in enumerate(vats, 1))
    folder.write(f"{name}.csv", f"nr,vat\n{rows}")
    entry = ROWS.format(file=f"{name}.csv") + ENTRY + "      externalReference: {column: nr}\n"
    entry += LINES.format(vat="{column: vat}")
    folder.write(f"{name}.yaml", f"bulkops: 1\nname: {name}\noperations:\n{entry}")
    return folder.apply(f"{name}.yaml")


def following(folder: Folder, done: Done) -> Done:
    """Run the command that is named."""
    (line,) = (line for line in done.out.splitlines() if line.startswith("next: "))
    assert line.count("`") == 2, line
    program, *arguments = shlex.split(line.split("`")[1])
    assert program == "bulkops"
    return folder.run(*arguments)


def test_a_table_that_is_done_is_proved(folder: Folder) -> None:
    done = of_table(folder, "fine", "3", "3")
    assert f"next: `bulkops reconcile {folder.last_run().name}` reads again" in done.out
    proved = following(folder, done)
    assert (proved.code, "2 as made = 2 documents" in proved.out) == (0, True), proved.text


def test_rows_that_failed_are_written(folder: Folder) -> None:
    done = of_table(folder, "mixed", "3", "99")
    assert done.code == 1, done.text
    run = folder.last_run().name
    assert following(folder, done).code in {0, 1}
    failed = (folder.path / f"results-{run}" / "failed.csv").read_text(encoding="utf-8")
    assert "mixed2,99,refused" in failed
    assert "mixed1" not in failed
    assert f"next: `bulkops results {run}" in folder.run("status", run).out


@pytest.mark.parametrize(("vat", "says"), [("'3'", "nothing is left to do"), ("'99'", "mend what was refused")])
def test_what_stands_in_a_manifest_alone_is_not_sent_there(folder: Folder, vat: str, says: str) -> None:
    entry = f"  - id: one\n{ENTRY}{LINES.format(vat=vat)}"
    folder.write("m.yaml", f"bulkops: 1\nname: m\noperations:\n{entry}")
    assert f"next: {says}" in folder.apply("m.yaml").out
