"""Read documents for people and programs: one by its key, or many by pages. Nothing is changed."""

import re
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from bulkops.core.errors import MissingError, RemoteError, UsageError
from bulkops.core.field import INT32_MAX, Kind
from bulkops.core.observed import held
from bulkops.core.resource import Resource
from bulkops.engine.channel import Channel
from bulkops.engine.listing import Pages, documents
from bulkops.engine.observe import observed_of, read_request
from bulkops.planning.fits import Fit, fit
from bulkops.planning.where import Where

Document = Mapping[str, Any]

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_WHOLE = re.compile(r"[1-9][0-9]{0,9}")


@dataclass(slots=True)
class Tally:
    """What has become of the rows of a list.

    Attributes:
        given: Rows that were handed out.
        outside: Rows that only our side could leave out.
        foreign: Rows that the API gave although it was asked not to, by the condition that they do not hold.
        pages: Pages that were read.
        total: Rows in all, as the API counts them.
    """

    given: int = 0
    outside: int = 0
    foreign: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    total: int = 0


def check_key(resource: Resource, key: str) -> str:
    """Make sure that a key can be one of the resource's.

    Raises:
        UsageError: It cannot.
    """
    forms: dict[Kind, tuple[Callable[[str], object], str]] = {
        Kind.INTEGER: (lambda text: _WHOLE.fullmatch(text) and int(text) <= INT32_MAX, "a whole number"),
        Kind.UUID: (_UUID.fullmatch, "a UUID"),
    }
    good, words = forms.get(resource.key_kind, (lambda text: text and text.isprintable(), "a number or code"))
    if good(key):
        return key
    raise UsageError(f"{key!a} names no {resource.noun}: it is {words}", hint=f"write it as `{resource.example}`")


async def read_one(channel: Channel, resource: Resource, key: str, company: str) -> Document:
    """Read one document.

    Raises:
        MissingError: It does not exist.
        RemoteError: It cannot be read.
    """
    if resource.read is not None:
        found = observed_of(resource, await channel.read(read_request(resource, key))).document
        rows = [] if found is None else [found]
    else:
        rows = await _from_list(channel, resource, key)
    if not rows:
        raise _missing(resource, key, company)
    if len(rows) > 1:
        raise RemoteError(
            f"{len(rows)} {resource.nouns} are called {key}", hint=f"`bulkops list {resource.full_name}`", code="R115"
        )
    return rows[0]


async def read_file(channel: Channel, resource: Resource, key: str, company: str) -> bytes:
    """Read the content of a document that is a file.

    Raises:
        MissingError: It does not exist.
        RemoteError: It cannot be read.
    """
    response = await channel.read(read_request(resource, key))
    if response.status == 404:
        raise _missing(resource, key, company)
    return response.body


def _missing(resource: Resource, key: str, company: str) -> MissingError:
    hint = "check the key, and whether the profile leads to the right company"
    if resource.listing is not None:
        hint += f"; `bulkops list {resource.full_name}` shows what there is"
    return MissingError(f"there is no `{resource.full_name}` {key}{company and ' in '}{company}", hint=hint)


async def _from_list(channel: Channel, resource: Resource, key: str) -> list[Document]:
    assert resource.listing is not None
    places = tuple((found.place, found.default) for found in resource.listing.where if found.place)
    reader = Pages(channel, resource, (), places=places)
    async with aclosing(documents(reader, resource)) as pages:
        async for page in pages:
            rows = [row for row in page.rows if str(held(row, resource.number)) == key]
            if rows:
                return rows
    return []


async def read_many(
    channel: Channel, resource: Resource, where: Where, tally: Tally, *, limit: int = 0, page_size: int = 0
) -> AsyncGenerator[list[Document], None]:
    """Read the rows of a list, each document once, and leave out what was not asked for.

    Args:
        channel: The API.
        resource: What is listed.
        where: What is asked for.
        tally: Counts what becomes of the rows.
        limit: Ends after so many rows; 0: all.
        page_size: Rows asked for at a time; 0: as declared.

    Yields:
        The rows of a page, perhaps none, as soon as it has been read.

    Raises:
        RemoteError: A page cannot be read; or, after the last page, rows may be missing.
    """
    reader = Pages(channel, resource, where.query, places=where.places, page_size=page_size)
    async with aclosing(documents(reader, resource)) as pages:
        async for page in pages:
            tally.pages, tally.total = tally.pages + 1, page.total
            rows = list(_fitting(page.rows, where, tally))
            if limit:
                rows = rows[: limit - tally.given]
            tally.given += len(rows)
            yield rows
            if tally.given == limit > 0:
                return


def _fitting(rows: Iterable[Document], where: Where, tally: Tally) -> Iterator[Document]:
    for row in rows:
        kind, broken = fit(where, row)
        if kind is Fit.FITS:
            # What tells of paging is no part of the document.
            yield {name: value for name, value in row.items() if name != "metadata"}
        elif kind is Fit.FOREIGN:
            tally.foreign[str(broken)] += 1
        else:
            tally.outside += 1
