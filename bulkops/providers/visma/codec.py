"""What goes to Visma.net and what comes back: wrapping, success, errors, numbers.

Rules from visma-net.md: section 9 (bodies), section 4 (errors), sections 1 and 2 (`Location`, `b64(…)`).
"""

import re
from base64 import urlsafe_b64decode
from typing import Any
from urllib.parse import unquote

from bulkops.core.errors import UnknownOutcomeError
from bulkops.core.field import Field, Kind
from bulkops.core.http import Request, Response
from bulkops.core.operation import Document, Effect, OperationType, Payload
from bulkops.providers.answers import members, plain_text, short

_VISMA_ID = re.compile(r"^VismaId:\s*([0-9A-Fa-f-]{36})\.?\s*(.*)$", re.DOTALL)
#: What stands around the path of a URL; `urlsplit` raises on hosts that it dislikes.
_NO_PATH = re.compile(r"^[A-Za-z]+://[^/?#]*|[?#].*$", re.DOTALL)
_B64 = re.compile(r"^b64\(([A-Za-z0-9_=-]+)\)$")
#: Status of an action's answer, which has a body; other writes answer without one.
_ACTION = 200
#: Where an object says what went wrong; the API's own first, then the gateway's, then those of its framework.
_TEXTS = ("message", "exceptionmessage", "error_description", "detail", "title", "error")


def encode(operation_type: OperationType, payload: Payload, document: Document | None) -> Any:  # noqa: ARG001
    """Write the body: members in the order of the declaration, wrapped as declared.

    The document plays no part: an update merges what is sent into what is there.

    Returns:
        The body, or None for an operation that takes no payload.

    Raises:
        ValueError: A field that cannot be cleared is null.
    """
    if not operation_type.fields:
        return None
    return _body(operation_type.fields, payload)


def _body(fields: tuple[Field, ...], values: Payload) -> dict[str, Any]:
    return {field.name: _member(field, values[field.name]) for field in fields if field.name in values}


def _member(field: Field, value: Any) -> Any:
    if value is None and not field.nullable:
        raise ValueError(f"`{field.name}` cannot be cleared")
    plain = value
    if field.kind is Kind.GROUP and value is not None:
        plain = _body(field.fields, value)
    elif field.kind is Kind.LIST and value is not None:
        plain = [_element(field, element) for element in value]
    return {"value": plain} if field.wrapped else plain


def _element(field: Field, element: Payload) -> dict[str, Any]:
    made = _body(field.fields, element)
    operation = field.member("operation")
    if operation is None or "operation" in made:
        return made
    known = element.get(field.key) is not None and "Update" in operation.choices
    return {"operation": "Update" if known else "Insert", **made}


def judge(operation_type: OperationType, response: Response) -> str:
    """Look into an answer of success: an action says in its body that it has failed.

    Raises:
        UnknownOutcomeError: Something else answered, such as the sign-in page of a proxy.
    """
    body = members(response)
    action = response.status == _ACTION and operation_type.effect is not Effect.READ
    if action and not body and plain_text(response):
        raise UnknownOutcomeError("the answer says success, and is not one of this API")
    if str(body.get("actionresult", "")).lower() != "failed":
        return ""
    return short(str(body.get("errorinfo") or "")) or "the action failed, and no cause was given"


def error_text(response: Response) -> str:
    """Say what an answer of failure says, Visma's reference for support in brackets at the end.

    Bodies are an object with `message`, one with `ExceptionMessage`, plain text, HTML of a gateway, or empty.
    """
    body = members(response)
    text = next((str(body[name]) for name in _TEXTS if body.get(name)), "") or plain_text(response)
    if match := _VISMA_ID.match(text.strip()):
        return f"{short(match[2]) or 'no cause was given'} (VismaId {match[1]})"
    fault = str(body.get("exceptionfaultcode") or "")
    return f"{short(text)} (fault {fault})" if text and fault else short(text)


def new_number(operation_type: OperationType, request: Request, response: Response) -> str:  # noqa: ARG001
    """Give the number of the document that a write has made; empty where it made none or tells none.

    A create and an attachment tell it as the last segment of `Location`, which may point to another host and is never
    followed; an action tells it in its body.
    """
    if operation_type.spawn is not None:
        return str(members(response).get(operation_type.spawn.result.lower()) or "")
    if operation_type.targeted and operation_type.upload is None:
        return ""
    path = _NO_PATH.sub("", response.headers.get("location", ""))
    return _decoded(unquote(path.rstrip("/").rpartition("/")[2]))


def _decoded(segment: str) -> str:
    match = _B64.match(segment)
    if match is None:
        return segment
    coded = match[1].rstrip("=")
    try:
        return urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode()
    except ValueError:  # no base64, or no text: then the segment is what it looks like
        return segment
