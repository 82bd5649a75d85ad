"""From a step to the request that carries it out."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from bulkops.core.http import Request
from bulkops.core.json import digest, dumps, loads
from bulkops.core.multipart import Part, multipart
from bulkops.core.operation import Effect, OperationType, Provider, Upload
from bulkops.core.resource import Route
from bulkops.engine.manner import Manner
from bulkops.engine.ports import Item

_PLACE = re.compile(r"\{(\w+)\}")


def write_request(
    operation_type: OperationType, provider: Provider, item: Item, manner: Manner, content: bytes = b""
) -> Request:
    """Build the request of a step; it holds what was planned, and nothing else.

    Args:
        operation_type: What is sent.
        provider: Serves it.
        item: The step.
        manner: How writes to the API are made.
        content: The file that it sends, if it sends one.

    Raises:
        AssertionError: The step has a target that is not known yet: it must not have been ready.
    """
    assert item.target or not operation_type.targeted
    options: Mapping[str, Any] = loads(item.options)
    bound = operation_type.if_match and bool(item.tag)
    headers = [("If-Match", f'"{item.tag}"')] if bound else []
    if provider.background is not None and manner.asks(operation_type, bound=bound):
        headers.append((provider.background.header, manner.background))
    body = item.body or None
    if operation_type.upload is not None:
        content_type, body = _form(operation_type.upload, loads(item.payload), options, content)
        headers.append(("Content-Type", content_type))
    if operation_type.effect is Effect.READ:
        headers.append(("Accept", "application/pdf, application/json;q=0.5, */*;q=0.1"))
    given = (route for name, route in operation_type.write_with.items() if options.get(name) is not None)
    route = next(given, operation_type.write)
    return filled(route, operation_type.api, {"key": item.target, **options}, headers=tuple(headers), body=body)


def filled(
    route: Route,
    api: str,
    values: Mapping[str, Any],
    *,
    headers: tuple[tuple[str, str], ...] = (),
    body: bytes | None = None,
) -> Request:
    """Fill in the places of a route."""
    return Request(
        api=api,
        method=route.method,
        path=_PLACE.sub(lambda place: quote(str(values[place[1]]), safe=""), route.path),
        query=tuple((name, value.replace("{key}", str(values["key"]))) for name, value in route.query),
        headers=headers,
        body=body,
    )


def _form(upload: Upload, payload: Mapping[str, Any], options: Mapping[str, Any], content: bytes) -> tuple[str, bytes]:
    name = payload[upload.option]["name"]
    parts = [Part(name=upload.part, file_name=name, media_type="application/octet-stream", content=content)]
    said = {name: options[name] for name in upload.metadata if name in options}
    if said:
        parts.append(Part(name=upload.metadata_part, media_type="application/json", content=dumps(said)))
    return multipart(tuple(parts))


def request_digest(request: Request) -> str:
    """Digest of method, path, query, headers and body: what the journal keeps of a request."""
    body = (request.body or b"").decode("latin-1")
    return digest([request.method, request.path, request.query, request.headers, body])
