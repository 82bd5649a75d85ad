"""One request being worked on, with everything that an operation of the system needs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from bulkops.core.http import Request, Response
from bulkops.core.json import dumps, loads
from bulkops.sandbox.cause import Cause
from bulkops.sandbox.errors import JSON, RefusedError
from bulkops.sandbox.rows import INVOICE, Row, find
from bulkops.sandbox.state import State
from bulkops.sandbox.switches import Switches
from bulkops.sandbox.tags import agrees, quoted
from bulkops.sandbox.times import today


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: what limits are counted for, and to whom the answer of a background call belongs.

    Attributes:
        tenant: The company.
        client: The application.
    """

    tenant: str = "sandbox"
    client: str = "local"

    @property
    def key(self) -> str:
        """Both in one text."""
        return f"{self.tenant}/{self.client}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request and its surroundings.

    Attributes:
        state: The company.
        switches: How the system behaves.
        request: The request.
        now: Seconds since 1970 UTC.
        seq: Its number in the ledger.
        caller: Who calls.
        background: It was queued, and is being worked on now.
        parameters: What stood in the places of the route's path, decoded.
    """

    state: State
    switches: Switches
    request: Request
    now: float
    seq: int
    caller: Caller = field(default_factory=Caller)
    background: bool = False
    parameters: tuple[str, ...] = ()

    @property
    def cause(self) -> Cause:
        """What changes by this request come from."""
        return Cause(request=self.seq, at=self.now, utc_offset_minutes=self.switches.utc_offset_minutes)

    @property
    def today(self) -> str:
        """The server's date."""
        return today(self.now, self.switches.utc_offset_minutes)

    def header(self, name: str) -> str:
        """Give a header field by its name in lower case; empty where there is none."""
        return next((value for key, value in self.request.headers if key.lower() == name), "")

    def json(self) -> Any:
        """Read the body as JSON; an empty one is an empty object.

        Raises:
            RefusedError: It is not JSON.
        """
        if not self.request.body:
            return {}
        try:
            return loads(self.request.body)
        except ValueError as error:
            raise RefusedError(400, "The request body is not valid JSON.") from error

    def document(self, kind: str = INVOICE) -> Row:
        """Read the document that the path names.

        Raises:
            RefusedError: There is none.
        """
        row = find(self.state, self.parameters[0], kind)
        if row is None:
            raise RefusedError(404, f"The document '{self.parameters[0]}' cannot be found in the system.")
        return row

    def check_tag(self, row: Row) -> None:
        """Compare `If-Match` with the document's version: always in the background, else where the system does.

        Raises:
            RefusedError: Someone has changed the document since.
        """
        if_match = self.header("if-match")
        if not if_match or (self.switches.if_match == "ignored" and not self.background):
            return
        switches = self.switches
        if not agrees(if_match, row.version, bare=switches.if_match_bare, lists=switches.if_match_lists):
            raise RefusedError(412, "The document has been changed by another process.")

    def location(self, number: str) -> str:
        """Write where a new document is: the collection's address and the number."""
        return f"{self.switches.location_base}{self.request.path.rstrip('/')}/{quote(number, safe='')}"


Operation = Callable[[Call], Response]


def shown(value: Any, version: int = 0) -> Response:
    """Make an answer with a body, and with an `ETag` where there is a version."""
    headers = dict(JSON)
    if version:
        headers["etag"] = quoted(version)
    return Response(status=200, headers=headers, body=value if isinstance(value, bytes) else dumps(value))
