"""Requests, a line each: what a plan will send, and what a run has sent, to be held against one another."""

from collections.abc import Iterable, Iterator

from bulkops.core.shown import SentRequest, Shown
from bulkops.reporting.width import visible


def request_line(name: str, request: SentRequest) -> str:
    """Write a request: method and path, `If-Match`, digest of the body, id of its operation; `-` for none."""
    tag = f'"{visible(request.if_match)}"' if request.if_match else "-"
    return f"{request.method} {visible(request.path)}  If-Match: {tag}  sha256:{request.body or '-'}  {visible(name)}"


def request_lines(requests: Iterable[tuple[str, SentRequest]]) -> Iterator[str]:
    """Write requests, each with the id of its operation."""
    return (request_line(name, request) for name, request in requests)


def requests_of(steps: Iterable[Shown]) -> Iterator[tuple[str, SentRequest]]:
    """Give the requests of steps, in order, each with the id of its operation."""
    return ((step.id, request) for step in steps for request in step.requests)
