"""The ledger: every request and every effect, written in the transaction of the work, read by tests."""

import sqlite3
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from bulkops.core.http import Request
from bulkops.sandbox.cause import Cause
from bulkops.sandbox.state import State

#: What the second client of a fault is called.
FOREIGN = "another client"

#: All requests and all effects, without an order.
REQUESTS = """SELECT seq, at, api, method, path, query, body_digest, if_match, background, status, fault, client,
    departs FROM request"""
EFFECTS = """SELECT effect.seq, effect.request, effect.at, effect.kind, effect.resource, effect.number,
    effect.external_reference, effect.currency, effect.net, effect.source, effect.detail,
    coalesce(request.client, '')
    FROM effect LEFT JOIN request ON request.seq = effect.request"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A request that reached the system.

    Attributes:
        seq: Its number, from 1.
        at: Seconds since 1970 UTC.
        api: `visma` or `ddapi`.
        method: HTTP method.
        path: Path from the API's base.
        query: Parameters as `name=value`, joined by `&`.
        body_digest: SHA-256 of the body; empty: no body, or a secret one.
        if_match: Value of `If-Match`; empty: none.
        background: Value of `erp-api-background`; empty: none.
        status: Status of the answer that was made, even if it was lost; 0: none was made.
        fault: Kind of fault that befell it; empty: none.
        client: Program that sent it, as it names itself; `FOREIGN`: the second client of a fault.
        departs: Where it, or its answer, departs from the vendor's description; empty: nowhere, or nobody looked.
    """

    seq: int
    at: float
    api: str
    method: str
    path: str
    query: str
    body_digest: str
    if_match: str
    background: str
    status: int
    fault: str
    client: str
    departs: str

    @property
    def foreign(self) -> bool:
        """Whether a fault made it up."""
        return self.client == FOREIGN


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A change to a document or to settings, or what went out for one.

    Attributes:
        seq: Its number, from 1.
        request: `seq` of the request that caused it.
        at: When, in seconds since 1970 UTC.
        kind: `created`, `updated`, `released`, `release_failed`, `deleted`, `reversed`, `corrected`, `applied`,
            `settled`, `attached`, `attachment_updated`, `sent`, `notified` or `set`.
        resource: `invoice`, `credit_note`, `attachment`, `background` or `invoice_settings`.
        number: Of the document; the customer's, of settings; the id, of attachments and background calls.
        external_reference: As the document carried it afterwards.
        currency: Of `net`.
        net: Sum of the document without VAT.
        source: Number of the document it was made from, or settled with; empty: none.
        detail: What else there is to say: a file's name and revision, who was notified; empty: nothing.
        foreign: The second client of a fault did it.
    """

    seq: int
    request: int
    at: float
    kind: str
    resource: str
    number: str
    external_reference: str
    currency: str
    net: str
    source: str
    detail: str
    foreign: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A document that exists.

    Attributes:
        kind: `invoice` or `credit_note`.
        number: Its number.
        status: Where it is in its life cycle.
        customer: Number of the customer.
        currency: Of `net`.
        net: Sum of the lines without VAT.
        external_reference: As it stands on the document.
    """

    kind: str
    number: str
    status: str
    customer: str
    currency: str
    net: Decimal
    external_reference: str


def happened(row: tuple[Any, ...]) -> Happened:
    """Read a row of `EFFECTS`."""
    *values, client = row
    return Happened(**dict(zip(Happened.__slots__, (*values, client == FOREIGN), strict=True)))


def write_request(state: State, request: Request, now: float, client: str = "") -> int:
    """Write down a request, before anything is done about it; gives its number."""
    headers = {name.lower(): value for name, value in request.headers}
    secret = request.path.lower() == "/connect/token"
    digest = sha256(request.body).hexdigest() if request.body and not secret else ""
    query = "&".join(f"{name}={value}" for name, value in request.query)
    if_match = headers.get("if-match", "")
    background = headers.get("erp-api-background", "")
    row = (now, request.api, request.method, request.path, query, digest, if_match, background, 0, "", client, "")
    seq = state.db.execute(f"INSERT INTO request VALUES (NULL{', ?' * len(row)})", row).lastrowid  # noqa: S608 - marks only
    assert seq is not None
    return seq


