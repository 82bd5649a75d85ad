"""Requests that are kept to be worked on later: their form in the state, and those whose answer was lost."""

from dataclasses import replace

import msgspec

from bulkops.core.http import Request
from bulkops.sandbox.call import Call


def packed(request: Request) -> bytes:
    """Write a request for keeping; its credentials have done their work and are left out."""
    kept = tuple(pair for pair in request.headers if pair[0].lower() != "authorization")
    return msgspec.msgpack.encode(replace(request, headers=kept))


def unpacked(data: bytes) -> Request:
    """Read a request that was kept."""
    return msgspec.msgpack.decode(data, type=Request)


def postpone(call: Call, due: float) -> None:
    """Keep a request whose answer is lost now and whose work is done later."""
    values = (due, call.seq, call.caller.tenant, call.caller.client, packed(call.request))
    call.state.db.execute("INSERT INTO late (due, seq, tenant, client, request) VALUES (?, ?, ?, ?, ?)", values)
