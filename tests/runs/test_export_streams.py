"""`bulkops export` of long lists: pages become entries as they come, and what is not whole is no file."""

import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.runs.folder import Folder, ended
from tests.runs.list_server import serving_lists

EXPANDED = {"expandInvoiceAddress": "true", "expandTaxDetails": "true"}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path, tmp_path / "none")


def invoice(at: int) -> dict[str, Any]:
    lines = [{"lineNumber": number, "description": f"line {number} of {at}", "quantity": 2.5} for number in (1, 2, 3)]
    return {"referenceNumber": f"{at:06}", "status": "Hold", "note": f"{at:05}", "invoiceLines": lines}


def files(folder: Folder) -> list[str]:
    return sorted(path.name for path in folder.path.iterdir() if path.name not in {"bulkops.yaml", ".bulkops"})


def test_every_row_of_every_page_is_an_entry(folder: Folder) -> None:
    with serving_lists(folder, total=25, size_max=10, row=invoice) as server:
        done = folder.run("export", "visma.invoice", "-o", "all.yaml")
    assert done.code == 0, done.text
    assert [(path, int(query.pop("pageNumber"))) for path, query in server.asked] == [
        ("/v1/customerinvoice", number) for number in (1, 2, 3)
    ]
    assert server.asked[0][1] == EXPANDED | {"pageSize": "1000"}
    text = (folder.path / "all.yaml").read_text()
    entries = yaml.safe_load(text)["operations"]
    assert [entry["invoice"] for entry in entries] == [f"{at:06}" for at in range(25)]
    assert [entry["with"]["note"] for entry in entries] == [f"{at:05}" for at in range(25)]
    assert text.endswith("# end: 25 entries\n")
    assert "25 invoices from 3 pages" in done.err
    checked = folder.run("validate", "all.yaml")
    assert checked.out == "25 operations in all.yaml: no errors\n", checked.text


def test_the_first_entry_is_there_before_the_last_page(folder: Folder) -> None:
    go_on = threading.Event()
    with (
        serving_lists(folder, total=5, size_max=2, row=invoice, gate=(2, go_on)) as server,
        folder.start("export", "visma.invoice") as process,
    ):
        assert process.stdout is not None
        while "id: invoice-000001" not in process.stdout.readline():
            pass
        assert server.pages in ([1], [1, 2])
        go_on.set()
        assert "invoice-000004" in process.stdout.read()
        assert process.wait(60) == 0


def test_an_interruption_leaves_no_file(folder: Folder) -> None:
    with (
        serving_lists(folder, total=5, size_max=2, row=invoice, gate=(2, threading.Event())) as server,
        folder.start("export", "visma.invoice", "-o", "all.yaml") as process,
    ):
        assert server.held.wait(60)
        process.send_signal(signal.SIGINT)
        done = ended(process)
    assert done.code == 130
    assert "interrupted: 2 invoices from 1 page; no file was written" in done.err
    assert "Traceback" not in done.err
    assert files(folder) == []


def test_a_list_with_gaps_is_no_export(folder: Folder) -> None:
    def row(at: int) -> dict[str, Any]:
        return invoice(min(at, 3))

    with serving_lists(folder, total=5, row=row):
        done = folder.run("export", "visma.invoice", "-o", "all.yaml")
        shown = folder.run("export", "visma.invoice")
    assert (done.code, files(folder)) == (5, [])
    assert "error[R113]" in done.err
    assert shown.code == 5
    assert "# end:" not in shown.out


def test_a_reader_that_goes_away_ends_it_quietly(folder: Folder) -> None:
    with (
        serving_lists(folder, total=20_000, row=invoice) as server,
        folder.start("export", "visma.invoice") as process,
    ):
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        process.wait(60)
        said = process.stderr.read()
    assert process.returncode == 0
    assert "Traceback" not in said
    assert len(server.pages) < 20


def test_rows_that_were_not_asked_for_are_left_out_and_told(folder: Folder) -> None:
    def row(at: int) -> dict[str, Any]:
        return invoice(at) | {"status": "Hold" if at % 2 else "Open"}

    with serving_lists(folder, total=10, row=row):
        done = folder.run("export", "visma.invoice", "--where", "status=Hold", "-o", "all.yaml")
    assert "the server gave 5 rows that do not match `status=Hold`" in done.err
    assert (folder.path / "all.yaml").read_text().endswith("# end: 5 entries\n")


def test_a_limit_asks_for_no_more_than_it_needs(folder: Folder) -> None:
    with serving_lists(folder, total=5000, row=invoice) as server:
        done = folder.run("export", "visma.invoice", "--limit", "3", "-o", "all.yaml")
    assert done.code == 0, done.text
    assert [query["pageSize"] for _, query in server.asked] == ["3"]
    assert (folder.path / "all.yaml").read_text().endswith("# end: 3 entries\n")


def test_what_a_manifest_cannot_say_is_counted_and_named_at_its_entry(folder: Folder) -> None:
    def row(at: int) -> dict[str, Any]:
        return invoice(at) | {"exchangeRate": 1.23456789 if at else 1, "financialPeriod": "99" if at == 2 else "202603"}

    with serving_lists(folder, total=3, row=row):
        done = folder.run("export", "visma.invoice", "-o", "all.yaml")
    assert "`exchangeRate` of 2 left out" in done.err
    assert "`financialPeriod` of 1 left out" in done.err
    text = (folder.path / "all.yaml").read_text()
    assert text.count("# left out, for a manifest cannot say it: exchangeRate\n") == 1
    assert text.count("# left out, for a manifest cannot say it: exchangeRate, financialPeriod\n") == 1
    assert folder.run("validate", "all.yaml").code == 0


@pytest.mark.slow
def test_memory_does_not_grow_with_the_documents(folder: Folder) -> None:
    """Thirty thousand documents take no more than two thousand, but for what one page takes."""
    peaks = []
    for total in (2_000, 30_000):
        with (
            serving_lists(folder, total=total, row=invoice),
            folder.start("export", "visma.invoice", "-o", f"{total}.yaml") as process,
        ):
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        peaks.append(usage.ru_maxrss)
    assert peaks[1] - peaks[0] < 8_000, "kilobytes"
