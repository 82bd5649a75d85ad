"""Whether requests, and the sandbox's answers, conform to the vendor's OpenAPI description."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

import msgspec

from bulkops.core.errors import UsageError
from bulkops.core.http import Request, Response
from bulkops.sandbox.conformity_differences import laid_over
from bulkops.sandbox.conformity_parts import parts_of
from bulkops.sandbox.conformity_schema import Schemas
from bulkops.sandbox.errors import plain

#: Names the description that everything is checked against, for all sandboxes of a process.
VARIABLE = "BULKOPS_SANDBOX_OPENAPI"
#: Clients whose requests are answered with a failure where they depart: our own must not.
OWN_CLIENT = "bulkops/"
_TOLD_MAX = 3
#: Header fields of an answer that mean something to a caller; they stand where they are declared, and nowhere else.
_TELLING = ("etag", "location")
#: Those that hold a number of calls or seconds (visma-net.md, section 7).
_NUMBERS = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "retry-after")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Operation:
    """An operation of the description."""

    name: str
    pattern: re.Pattern[str]
    described: Mapping[str, Any]

    @property
    def parameters(self) -> list[Mapping[str, Any]]:
        parameters: list[Mapping[str, Any]] = self.described.get("parameters", [])
        return parameters


class Conformity:
    """A description that requests and answers are checked against.

    Args:
        name: What it is called in messages.
        description: The description, an OpenAPI 3.0 object; what is known to differ is laid over it.

    Raises:
        LookupError: It is not the one that the known differences are about.
    """

    def __init__(self, name: str, description: Any) -> None:
        self.name = name
        amended = laid_over(description)
        schemas = amended["components"]["schemas"]
        self._sent = Schemas(schemas, answers=False)
        self._given = Schemas(schemas, answers=True)
        paths = sorted(amended["paths"].items(), key=lambda each: each[0].count("{"))
        self._operations = {
            method: [_operation(method, path, item[method]) for path, item in paths if method in item]
            for method in ("get", "post", "put", "delete")
        }

    def of_request(self, request: Request) -> str:
        """Say where a request departs from the description; empty: nowhere. DDAPI has none."""
        if not _is_described(request):
            return ""
        operation = self._find(request)
        if operation is None:
            return f"{request.method} {request.path}: it is not described"
        faults = chain(self._in_places(operation, request), self._in_body(operation, request))
        return "; ".join(islice(faults, _TOLD_MAX))

    def of_answer(self, request: Request, response: Response) -> str:
        """Say where an answer departs from the description; empty: nowhere, or the request is not described."""
        operation = self._find(request) if _is_described(request) else None
        if operation is None:
            return ""
        declared = operation.described["responses"].get(str(response.status))
        if declared is None or (response.status == 202 and not _header(request, "erp-api-background")):
            return f"answer: the status {response.status} is not declared"
        faults = chain(
            _in_headers(declared.get("headers", {}), response), self._in_answer(operation, declared, response)
        )
        return "; ".join(islice(faults, _TOLD_MAX))

    def loud(self, departs: str) -> Response:
        """Make the answer to a request of our own that departs, or in place of an answer that does."""
        return plain(500, f"does not conform to {self.name}: {departs}")

    def _find(self, request: Request) -> _Operation | None:
        candidates = self._operations.get(request.method.lower(), [])
        return next((each for each in candidates if each.pattern.fullmatch(request.path)), None)

    def _in_places(self, operation: _Operation, request: Request) -> Iterator[str]:
        match = operation.pattern.fullmatch(request.path)
        assert match is not None
        for name, value in match.groupdict().items():
            yield from self._in_value(operation, "path", name, value)
        for name, value in request.query:
            yield from self._in_value(operation, "query", name, value)
        declared = {parameter["name"].lower() for parameter in operation.parameters if parameter["in"] == "header"}
        for name in ("If-Match", "erp-api-background"):
            value = _header(request, name)
            if value and name.lower() not in declared:
                yield f"header `{name}`: it is not described"
            elif value:
                yield from self._in_value(operation, "header", name, value)

    def _in_value(self, operation: _Operation, place: str, name: str, text: str) -> Iterator[str]:
        found = [each for each in operation.parameters if (each["in"], each["name"]) == (place, name)]
        if not found:
            yield f"{place} `{name}`: it is not described"
            return
        schema = found[0]["schema"]
        value = _typed(text, schema.get("type", "string"))
        for _, why in self._sent.faults(f"{operation.name} {place} {name}", schema, value):
            yield f"{place} `{name}`: {why}"

    def _in_body(self, operation: _Operation, request: Request) -> Iterator[str]:
        described = operation.described.get("requestBody")
        if request.body is None:
            if described is not None and described.get("required"):
                yield "body: it is missing"
            return
        if described is None:
            yield "body: none is described"
            return
        given = _header(request, "content-type") or "application/json"
        content = described["content"].get(_media_type(given))
        if content is None:
            yield f"header `Content-Type`: `{given}` is not described"
        elif _media_type(given) == "multipart/form-data":
            value = parts_of(given, request.body)
            yield from self._in_json(f"{operation.name} parts", content["schema"], value, self._sent)
        elif _is_json(given):
            yield from self._in_json(f"{operation.name} body", content["schema"], request.body, self._sent)

    def _in_answer(self, operation: _Operation, declared: Mapping[str, Any], response: Response) -> Iterator[str]:
        content = declared.get("content")
        if not response.body:
            if content and response.good and "*/*" not in content:  # a file of any type may hold nothing
                yield "answer: its body is missing"
            return
        if not content:
            yield "answer: a body is not declared"
            return
        given = response.headers.get("content-type", "")
        found = content.get(_media_type(given)) or content.get("*/*")
        if found is None:
            yield f"answer: `{given}` is not declared"
        elif _is_json(given) and "*/*" not in content:
            key = f"{operation.name} {response.status}"
            yield from self._in_json(key, found["schema"], response.body, self._given, "answer")

    def _in_json(
        self, key: str, schema: Mapping[str, Any], body: Any, schemas: Schemas, place: str = "body"
    ) -> Iterator[str]:
        try:
            value = msgspec.json.decode(body) if isinstance(body, bytes) else body
        except msgspec.DecodeError as error:
            yield f"{place}: it is not JSON: {error}"
            return
        for where, why in schemas.faults(key, schema, value):
            yield f"{place} {where}: {why}" if where else f"{place}: {why}"


def checked(conformity: Conformity | None, request: Request, response: Response) -> tuple[Response, str]:
    """Give an answer, or in place of one that departs from the description a loud one, and where it departs."""
    departs = "" if conformity is None else conformity.of_answer(request, response)
    return (response, "") if conformity is None or not departs else (conformity.loud(departs), departs)


def load(path: str | Path) -> Conformity:
    """Read a description.

    Raises:
        UsageError: It cannot be read, or is not the vendor's.
    """
    try:
        return Conformity(Path(path).name, msgspec.json.decode(Path(path).read_bytes()))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
    except msgspec.DecodeError as error:
        reason = f"it is not JSON: {error}"
    except (LookupError, TypeError, AttributeError) as error:
        reason = f"it is not the vendor's OpenAPI description of April 2025: {error}"
    raise UsageError(
        f"the OpenAPI description `{path}` cannot be used: {reason}",
        hint=f"name another file by `--openapi` or {VARIABLE}, or none",
    )


def from_environment() -> Conformity | None:
    """Give the description that `VARIABLE` names; None where it names none."""
    path = os.environ.get(VARIABLE)
    return _kept(path) if path else None


@lru_cache(maxsize=2)
def _kept(path: str) -> Conformity:
    return load(path)


def _operation(method: str, path: str, described: Mapping[str, Any]) -> _Operation:
    escaped = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path))
    return _Operation(name=f"{method.upper()} {path}", pattern=re.compile(escaped), described=described)


def _is_described(request: Request) -> bool:
    return request.api == "visma" and not request.path.lower().startswith("/connect/")


def _header(request: Request, name: str) -> str:
    return next((value for key, value in request.headers if key.lower() == name.lower()), "")


def _media_type(given: str) -> str:
    return given.partition(";")[0].strip().lower()


def _is_json(given: str) -> bool:
    return _media_type(given) in {"application/json", "text/json"}


def _typed(text: str, kind: str) -> Any:
    """Read a parameter's text as its type; what cannot be read stays text, which no other type takes."""
    if kind == "integer" and re.fullmatch(r"-?\d{1,18}", text, re.ASCII):
        return int(text)
    if kind == "boolean" and text in {"true", "false"}:
        return text == "true"
    return text


def _in_headers(declared: Mapping[str, Any], response: Response) -> Iterator[str]:
    by_name = {name.lower(): header for name, header in declared.items()}
    for name in _TELLING:
        value, header = response.headers.get(name), by_name.get(name)
        if header is None:
            if value is not None:
                yield f"answer: the header `{name}` is not declared"
        elif value is None:
            if header.get("required"):
                yield f"answer: the header `{name}` is missing"
        elif not re.fullmatch(header["schema"]["pattern"], value):
            yield f"answer: the header `{name}` is not of the form {header['schema']['pattern']}"
    for name in _NUMBERS:
        if not response.headers.get(name, "0").isdecimal():
            yield f"answer: the header `{name}` is no number"
    if response.status == 429 and "retry-after" not in response.headers:
        yield "answer: the header `retry-after` is missing"
