from typing import Any

from bulkops.core.http import Request, Response
from bulkops.core.json import dumps, loads
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.switches import Switches

NOW = 1_772_449_200.0  # 2026-03-02 11:00 UTC
INVOICE = "/v1/customerinvoice"


class Desk:
    """Asks the system as a client would, at a time of its own."""

    def __init__(self) -> None:
        self.erp = Erp()
        self.now = NOW

    def switch(self, **switches: Any) -> None:
        self.erp.set_switches(Switches(**switches))

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Response:
        path, _, query = path.partition("?")
        pairs = [pair.partition("=") for pair in query.split("&") if pair]
        request = Request(
            api="ddapi" if path.startswith("/api/") else "visma",
            method=method,
            path=path,
            query=tuple((name, value) for name, _, value in pairs),
            headers=tuple((name.replace("_", "-"), value) for name, value in headers.items()),
            body=body if isinstance(body, bytes) or body is None else dumps(body),
        )
        return self.erp.handle(request, self.now)

    def create(self, lines: list[dict[str, Any]] | None = None, **fields: Any) -> str:
        response = self.ask("POST", "/v2/customerinvoice", wrapped(lines=lines, **fields))
        assert response.status == 201, response.body
        return response.headers["location"].rpartition("/")[2]

    def read(self, number: str) -> Any:
        response = self.ask("GET", f"{INVOICE}/{number}")
        assert response.status == 200, response.body
        return loads(response.body)

    def update(self, number: str, lines: list[dict[str, Any]] | None = None, **fields: Any) -> Response:
        return self.ask("PUT", f"{INVOICE}/{number}", wrapped(lines=lines, customerNumber=None, **fields))

    def act(self, number: str, action: str, body: Any = None, **headers: str) -> Response:
        return self.ask("POST", f"{INVOICE}/{number}/action/{action}", body, **headers)

    def release(self, number: str) -> None:
        assert self.act(number, "release").status == 200
        self.now += 60.0

    def rows(self, query: str = "", path: str = INVOICE) -> Any:
        response = self.ask("GET", f"{path}?{query}")
        assert response.status == 200, response.body
        return loads(response.body)

    def numbers(self, query: str) -> list[str]:
        return [row["referenceNumber"] for row in self.rows(query)]


def wrapped(lines: list[dict[str, Any]] | None = None, **fields: Any) -> dict[str, Any]:
    """Write a body as the system takes it; a customer is given unless `customerNumber` is None."""
    fields = {"customerNumber": "10001", **fields}
    body: dict[str, Any] = {name: {"value": value} for name, value in fields.items() if value is not None}
    if lines is not None:
        body["invoiceLines"] = [_line(line) for line in lines]
    return body


def _line(line: dict[str, Any]) -> dict[str, Any]:
    members = {name: {"value": value} for name, value in line.items() if name != "operation"}
    return {"operation": line.get("operation", "Insert"), **members}
