"""Go through a list page by page: nothing twice, and never a list with gaps taken for a whole one.

There is no snapshot: while pages are read, rows come, go and move (visma-net.md section 8). A row that came in front
shows a neighbour twice; one that went makes its neighbours move to pages that were read already.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from math import ceil
from typing import Any
from urllib.parse import quote

from bulkops.core.errors import RemoteError
from bulkops.core.http import Request, Response
from bulkops.core.json import loads
from bulkops.core.listing import Listing, Paging
from bulkops.core.observed import held
from bulkops.core.resource import Resource
from bulkops.core.seen import Seen
from bulkops.engine.channel import Channel

#: Times that one listing goes back to pages that rows may have moved to.
_BACKS_MAX = 50
#: Times that one listing is read, where rows are missing after the first.
_PASSES_MAX = 2
Row = Mapping[str, Any]
Query = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a list.

    Attributes:
        rows: Its rows.
        total: How many rows there are in all, as the server counts them now; of numbered pages at most that many.
        last: Number of the last page.
    """

    rows: list[Row]
    total: int
    last: int


class Pages:
    """Reads the pages of one list.

    Args:
        channel: The API.
        resource: What is listed.
        query: Filters and flags.
        places: What fills the places of the path.
        page_size: Rows asked for; 0: as declared.
    """

    def __init__(
        self, channel: Channel, resource: Resource, query: Query, *, places: Query = (), page_size: int = 0
    ) -> None:
        assert resource.listing is not None
        self._channel = channel
        self._resource = resource
        self._listing: Listing = resource.listing
        self._query = query
        self._path = self._listing.path
        for name, value in places:
            self._path = self._path.replace(f"{{{name}}}", quote(value, safe=""))
        self.size = page_size or self._listing.page_size
        self.whole = self._listing.paging is Paging.WHOLE

    async def read(self, number: int) -> Page:
        """Read a page, counted from 1.

        Raises:
            RemoteError: It cannot be read, or is no list.
        """
        paging = self._listing.paging
        page = () if paging is Paging.WHOLE else (("pageNumber", str(number)), ("pageSize", str(self.size)))
        query = (*self._query, *page)
        response = await self._channel.read(Request(api=self._resource.api, method="GET", path=self._path, query=query))
        if paging is Paging.NUMBERED:
            return self._numbered(response, number)
        rows = self._array(self._json(response))
        if paging is Paging.WHOLE:
            return Page(rows=rows, total=len(rows), last=1)
        return self._counted(rows)

    def least(self, total: int, last: int) -> int:
        """Say how many rows there are at least: of numbered pages the last may hold a single one."""
        if self._listing.paging is Paging.NUMBERED:
            return (last - 1) * self.size + 1 if last else 0
        return total

    def _counted(self, rows: list[Row]) -> Page:
        if not rows:
            return Page(rows=rows, total=0, last=0)
        metadata = rows[0].get("metadata") or {}
        total = int(metadata.get("totalCount") or len(rows))
        self.size = min(self.size, int(metadata.get("maxPageSize") or self.size))
        return Page(rows=rows, total=total, last=ceil(total / self.size))

    def _numbered(self, response: Response, number: int) -> Page:
        body = self._json(response)
        # An answer without rows or pages is none: settings of another kind, or an error in a good answer's clothes.
        rows = self._array(body.get(self._listing.rows) if isinstance(body, Mapping) else None)
        last = body.get(self._listing.pages)
        if not isinstance(last, int):
            raise self._no_list()
        if number == 1 and last > 1 and rows:
            self.size = len(rows)  # the server's largest page is not published; the first page shows it
        return Page(rows=rows, total=last * self.size, last=last)

    def _json(self, response: Response) -> Any:
        try:
            body = loads(response.body) if response.body.strip() else []
        except ValueError:
            body = None
        if response.status == 404:
            raise self._no_list()
        return body

    def _array(self, rows: Any) -> list[Row]:
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise self._no_list()
        return rows

    def _no_list(self) -> RemoteError:
        return RemoteError(
            f"the answer to `GET {self._path}` is no list of {self._resource.nouns}",
            hint="check the profile's `base_url`; not every installation has every list",
            code="R112",
        )


async def pages(channel: Channel, resource: Resource, query: Query) -> AsyncIterator[tuple[list[Row], int]]:
    """Go through a listing page by page.

    Yields:
        The rows of a page, and how many rows match in all as the server counts them at that moment.
    """
    reader, number = Pages(channel, resource, query), 1
    while True:
        page = await reader.read(number)
        if not page.rows:
            return
        yield page.rows, page.total
        if len(page.rows) < reader.size or number >= page.last:
            return
        number += 1


class TooDearError(Exception):
    """A listing has more pages than it is worth."""


async def rows(channel: Channel, resource: Resource, query: Query, *, calls_max: int = 0) -> AsyncGenerator[Row, None]:
    """Go through all rows of a listing, each document once.

    Args:
        channel: The API.
        resource: What is listed.
        query: Filters and flags.
        calls_max: Most pages that it may have; 0: however many there are.

    Raises:
        TooDearError: It has more.
        RemoteError: A page cannot be read, or rows may be missing: an incomplete listing is no answer.
    """
    async with aclosing(documents(Pages(channel, resource, query), resource)) as read:
        async for page in read:
            if calls_max and page.last > calls_max:
                raise TooDearError
            for row in page.rows:
                yield row


async def documents(reader: Pages, resource: Resource) -> AsyncGenerator[Page, None]:
    """Go through a listing, each document once, and go back where rows may have moved to pages already read.

    Yields:
        Pages with those rows that were not given before: perhaps none.

    Raises:
        RemoteError: A page cannot be read, or rows may be missing: an incomplete listing is no answer.
    """
    if reader.whole:
        yield await reader.read(1)
        return
    seen = Seen()
    number, backs, passes, total, last = 1, 0, 1, 0, 1
    while True:
        page = await reader.read(number)
        fresh = [row for row in page.rows if seen.add(_number(resource, row))]
        back = _back(reader, page, number, total)
        if page.rows or number == 1:
            total, last = page.total, page.last
        yield Page(rows=fresh, total=total, last=last)
        missing = back > 0 or seen.count < reader.least(total, last)
        if back and backs < _BACKS_MAX:
            backs, number = backs + 1, max(1, number - back)
        elif number < last and (missing or passes == 1):
            number += 1
        elif missing and passes < _PASSES_MAX:
            passes, number = passes + 1, 1
        else:
            break
    if missing:
        raise RemoteError(
            f"the list of {resource.nouns} changed while it was read: rows may be missing from the {seen.count} seen",
            hint="read it again; a list narrowed to what nobody works on stands still",
            code="R113",
        )


def _number(resource: Resource, row: Row) -> str:
    number = held(row, resource.number)
    if number is None:
        raise RemoteError(
            f"a row of the list of {resource.nouns} has no `{resource.number}`",
            hint="check the profile's `base_url`",
            code="R112",
        )
    return str(number)


def _back(reader: Pages, page: Page, number: int, total: int) -> int:
    """Say how many pages back the rows may be that stood behind those which have gone.

    Args:
        reader: Knows the size of a page.
        page: What was just read.
        number: Its number.
        total: How many rows there were before.
    """
    if not page.rows:
        return 1 if number > 1 else 0  # how many are left is only said together with rows
    gone = total - page.total
    return ceil(gone / reader.size) if gone > 0 and number > 1 else 0
