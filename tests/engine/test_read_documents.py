"""Reading documents from the sandbox: every filter, every expansion, and what is not there."""

from collections.abc import Callable
from typing import Any

import pytest

from bulkops.app.read_documents import Tally, read_file, read_many, read_one
from bulkops.core.errors import MissingError, RemoteError
from bulkops.core.http import Request, Response
from bulkops.core.json import dumps
from bulkops.planning.where import Where, read_where
from bulkops.providers import REGISTRY
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.switches import Switches
from bulkops.sandbox.transport import SandboxTransport
from tests.engine.simulation import FakeClock, Script, channel_to

pytestmark = pytest.mark.anyio
Row = dict[str, Any]
INVOICE = REGISTRY.resources["visma.invoice"]
SETTINGS = REGISTRY.resources["ddapi.invoice_settings"]
DRAFTS, POSTED = {"Hold", "Balanced"}, {"Open", "Closed"}
CREATED = "createdDateTime"
CASES: dict[str, Callable[[Row], bool]] = {
    "customer=10001": lambda row: row["customer"]["number"] == "10001",
    "status=Hold": lambda row: row["status"] == "Hold",
    "released=1": lambda row: row["status"] in POSTED,
    "released=0": lambda row: row["status"] in DRAFTS,
    "documentDate>={day}": lambda row: row["documentDate"] >= row["day"],
    "documentDate>{day}": lambda row: row["documentDate"] > row["day"],
    "documentDate<={day}": lambda row: row["documentDate"] <= row["day"],
    "documentDate<{day}": lambda row: row["documentDate"] < row["day"],
    "documentDate={day}": lambda row: row["documentDate"] == row["day"],
    "documentDueDate>=2000-01-01": lambda row: True,
    "documentDueDate<2000-01-01": lambda row: False,
    "financialPeriod=200001": lambda row: False,
    "closedFinancialPeriod=202603": lambda row: False,
    "externalReference=demo-100231": lambda row: row["referenceNumber"] == "100231",
    "externalReference=demo-1002": lambda row: False,
    "customerRefNumber=nobody": lambda row: False,
    "paymentReference=100232": lambda row: row["referenceNumber"] == "100232",
    "branch=1": lambda row: True,
    "branch=2": lambda row: False,
    "project=none": lambda row: False,
    "dunningLevel=0": lambda row: True,
    "dunningLevel=2": lambda row: False,
    f"{CREATED}>=2000-01-01": lambda row: True,
    f"{CREATED}<2000-01-01T10:00:00": lambda row: False,
    "lastModifiedDateTime>2000-01-01 10:00:00.5": lambda row: True,
    "greaterThanValue=100235": lambda row: row["referenceNumber"] > "100235",
}


async def listed(
    erp: Erp, clock: FakeClock, *where: str, expand: tuple[str, ...] = (), name: str = "visma.invoice", **options: int
) -> tuple[list[Row], Tally]:
    resource = REGISTRY.resources[name]
    asked = read_where(resource, where, expand)
    assert isinstance(asked, Where), asked
    tally, rows = Tally(), list[Row]()
    channel = channel_to(SandboxTransport(erp, clock), clock, api=resource.api)
    async for page in read_many(channel, resource, asked, tally, **options):
        rows += [dict(row) for row in page]
    assert tally.given == len(rows)
    return rows, tally


@pytest.mark.parametrize("match", ["exact", "contains"])
@pytest.mark.parametrize("case", CASES)
async def test_a_filter_selects_what_it_says(erp: Erp, clock: FakeClock, case: str, match: Any) -> None:
    erp.set_switches(Switches(filter_match=match, page_size_max=3))
    everything, _ = await listed(erp, clock)
    day = sorted(row["documentDate"] for row in everything)[3]
    wanted = [row["referenceNumber"] for row in everything if CASES[case]({**row, "day": day})]
    rows, tally = await listed(erp, clock, case.format(day=day[:10]))
    assert [row["referenceNumber"] for row in rows] == wanted
    assert bool(tally.foreign) <= (match == "contains"), "the server holds to what it was asked"


async def test_all_conditions_hold(erp: Erp, clock: FakeClock) -> None:
    everything, _ = await listed(erp, clock)
    days = sorted({row["documentDate"][:10] for row in everything})
    rows, tally = await listed(erp, clock, f"documentDate>={days[1]}", f"documentDate<{days[-1]}", "released=0")
    assert {row["referenceNumber"] for row in rows} == {
        row["referenceNumber"]
        for row in everything
        if days[1] <= row["documentDate"][:10] < days[-1] and row["status"] in DRAFTS
    }
    assert tally.foreign.total() == 0


