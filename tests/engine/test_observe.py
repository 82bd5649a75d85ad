"""Planning reads in as few calls as it can: by list pages or one by one, whichever is cheaper."""

from math import ceil
from pathlib import Path

import pytest

from bulkops.core.errors import RemoteError
from bulkops.core.http import Request, Response
from bulkops.core.json import dumps
from bulkops.core.observed import Observed
from bulkops.engine.channel import Channel
from bulkops.engine.observe import expansions, observe
from bulkops.providers.visma.resources import INVOICE
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.switches import Switches
from bulkops.sandbox.transport import SandboxTransport
from tests.engine.simulation import FakeClock, Script, channel_to

pytestmark = pytest.mark.anyio
DEMO = 11  # invoices that the demonstration company has


def fill(erp: Erp, clock: FakeClock, count: int) -> list[str]:
    body = dumps({"customerNumber": {"value": "10001"}, "invoiceText": {"value": "x"}})
    request = Request(api="visma", method="POST", path="/v2/customerinvoice", body=body)
    return [erp.handle(request, clock.now()).headers["location"].rpartition("/")[2] for _ in range(count)]


async def seen(channel: Channel, keys: list[str]) -> dict[str, Observed]:
    found: dict[str, Observed] = {}

    def keep(key: str, observed: Observed) -> None:
        assert key not in found, "each key is given once"
        found[key] = observed

    await observe(channel, INVOICE, keys, keep, expand=expansions(INVOICE.fields))
    return found


@pytest.mark.parametrize(
    ("documents", "wanted", "calls"),
    [
        (20, 1, 1),
        (20, 3, 3),
        (20, 4, 1),
        (900, 500, 1),
        (1200, 700, 1),
        (1200, 1100, 2),
        (2400, 2400, 3),
        (2400, 1000, 2),  # the demonstration data stands in front of them
    ],
)
async def test_calls(erp: Erp, clock: FakeClock, documents: int, wanted: int, calls: int) -> None:
    keys = fill(erp, clock, documents)[:wanted]
    channel = channel_to(SandboxTransport(erp, clock), clock)
    found = await seen(channel, keys)
    assert sorted(found) == sorted(keys)
    assert all(observed.document and observed.tag for observed in found.values())
    assert channel.reads == calls


async def test_a_list_and_a_single_read_show_the_same(erp: Erp, clock: FakeClock) -> None:
    keys = fill(erp, clock, 5)
    listed = await seen(channel_to(SandboxTransport(erp, clock), clock), keys)
    for key in keys:
        single = await seen(channel_to(SandboxTransport(erp, clock), clock), [key])
        assert single[key].tag == listed[key].tag
        alone, row = single[key].document, listed[key].document
        assert alone is not None
        assert row is not None
        compared = {(field.observed or "").partition(".")[0] for field in INVOICE.fields} - {""}
        assert {name: alone.get(name) for name in compared} == {name: row.get(name) for name in compared}


async def test_what_is_not_there(erp: Erp, clock: FakeClock) -> None:
    keys = [*fill(erp, clock, 5), "999998", "999999"]
    found = await seen(channel_to(SandboxTransport(erp, clock), clock), keys)
    assert [key for key in keys if found[key].document is None] == ["999998", "999999"]


async def test_smaller_pages_than_were_asked_for(erp: Erp, clock: FakeClock) -> None:
    erp.set_switches(Switches(page_size_max=7))
    keys = fill(erp, clock, 40)
    channel = channel_to(SandboxTransport(erp, clock), clock)
    assert sorted(await seen(channel, keys)) == sorted(keys)
    assert channel.reads == ceil((40 + DEMO) / 7)


async def test_nothing_wanted_costs_nothing(erp: Erp, clock: FakeClock) -> None:
    channel = channel_to(SandboxTransport(erp, clock), clock)
    assert await seen(channel, []) == {}
    assert channel.reads == 0


@pytest.mark.parametrize("count", [2, 40], ids=["singles", "list"])
async def test_a_refusal_comes_out_as_itself(clock: FakeClock, count: int) -> None:
    """Not wrapped in a group of the tasks that were reading: the command catches it by its class."""
    script = Script(lambda _request: Response(status=403, body=b'{"message": "no"}'), clock)
    with pytest.raises(RemoteError):
        await seen(channel_to(script, clock), [str(number) for number in range(count)])


def test_the_demonstration_company(erp: Erp, tmp_path: Path) -> None:
    assert len(erp.ledger().documents()) == DEMO
