"""Ask a system which of some values it has: by its whole list, or one by one, whichever takes fewer calls."""

import re
from collections.abc import Collection, Mapping
from contextlib import aclosing
from typing import Any

from bulkops.core.errors import RemoteError
from bulkops.core.field import Lookup
from bulkops.core.http import Response
from bulkops.core.json import loads
from bulkops.core.listing import Paging
from bulkops.core.observed import held
from bulkops.core.resource import Resource
from bulkops.engine.channel import Channel
from bulkops.engine.listing import Pages, documents
from bulkops.engine.observe import read_request
from bulkops.engine.together import together
from bulkops.planning.lookup_findings import Known

#: Pages of a list, or documents one by one, that are read for one look-up.
CALLS_MAX = 400
#: Up to so many documents are not worth a list of pages.
_SINGLES_MAX = 3
#: Names of others that are kept besides those asked for, to guess what was meant.
_OTHERS_MAX = 5_000
#: Reads that were refused, are no list, or moved: what is asked for stays unknown, and nothing else is wrong.
_UNREADABLE = frozenset({"R110", "R112", "R113"})
#: What a server of Microsoft's framework says of a path that nothing on it serves; others answer with a page.
_NO_ROUTE = re.compile(rb"\bno (http resource|type|action) was found\b|^\s*<", re.IGNORECASE)


async def known(
    channel: Channel, resource: Resource, lookup: Lookup, values: Collection[str], *, witness: str = ""
) -> Known:
    """Look values up.

    Args:
        channel: The API.
        resource: What is looked up.
        lookup: Which members tell the value and its name.
        values: What is asked for, as text.
        witness: A value that a document of the system holds, and which must be there therefore; empty: none is known.

    Raises:
        RemoteError: The API cannot be reached.
    """
    found = _Found(lookup, values)
    try:
        if _by_list(resource, len(values)):
            await _search(channel, resource, found)
        else:
            await _ask(channel, resource, found, witness)
    except RemoteError as error:
        if error.code not in _UNREADABLE:
            raise
        found.trouble = error.message
    return found.known()


def _by_list(resource: Resource, count: int) -> bool:
    if resource.listing is None or resource.read is None:
        return resource.listing is not None
    return count > (1 if resource.listing.paging is Paging.WHOLE else _SINGLES_MAX)


class _Found:
    """What was found so far."""

    def __init__(self, lookup: Lookup, values: Collection[str]) -> None:
        self.lookup = lookup
        self.left = dict.fromkeys(values)
        self.trouble = ""
        self.whole = False
        self._titles: dict[str, str] = {}
        self._inactive: set[str] = set()
        self._others = 0

    def see(self, row: Mapping[str, Any]) -> bool:
        """Take a document; say whether it shows a value at all."""
        value = held(row, self.lookup.member)
        if value is None:
            return False
        text = str(value)
        asked = text in self.left
        if asked or self._others < _OTHERS_MAX:
            self._others += not asked
            self._titles[text] = str(held(row, self.lookup.title) or "") if self.lookup.title else ""
        if asked and self.lookup.inactive and held(row, self.lookup.inactive) is True:
            self._inactive.add(text)
        self.left.pop(text, None)
        return True

    def known(self) -> Known:
        return Known(titles=self._titles, inactive=frozenset(self._inactive), whole=self.whole, trouble=self.trouble)


async def _search(channel: Channel, resource: Resource, found: _Found) -> None:
    """Go through the list, as far as anything that was asked for is missing."""
    listing = resource.listing
    assert listing is not None
    places = tuple((one.place, one.default) for one in listing.where if one.place)
    calls = shown = rows = 0
    async with aclosing(documents(Pages(channel, resource, (), places=places), resource)) as pages:
        async for page in pages:
            calls += 1
            rows += len(page.rows)
            shown += sum([found.see(row) for row in page.rows])
            if not found.left and page.last > 1:
                return
            if calls >= CALLS_MAX and page.last > calls:
                found.trouble = f"the list of {resource.nouns} has {page.last:,} pages, of which {calls:,} were read"
                return
    found.whole = True
    if not rows:
        found.trouble = f"the list of {resource.nouns} is empty"
    elif not shown:
        found.trouble = f"the list of {resource.nouns} does not show their `{found.lookup.member}`"


async def _ask(channel: Channel, resource: Resource, found: _Found, witness: str) -> None:
    """Ask for each value."""
    values = list(found.left)
    missing: list[Response] = []
    left = iter(values[:CALLS_MAX])

    async def work() -> None:
        for value in left:
            response = await channel.read(read_request(resource, value))
            if not _taken(found, value, response):
                missing.append(response)

    await together([work] * min(channel.pace.limits.in_flight_max, len(values)))
    asked = min(len(values), CALLS_MAX)
    if len(missing) == asked and not await _serves(channel, resource, found, missing, witness):
        found.trouble = f"nothing seems to serve `GET {(resource.read and resource.read.path) or ''}` on this host"
    elif len(values) > CALLS_MAX:
        found.trouble = f"there are {len(values):,} different ones, and no list of {resource.nouns}"


def _taken(found: _Found, value: str, response: Response) -> bool:
    """Take the document of an answer; say whether there is one."""
    if response.status in {204, 404} or not response.body.strip():
        return False
    try:
        document = loads(response.body)
    except ValueError:
        document = {}
    if document is None:
        return False
    if not isinstance(document, Mapping) or str(held(document, found.lookup.member)) != value:
        raise RemoteError(f"the answer about `{value}` does not show it", code="R112")
    return found.see(document)


async def _serves(channel: Channel, resource: Resource, found: _Found, missing: list[Response], witness: str) -> bool:
    """Say whether the host has the look-up at all, where it has answered of every value that there is no such thing."""
    if witness:
        return _taken(found, witness, await channel.read(read_request(resource, witness)))
    return not any(_NO_ROUTE.search(response.body) for response in missing)
