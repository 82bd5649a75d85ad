"""Which operation serves which method and path."""

import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from urllib.parse import unquote

from bulkops.core.http import Request
from bulkops.sandbox import (
    actions,
    attachments,
    autoinvoice,
    background,
    corrections,
    ddapi,
    ddapi_customers,
    invoices,
    listing,
    oauth,
    printing,
    reversals,
    rotrut,
)
from bulkops.sandbox.call import Operation

_INVOICE = "/v1/customerinvoice"
_NOTE = "/v1/customerCreditNote"

#: API, method, path, operation; a place in braces is any one segment. The first that fits serves.
_TABLE: tuple[tuple[str, str, str, Operation], ...] = (
    ("visma", "POST", "/connect/token", oauth.token),
    ("visma", "POST", "/v2/customerinvoice", invoices.create),
    ("visma", "POST", _INVOICE, invoices.create),
    ("visma", "GET", _INVOICE, listing.invoices),
    ("visma", "GET", f"{_INVOICE}/worktypes", rotrut.work_types),
    ("visma", "GET", f"{_INVOICE}/{{number}}", invoices.read),
    ("visma", "PUT", f"{_INVOICE}/{{number}}", invoices.update),
    ("visma", "DELETE", f"{_INVOICE}/{{number}}", invoices.delete),
    ("visma", "GET", f"{_INVOICE}/{{number}}/rotrut", rotrut.details),
    ("visma", "GET", f"{_INVOICE}/{{number}}/print", printing.show),
    ("visma", "POST", f"{_INVOICE}/{{number}}/attachment", attachments.attach),
    ("visma", "POST", f"{_INVOICE}/{{number}}/{{line}}/attachment", attachments.attach_to_line),
    ("visma", "GET", "/v1/attachment/{id}", attachments.show),
    ("visma", "PUT", "/v1/attachment/{id}", attachments.update),
    ("visma", "POST", f"{_INVOICE}/{{number}}/action/release", actions.release),
    ("visma", "POST", f"{_INVOICE}/{{number}}/action/sendToAutoInvoice", autoinvoice.send),
    ("visma", "POST", f"{_INVOICE}/{{number}}/action/correct", corrections.correct),
    ("visma", "POST", f"{_INVOICE}/{{number}}/action/reverse", reversals.reverse),
    ("visma", "POST", f"{_INVOICE}/{{number}}/action/reverseandapplytonote", reversals.reverse_and_apply),
    ("visma", "GET", _NOTE, listing.credit_notes),
    ("visma", "GET", f"{_NOTE}/{{number}}", listing.credit_note),
    ("visma", "GET", "/v1/background/{id}", background.show_state),
    ("visma", "GET", "/v1/background/{id}/content", background.show_content),
    ("ddapi", "GET", "/api/customers/invoice", ddapi.read),
    ("ddapi", "PUT", "/api/customers/invoice", ddapi.put),
    ("ddapi", "POST", "/api/customers/invoice", ddapi.put),
    ("ddapi", "GET", "/api/customers/{date}", ddapi_customers.changed_since),
    ("ddapi", "GET", "/api/Currencies/{id}", ddapi.currency),
    ("ddapi", "GET", "/api/invoice/termsofpayment", ddapi.terms),
)

_B64 = re.compile(r"b64\(([A-Za-z0-9_=-]+)\)")


@dataclass(frozen=True, slots=True)
class Found:
    """The operation that serves a request.

    Attributes:
        operation: What to call.
        parameters: What stands in the path's places, decoded.
    """

    operation: Operation
    parameters: tuple[str, ...]


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{\w+\}", path)
    return re.compile("([^/]+)".join(map(re.escape, parts)) + "/?", re.IGNORECASE)


_ROUTES = tuple((api, method, _pattern(path), operation) for api, method, path, operation in _TABLE)


def listed() -> list[tuple[str, str, str]]:
    """Give the API, the method and the path of all operations."""
    return [(api, method, path) for api, method, path, _ in _TABLE]


def find(request: Request) -> Found | tuple[str, ...]:
    """Find the operation for a request; where there is none, the methods that its path would take."""
    allowed: list[str] = []
    for api, method, pattern, operation in _ROUTES:
        if api != request.api:
            continue
        match = pattern.fullmatch(request.path)
        if match is not None:
            if method == request.method:
                return Found(operation, tuple(_decoded(segment) for segment in match.groups()))
            allowed.append(method)
    return tuple(allowed)


def _decoded(segment: str) -> str:
    text = unquote(segment)
    match = _B64.fullmatch(text)
    if match is None:
        return text
    coded = match[1].rstrip("=")
    return urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode("utf-8", "replace")
