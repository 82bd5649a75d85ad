"""Seals: digests that bind a row to what it was when it was written, so that one changed byte in it is found."""

import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

from bulkops.core.json import canonical

#: What a row bears that was written before there were seals; as long as a seal, so that no damage makes one the other.
UNSEALED = bytes(32)
#: Columns of an operation that never change, in the order in which they are sealed.
SEALED = (
    "op",
    "run",
    "seq",
    "scope",
    "manifest",
    "id",
    "type",
    "target",
    "target_from",
    "tag",
    "tag_from",
    "makes",
    "content",
    "natural_key",
    "currency",
    "amount",
    "file",
    "line",
    "column_",
    "label",
)
#: Columns that never change where planning has ended the operation already.
FATE = ("state", "code", "message", "number", "result_tag")
#: Columns of a document, in the order in which their digests stand.
PARTS = ("payload", "body", "before", "options")
_DIGEST = 32
_GLANCE = 8
_SHORT_MAX = 64


def digests_of(parts: Sequence[bytes]) -> bytes:
    """Give the SHA-256 of each part of a document, one after the other."""
    return b"".join([_short(part) if len(part) <= _SHORT_MAX else sha256(part).digest() for part in parts])


def operation_seal(row: Sequence[Any], fate: Sequence[Any], digests: bytes, needs: Sequence[int]) -> bytes:
    """Seal an operation.

    Args:
        row: Its columns `SEALED`.
        fate: Its columns `FATE`, where planning has ended it already; else nothing.
        digests: Of its document.
        needs: Operations that it needs, ascending.

    Returns:
        The seal, and after it the beginning of each digest: by these it is told which part does not fit.
    """
    whole = sha256(digests + canonical([row, fate, needs])).digest()
    return whole + b"".join([digests[at : at + _GLANCE] for at in range(0, len(digests), _DIGEST)])


def parts_changed(seal: bytes, digests: bytes) -> list[str]:
    """Name the parts of a document that are not those of its seal."""
    return [
        name
        for at, name in enumerate(PARTS)
        if seal[_DIGEST + at * _GLANCE :][:_GLANCE] != digests[at * _DIGEST :][:_GLANCE]
    ]


def row_seal(row: Sequence[Any]) -> bytes:
    """Seal a row whose changes leave no event."""
    return sha256(canonical(list(row))).digest()


def rolled(connection: sqlite3.Connection, first: int, last: int) -> str:
    """Give one digest over the seals of operations, in the order of their keys."""
    rolling = sha256()
    for (seal,) in connection.execute("SELECT seal FROM operation WHERE op BETWEEN ? AND ? ORDER BY op", (first, last)):
        rolling.update(seal)
    return rolling.hexdigest()


@lru_cache(maxsize=1024)
def _short(part: bytes) -> bytes:
    # Most steps have the same few short parts: nothing, or `{}`.
    return sha256(part).digest()
