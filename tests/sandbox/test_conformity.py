"""Conforming to the vendor's own description: needs `BULKOPS_OPENAPI`."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bulkops.core.errors import UsageError
from bulkops.core.http import Request, Response
from bulkops.core.json import dumps
from bulkops.sandbox.conformity import Conformity, load
from bulkops.sandbox.conformity_differences import DIFFERENCES, laid_over

DESCRIPTION = load(os.environ["BULKOPS_OPENAPI"])
CREATE = "/v2/customerinvoice"
INVOICE = "/v1/customerinvoice"
TAG = '"AAAAAE0YIiI="'
FORM = {"Content_Type": "multipart/form-data; boundary=b"}
JSON = {"content-type": "application/json; charset=utf-8"}


def request(method: str, target: str, body: Any = None, **headers: str) -> Request:
    path, _, query = target.partition("?")
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    return Request(
        api="visma",
        method=method,
        path=path,
        query=tuple((name, value) for name, _, value in pairs),
        headers=tuple((name.replace("_", "-"), value) for name, value in headers.items()),
        body=body if body is None or isinstance(body, bytes) else dumps(body),
    )


def part(disposition: str, data: bytes = b"\xff\x00%PDF") -> bytes:
    return b"--b\r\nContent-Disposition: form-data; " + disposition.encode() + b"\r\n\r\n" + data + b"\r\n"


FILE = part('name="file"; filename="a.pdf"')

CONFORMING = [
    request("POST", CREATE, {"customerNumber": {"value": "1"}, "documentDate": {"value": "2026-03-31"}}),
    request("POST", CREATE, {"invoiceLines": [{"operation": "Insert", "quantity": {"value": 1.5}}]}),
    request("POST", CREATE, {"contact": {"value": None}}, erp_api_background="subscription:a=b,c=d"),
    request("POST", CREATE, {"taxDetailLines": [{"expenseAmount": {"value": 1}}]}, Content_Type="application/json"),
    request("PUT", f"{INVOICE}/1", {"note": {"value": ""}}, If_Match=TAG, erp_api_background="none"),
    request("DELETE", f"{INVOICE}/1"),
    request("GET", f"{INVOICE}/worktypes"),
    request("GET", f"{INVOICE}?released=1&expandTaxDetails=true&pageSize=1000&documentDueDate=2026-01-31"),
    request("GET", f"{INVOICE}?createdDateTime=2026-01-31 10:00:00.123&createdDateTimeCondition=>="),
    request("POST", f"{INVOICE}/1/action/release"),
    request("POST", f"{INVOICE}/1/action/release", {}, If_Match=TAG),
    request("POST", f"{INVOICE}/1/action/reverse", {"returnCreditNote": True}),
    request("POST", f"{INVOICE}/1/attachment", FILE + b"--b--\r\n", **FORM),
    request(
        "POST",
        f"{INVOICE}/1/2/attachment",
        part('name="metadata"', b'{"includeAttachmentInvoiceEmail": true}') + FILE + b"--b--\r\n",
        **FORM,
    ),
    request("PUT", "/v1/attachment/5f0c1a52-7d3b-4a52-9a54-b1f0d2cc51a1", {"sendToAutoinvoice": {"value": True}}),
    replace(request("PUT", "/api/customers/invoice", {"anything": 1}), api="ddapi"),
    request("POST", "/connect/token", b"grant_type=client_credentials"),
]


@pytest.mark.parametrize("asked", CONFORMING, ids=lambda asked: f"{asked.method} {asked.path}")
def test_a_request_that_conforms(asked: Request) -> None:
    assert DESCRIPTION.of_request(asked) == ""


@pytest.mark.parametrize(
    ("asked", "where", "why"),
    [
        (request("PATCH", CREATE), "PATCH /v2/customerinvoice", "not described"),
        (request("GET", "/v1/customerinvoices"), "GET /v1/customerinvoices", "not described"),
        (request("POST", CREATE), "body", "missing"),
        (request("POST", CREATE, b"{"), "body", "not JSON"),
        (request("POST", CREATE, b"null"), "body", "null"),
        (request("POST", CREATE, {}, Content_Type="text/csv"), "header `Content-Type`", "text/csv"),
        (request("POST", CREATE, {"customerNumbr": {"value": "1"}}), "body", "customerNumbr"),
        (request("POST", CREATE, {"customerNumber": "1"}), "body /customerNumber", "object"),
        (request("POST", CREATE, {"hold": {"value": None}}), "body /hold/value", "boolean"),
        (request("POST", CREATE, {"rotRutDetails": {"value": {}}}), "body /rotRutDetails", "value"),
        (
            request("POST", CREATE, {"documentDate": {"value": "2026-01-01T00:00:00Z"}}),
            "body /documentDate/value",
            "match",
        ),
        (request("POST", CREATE, {"invoiceLines": [{"operation": "insert"}]}), "body /invoiceLines/0/operation", "one"),
        (request("POST", CREATE, {"salesPersonID": {"value": 2**31}}), "body /salesPersonID/value", "maximum"),
        (
            request("POST", CREATE, {"directDebitMandateId": {"value": "7"}}),
            "body /directDebitMandateId/value",
            "uuid",
        ),
        (request("POST", CREATE, {}, If_Match=TAG), "header `If-Match`", "not described"),
        (request("POST", CREATE, {}, erp_api_background="true"), "header `erp-api-background`", "match"),
        (request("GET", "/v1/background/1", erp_api_background="none"), "header `erp-api-background`", "not described"),
        (request("DELETE", f"{INVOICE}/1", If_Match=TAG), "header `If-Match`", "not described"),
        (request("PUT", f"{INVOICE}/1", {}, If_Match="AAAAAE0YIiI="), "header `If-Match`", "match"),
        (request("GET", f"{INVOICE}?customerNumber=1"), "query `customerNumber`", "not described"),
        (request("GET", f"{INVOICE}?released=yes"), "query `released`", "integer"),
        (request("GET", f"{INVOICE}?expandTaxDetails=1"), "query `expandTaxDetails`", "boolean"),
        (request("GET", f"{INVOICE}?documentDate=2026-01-01Z"), "query `documentDate`", "match"),
        (request("GET", f"{INVOICE}?documentDateCondition=ne"), "query `documentDateCondition`", "one of"),
        (request("GET", f"{INVOICE}/1?pageSize=1"), "query `pageSize`", "not described"),
        (request("POST", f"{INVOICE}/1/action/release", {"x": 1}), "body", "x"),
        (request("POST", f"{INVOICE}/1/attachment", {}), "header `Content-Type`", "application/json"),
        (request("POST", f"{INVOICE}/1/one/attachment", FILE + b"--b--\r\n", **FORM), "path `lineNumber`", "integer"),
        (request("POST", f"{INVOICE}/1/attachment", b"nothing", **FORM), "body", "null"),
        (request("POST", f"{INVOICE}/1/attachment", part('name="v"') + b"--b--\r\n", **FORM), "body", "not JSON"),
        (request("POST", f"{INVOICE}/1/attachment", part('name="file"') + b"--b--\r\n", **FORM), "body", "file name"),
        (request("POST", f"{INVOICE}/1/attachment", part("x=1") + b"--b--\r\n", **FORM), "body", "without a name"),
        (request("POST", f"{INVOICE}/1/attachment", FILE + FILE + b"--b--\r\n", **FORM), "body", "second"),
        (request("GET", "/v1/attachment/7"), "path `attachmentId`", "uuid"),
    ],
)
def test_a_request_that_departs(asked: Request, where: str, why: str) -> None:
    departs = DESCRIPTION.of_request(asked)
    assert departs.startswith(f"{where}: ")
    assert why in departs


def answer(status: int, body: Any = None, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status=status, headers=named, body=b"" if body is None else dumps(body))


HOST = "https://api.finance.visma.net"
ONE = request("GET", f"{INVOICE}/1")
LIST = request("GET", INVOICE)
CREATED = request("POST", CREATE, {})
UPDATED = request("PUT", f"{INVOICE}/1", {})
RELEASED = request("POST", f"{INVOICE}/1/action/release")
QUEUED = request("POST", f"{INVOICE}/1/action/release", erp_api_background="none")
PRINTED = request("GET", f"{INVOICE}/1/print")


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (CREATED, answer(201, location=f"{HOST}{CREATE}/1", etag=TAG)),
        (CREATED, Response(status=500)),
        (CREATED, answer(400, {"message": "VismaId: 1. No."}, **JSON)),
        (CREATED, Response(status=403, headers={"content-type": "text/plain"}, body=b"no")),
        (ONE, answer(200, {"referenceNumber": "1", "timeStamp": "AAAAAE0YIiI=", "project": None}, **JSON, etag=TAG)),
        (LIST, answer(200, [{"metadata": {"totalCount": 1, "maxPageSize": 10}}], **JSON)),
        (UPDATED, Response(status=204)),
        (UPDATED, answer(204, etag=TAG)),
        (UPDATED, Response(status=412)),
        (RELEASED, answer(200, {"actionId": None, "actionResult": "InProcess"}, **JSON)),
        (QUEUED, answer(202, {"id": "1", "stateLocation": "x"}, **JSON)),
        (PRINTED, Response(status=200, headers={"content-type": "application/pdf"}, body=b"%PDF")),
        (LIST, Response(status=429, headers={"retry-after": "9", "x-ratelimit-limit": "5"})),
        (request("PATCH", CREATE), Response(status=405)),
    ],
)
def test_an_answer_that_conforms(asked: Request, given: Response) -> None:
    assert DESCRIPTION.of_answer(asked, given) == ""


@pytest.mark.parametrize(
    ("asked", "given", "why"),
    [
        (CREATED, answer(201, etag=TAG), "`location` is missing"),
        (CREATED, answer(201, location="1", etag=TAG), "`location` is not of the form"),
        (CREATED, answer(201, {}, location=f"{HOST}{CREATE}/1", etag=TAG), "a body is not declared"),
        (CREATED, answer(200, {}), "200 is not declared"),
        (CREATED, answer(412), "412 is not declared"),
        (CREATED, answer(400, {"error": "No."}, **JSON), "anyOf"),
        (request("POST", INVOICE, {}), answer(201, location=f"{HOST}{INVOICE}/1", etag=TAG), "`etag` is not declared"),
        (ONE, answer(200, {}, **JSON), "`etag` is missing"),
        (ONE, answer(200, {}, **JSON, etag="AAAAAE0YIiI="), "`etag` is not of the form"),
        (ONE, answer(200, **JSON, etag=TAG), "its body is missing"),
        (ONE, answer(200, {"refNumber": "1"}, **JSON, etag=TAG), "refNumber"),
        (ONE, answer(200, {"documentDate": "2026-01-01Z"}, **JSON, etag=TAG), "answer /documentDate: "),
        (ONE, answer(200, {"status": "Done"}, **JSON, etag=TAG), "answer /status: "),
        (LIST, answer(200, [], **JSON, x_ratelimit_reset="soon"), "`x-ratelimit-reset` is no number"),
        (LIST, Response(status=429), "`retry-after` is missing"),
        (LIST, answer(200, {}, **JSON), "array"),
        (LIST, answer(200, None, **JSON), "its body is missing"),
        (LIST, answer(200, [], content_type="text/html"), "`text/html` is not declared"),
        (RELEASED, answer(202, {"id": "1"}, **JSON), "202 is not declared"),
        (QUEUED, answer(202, {"jobId": "1"}, **JSON), "jobId"),
        (PRINTED, answer(200, {}, **JSON), "`application/json; charset=utf-8` is not declared"),
    ],
)
def test_an_answer_that_departs(asked: Request, given: Response, why: str) -> None:
    assert why in DESCRIPTION.of_answer(asked, given)


def test_no_more_than_a_few_are_told() -> None:
    departs = DESCRIPTION.of_request(request("POST", CREATE, {f"no{number}": 1 for number in range(3)} | {"hold": 1}))
    assert departs.count("body") == 2
    lines = [{"quantity": number} for number in range(9)]
    assert DESCRIPTION.of_request(request("POST", CREATE, {"invoiceLines": lines})).count("body") == 3


def test_every_difference_differs_and_says_why() -> None:
    description = json.loads(Path(os.environ["BULKOPS_OPENAPI"]).read_text(encoding="utf-8"))
    assert "timeStamp" not in description["components"]["schemas"]["CustomerInvoiceDto"]["properties"]
    for difference in DIFFERENCES:
        assert difference.why
        assert difference.holds or difference.without, difference.where
    for path, item in laid_over(description)["paths"].items():
        for method, operation in item.items():
            contents = [answer.get("content", {}) for answer in operation["responses"].values()]
            for content in (*contents, operation.get("requestBody", {}).get("content", {})):
                assert all("schema" in found for found in content.values()), (method, path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "it is not JSON"),
        ("[]", "it is not the vendor's"),
        ("{}", "it is not the vendor's"),
        ('{"paths": {}, "components": {"schemas": {}}}', "it has no `components/schemas/CustomerInvoiceDto"),
        (None, "no such file"),
    ],
)
def test_a_file_that_is_not_the_description(tmp_path: Path, text: str | None, why: str) -> None:
    file = tmp_path / "openapi.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(UsageError, match=r"openapi.json` cannot be used") as raised:
        load(file)
    assert why in raised.value.message


def test_a_description_that_has_changed_is_noticed() -> None:
    description = json.loads(Path(os.environ["BULKOPS_OPENAPI"]).read_text(encoding="utf-8"))
    del description["paths"][f"{INVOICE}/{{invoiceNumber}}/attachment"]
    with pytest.raises(LookupError, match=r"attachment"):
        Conformity("changed", description)