async def test_an_expansion_shows_more(erp: Erp, clock: FakeClock) -> None:
    listing = INVOICE.listing
    assert listing is not None
    [plain], _ = await listed(erp, clock, limit=1)
    for expansion in listing.expansions:
        [row], _ = await listed(erp, clock, expand=(expansion.name,), limit=1)
        assert set(row) > set(plain), expansion.name


@pytest.mark.parametrize("name", ["visma.invoice", "visma.work_types", "ddapi.terms_of_payment"])
async def test_whatever_is_listed_can_be_read_alone(erp: Erp, clock: FakeClock, name: str) -> None:
    resource = REGISTRY.resources[name]
    rows, _ = await listed(erp, clock, name=name)
    channel = channel_to(SandboxTransport(erp, clock), clock, api=resource.api)
    for row in rows:
        alone = await read_one(channel, resource, str(row[resource.number]), "here")
        assert {member: alone[member] for member in row} == row


@pytest.mark.parametrize("dates", ["sv-SE", "en-US"])
@pytest.mark.parametrize("size_max", [7, 100])
async def test_customers_by_numbered_pages(erp: Erp, clock: FakeClock, size_max: int, dates: Any) -> None:
    erp.set_switches(Switches(ddapi_page_size_max=size_max, ddapi_dates=dates))
    rows, tally = await listed(erp, clock, name="ddapi.customer")
    numbers = [row["CustomerNo"] for row in rows]
    assert numbers == sorted(set(numbers))
    assert len(numbers) >= 100
    assert tally.pages == -(-len(rows) // size_max)
    channel = channel_to(SandboxTransport(erp, clock), clock, api="ddapi")
    assert await read_one(channel, REGISTRY.resources["ddapi.customer"], "10042", "") in rows
    later, _ = await listed(erp, clock, "Changed>=2025-02-01", name="ddapi.customer")
    assert 0 < len(later) < len(rows)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("visma.invoice", "999999"),
        ("visma.credit_note", "100231"),
        ("visma.invoice.rotrut", "999999"),
        ("visma.work_types", "Nothing"),
        ("ddapi.currency", "99"),
        ("ddapi.terms_of_payment", "99"),
    ],
)
async def test_what_is_not_there_is_missing(erp: Erp, clock: FakeClock, name: str, key: str) -> None:
    resource = REGISTRY.resources[name]
    channel = channel_to(SandboxTransport(erp, clock), clock, api=resource.api)
    with pytest.raises(MissingError) as caught:
        await read_one(channel, resource, key, "Nordvik")
    assert caught.value.exit_code == 1
    assert f"`{name}` {key} in Nordvik" in caught.value.message


@pytest.mark.parametrize("missing", ["404", "204", "null", "default"])
async def test_settings_that_are_not_there_however_the_host_says_so(erp: Erp, clock: FakeClock, missing: Any) -> None:
    erp.set_switches(Switches(ddapi_missing=missing))
    channel = channel_to(SandboxTransport(erp, clock), clock, api="ddapi")
    with pytest.raises(MissingError):
        await read_one(channel, SETTINGS, "99999", "here")


async def test_two_of_one_name_are_not_chosen_from(clock: FakeClock) -> None:
    def answer(_request: Request) -> Response:
        return Response(status=200, body=dumps([{"xmlTag": "Ovrigt", "rutRotType": kind} for kind in ("Rot", "Rut")]))

    with pytest.raises(RemoteError) as caught:
        await read_one(channel_to(Script(answer, clock), clock), REGISTRY.resources["visma.work_types"], "Ovrigt", "")
    assert caught.value.code == "R115"


async def test_a_file_comes_as_it_is(clock: FakeClock) -> None:
    script = Script(lambda _request: Response(status=200, body=b"\x00%PDF\r\n\xff"), clock)
    resource = REGISTRY.resources["visma.attachment"]
    assert await read_file(channel_to(script, clock), resource, resource.example, "") == b"\x00%PDF\r\n\xff"
    [(_, request)] = script.asked
    assert request.path == f"/v1/attachment/{resource.example}"
    assert dict(request.headers) == {"Accept": "*/*"}, "not JSON alone"
