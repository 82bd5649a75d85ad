"""What the server writes down of each request: one line for people, or one object for programs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from bulkops.core.http import Response
from bulkops.core.json import loads
from bulkops.sandbox.ledger import Happened
from bulkops.sandbox.times import stamp

_TEXT_MAX = 120
_CLIENT_MAX = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A request that has been replied to, or what was done between requests.

    Attributes:
        request: Number of the request in the ledger; 0: it was one to the sandbox itself.
        at: When it came, in seconds since 1970 UTC.
        method: HTTP method; empty: this is about what was done between requests.
        target: Path and query.
        status: Status of the answer; 0: none went out.
        did: What was done, in a few words each.
        fault: Kind of fault that befell it; empty: none.
        departs: Where it departs from the vendor's description; empty: nowhere, or nobody looked.
        duration_s: Seconds until its reply had gone out.
        client: Program that sent it, as it names itself.
    """

    request: int = 0
    at: float
    method: str = ""
    target: str = ""
    status: int = 0
    did: tuple[str, ...] = ()
    fault: str = ""
    departs: str = ""
    duration_s: float = 0.0
    client: str = ""


def text(entry: Entry) -> str:
    """Write an entry for people; what cannot be printed is not, so that no request can disturb a terminal."""
    said = [*entry.did]
    if entry.fault:
        said.append(f"fault {entry.fault}")
    if entry.departs:
        said.append(f"DEPARTS: {entry.departs}")
    parts = [f"{stamp(entry.at, 0)}Z"]
    if entry.method:
        parts += [f"{entry.method} {entry.target}", str(entry.status or "no answer")]
    parts += said
    if entry.method:
        parts += [f"{entry.duration_s * 1000:.0f} ms", entry.client[:_CLIENT_MAX]]
    return "".join(each if each.isprintable() else "?" for each in "  ".join(part for part in parts if part))


def json(entry: Entry) -> str:
    """Write an entry for programs: one JSON object on one line."""
    return msgspec.json.encode({**msgspec.to_builtins(entry), "at": f"{stamp(entry.at, 0)}Z"}).decode()


def outcome(response: Response | None, effects: Iterable[Happened]) -> tuple[str, ...]:
    """Say what a request came to: its effects, else what its answer says.

    Args:
        response: The answer that went out; None: none did.
        effects: What it brought about at once.
    """
    did = tuple(map(effect, effects))
    return did or tuple(part for part in _said(response) if part)


def effect(happened: Happened) -> str:
    """Say what happened: `created invoice 100301`."""
    words = f"{happened.kind} {happened.resource} {happened.number}".replace("_", " ")
    if happened.source:
        words += f" from {happened.source}"
    if happened.detail:
        words += f" ({happened.detail})"
    return words + " by another client" * happened.foreign


def between(happened: Happened) -> Entry:
    """Make the entry of what was done between requests, at the time it was due."""
    of = f", of request {happened.request}" if happened.request else ""
    return Entry(request=happened.request, at=happened.at, did=(f"then: {effect(happened)}{of}",))


def _said(response: Response | None) -> Iterator[str]:
    if response is None or not response.body:
        yield "If-Match" if response is not None and response.status == 412 else ""
        return
    if not response.headers.get("content-type", "").startswith("application/json"):
        yield "" if response.good else response.body.decode("utf-8", "replace")[:_TEXT_MAX]
        return
    if response.body.startswith(b"["):
        yield f"{len(msgspec.json.decode(response.body, type=list[msgspec.Raw]))} rows"
        return
    body = loads(response.body)
    if isinstance(body, dict):
        yield from _of_object(response.status, body)


def _of_object(status: int, body: dict[str, object]) -> Iterator[str]:
    if status == 202:
        yield f"background {body.get('id')}"
    elif status < 400:
        yield "Success: false" if body.get("Success") is False else str(body.get("actionResult") or "")
    else:
        reason = str(body.get("message") or body.get("ExceptionMessage") or body.get("Message") or body.get("error"))
        # The number that support asks for stands in the answer; a line is better off without it.
        yield reason.partition(". ")[2][:_TEXT_MAX] if reason.startswith("VismaId: ") else reason[:_TEXT_MAX]
