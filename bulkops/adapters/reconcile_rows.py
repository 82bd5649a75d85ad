"""The tables in which reconciling keeps the documents of a run, a row of them, and how a comparison is packed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bulkops.core.change import Change, ChangeKind
from bulkops.core.json import dumps, loads
from bulkops.core.place import Place
from bulkops.core.reconcile import Compared, Money, Other, Reconciled

TABLES = """
CREATE TABLE part (resource TEXT NOT NULL, key TEXT NOT NULL, op INTEGER NOT NULL, chosen INTEGER NOT NULL,
  wrote INTEGER NOT NULL, PRIMARY KEY (resource, key, op)) STRICT, WITHOUT ROWID;
CREATE TABLE doubt (op INTEGER PRIMARY KEY, resource TEXT NOT NULL) STRICT;
CREATE TABLE mark (resource TEXT NOT NULL, key TEXT NOT NULL, op INTEGER NOT NULL, mark TEXT NOT NULL,
  PRIMARY KEY (resource, key, op)) STRICT, WITHOUT ROWID;
CREATE TABLE document (document INTEGER PRIMARY KEY, resource TEXT NOT NULL, key TEXT NOT NULL, op INTEGER NOT NULL,
  wrote INTEGER NOT NULL, mark TEXT NOT NULL DEFAULT '', sought INTEGER NOT NULL, standing TEXT NOT NULL DEFAULT '',
  left_ BLOB, now_ BLOB, gone INTEGER NOT NULL DEFAULT 0, body BLOB) STRICT;
CREATE TABLE other (document INTEGER NOT NULL, number TEXT NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (document, number)) STRICT, WITHOUT ROWID;
"""
#: Put the documents of the run together, in the order of the run, each with its mark.
CHOOSE = (
    """INSERT INTO document (resource, key, op, wrote, sought)
        SELECT resource, key, min(iif(chosen, op, NULL)) AS first, max(chosen AND wrote), 1
        FROM part GROUP BY resource, key HAVING max(chosen)
        UNION ALL SELECT resource, '', op, 0, 0 FROM doubt ORDER BY first""",
    "CREATE UNIQUE INDEX document_key ON document (resource, key) WHERE key <> ''",
    "CREATE INDEX document_doubt ON document (op) WHERE key = ''",
    "CREATE INDEX document_sought ON document (resource, key) WHERE sought",
    "CREATE INDEX mark_mark ON mark (resource, mark)",
    """UPDATE document SET mark = coalesce((SELECT mark FROM mark
        WHERE mark.resource = document.resource AND mark.key = document.key), '') WHERE key <> ''""",
    """UPDATE document SET mark = coalesce((SELECT mark FROM mark
        WHERE mark.resource = document.resource AND mark.key = '' AND mark.op = document.op), '') WHERE key = ''""",
)
#: Make ready to give documents by how they stand.
INDEX = "CREATE INDEX document_standing ON document (standing, document) WHERE standing <> 'as_made'"


@dataclass(frozen=True, slots=True)
class Kept:
    """A document of the run.

    Attributes:
        document: Its number here.
        resource: Full name of its kind.
        key: Its key; empty where it has none yet.
        op: The journal's key of the run's first operation on it.
        mark: What it can be found again by; empty where it has none.
    """

    document: int
    resource: str
    key: str
    op: int
    mark: str


def pack(compared: Compared) -> bytes:
    """Write a comparison as JSON; its sums stand in columns of their own."""
    place = compared.place
    body: dict[str, Any] = {name: getattr(compared, name) for name in Compared.__slots__}
    body |= {
        "standing": compared.standing.value,
        "place": [place.file, place.line, place.column, place.label],
        "changes": [[one.path, one.kind.value, one.before, one.after, one.sensitive] for one in compared.changes],
        "left": money_row(compared.left),
        "now": money_row(compared.now),
        "others": [],
    }
    return dumps(body)


def unpack(body: bytes, others: tuple[Other, ...]) -> Compared:
    """Read a comparison back."""
    packed = loads(body)
    changes = (
        Change(path=path, kind=ChangeKind(kind), before=before, after=after, sensitive=sensitive)
        for path, kind, before, after, sensitive in packed["changes"]
    )
    return Compared(
        **packed
        | {
            "standing": Reconciled(packed["standing"]),
            "at": float(packed["at"]),
            "place": Place(*packed["place"]),
            "changes": tuple(changes),
            "left": row_money(packed["left"]),
            "now": row_money(packed["now"]),
            "others": others,
        }
    )


def pack_other(other: Other) -> bytes:
    """Write a document that bears the mark of one of ours as JSON."""
    return dumps([other.number, other.status, money_row(other.net)])


def unpack_other(body: bytes) -> Other:
    """Read it back."""
    number, status, net = loads(body)
    return Other(number=number, status=status, net=row_money(net))


def money_row(money: Money | None) -> list[Any] | None:
    """Write a sum for JSON."""
    return None if money is None else [money.currency, str(money.amount)]


def row_money(row: list[Any] | None) -> Money | None:
    """Read it back."""
    return None if row is None else Money(currency=row[0], amount=Decimal(row[1]))


def money_bytes(money: Money | None) -> bytes | None:
    """Write a sum for a column."""
    return None if money is None else dumps(money_row(money))


def bytes_money(body: bytes | None) -> Money | None:
    """Read it back."""
    return None if body is None else row_money(loads(body))
