"""Where the vendor's description of April 2025 is not what holds, one entry a difference, each with its reason.

The facts are those of visma-net.md: a later description (2026-09), the vendor's prose, and what integrators report.
The differences are laid over the description before anything is checked against it.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

#: Stands for each name at its step.
EACH = "*"

_INVOICE = "/v1/customerinvoice"
_ONE = f"{_INVOICE}/{{invoiceNumber}}"
_ACTIONS = tuple(
    f"{_ONE}/action/{name}" for name in ("release", "sendToAutoInvoice", "correct", "reverse", "reverseandapplytonote")
)
_ATTACHMENTS = (f"{_ONE}/attachment", f"{_ONE}/{{lineNumber}}/attachment")
_LISTS = (_INVOICE, "/v1/customerCreditNote")
_MOMENTS = ("dunningLetterDateTime", "documentDueDate", "documentDate", "lastModifiedDateTime", "createdDateTime")

_TAG = '^"[A-Za-z0-9+/]{11}="$'
_ETAG = {"ETag": {"required": True, "schema": {"type": "string", "pattern": _TAG}}}
_LOCATION = {"Location": {"required": True, "schema": {"type": "string", "pattern": "^https?://[^/]+/.+/[^/]+$"}}}
_TEXT = {"type": "string"}
_BINARY = {"type": "string", "format": "binary"}
_EXCEPTION = (
    "ExceptionType",
    "ExceptionMessage",
    "ExceptionFaultCode",
    "ExceptionMessageID",
    "ExceptionDetails",
)
_FAILURE = {
    "application/json": {
        "schema": {
            "anyOf": [
                *(
                    {"type": "object", "properties": {name: _TEXT}, "required": [name]}
                    for name in ("message", "Message")
                ),
                {
                    "type": "object",
                    "properties": dict.fromkeys(_EXCEPTION, _TEXT),
                    "required": list(_EXCEPTION[:3]),
                },
            ]
        }
    },
    "text/plain": {"schema": _TEXT},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A place of the description, and what holds there.

    Attributes:
        where: Steps from its root. `EACH` stands for each name there; a step into a list is the `name` of an element.
        holds: Members that it has then, in place of those of the same names.
        without: Members that are taken out first.
        why: What says so.
    """

    where: tuple[str, ...]
    holds: Mapping[str, Any]
    without: tuple[str, ...] = ()
    why: str


def _member(dto: str, name: str, schema: dict[str, str], why: str) -> Difference:
    return Difference(where=("components", "schemas", dto, "properties", name), holds=schema, why=why)


def _answer(method: str, path: str, status: str, holds: dict[str, Any], why: str, *, empty: bool = False) -> Difference:
    where = ("paths", path, method, "responses", status)
    return Difference(where=where, holds=holds, without=("content",) if empty else (), why=why)


def _members() -> Iterator[Difference]:
    later = "a member of the later description (models file, disagreements)"
    version = {"type": "string", "format": "byte"}
    yield _member("CustomerInvoiceDto", "timeStamp", version, "the row version; came after April 2025 (section 5)")
    for dto in ("subaccountInCustomerInvoiceDto", "subaccountInCustomerInvoiceLineDto"):
        yield _member(dto, "timeStamp", version, later)
    for dto in ("projectInCustomerInvoiceDto", "ProjectTaskIdDescriptionDto"):
        yield _member(dto, "internalId", {"type": "integer", "format": "int32"}, later)
    yield _member("TaxDetailDto", "expenseAmount", {"type": "number", "format": "double"}, later)
    wrapped = {"$ref": "#/components/schemas/DtoValueOfNullableOfDecimal"}
    yield _member("TaxDetailUpdateDto", "expenseAmount", wrapped, later)


def _headers() -> Iterator[Difference]:
    if_match = {"in": "header", "schema": {"type": "string", "pattern": _TAG}}
    why = "If-Match came after April 2025, for these only, and in double quotes (sections 4 and 5)"
    for method, path in (("put", _ONE), *(("post", path) for path in (*_ATTACHMENTS, *_ACTIONS))):
        yield Difference(where=("paths", path, method, "parameters", "If-Match"), holds=if_match, why=why)
        conflict = {"description": "Precondition failed", "content": _FAILURE}
        yield _answer(method, path, "412", conflict, f"{why}; the form of its body is not known")
    yield Difference(
        where=("paths", EACH, EACH, "parameters", "erp-api-background", "schema"),
        holds={"type": "string", "pattern": "^(none|subscription(:[^=,]+=[^=,]*(,[^=,]+=[^=,]*)*)?)$"},
        why="an address has been retired on 2025-04-30; `true` was never a value (section 6)",
    )


