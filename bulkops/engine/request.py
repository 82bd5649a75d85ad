"""From a step to the request that carries it out."""

from urllib.parse import quote

from bulkops.core.http import Request
from bulkops.core.json import digest
from bulkops.core.operation import OperationType
from bulkops.engine.ports import Item


def write_request(operation_type: OperationType, item: Item) -> Request:
    """Build the request of a step; it holds what was planned, and nothing else.

    Raises:
        AssertionError: The step has a target that is not known yet: it must not have been ready.
    """
    assert item.target or not operation_type.targeted
    route = operation_type.write
    headers = (("If-Match", f'"{item.tag}"'),) if operation_type.if_match and item.tag else ()
    return Request(
        api=operation_type.api,
        method=route.method,
        path=route.path.replace("{key}", quote(item.target, safe="")),
        query=tuple((name, value.replace("{key}", item.target)) for name, value in route.query),
        headers=headers,
        body=item.body or None,
    )


def request_digest(request: Request) -> str:
    """Digest of method, path, query, If-Match and body: what the journal keeps of a request."""
    body = (request.body or b"").decode()
    return digest([request.method, request.path, request.query, request.headers, body])
