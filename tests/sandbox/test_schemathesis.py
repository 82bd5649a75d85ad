"""Schemathesis, which knows nothing of the sandbox, tries the vendor's description on it: needs `BULKOPS_OPENAPI`."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bulkops.core.http import Response
from bulkops.sandbox import routes
from bulkops.sandbox.conformity_differences import laid_over
from bulkops.sandbox.conformity_schema import Schemas
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.switches import Switches
from tests.sandbox.desk import NOW
from tests.sandbox.serving import Served, served

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
#: What the sandbox does not play: credit notes are only read.
LEFT_OUT = {("post", "/v1/customerCreditNote")} | {
    (method, "/v1/customerCreditNote/{creditNoteNumber}") for method in ("put", "delete")
}
EXAMPLES = 12


def description(numbers: dict[str, list[str]]) -> dict[str, Any]:
    """What the vendor describes, with what is known to differ, as OpenAPI 3.1, which knows null.

    Args:
        numbers: Values that path parameters may have, by name; so that most requests are about what exists.
    """
    described: dict[str, Any] = laid_over(json.loads(Path(os.environ["BULKOPS_OPENAPI"]).read_text(encoding="utf-8")))
    described["openapi"] = "3.1.0"
    described["components"]["schemas"] = Schemas(described["components"]["schemas"], answers=True).strict
    for method, path in LEFT_OUT:
        del described["paths"][path][method]
    for item in described["paths"].values():
        for operation in item.values():
            # Its body is empty by default, and OpenAPI has no word for a body that may be left out.
            operation["responses"].get("412", {}).pop("content", None)
            for parameter in operation.get("parameters", []):
                if parameter["name"] in numbers:
                    parameter["schema"] = {"type": "string", "enum": numbers[parameter["name"]]}
    return described


@pytest.fixture
def erp() -> Iterator[Erp]:
    erp = Erp(switches=Switches(authorization="never", rate_limit=10**6, background_delay_s=0.0))
    erp.seed(NOW)
    yield erp
    erp.close()


@pytest.fixture
def server(erp: Erp) -> Iterator[Served]:
    with served(erp) as server:
        yield server


def tried(folder: Path, server: Served, described: dict[str, Any], *words: str) -> "subprocess.CompletedProcess[str]":
    file = folder / "openapi.json"
    file.write_text(json.dumps(described))
    run = ["run", str(file), "--url", server.url, "--seed", "1", "--phases", "fuzzing", "--checks", ",".join(CHECKS)]
    return subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", *run, "--warnings", "off", *words],
        cwd=folder,
        env=os.environ | {"NO_COLOR": "1", "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )


def numbers_of(erp: Erp) -> dict[str, list[str]]:
    ledger = erp.ledger()
    invoices = [held.number for held in ledger.documents()][:8]
    notes = [held.number for held in ledger.documents("credit_note")]
    return {
        "invoiceNumber": [*invoices, "nothing"],
        "refNbr": [*invoices, "nothing"],
        "creditNoteNumber": [*notes, "nothing"],
    }


@pytest.mark.slow
def test_whatever_is_asked_the_answer_is_as_described(tmp_path: Path, erp: Erp, server: Served) -> None:
    described = description(numbers_of(erp))
    done = tried(tmp_path, server, described, "--max-examples", str(EXAMPLES))
    assert done.returncode == 0, done.stdout + done.stderr
    requests = erp.ledger().requests()
    assert len(requests) > 10 * EXAMPLES
    operations = {(method, path) for path, item in described["paths"].items() for method in item}
    asked = {(seen.method.lower(), path) for seen in requests for _, path in operations if fits(path, seen.path)}
    assert operations <= asked, "each operation has been tried"
    assert {200, 201, 202, 204, 400, 404} <= {seen.status for seen in requests}
    assert [seen for seen in requests if seen.status >= 500] == []


def fits(described: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(described)), path) is not None


def test_it_would_tell(tmp_path: Path, erp: Erp, server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    erp.conformity = None  # the sandbox itself would tell first
    answer = Response(status=200, headers={"content-type": "application/json"}, body=b'[{"rutRotType": "Rat"}]')
    monkeypatch.setattr(routes, "find", lambda _: routes.Found(lambda _: answer, ()))
    words = ["--include-path", "/v1/customerinvoice/worktypes", "--max-examples", "2"]
    done = tried(tmp_path, server, description(numbers_of(erp)), *words)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Response violates schema" in done.stdout
