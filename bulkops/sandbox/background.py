"""Background calls: taken on with 202, and what a caller can read of them (visma-net.md, section 6)."""

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from bulkops.core.http import Response
from bulkops.core.json import dumps, loads
from bulkops.sandbox.call import Call, shown
from bulkops.sandbox.errors import JSON, RefusedError, id_of
from bulkops.sandbox.late import packed

HEADER = "erp-api-background"
#: What stands for the webhook's address where nobody is told.
NOBODY = "none"
_PATH = "/v1/background/"
#: Requests that know no background: the two about background calls themselves, and the token endpoint's.
_AT_ONCE = (_PATH, "/connect/")
_PAIRS = re.compile(r"[^=,:]+=[^=,]*(,[^=,:]+=[^=,]*)*")
#: Header fields whose usual case is not one capital a word.
_CASES = {"etag": "ETag"}


@dataclass(frozen=True, slots=True)
class Notice:
    """Who is told when a background call is done.

    Attributes:
        address: Address of the webhook; NOBODY: nobody is told.
        pairs: What the caller wants to have back with it, as it was written.
    """

    address: str = NOBODY
    pairs: str = ""


def notice_of(call: Call) -> Notice | None:
    """Read the header that asks for the background; None: the request is to be worked on at once.

    Raises:
        RefusedError: Its value is none of those that are taken.
    """
    value = call.header(HEADER).strip()
    if not value or call.background or call.request.api != "visma" or call.request.path.lower().startswith(_AT_ONCE):
        return None
    kind, colon, rest = value.partition(":")
    if value.lower() == NOBODY:
        return Notice()
    if kind.lower() == "subscription" and (not colon or _PAIRS.fullmatch(rest)):
        if not call.switches.background_subscription:
            raise RefusedError(400, "There is no webhook subscription for 'BACKGROUND_API_RESPONSE'.")
        return Notice(call.switches.background_subscription, rest)
    if kind.lower() == "https" and call.switches.background_url == "taken":
        return Notice(value)
    if call.switches.background_unknown == "none":
        return Notice()
    if call.switches.background_unknown == "at_once":
        return None
    raise RefusedError(400, f"The value '{value}' of the header '{HEADER}' is not valid.")


def accept(call: Call, notice: Notice) -> Response:
    """Queue a request: 202, and where its state can be read."""
    receipt, request, db = id_of("background", call.seq), call.request, call.state.db
    uri = f"{call.switches.location_base}{request.path}"
    if request.query:
        uri += f"?{urlencode(request.query)}"
    values = (
        call.seq,
        receipt,
        call.caller.tenant,
        call.caller.client,
        call.now + _wait_s(call, receipt),
        call.now,
        notice.address,
        notice.pairs,
        uri,
        bool(request.body),
        packed(request),
    )
    db.execute(
        "INSERT INTO background (seq, id, tenant, client, stage, due, received, webhook, pairs, uri, has_body, request)"
        " VALUES (?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?)",
        values,
    )
    db.execute(
        "UPDATE background SET stage = 'removed', answer = x'', request = x'' WHERE stage = 'finished' AND due <= ?",
        (call.now - call.switches.background_kept_s,),
    )
    location = f"{call.switches.location_base}{_PATH}{receipt}"
    return Response(status=202, headers=JSON, body=dumps({"id": receipt, "stateLocation": location}))


def show_state(call: Call) -> Response:
    """Show how far a background call has come."""
    row = _find(call)
    status = {"queued": call.switches.background_queued_status, "started": "Started", "failed": "Failed"}
    done = row["stage"] in ("finished", "failed", "removed")
    location = f"{call.switches.location_base}{_PATH}{row['id']}/content"
    body = {
        "id": row["id"],
        "status": status.get(row["stage"], "Finished"),
        "statusCode": row["status"],
        "receivedUtc": _utc(row["received"]),
        "startedUtc": _utc(row["started"]),
        "finishedUtc": _utc(row["due"]) if done else None,
        "webhookAddress": row["webhook"],
        "errorMessage": row["error"] or None,
        "reference": None,
        "originalUri": row["uri"],
        "hasResponseContent": bool(row["has_answer"]),
        "hasRequestContent": bool(row["has_body"]),
        "contentLocation": location if row["has_answer"] else None,
        "responseHeaders": _headers(call, loads(row["headers"])),
    }
    return shown(body)


def show_content(call: Call) -> Response:
    """Give what the operation answered: 404 where there is nothing, 410 once it is too old."""
    row = _find(call)
    if not row["has_answer"]:
        raise RefusedError(404, "The background operation has no response content.")
    if row["due"] + call.switches.background_kept_s <= call.now:
        raise RefusedError(410, "The response content of the background operation has been removed.")
    content_type = loads(row["headers"]).get("content-type", "application/octet-stream")
    return Response(status=200, headers={"content-type": content_type}, body=row["answer"])


def _find(call: Call) -> Mapping[str, Any]:
    """Read a background call that belongs to the caller.

    Raises:
        RefusedError: There is none of that id, or it is another's.
    """
    cursor = call.state.db.execute("SELECT * FROM background WHERE id = ?", (call.parameters[0].lower(),))
    cursor.row_factory = sqlite3.Row
    row = cursor.fetchone()
    if row is None:
        raise RefusedError(404, "The background operation cannot be found.")
    if (row["tenant"], row["client"]) != (call.caller.tenant, call.caller.client):
        raise RefusedError(403, "The background operation belongs to another company or client.")
    return dict(row)


def _wait_s(call: Call, receipt: str) -> float:
    """Seconds until a worker may take it up; in any order: up to twice as many or none, the same in every run."""
    wait_s = call.switches.background_delay_s
    if call.switches.background_order == "received":
        return wait_s
    return wait_s * 2 * int.from_bytes(sha256(receipt.encode()).digest()[:4]) / 2**32


def _headers(call: Call, headers: dict[str, str]) -> dict[str, str]:
    if call.switches.background_headers == "none":
        return {}
    if call.switches.background_headers == "lower_case":
        return headers
    return {_CASES.get(name, name.title()): value for name, value in headers.items()}


def _utc(at: float | None) -> str | None:
    if at is None:
        return None
    return datetime.fromtimestamp(at, UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
