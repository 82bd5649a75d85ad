"""`bulkops get` and `bulkops list` over HTTP against the served sandbox, in every form."""

import csv
import io
import json
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.runs.folder import Done, Folder
from tests.runs.served import SECRET, Server


@pytest.fixture
def folder(server: Server) -> Folder:
    return server.folder


def read(folder: Folder, *words: str) -> Any:
    done = folder.run(*words, "--format", "json")
    assert done.code == 0, done.text
    assert SECRET not in done.text
    return json.loads(done.out)


def refused(done: Done, code: int, *texts: str) -> None:
    assert done.code == code, done.text
    assert done.out == ""
    assert "Traceback" not in done.err
    for text in texts:
        assert text in done.err


def test_a_document_in_every_form(folder: Folder) -> None:
    document = read(folder, "get", "visma.invoice", "100236")
    assert document["referenceNumber"] == "100236"
    shown = folder.run("get", "visma.invoice", "100236")
    assert shown.code == 0
    assert f"  referenceNumber  {document['referenceNumber']}\n" in shown.out
    assert "Lines\n" in shown.out
    assert document["invoiceAddress"]["addressLine1"] not in shown.text
    assert "invoiceAddress.addressLine1" in shown.err
    personal = folder.run("get", "visma.invoice", "100236", "--show-personal")
    assert document["invoiceAddress"]["addressLine1"] in personal.out
    table = folder.run(
        "get", "visma.invoice", "100236", "--format", "csv", "--columns", "number,status,customer.number"
    )
    assert list(csv.reader(io.StringIO(table.out))) == [
        ["number", "status", "customer.number"],
        ["100236", document["status"], document["customer"]["number"]],
    ]


def test_what_does_not_exist(folder: Folder) -> None:
    refused(folder.run("get", "visma.invoice", "999999"), 1, "error[R114]", "`visma.invoice` 999999")
    refused(folder.run("get", "visma.work_types", "Nonsense"), 1, "error[R114]", "bulkops list visma.work_types")
    refused(folder.run("get", "visma.attachment", "6f1ce2bb-7a0c-4f39-9d6b-0f3b1c2d4e5f", "-o", "x"), 1, "error[R114]")
    assert not (folder.path / "x").exists()


def test_the_other_api(folder: Folder) -> None:
    terms = read(folder, "list", "ddapi.terms_of_payment")
    assert read(folder, "get", "ddapi.terms_of_payment", str(terms[2]["Id"])) == terms[2]
    assert read(folder, "get", "ddapi.invoice_settings", "10042")["CustomerNumber"] == 10042


def test_filters_and_expansions_go_over_the_wire(folder: Folder) -> None:
    words = ("--where", "customer=10001", "--where", "documentDate>=2000-01-01", "--expand", "taxDetails,attachments")
    rows = read(folder, "list", "visma.invoice", *words)
    assert len(rows) >= 2
    assert {row["customer"]["number"] for row in rows} == {"10001"}
    assert all({"taxDetails", "attachments"} <= set(row) and "metadata" not in row for row in rows)
    with folder.ledger() as ledger:
        assert ledger.count("GET", "/v1/*") == 1


def test_a_filter_that_looks_for_a_part_is_compared_again(server: Server) -> None:
    server.switch(filter_match="contains")
    done = server.folder.run("list", "visma.invoice", "--where", "externalReference=demo-10023", "--format", "json")
    assert done.code == 0
    assert json.loads(done.out) == []
    assert "rows that do not match `externalReference=demo-10023`" in done.err
    assert "no invoices match" in done.err


def test_lists_in_every_form(server: Server) -> None:
    server.switch(page_size_max=3)
    folder = server.folder
    rows = read(folder, "list", "visma.invoice")
    lines = folder.run("list", "visma.invoice", "--format", "ndjson").out.splitlines()
    assert [json.loads(line) for line in lines] == rows
    table = folder.run(
        "list", "visma.invoice", "--format", "csv", "--columns", "number", "--columns", "amountInCurrency"
    )
    head, *cells = csv.reader(io.StringIO(table.out))
    assert head == ["number", "amountInCurrency"]
    assert [(number, float(amount)) for number, amount in cells] == [
        (row["referenceNumber"], row["amountInCurrency"]) for row in rows
    ]
    text = folder.run("list", "visma.invoice")
    assert [line.split()[0] for line in text.out.splitlines() if line[:1].isdigit()] == [
        row["referenceNumber"] for row in rows
    ]
    assert f"{len(rows)} invoices from {-(-len(rows) // 3)} pages" in text.err


