"""What goes to DDAPI and what comes back: the whole object, success, errors.

Rules from compilator-ddapi.md: section 5 (omitting resets), section 6 (answers and errors).
"""

from typing import Any

from bulkops.core.errors import UnknownOutcomeError
from bulkops.core.http import Request, Response
from bulkops.core.operation import Document, OperationType, Payload
from bulkops.providers.answers import lowered, members, plain_text, short

#: The only code the vendor names; each action has its own list, so no other number is translated.
_ERROR_NAMES = {1: "InternalServerError"}


def encode(operation_type: OperationType, payload: Payload, document: Document | None) -> Any:
    """Write the body: all settings, the given ones laid over those read, unknown members of the document kept.

    Args:
        operation_type: What is sent.
        payload: The settings asked for. Without a document it also holds `CustomerNumber`.
        document: The settings as read; None where the customer has none.

    Raises:
        ValueError: A setting that must be sent is missing or null; the text names it.
    """
    number = operation_type.resource.number
    known = {**(document or {}), **payload}
    order = (number, *(field.name for field in operation_type.fields))
    body = {name: known[name] for name in order if name in known}
    body |= {name: value for name, value in known.items() if name not in body}
    fixed = (number, *(field.name for field in operation_type.fields if not field.nullable))
    newer = {field.name for field in operation_type.fields if field.newer}
    if null := [name for name in fixed if name in payload and payload[name] is None]:
        raise ValueError(f"cannot be null: {_list(null)}")
    if missing := [name for name in fixed if body.get(name) is None and name not in newer]:
        raise ValueError(f"missing are {_list(missing)}")
    return body | {field.name: None for field in operation_type.fields if field.nullable and field.name not in body}


def _list(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def judge(operation_type: OperationType, response: Response) -> str:  # noqa: ARG001
    """Look into a 2xx answer: it means success only if it says so and lists no error.

    Raises:
        UnknownOutcomeError: The answer cannot be read, or contradicts itself.
    """
    body = members(response)
    success, errors = body.get("success"), body.get("errors") or []
    if success is True and not errors:
        return ""
    if success is False:
        return _errors(errors) or "refused, and no cause was given"
    if success is True:
        raise UnknownOutcomeError(f"the answer says success and lists errors: {_errors(errors)}")
    raise UnknownOutcomeError("the answer does not say whether it succeeded")


def error_text(response: Response) -> str:
    """Say what an answer of failure says.

    Bodies are the API's own list of errors, an object of the .NET framework (its stack trace is left out), HTML of
    the web server, plain text, or empty.
    """
    body = members(response)
    if text := _errors(body.get("errors")):
        return text
    parts = [str(body[name]) for name in ("message", "exceptionmessage") if body.get(name)]
    if isinstance(state := body.get("modelstate"), dict):
        parts += [f"{name}: {short(str(text))}" for name, texts in state.items() for text in _many(texts)]
    return short(" ".join(parts)) or plain_text(response)


def new_number(operation_type: OperationType, request: Request, response: Response) -> str:  # noqa: ARG001
    """Give an empty text: settings are named by their customer and get no number."""
    return ""


def _errors(errors: Any) -> str:
    return short("; ".join(_error(error) for error in _many(errors)))


def _error(error: Any) -> str:
    if not isinstance(error, dict):
        return str(error)
    found = lowered(error)
    code = found.get("errorcode")
    name = _ERROR_NAMES.get(code, code) if isinstance(code, int) else code
    text = str(found.get("errormessage") or "")
    if code is None:
        return text
    return f"{text} (error {name})" if text else f"error {name}"


def _many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