def _answers() -> Iterator[Difference]:
    bare = "no body; the number is at the end of `Location` (section 1)"
    yield _answer("post", "/v2/customerinvoice", "201", {"headers": _LOCATION | _ETAG}, bare, empty=True)
    yield _answer("post", _INVOICE, "201", {"headers": _LOCATION}, f"{bare}; v1 promises no ETag", empty=True)
    yield _answer("get", _ONE, "200", {"headers": _ETAG}, "the row version (section 4)")
    maybe = {"ETag": _ETAG["ETag"] | {"required": False}}
    yield _answer("put", _ONE, "204", {"headers": maybe}, "no body; the ETag is promised once of two times", empty=True)
    for path in (_ONE, "/v1/attachment/{attachmentId}"):
        method = "delete" if path == _ONE else "put"
        yield _answer(method, path, "204", {}, "204 has no body", empty=True)
    for path in _ATTACHMENTS:
        yield _answer("post", path, "201", {"headers": _LOCATION | _ETAG}, "no body (section 12)", empty=True)
    for name in ("correct", "reverse", "reverseandapplytonote"):
        why = "of the new document, where the action made one (section 4)"
        yield _answer("post", f"{_ONE}/action/{name}", "200", {"headers": maybe}, why)
    result = {"schema": {"$ref": "#/components/schemas/ReverseInvoiceActionResultDto"}}
    content = {"application/json": result, "text/json": result}
    yield _answer(
        "post", f"{_ONE}/action/reverseandapplytonote", "200", {"content": content}, "as reverse (section 10)"
    )
    accepted = {"schema": {"$ref": "#/components/schemas/BackgroundApiAcceptedDto"}}
    content = {"application/json": accepted, "text/json": accepted}
    yield _answer("post", f"{_ONE}/action/release", "202", {"content": content}, "the schema has been forgotten")
    files = {
        f"{_INVOICE}/{{refNbr}}/print": "application/pdf",
        "/v1/attachment/{attachmentId}": EACH + "/" + EACH,
        "/v1/background/{requestId}/content": EACH + "/" + EACH,
    }
    for path, media_type in files.items():
        holds = {"content": {media_type: {"schema": _BINARY}}}
        yield _answer("get", path, "200", holds, "a file or a stored body (sections 6, 12, 13)", empty=True)
    why = "no failures are described; three shapes have been seen (section 4, error bodies)"
    failure = {"description": "Failure", "content": _FAILURE}
    yield _answer("get", "/v1/background/{requestId}/content", "410", failure, why)
    for status in ("400", "401", "403", "404", "415", "429", "500"):
        yield Difference(where=("paths", EACH, EACH, "responses", status), holds=failure, why=why)


def _bodies() -> Iterator[Difference]:
    about_file = {"type": "object", "properties": {"includeAttachmentInvoiceEmail": {"type": "boolean"}}}
    parts = {
        "type": "object",
        "properties": {"file": _BINARY, "metadata": about_file},
        "required": ["file"],
    }
    for path in _ATTACHMENTS:
        yield Difference(
            where=("paths", path, "post", "requestBody"),
            holds={"required": True, "content": {"multipart/form-data": {"schema": parts}}},
            why="the file is a part of a form (section 12)",
        )
    for path in _ACTIONS[:3]:
        yield Difference(
            where=("paths", path, "post", "requestBody"),
            holds={"content": {"application/json": {"schema": {"type": "object", "properties": {}}}}},
            why="no body is described; an empty object is accepted too (section 4)",
        )


def _filters() -> Iterator[Difference]:
    moment = "^\\d{4}-\\d\\d-\\d\\d([ T]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?)?$"
    for path in _LISTS:
        for name in _MOMENTS:
            parameters = ("paths", path, "get", "parameters")
            yield Difference(
                where=(*parameters, name, "schema"),
                holds={"pattern": moment},
                without=("format",),
                why="a date, with or without a time, never with a zone (section 9)",
            )
            yield Difference(
                where=(*parameters, f"{name}Condition", "schema"),
                holds={"enum": [">", "<", ">=", "<="]},
                why="other conditions are refused (section 9)",
            )


DIFFERENCES: tuple[Difference, ...] = (*_members(), *_headers(), *_answers(), *_bodies(), *_filters())


def laid_over(description: Any) -> Any:
    """Give a description with all differences laid over it; the given one stays as it is.

    Raises:
        LookupError: A difference is about a place that it has not.
    """
    amended = deepcopy(description)
    for difference in DIFFERENCES:
        if not _lay(amended, difference.where, difference):
            raise LookupError(f"it has no `{'/'.join(difference.where)}`")
    return amended


def _lay(node: Any, steps: tuple[str, ...], difference: Difference) -> int:
    """Lay a difference over all places that its steps lead to; give how many there are."""
    step, *rest = steps
    if step == EACH:
        return sum(_lay(node, (name, *rest), difference) for name in tuple(node))
    if rest:
        inner = _named(node, step) if isinstance(node, list) else node.get(step)
        return 0 if inner is None else _lay(inner, tuple(rest), difference)
    place = _named(node, step) if isinstance(node, list) else node.setdefault(step, {})
    if place is None:
        place = {"name": step}
        node.append(place)
    for name in difference.without:
        place.pop(name, None)
    place.update(deepcopy(difference.holds))
    return 1


def _named(elements: list[Any], name: str) -> Any:
    return next((element for element in elements if element.get("name") == name), None)