def write_status(state: State, seq: int, status: int, fault: str, departs: str = "") -> None:
    """Write down how a request was answered."""
    values = (status, fault, departs, seq)
    state.db.execute("UPDATE request SET status = ?, fault = ?, departs = ? WHERE seq = ?", values)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an effect is about; the attributes are those of `Happened`."""

    resource: str
    number: str
    external_reference: str = ""
    currency: str = ""
    net: Decimal = Decimal(0)


def write_effect(state: State, cause: Cause, kind: str, about: About, *, source: str = "", detail: str = "") -> None:
    """Write down what a request has brought about."""
    subject = (about.resource, about.number, about.external_reference, about.currency, str(about.net))
    row = (cause.request, cause.at, kind, *subject, source, detail)
    state.db.execute(f"INSERT INTO effect VALUES (NULL{', ?' * len(row)})", row)  # noqa: S608 - marks only


class Ledger:
    """Reads the ledger of a state file; other processes may be writing it.

    Args:
        source: The state file, or an open state.
    """

    def __init__(self, source: Path | str | State) -> None:
        self._own = not isinstance(source, State)
        self._db = source.db if isinstance(source, State) else sqlite3.connect(source, check_same_thread=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file, if it was opened here."""
        if self._own:
            self._db.close()

    def requests(self) -> list[Seen]:
        """List all requests in order."""
        return [Seen(**dict(zip(Seen.__slots__, row, strict=True))) for row in self._rows(f"{REQUESTS} ORDER BY seq")]

    def effects(self) -> list[Happened]:
        """List all effects in order."""
        return [happened(row) for row in self._rows(f"{EFFECTS} ORDER BY effect.seq")]

    def effects_after(self, seq: int) -> list[Happened]:
        """List the effects that came after one, in order."""
        return [happened(row) for row in self._rows(f"{EFFECTS} WHERE effect.seq > ? ORDER BY effect.seq", seq)]

    def last_effect(self) -> int:
        """Give the number of the last effect; 0: there is none."""
        last: int = self._rows("SELECT coalesce(max(seq), 0) FROM effect")[0][0]
        return last

    def documents(self, kind: str = "invoice") -> list[Held]:
        """List the documents that exist, oldest first."""
        rows = self._rows(
            "SELECT kind, number, status, customer, currency, net, external_reference FROM document"
            " WHERE kind = ? ORDER BY id",
            kind,
        )
        return [
            Held(
                kind=row[0],
                number=row[1],
                status=row[2],
                customer=row[3],
                currency=row[4],
                net=Decimal(row[5]),
                external_reference=row[6],
            )
            for row in rows
        ]

    def count(self, method: str = "", path_glob: str = "*") -> int:
        """Count requests by method (empty: any) and a glob over the path."""
        rows = self._rows("SELECT path FROM request WHERE method = ? OR ? = ''", method, method)
        return sum(fnmatchcase(path, path_glob) for (path,) in rows)

    def by_reference(self, external_reference: str, kind: str = "invoice") -> list[str]:
        """Give the numbers of the documents that carry an external reference, oldest first."""
        rows = self._rows(
            "SELECT number FROM document WHERE external_reference = ? AND kind = ? ORDER BY id",
            external_reference,
            kind,
        )
        return [number for (number,) in rows]

    def net_sum(self, currency: str, kind: str = "invoice") -> Decimal:
        """Add up the net sums of the documents that exist in a currency."""
        rows = self._rows("SELECT net FROM document WHERE currency = ? AND kind = ?", currency, kind)
        return sum((Decimal(net) for (net,) in rows), Decimal(0))

    def _rows(self, statement: str, *values: str | int) -> list[tuple[Any, ...]]:
        return self._db.execute(statement, values).fetchall()
