"""Looking for documents that should be there: few calls, and nothing is called gone on a list's word alone."""

from collections.abc import Iterator

import pytest

from bulkops.core.http import Request, Response
from bulkops.core.json import dumps, loads
from bulkops.core.observed import Observed
from bulkops.core.resource import Resource
from bulkops.engine.channel import Channel
from bulkops.engine.seek import TRIED_MAX, seek
from bulkops.providers.ddapi.resources import INVOICE_SETTINGS
from bulkops.providers.visma.resources import INVOICE
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.transport import SandboxTransport
from tests.engine.simulation import FakeClock, channel_to

pytestmark = pytest.mark.anyio


class Keys(dict[str, None]):
    """Sought keys in memory."""

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(super().__iter__()))

    def take(self, key: str) -> bool:
        return self.pop(key, "absent") is None


class Forgetful(SandboxTransport):
    """A system whose lists leave out one document that is there."""

    lacking = ""

    async def send(self, request: Request) -> Response:
        response = await super().send(request)
        if request.path != "/v1/customerinvoice":
            return response
        rows = [row for row in loads(response.body) if row["referenceNumber"] != self.lacking]
        for row in rows:
            row["metadata"]["totalCount"] -= 1
        return Response(status=response.status, headers=response.headers, body=dumps(rows))


def fill(erp: Erp, clock: FakeClock, count: int) -> list[str]:
    body = dumps({"customerNumber": {"value": "10001"}, "hold": {"value": True}})
    request = Request(api="visma", method="POST", path="/v2/customerinvoice", body=body)
    return [erp.handle(request, clock.now()).headers["location"].rpartition("/")[2] for _ in range(count)]


def remove(erp: Erp, clock: FakeClock, keys: list[str]) -> None:
    for key in keys:
        path = f"/v1/customerinvoice/{key}"
        assert erp.handle(Request(api="visma", method="DELETE", path=path), clock.now()).good


async def found(channel: Channel, resource: Resource, keys: list[str]) -> dict[str, Observed]:
    seen: dict[str, Observed] = {}

    def keep(key: str, observed: Observed) -> None:
        assert key not in seen, "each key is given once"
        seen[key] = observed

    sought = Keys(dict.fromkeys(keys))
    await seek(channel, resource, sought, keep)
    assert not sought
    assert seen.keys() == set(keys)
    return seen


@pytest.mark.parametrize(
    ("documents", "wanted", "calls"),
    [(20, 0, 0), (20, 1, 1), (20, 3, 3), (20, 20, 1), (1200, 1100, 2), (3400, 3400, 4), (3400, 2998, 4)],
)
async def test_what_is_there(erp: Erp, clock: FakeClock, documents: int, wanted: int, calls: int) -> None:
    keys = fill(erp, clock, documents)[:wanted]
    channel = channel_to(SandboxTransport(erp, clock), clock)
    seen = await found(channel, INVOICE, keys)
    assert all(observed.document and observed.tag for observed in seen.values())
    assert channel.reads == calls


async def test_pages_are_read_on_where_what_is_left_costs_more(erp: Erp, clock: FakeClock) -> None:
    keys = fill(erp, clock, 2100)
    channel = channel_to(SandboxTransport(erp, clock), clock)
    await found(channel, INVOICE, [*keys[:10], *keys[-3:]])
    assert channel.reads == 3, "the last page has three of them"


@pytest.mark.parametrize("gone", [1, TRIED_MAX, 60])
async def test_what_is_gone_costs_a_page_and_a_few_calls(erp: Erp, clock: FakeClock, gone: int) -> None:
    keys = fill(erp, clock, 80)
    remove(erp, clock, keys[:gone])
    channel = channel_to(SandboxTransport(erp, clock), clock)
    seen = await found(channel, INVOICE, keys)
    assert [key for key in keys if seen[key].document is None] == keys[:gone]
    assert channel.reads == 1 + min(gone, TRIED_MAX)


async def test_a_list_that_lacks_what_is_there_is_not_believed(erp: Erp, clock: FakeClock) -> None:
    keys = fill(erp, clock, 30)
    remove(erp, clock, keys[1:20])
    transport = Forgetful(erp, clock)
    transport.lacking = keys[0]
    channel = channel_to(transport, clock)
    seen = await found(channel, INVOICE, keys)
    assert [key for key in keys if seen[key].document is None] == keys[1:20]
    assert channel.reads == 1 + 20, "each of those that the list lacks is asked for"


async def test_what_has_no_list_is_read_one_by_one(erp: Erp, clock: FakeClock) -> None:
    keys = [str(number) for number in range(10042, 10048)]
    channel = channel_to(SandboxTransport(erp, clock), clock, api="ddapi")
    seen = await found(channel, INVOICE_SETTINGS, [*keys, "99999"])
    assert channel.reads == len(keys) + 1
    assert seen["99999"].document is None
    assert seen["10042"].document is not None
