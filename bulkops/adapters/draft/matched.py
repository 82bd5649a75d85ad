"""Which operations of a draft a pattern names: one query each, through an index where the pattern has no wildcard."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from bulkops.core.json import dumps
from bulkops.core.registry import Registry
from bulkops.planning.select import Form, Pattern

#: A query that gives `seq`, and its values.
Query = tuple[str, tuple[Any, ...]]

_ID = "SELECT seq FROM entry WHERE manifest IN (SELECT value FROM json_each(?)) AND id = ?"
_ID_OF_MANIFEST = "SELECT seq FROM entry WHERE manifest = ? AND id = ?"
_IDS = "SELECT seq FROM entry WHERE id GLOB ?"
_IDS_OF_MANIFESTS = "SELECT seq FROM entry WHERE manifest || '/' || id GLOB ?"
_TYPES = "SELECT seq FROM entry WHERE type IN (SELECT value FROM json_each(?))"
# A target that an earlier operation makes has no key yet, and a create has none: neither is named by one.
_TARGET = "SELECT seq FROM entry WHERE document = ? AND document <> '' AND target <> ''"
_TARGETS = f"{_TYPES} AND target GLOB ? AND target <> ''"


class Matching:
    """Says which operations of a linked draft a pattern names.

    Args:
        db: The draft's database.
        registry: Known operation types.
    """

    def __init__(self, db: sqlite3.Connection, registry: Registry) -> None:
        self._db = db
        self._manifests = _list(name for (name,) in db.execute("SELECT DISTINCT manifest FROM entry"))
        names = [name for (name,) in db.execute("SELECT DISTINCT type FROM entry ORDER BY type")]
        self._types = {name: registry.types[name] for name in names}

    @property
    def types(self) -> list[str]:
        """Names of the operation types that occur."""
        return list(self._types)

    def query(self, pattern: Pattern) -> Query:
        """Give the query for what a pattern names; one operation may come several times."""
        parts = [part for form in Form if form in pattern.forms for part in self._form(form, pattern)]
        values = tuple(value for _, given in parts for value in given)
        return " UNION ALL ".join(part for part, _ in parts) or "SELECT 0 AS seq WHERE false", values

    def _form(self, form: Form, pattern: Pattern) -> Iterator[Query]:
        if form is Form.ID:
            yield from self._ids(pattern)
        elif form is Form.TYPE:
            rows = self._db.execute(
                "SELECT value FROM json_each(?) WHERE value GLOB ?", (_list(self._types), pattern.glob)
            )
            if names := [name for (name,) in rows]:
                yield _TYPES, (_list(names),)
        else:
            yield from self._targets(pattern)

    def _ids(self, pattern: Pattern) -> Iterator[Query]:
        glob = pattern.glob
        yield _ID, (self._manifests, glob)
        for at, sign in enumerate(glob):
            if sign == "/":
                yield _ID_OF_MANIFEST, (glob[:at], glob[at + 1 :])
        if pattern.wild:
            yield _IDS, (glob,)
            if "/" in glob:
                yield _IDS_OF_MANIFESTS, (glob,)

    def _targets(self, pattern: Pattern) -> Iterator[Query]:
        kind, slash, rest = pattern.glob.partition("/")
        targeted = {name: found.resource for name, found in self._types.items() if found.targeted}
        of_kind = {name: resource for name, resource in targeted.items() if slash and resource.key == kind}
        for glob, resources in ((pattern.glob, targeted), (rest, of_kind)):
            for prefix in sorted({f"{resource.api}.{resource.name}/" for resource in resources.values()}):
                yield _TARGET, (prefix + glob,)
            if resources and pattern.wild:
                yield _TARGETS, (_list(resources), glob)


def _list(names: Iterable[str]) -> str:
    return dumps(list(names)).decode()
