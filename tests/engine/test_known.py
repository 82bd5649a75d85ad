"""A system is asked which values it has in as few calls as it can be, and what it does not show proves nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from bulkops.core.errors import RemoteError
from bulkops.core.field import Lookup
from bulkops.core.http import Request, Response
from bulkops.core.json import dumps
from bulkops.core.listing import Listing, Paging
from bulkops.core.resource import Resource, Route
from bulkops.engine.known import CALLS_MAX, known
from bulkops.planning.lookup_findings import Known
from bulkops.providers import REGISTRY
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.transport import SandboxTransport
from tests.engine.simulation import FakeClock, Script, channel_to, time_passes

pytestmark = pytest.mark.anyio
CURRENCIES = Lookup(resource="ddapi.currency", member="Id", title="CurrencyCode")
TERMS = Lookup(resource="ddapi.terms_of_payment", member="Id", title="Name")
CUSTOMERS = Lookup(resource="ddapi.customer", member="CustomerNo", title="Name", inactive="Inactive")
WORK = Lookup(resource="visma.work_types", member="xmlTag", title="description")
Answer = Callable[[Request], Response]


def shown(value: Any) -> Response:
    return Response(status=200, body=dumps(value))


async def asked(
    lookup: Lookup, values: list[str], answer: Answer, *, witness: str = "", resource: Resource | None = None
) -> tuple[Known, list[Request]]:
    clock = FakeClock()
    script = Script(answer, clock)
    found = resource or REGISTRY.resources[lookup.resource]
    async with time_passes(clock):
        answered = await known(channel_to(script, clock, api=found.api), found, lookup, values, witness=witness)
    return answered, [request for _, request in script.asked]


def customers(count: int, size: int, *, inactive: tuple[int, ...] = ()) -> Answer:
    """List customers from 10001 on, at most so many a page, whatever is asked for."""

    def answer(request: Request) -> Response:
        page = int(dict(request.query)["pageNumber"])
        numbers = range(10001, 10001 + count)[(page - 1) * size : page * size]
        rows = [{"CustomerNo": one, "Name": f"Customer {one}", "Inactive": one in inactive} for one in numbers]
        return shown({"CustomerReponse": rows, "TotalPages": -(-count // size)})

    return answer


async def test_the_sandbox_shows_what_there_is(erp: Erp, clock: FakeClock) -> None:
    channel = channel_to(SandboxTransport(erp, clock), clock, api="ddapi")
    terms = await known(channel, REGISTRY.resources["ddapi.terms_of_payment"], TERMS, ["4", "99"])
    assert terms.titles["4"] == "30 days net"
    assert terms.whole
    assert "99" not in terms.titles
    assert channel.reads == 1
    currencies = await known(channel, REGISTRY.resources["ddapi.currency"], CURRENCIES, ["1", "2", "99"])
    assert currencies == Known(titles={"1": "NOK", "2": "SEK"})
    assert channel.reads == 4


async def test_kinds_of_work(erp: Erp, clock: FakeClock) -> None:
    channel = channel_to(SandboxTransport(erp, clock), clock)
    found = await known(channel, REGISTRY.resources["visma.work_types"], WORK, ["Bygg"])
    assert found.titles["Bygg"] == "Construction"
    assert found.whole
    assert channel.reads == 1


async def test_customers_are_looked_for_as_far_as_one_is_missing() -> None:
    found, requests = await asked(CUSTOMERS, ["10001", "10060"], customers(250, 25, inactive=(10060,)))
    assert len(requests) == 3
    assert requests[0].path == "/api/customers/1900-01-01"
    assert {"10001", "10060"} <= found.titles.keys()
    assert found.inactive == {"10060"}
    assert not found.trouble
    assert not found.whole


async def test_a_customer_who_is_on_no_page() -> None:
    found, requests = await asked(CUSTOMERS, ["99999"], customers(250, 25))
    assert len(requests) == 10
    assert "99999" not in found.titles
    assert found.whole
    assert not found.trouble


async def test_a_list_without_end_is_left_alone() -> None:
    found, requests = await asked(CUSTOMERS, ["10002", "99999"], customers((CALLS_MAX + 1) * 2, 2))
    assert len(requests) == CALLS_MAX
    assert found.trouble == f"the list of customers has {CALLS_MAX + 1} pages, of which {CALLS_MAX} were read"
    assert "10002" in found.titles


async def test_more_values_than_can_be_asked_for_one_by_one() -> None:
    values = [str(number) for number in range(1, CALLS_MAX + 100)]
    found, requests = await asked(CURRENCIES, values, lambda one: shown({"Id": int(one.path.rpartition("/")[2])}))
    assert len(requests) == len(found.titles) == CALLS_MAX
    assert found.trouble == f"there are {CALLS_MAX + 99} different ones, and no list of currencies"


BOTH = Resource(
    name="thing",
    api="ddapi",
    key="thing",
    number="Id",
    read=Route(method="GET", path="/things/{key}"),
    listing=Listing(path="/things", paging=Paging.WHOLE),
)


@pytest.mark.parametrize(("values", "paths"), [(["1"], ["/things/1"]), (["1", "2"], ["/things"])])
async def test_whichever_takes_fewer_calls(values: list[str], paths: list[str]) -> None:
    def answer(request: Request) -> Response:
        return shown([{"Id": 1}, {"Id": 2}] if request.path == "/things" else {"Id": 1})

    found, requests = await asked(Lookup(resource="ddapi.thing", member="Id"), values, answer, resource=BOTH)
    assert [request.path for request in requests] == paths
    assert set(values) <= found.titles.keys()


TROUBLES: dict[str, tuple[Lookup, Response, str]] = {
    "no such list": (
        TERMS,
        Response(status=404),
        "the answer to `GET /api/invoice/termsofpayment` is no list of terms",
    ),
    "not allowed": (TERMS, Response(status=403), "Compilator DDAPI refused `GET /api/invoice/termsofpayment`: 403"),
    "a page": (TERMS, Response(status=200, body=b"<html>Sign in</html>"), "is no list of terms of payment"),
    "nothing in it": (TERMS, shown([]), "the list of terms of payment is empty"),
    "another member": (TERMS, shown([{"Number": 1}]), "the list of terms of payment does not show their `Id`"),
    "not allowed one by one": (CURRENCIES, Response(status=403), "refused `GET /api/Currencies/1`: 403"),
    "a page one by one": (CURRENCIES, Response(status=200, body=b"<html>"), "the answer about `1` does not show it"),
    "another one": (CURRENCIES, shown({"Id": 2}), "the answer about `1` does not show it"),
    "no route": (
        CURRENCIES,
        Response(status=404, body=b'{"Message": "No HTTP resource was found that matches the request URI."}'),
        "nothing seems to serve `GET /api/Currencies/{key}` on this host",
    ),
    "no route, said with a page": (CURRENCIES, Response(status=404, body=b"<!DOCTYPE html>"), "nothing seems to serve"),
}


@pytest.mark.parametrize(("lookup", "answer", "trouble"), TROUBLES.values(), ids=TROUBLES.keys())
async def test_what_cannot_be_read_is_told_and_proves_nothing(lookup: Lookup, answer: Response, trouble: str) -> None:
    found, _ = await asked(lookup, ["1"], lambda _: answer)
    assert trouble in found.trouble


@pytest.mark.parametrize(
    "answer", [Response(status=404), Response(status=204), shown(None)], ids=["404", "204", "null"]
)
async def test_what_is_not_there(answer: Response) -> None:
    found, _ = await asked(CURRENCIES, ["1", "2"], lambda one: shown({"Id": 2}) if one.path.endswith("/2") else answer)
    assert found == Known(titles={"2": ""})


@pytest.mark.parametrize("there", [True, False])
async def test_where_nothing_is_there_a_witness_tells_whether_the_host_has_the_look_up(*, there: bool) -> None:
    """A currency that a customer has must be there; if even that one is not, the 404s mean something else."""

    def answer(request: Request) -> Response:
        return (
            shown({"Id": 7, "CurrencyCode": "EUR"}) if there and request.path.endswith("/7") else Response(status=404)
        )

    found, requests = await asked(CURRENCIES, ["1"], answer, witness="7")
    assert [request.path for request in requests] == ["/api/Currencies/1", "/api/Currencies/7"]
    assert bool(found.trouble) is not there
    assert found.titles == ({"7": "EUR"} if there else {})


async def test_a_witness_is_not_asked_while_anything_is_found() -> None:
    _, requests = await asked(CURRENCIES, ["1"], lambda _: shown({"Id": 1}), witness="7")
    assert len(requests) == 1


async def test_what_was_found_before_the_trouble_counts() -> None:
    def answer(request: Request) -> Response:
        pages = customers(250, 25)
        return pages(request) if dict(request.query)["pageNumber"] == "1" else Response(status=403)

    found, _ = await asked(CUSTOMERS, ["10001", "10100"], answer)
    assert "10001" in found.titles
    assert "403" in found.trouble


async def test_an_api_that_does_not_answer_ends_the_plan(erp: Erp, clock: FakeClock) -> None:
    erp.inject(Fault(kind=FaultKind.REFUSE, path="/api/invoice/termsofpayment", status=503, count=0))
    channel = channel_to(SandboxTransport(erp, clock), clock, api="ddapi")
    with pytest.raises(RemoteError) as caught:
        async with time_passes(clock):
            await known(channel, REGISTRY.resources["ddapi.terms_of_payment"], TERMS, ["1"])
    assert caught.value.code == "R111"
