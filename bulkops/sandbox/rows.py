"""Documents as rows: reading, adding, changing and removing them, each with its effect in the ledger."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bulkops.core.json import dumps, loads
from bulkops.sandbox.cause import Cause
from bulkops.sandbox.ledger import About, write_effect
from bulkops.sandbox.state import State
from bulkops.sandbox.tags import FIRST_VERSION, tag
from bulkops.sandbox.times import stamp

INVOICE = "invoice"
CREDIT_NOTE = "credit_note"
#: Statuses in which a document is not in the books yet.
UNRELEASED = frozenset({"Hold", "Balanced"})

_COLUMNS = (
    "kind",
    "number",
    "status",
    "version",
    "modified",
    "release_due",
    "release_request",
    "customer",
    "currency",
    "net",
    "external_reference",
    "customer_ref_number",
    "payment_reference",
    "branch",
    "project",
    "financial_period",
    "document_date",
    "due_date",
    "body",
    "unseen",
)
_READ = "id, kind, version, release_due, release_request, body, unseen"
_INSERT = f"INSERT INTO document ({', '.join(_COLUMNS)}, created) VALUES ({', '.join('?' * (len(_COLUMNS) + 1))})"  # noqa: S608 - our own names
_UPDATE = f"UPDATE document SET {', '.join(f'{name} = ?' for name in _COLUMNS)} WHERE id = ?"  # noqa: S608 - our own names


@dataclass(slots=True, kw_only=True)
class Row:
    """A document being worked on.

    Attributes:
        id: Key of the row; 0 before it is stored.
        kind: INVOICE or CREDIT_NOTE.
        version: Row version; 0 before it is stored.
        release_due: When its release ends; None while none is under way.
        release_request: `seq` of the request that started its last release.
        body: The document as GET shows it.
        unseen: What was sent and is not shown, by wire name.
    """

    id: int = 0
    kind: str = INVOICE
    version: int = 0
    release_due: float | None = None
    release_request: int = 0
    body: dict[str, Any]
    unseen: dict[str, Any]

    @property
    def number(self) -> str:
        """Its number."""
        number: str = self.body["referenceNumber"]
        return number

    @property
    def status(self) -> str:
        """Where it is in its life cycle."""
        status: str = self.body["status"]
        return status


def find(state: State, number: str, kind: str = INVOICE) -> Row | None:
    """Read the document of a number; of two the older one."""
    row = state.db.execute(
        f"SELECT {_READ} FROM document WHERE number = ? AND kind = ? ORDER BY id LIMIT 1",  # noqa: S608 - our own names
        (number, kind),
    ).fetchone()
    return None if row is None else _row(row)


def find_by_key(state: State, key: int) -> Row | None:
    """Read the document of a row's key."""
    row = state.db.execute(f"SELECT {_READ} FROM document WHERE id = ?", (key,)).fetchone()  # noqa: S608 - our own names
    return None if row is None else _row(row)


def find_due(state: State, now: float) -> list[Row]:
    """Read the documents whose release ends now or has ended, in the order of their ends."""
    rows = state.db.execute(
        f"SELECT {_READ} FROM document WHERE release_due <= ? ORDER BY release_due, id",  # noqa: S608 - our own names
        (now,),
    )
    return [_row(row) for row in rows.fetchall()]


def exists(state: State, number: str, kind: str = INVOICE) -> bool:
    """Say whether a number is taken."""
    row = state.db.execute("SELECT 1 FROM document WHERE number = ? AND kind = ? LIMIT 1", (number, kind)).fetchone()
    return row is not None


def reference_exists(state: State, external_reference: str) -> bool:
    """Say whether an invoice carries an external reference."""
    row = state.db.execute(
        "SELECT 1 FROM document WHERE external_reference = ? AND kind = 'invoice' LIMIT 1", (external_reference,)
    ).fetchone()
    return row is not None


def add(state: State, row: Row, cause: Cause, kind: str = "created", *, source: str = "") -> None:
    """Store a new document."""
    created = stamp(cause.at, cause.utc_offset_minutes)
    row.body["createdDateTime"] = created
    _touch(state, row, created)
    row.id = state.db.execute(_INSERT, (*_values(row), created)).lastrowid or 0
    note(state, row, cause, kind, source=source)


def change(state: State, row: Row, cause: Cause, kind: str = "updated", *, source: str = "", detail: str = "") -> None:
    """Store what was changed in a document; its version grows."""
    _touch(state, row, stamp(cause.at, cause.utc_offset_minutes))
    state.db.execute(_UPDATE, (*_values(row), row.id))
    note(state, row, cause, kind, source=source, detail=detail)


def remove(state: State, row: Row, cause: Cause) -> None:
    """Delete a document with its files; its number is not given again."""
    state.db.execute("DELETE FROM document WHERE id = ?", (row.id,))
    state.db.execute("DELETE FROM attachment WHERE document = ?", (row.id,))
    note(state, row, cause, "deleted")


def start_release(state: State, row: Row, due: float, request: int = 0) -> None:
    """Mark that a release is under way, and which request began it: nothing a reader could see changes."""
    state.db.execute("UPDATE document SET release_due = ?, release_request = ? WHERE id = ?", (due, request, row.id))


def keep_unseen(state: State, row: Row) -> None:
    """Store what a reader cannot see of a document: its version stays."""
    state.db.execute("UPDATE document SET unseen = ? WHERE id = ?", (dumps(row.unseen), row.id))


def note(state: State, row: Row, cause: Cause, kind: str, *, source: str = "", detail: str = "") -> None:
    """Write an effect into the ledger."""
    about = About(
        resource=row.kind,
        number=row.number,
        external_reference=row.body.get("externalReference") or "",
        currency=row.body["currencyId"],
        net=net_of(row.body),
    )
    write_effect(state, cause, kind, about, source=source, detail=detail)


def net_of(body: Mapping[str, Any]) -> Decimal:
    """Sum of a document without VAT, in its currency."""
    net: Decimal = body["detailTotalInCurrency"]
    return net


def _touch(state: State, row: Row, modified: str) -> None:
    row.version = state.count_up("version", FIRST_VERSION)
    row.body["timeStamp"] = tag(row.version)
    row.body["lastModifiedDateTime"] = modified


def _values(row: Row) -> tuple[Any, ...]:
    """Give the values of `_COLUMNS`."""
    body = row.body
    return (
        row.kind,
        row.number,
        row.status,
        row.version,
        body["lastModifiedDateTime"],
        row.release_due,
        row.release_request,
        body["customer"]["number"],
        body["currencyId"],
        str(net_of(body)),
        body.get("externalReference") or "",
        body.get("customerRefNumber") or "",
        body.get("paymentReference") or "",
        _inner(body, "branchNumber", "number"),
        _inner(body, "project", "id"),
        body.get("financialPeriod") or "",
        body["documentDate"],
        body.get("documentDueDate") or "",
        dumps(body),
        dumps(row.unseen),
    )


def _inner(body: Mapping[str, Any], name: str, member: str) -> str:
    inner = body.get(name) or {}
    return inner.get(member) or ""


def _row(row: sqlite3.Row | tuple[Any, ...]) -> Row:
    key, kind, version, release_due, release_request, body, unseen = row
    return Row(
        id=key,
        kind=kind,
        version=version,
        release_due=release_due,
        release_request=release_request,
        body=loads(body),
        unseen=loads(unseen),
    )
