"""Limits on calls: the fixed window with its headers, and the two of the former gateway (visma-net.md, section 7)."""

from hashlib import sha256
from math import ceil, floor

from bulkops.core.http import Request, Response
from bulkops.core.json import dumps
from bulkops.sandbox.call import Call, Caller
from bulkops.sandbox.errors import gateway


class Meter:
    """Counts one call of a caller, refuses it if it is one too many, and tells the headers of its answer.

    Args:
        call: The call.
        caller: Who calls.
    """

    def __init__(self, call: Call, caller: Caller) -> None:
        self._call = call
        self._caller = caller.key
        window_s = call.switches.rate_window_s
        window = floor(call.now / window_s)
        self._left_s = max(1, ceil((window + 1) * window_s - call.now))
        self._calls: int = call.state.db.execute(
            "INSERT INTO usage VALUES (?, ?, 1) ON CONFLICT (caller) DO UPDATE SET"
            " calls = CASE WHEN window = excluded.window THEN calls + 1 ELSE 1 END, window = excluded.window"
            " RETURNING calls",
            (self._caller, window),
        ).fetchone()[0]

    def headers(self) -> dict[str, str]:
        """Give the header fields that stand on every answer."""
        limit = self._call.switches.rate_limit
        return {
            "x-ratelimit-limit": str(limit),
            "x-ratelimit-remaining": str(max(0, limit - self._calls)),
            "x-ratelimit-reset": str(self._reset()),
            "x-ratelimit-policy": "4-fixed-window",
        }

    def _reset(self) -> int:
        epoch = self._call.switches.rate_reset == "epoch"
        return self._left_s + floor(self._call.now) if epoch else self._left_s

    def refusal(self) -> Response | None:
        """Give the 429 of a limit that is passed; None while there is room."""
        switches = self._call.switches
        if self._calls > switches.rate_limit:
            return self._refuse("API calls quota exceeded.", self._left_s)
        if switches.same_request_limit:
            wait_s = self._wait(switches.same_request_limit, switches.same_request_window_s, failed_only=False)
            if wait_s:
                return self._refuse("Same request made too many times.", wait_s)
        if switches.failed_request_limit:
            wait_s = self._wait(switches.failed_request_limit, switches.failed_request_window_s, failed_only=True)
            if wait_s:
                return self._refuse("Request that failed was repeated too many times.", wait_s)
        return None

    def remember(self, status: int) -> None:
        """Keep how the request ended, where a limit looks back on it."""
        switches = self._call.switches
        if switches.same_request_limit or switches.failed_request_limit:
            db, now = self._call.state.db, self._call.now
            window_s = max(switches.same_request_window_s, switches.failed_request_window_s)
            db.execute("DELETE FROM recent WHERE at < ?", (now - window_s,))
            values = (self._caller, _digest(self._call.request), now, status >= 400)
            db.execute("INSERT INTO recent VALUES (?, ?, ?, ?)", values)

    def _wait(self, limit: int, window_s: int, *, failed_only: bool) -> int:
        now = self._call.now
        rows = self._call.state.db.execute(
            "SELECT at FROM recent WHERE digest = ? AND caller = ? AND at > ? AND failed >= ? ORDER BY at DESC LIMIT ?",
            (_digest(self._call.request), self._caller, now - window_s, failed_only, limit),
        ).fetchall()
        return max(1, ceil(rows[-1][0] + window_s - now)) if len(rows) == limit else 0

    def _refuse(self, text: str, retry_after_s: int) -> Response:
        answer = gateway(429, "429", text, self._call.seq)
        return Response(status=429, headers={**answer.headers, "retry-after": str(retry_after_s)}, body=answer.body)


def _digest(request: Request) -> str:
    head = [request.method, request.path, [list(pair) for pair in request.query]]
    return sha256(dumps(head) + (request.body or b"")).hexdigest()
