"""`bulkops list` against a server that misbehaves: foreign rows, slow pages, ends in the middle, a million rows."""

import json
import os
import signal
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.runs.folder import Folder, ended
from tests.runs.list_server import serving_lists


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path, tmp_path / "none")


def of_customers(at: int) -> dict[str, Any]:
    return {"referenceNumber": str(at), "customer": {"number": str(10001 + at % 3)}, "status": "Open"}


def test_rows_that_were_not_asked_for_are_left_out_and_told(folder: Folder) -> None:
    with serving_lists(folder, total=30, row=of_customers) as server:
        done = folder.run("list", "visma.invoice", "--where", "customer=10001", "--format", "json")
    assert done.code == 0, done.text
    rows = json.loads(done.out)
    assert [row["referenceNumber"] for row in rows] == [str(at) for at in range(0, 30, 3)]
    assert all(set(row) == {"referenceNumber", "customer", "status"} for row in rows)
    assert "the server gave 20 rows that do not match `customer=10001`" in done.err
    assert server.asked == [("/v1/customerinvoice", {"customer": "10001", "pageNumber": "1", "pageSize": "1000"})]


def test_the_first_row_is_there_before_the_last_page(folder: Folder) -> None:
    go_on = threading.Event()
    with (
        serving_lists(folder, total=5, size_max=2, row=of_customers, gate=(2, go_on)) as server,
        folder.start("list", "visma.invoice", "--format", "ndjson") as process,
    ):
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        assert server.pages in ([1], [1, 2])
        go_on.set()
        rest = process.stdout.read()
        assert process.wait(60) == 0
    assert first["referenceNumber"] == "0"
    assert [json.loads(line)["referenceNumber"] for line in rest.splitlines()] == ["1", "2", "3", "4"]
    assert server.pages == [1, 2, 3]


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_a_reader_that_goes_away_ends_it_quietly(folder: Folder, form: str) -> None:
    with (
        serving_lists(folder, total=100_000, row=of_customers) as server,
        folder.start("list", "visma.invoice", "--format", form) as process,
    ):
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        process.wait(60)
        said = process.stderr.read()
    assert process.returncode == 0
    assert "Traceback" not in said
    assert "Exception" not in said
    assert len(server.pages) < 100


def test_an_interruption_ends_it_with_what_was_there(folder: Folder) -> None:
    with (
        serving_lists(folder, total=5, size_max=2, row=of_customers, gate=(2, threading.Event())) as server,
        folder.start("list", "visma.invoice", "--format", "json") as process,
    ):
        assert server.held.wait(60)
        process.send_signal(signal.SIGINT)
        done = ended(process)
    assert done.code == 130
    assert "interrupted: 2 invoices from 1 page" in done.err
    assert "Traceback" not in done.err
    with pytest.raises(ValueError, match="Expecting"):
        json.loads(done.out)


def test_a_limit_asks_for_no_more_than_it_needs(folder: Folder) -> None:
    with serving_lists(folder, total=5000, row=of_customers) as server:
        done = folder.run("list", "visma.invoice", "--limit", "3", "--format", "ndjson")
        assert len(done.out.splitlines()) == 3
        assert [query["pageSize"] for _, query in server.asked] == ["3"]
        done = folder.run("list", "visma.invoice", "--limit", "1500", "--page-size", "700", "--format", "json")
        assert len(json.loads(done.out)) == 1500
        assert [query["pageSize"] for _, query in server.asked[1:]] == ["700"] * 3


def test_a_list_with_gaps_is_not_taken_for_whole(folder: Folder) -> None:
    with serving_lists(folder, total=5, row=lambda at: {"referenceNumber": str(min(at, 3))}):
        done = folder.run("list", "visma.invoice", "--format", "json")
    assert done.code == 5
    assert "error[R113]" in done.err
    with pytest.raises(ValueError, match="Expecting"):
        json.loads(done.out)


def test_links_and_redirects_are_not_followed(folder: Folder) -> None:
    with serving_lists(folder, total=5, size_max=2, row=lambda at: {"CustomerNo": at}) as server:
        done = folder.run("list", "ddapi.customer", "--where", "Changed>=2026-01-31", "--format", "ndjson")
        assert [json.loads(line)["CustomerNo"] for line in done.out.splitlines()] == [0, 1, 2, 3, 4]
        assert [path for path, _ in server.asked] == ["/api/customers/2026-01-31"] * 3
        done = folder.run("get", "ddapi.customer", "3", "--format", "json")
        assert json.loads(done.out) == {"CustomerNo": 3}
        assert server.pages == [1, 2, 3, 1, 2]
        server.redirect = f"http://127.0.0.2:{server.port}/v1/customerinvoice"
        done = folder.run("list", "visma.invoice")
        assert done.code == 5
        assert "error[R110]" in done.err


@pytest.mark.slow
def test_memory_does_not_grow_with_the_rows(folder: Folder) -> None:
    """A hundred thousand rows take no more than a thousand, but for what one page takes."""
    peaks = []
    for total in (2_000, 100_000):
        with (
            serving_lists(folder, total=total, row=of_customers),
            folder.start("list", "visma.invoice", "--format", "csv", stdout=subprocess.DEVNULL) as process,
        ):
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        peaks.append(usage.ru_maxrss)
    assert peaks[1] - peaks[0] < 8_000, "kilobytes"