def test_a_file_is_saved_whole_and_nothing_is_overwritten(server: Server) -> None:
    folder, content = server.folder, bytes(range(256)) * 40
    key = attached(server, "100231", "plan.pdf", content)
    done = folder.run("get", "visma.attachment", key, "-o", "plan.pdf")
    assert done.code == 0, done.text
    assert (folder.path / "plan.pdf").read_bytes() == content
    (folder.path / "plan.pdf").write_bytes(b"mine")
    refused(folder.run("get", "visma.attachment", key, "-o", "plan.pdf"), 64, "error[R116]", "--overwrite")
    assert (folder.path / "plan.pdf").read_bytes() == b"mine"
    with folder.ledger() as ledger:
        assert ledger.count("GET", "/v1/attachment/*") == 1, "it is refused before it is asked for"
    assert folder.run("get", "visma.attachment", key, "-o", "plan.pdf", "--overwrite").code == 0
    assert (folder.path / "plan.pdf").read_bytes() == content
    assert sorted(path.name for path in folder.path.iterdir()) == ["bulkops.yaml", "plan.pdf"]
    refused(folder.run("get", "visma.attachment", key, "-o", "."), 64, "is a folder")
    refused(folder.run("get", "visma.attachment", key), 64, "write `-o FILE`")
    with folder.start("get", "visma.attachment", key, "-o", "-", text=False) as process:
        sent: Any = process.communicate(timeout=60)[0]
    assert sent == content


def attached(server: Server, number: str, name: str, content: bytes) -> str:
    """Attach a file as another program would; gives its id."""
    host = server.url.removeprefix("http://")
    form = f"grant_type=client_credentials&client_id=isv_demo&client_secret={SECRET}&tenant_id=demo"
    connection = HTTPConnection(host, timeout=20)
    connection.request("POST", "/connect/token", form, {"Content-Type": "application/x-www-form-urlencoded"})
    token = json.loads(connection.getresponse().read())["access_token"]
    part = f'--XX\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "multipart/form-data; boundary=XX"}
    connection.request("POST", f"/v1/customerinvoice/{number}/attachment", part + content + b"\r\n--XX--\r\n", headers)
    answer = connection.getresponse()
    assert answer.status == 201, answer.read()
    connection.close()
    return str(answer.headers["Location"]).rpartition("/")[2]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("get", "visma.invoce", "1"), "did you mean `visma.invoice`?"),
        (("get", "visma.invoice"), "which invoice?"),
        (("get", "ddapi.currency", "NOK"), "it is a whole number"),
        (("get", "visma.invoice", "100231", "-o", "x"), "is no file"),
        (("list", "visma.invoice.rotrut"), "the API has no list of ROT/RUT deductions"),
        (("list", "visma.invoice", "--where", "customerNumber=1"), "write `customer=…`"),
        (("list", "visma.invoice", "--columns", "statu"), "did you mean `status`?"),
        (("list", "visma.invoice", "--columns", "status", "--format", "json"), "no effect on json"),
        (("list", "visma.invoice", "--limit", "0"), "0 is not in the range"),
    ],
)
def test_wrong_words_ask_nothing_of_the_server(folder: Folder, words: tuple[str, ...], text: str) -> None:
    refused(folder.run(*words), 64, text)
    with folder.ledger() as ledger:
        assert list(ledger.requests()) == []


def test_a_server_that_is_down(server: Server) -> None:
    server.stop()
    refused(server.folder.run("get", "visma.invoice", "100231"), 5, "refused the connection")


def test_what_there_is_to_read_needs_no_server(tmp_path: Path) -> None:
    bare = Folder(tmp_path, tmp_path / "none")
    for words in (
        ("get",),
        ("list",),
        ("list", "visma.invoice", "--describe"),
        ("get", "ddapi.currency", "--describe"),
    ):
        done = bare.run(*words)
        assert done.code == 0, done.text
        assert words[-1] == "--describe" or "visma.invoice" in done.out
    assert list(tmp_path.iterdir()) == []


def test_the_embedded_sandbox_says_what_it_is(tmp_path: Path) -> None:
    done = Folder(tmp_path, tmp_path / "none").run("list", "visma.invoice")
    assert done.code == 0
    assert "from the embedded sandbox: Nordvik Sandbox AS" in done.err
