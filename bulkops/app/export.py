"""Present state as the entries of a manifest: documents read page by page, each in the form that a plan compares."""

import re
from collections import Counter
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any

from bulkops.app.compose import System
from bulkops.app.read_documents import Tally, read_many
from bulkops.core.noted import Noted
from bulkops.core.observed import Observed, held
from bulkops.core.operation import OperationType
from bulkops.core.registry import Registry
from bulkops.engine.observe import expansions, observe
from bulkops.planning.export_entry import exported
from bulkops.planning.export_fields import Written
from bulkops.planning.where import Where

Document = Mapping[str, Any]

_INDEX = re.compile(r"\[\d+\]")
#: Documents without a list that are read before their entries are written.
_TOGETHER_MAX = 200
_NAMED_MAX = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be exported.

    Attributes:
        type: Sets documents of this kind.
        written: Which of its fields are written.
        chosen: A user has chosen the fields.
        where: Which rows of the list; of documents that have none, of the list of what they belong to.
        keys: Which documents, where they have no list; empty: those of all that `where` gives.
        limit: Documents after which to end; 0: none.
        page_size: Rows asked for at a time; 0: as declared.
    """

    type: OperationType
    written: Written
    chosen: bool = False
    where: Where
    keys: Sequence[str] = ()
    limit: int = 0
    page_size: int = 0


@dataclass(slots=True)
class Counts:
    """What has become of the documents.

    Attributes:
        rows: The rows of the list.
        read: Documents without a list that were asked for.
        written: Entries.
        absent: Keys that have no document.
        absent_first: The first of them.
        refused: Documents in a status in which they cannot be set, by status.
        empty: Documents of which no field could be written.
        dropped: Values that a manifest cannot say, by field.
    """

    rows: Tally = field(default_factory=Tally)
    read: int = 0
    written: int = 0
    absent: int = 0
    absent_first: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    empty: int = 0
    dropped: Counter[str] = field(default_factory=Counter)


async def export(
    wanted: Wanted, registry: Registry, system: System, counts: Counts
) -> AsyncGenerator[list[Noted], None]:
    """Read documents and make their entries.

    Args:
        wanted: Which.
        registry: Knows where the keys of documents without a list come from.
        system: Where they are.
        counts: Counts what becomes of them.

    Yields:
        The entries of a page, perhaps none.

    Raises:
        RemoteError: A page cannot be read; or, after the last page, documents may be missing.
    """
    listed = wanted.type.resource.listing is not None
    pages = _listed(wanted, system, counts) if listed else _singly(wanted, registry, system, counts)
    async with aclosing(pages):
        async for documents in pages:
            yield list(_entries(wanted, documents, counts))


def _entries(wanted: Wanted, documents: Iterable[Document], counts: Counts) -> Iterator[Noted]:
    for document in documents:
        found = exported(wanted.type, wanted.written.fields, document)
        counts.dropped.update(_INDEX.sub("[]", path) for path in found.dropped)
        if found.entry is not None:
            counts.written += 1
            yield found.entry
        elif found.refused:
            counts.refused[found.refused] += 1
        else:
            counts.empty += 1


async def _listed(wanted: Wanted, system: System, counts: Counts) -> AsyncGenerator[list[Document], None]:
    resource = wanted.type.resource
    flags = ((name, "true") for name in expansions(wanted.written.fields))
    where = wanted.where
    asked = replace(where, query=(*where.query, *(flag for flag in flags if flag not in where.query)))
    channel = system.require(resource.api)
    pages = read_many(channel, resource, asked, counts.rows, limit=wanted.limit, page_size=wanted.page_size)
    async with aclosing(pages):
        async for page in pages:
            yield page


async def _singly(
    wanted: Wanted, registry: Registry, system: System, counts: Counts
) -> AsyncGenerator[list[Document], None]:
    resource = wanted.type.resource
    channel = system.require(resource.api)
    batches = _keys(wanted, registry, system, counts)
    async with aclosing(batches):
        async for keys in batches:
            found: dict[str, Observed] = {}
            await observe(channel, resource, keys, partial(_keep, found, counts))
            absent = [key for key in keys if found[key].document is None]
            counts.absent += len(absent)
            counts.absent_first += absent[: _NAMED_MAX - len(counts.absent_first)]
            yield [document for key in keys if (document := found[key].document) is not None]


def _keep(found: dict[str, Observed], counts: Counts, key: str, observed: Observed) -> None:
    found[key] = observed
    counts.read += 1


async def _keys(wanted: Wanted, registry: Registry, system: System, counts: Counts) -> AsyncGenerator[list[str], None]:
    """Give the keys of documents that have no list: those that are named, or of all that they can belong to."""
    lookup = wanted.type.resource.lookup
    if wanted.keys or lookup is None:
        counts.rows.total = len(wanted.keys)
        left = iter(wanted.keys)
        while batch := list(islice(left, _TOGETHER_MAX)):
            yield batch
        return
    owners = registry.resources[lookup.resource]
    channel = system.require(owners.api)
    pages = read_many(channel, owners, wanted.where, counts.rows, limit=wanted.limit, page_size=wanted.page_size)
    async with aclosing(pages):
        async for page in pages:
            keys = [str(key) for row in page if (key := held(row, lookup.member)) is not None]
            for start in range(0, len(keys), _TOGETHER_MAX):
                yield keys[start : start + _TOGETHER_MAX]
