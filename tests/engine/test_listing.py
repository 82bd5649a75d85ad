"""A list is read to its end whatever moves in it meanwhile, and never taken for whole where rows may be missing."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulkops.core.errors import RemoteError
from bulkops.core.http import Request, Response
from bulkops.core.json import dumps
from bulkops.core.resource import Resource
from bulkops.core.seen import Seen
from bulkops.engine.listing import Pages, documents
from bulkops.providers.ddapi.resources import CUSTOMER, TERMS_OF_PAYMENT
from bulkops.providers.visma.resources import INVOICE
from tests.engine.simulation import FakeClock, Script, channel_to

pytestmark = pytest.mark.anyio
Move = Callable[[list[int]], None]


class Rows:
    """A list in the system, in which something happens before each page but the first.

    Attributes:
        rows: Numbers of the documents, in the list's order.
        moves: What happens before the second page, the third, ….
    """

    def __init__(self, count: int, *moves: Move, size_max: int = 10) -> None:
        self.rows = list(range(1, count + 1))
        self.moves = list(moves)
        self.size_max = size_max
        self.asked: list[int] = []

    def page(self, request: Request) -> list[int]:
        if self.asked and self.moves:
            self.moves.pop(0)(self.rows)
        query = dict(request.query)
        number, size = int(query["pageNumber"]), min(int(query["pageSize"]), self.size_max)
        self.asked.append(number)
        return self.rows[(number - 1) * size : number * size]

    def counted(self, request: Request) -> Response:
        metadata = {"maxPageSize": self.size_max}
        page = self.page(request)
        rows = [{"referenceNumber": str(n), "metadata": {**metadata, "totalCount": len(self.rows)}} for n in page]
        return Response(status=200, body=dumps(rows))

    def numbered(self, request: Request) -> Response:
        page = self.page(request)
        links = dict.fromkeys(("NextPage", "LastPage"), "https://elsewhere.example/api/customers?pageNumber=2")
        body = {"CustomerReponse": [{"CustomerNo": n} for n in page], "TotalPages": -(-len(self.rows) // self.size_max)}
        return Response(status=200, body=dumps(body | links))


async def read(
    answer: Callable[[Request], Response], resource: Resource, clock: FakeClock, **options: Any
) -> tuple[list[str], Script]:
    script = Script(answer, clock)
    reader = Pages(channel_to(script, clock, api=resource.api), resource, (), **options)
    found: list[str] = []
    async for page in documents(reader, resource):
        found += [str(row[resource.number]) for row in page.rows]
    return found, script


def leave(*numbers: int) -> Move:
    def act(rows: list[int]) -> None:
        rows[:] = [number for number in rows if number not in numbers]

    return act


def come(number: int, at: int) -> Move:
    return lambda rows: rows.insert(at, number)


def still(rows: list[int]) -> None:
    """Nothing happens."""


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 20, 35])
async def test_a_list_that_stands_still_is_read_once(clock: FakeClock, count: int) -> None:
    rows = Rows(count)
    found, _ = await read(rows.counted, INVOICE, clock)
    assert found == [str(number) for number in range(1, count + 1)]
    assert rows.asked == list(range(1, max(1, -(-count // 10)) + 1))


@pytest.mark.parametrize(
    "moves",
    [
        [leave(1)],
        [leave(1, 2, 3)],
        [still, leave(4)],
        [leave(*range(1, 11))],
        [leave(*range(1, 16)), still, come(99, 0)],
        [come(99, 0)],
        [come(99, 0), come(98, 3), leave(7)],
        [still, still, leave(5)],
        [leave(1), leave(2), leave(3), leave(4), leave(5), leave(6)],
        [leave(1), come(99, 34)],
    ],
)
async def test_whoever_is_there_all_the_time_is_seen_once(clock: FakeClock, moves: list[Move]) -> None:
    rows = Rows(35, *moves)
    stay = set(rows.rows)
    found, _ = await read(rows.counted, INVOICE, clock)
    assert len(found) == len(set(found))
    stay &= set(rows.rows)
    assert {str(number) for number in stay} <= set(found)


async def test_going_back_is_cheaper_than_beginning_again(clock: FakeClock) -> None:
    rows = Rows(35, still, leave(11))
    assert len((await read(rows.counted, INVOICE, clock))[0]) == 35
    assert rows.asked == [1, 2, 3, 2, 3, 4]
    rows = Rows(31, still, still, leave(11))
    assert len((await read(rows.counted, INVOICE, clock))[0]) == 31
    assert rows.asked == [1, 2, 3, 4, 3, 2, 3], "how many have gone is only said together with rows"


async def test_what_moves_to_a_page_that_was_read_is_found_by_a_second_reading(clock: FakeClock) -> None:
    def move(rows: list[int]) -> None:
        rows.insert(0, rows.pop())

    rows = Rows(35, move)
    found, _ = await read(rows.counted, INVOICE, clock)
    assert sorted(map(int, found)) == list(range(1, 36))
    assert rows.asked == [1, 2, 3, 4, 1], "it ends as soon as nothing is missing"


async def test_a_list_that_never_stands_still_is_not_taken_for_whole(clock: FakeClock) -> None:
    def hide(numbers: list[int]) -> None:
        numbers.remove(35)
        numbers.insert(34 if rows.asked[-1] == 4 else 0, 35)  # always on a page that was read already

    rows = Rows(35, *[hide] * 100)
    with pytest.raises(RemoteError) as caught:
        await read(rows.counted, INVOICE, clock)
    assert caught.value.code == "R113"
    assert rows.asked == [1, 2, 3, 4, 1, 2, 3, 4]


async def test_a_server_that_always_gives_the_first_page(clock: FakeClock) -> None:
    def answer(request: Request) -> Response:
        metadata = {"totalCount": 35, "maxPageSize": 10}
        return Response(status=200, body=dumps([{"referenceNumber": str(n), "metadata": metadata} for n in range(10)]))

    with pytest.raises(RemoteError) as caught:
        await read(answer, INVOICE, clock)
    assert caught.value.code == "R113"


async def test_a_server_that_promises_rows_and_gives_none(clock: FakeClock) -> None:
    asked: list[int] = []

    def answer(request: Request) -> Response:
        asked.append(1)
        metadata = {"totalCount": 35, "maxPageSize": 10}
        rows = [{"referenceNumber": str(n), "metadata": metadata} for n in range(10)]
        return Response(status=200, body=dumps(rows if dict(request.query)["pageNumber"] == "1" else []))

    with pytest.raises(RemoteError) as caught:
        await read(answer, INVOICE, clock)
    assert caught.value.code == "R113"
    assert len(asked) < 120


@pytest.mark.parametrize("count", [0, 1, 25, 26, 60])
async def test_numbered_pages(clock: FakeClock, count: int) -> None:
    """The server gives fewer rows than are asked for, and says how many pages that makes."""
    rows = Rows(count, size_max=25)
    found, script = await read(rows.numbered, CUSTOMER, clock, places=(("since", "2026-01-31"),))
    assert found == [str(number) for number in range(1, count + 1)]
    assert rows.asked == list(range(1, max(1, -(-count // 25)) + 1))
    assert {request.path for _, request in script.asked} == {"/api/customers/2026-01-31"}, "links are not followed"


@pytest.mark.parametrize("moves", [[leave(*range(1, 11))], [come(99, 0)], [leave(*range(1, 26))]])
async def test_numbered_pages_that_move(clock: FakeClock, moves: list[Move]) -> None:
    rows = Rows(35, *moves)
    found, _ = await read(rows.numbered, CUSTOMER, clock, places=(("since", "2026-01-31"),))
    assert len(found) == len(set(found))
    assert {str(number) for number in rows.rows if number != 99} <= set(found)


async def test_a_list_that_comes_as_a_whole_is_asked_for_without_pages(clock: FakeClock) -> None:
    def answer(request: Request) -> Response:
        return Response(status=200, body=dumps([{"Id": 1}, {"Id": 2}, {"Id": 2}]))

    found, script = await read(answer, TERMS_OF_PAYMENT, clock)
    assert found == ["1", "2", "2"], "what the API does not tell apart is not dropped"
    assert [request.query for _, request in script.asked] == [()]


@pytest.mark.parametrize(
    ("resource", "body"),
    [
        (INVOICE, b"{}"),
        (INVOICE, b"<html></html>"),
        (INVOICE, b"[1]"),
        (INVOICE, b'[{"number": "1"}]'),
        (CUSTOMER, b"[]"),
        (CUSTOMER, b"{}"),
        (CUSTOMER, b'{"CustomerReponse": []}'),
        (CUSTOMER, b'{"CustomerReponse": null, "TotalPages": 1}'),
        (TERMS_OF_PAYMENT, b'{"Message": "no"}'),
    ],
)
async def test_what_is_no_list_is_said_to_be_none(clock: FakeClock, resource: Resource, body: bytes) -> None:
    with pytest.raises(RemoteError) as caught:
        await read(lambda _request: Response(status=200, body=body), resource, clock)
    assert caught.value.code == "R112"


async def test_a_list_that_is_not_there(clock: FakeClock) -> None:
    with pytest.raises(RemoteError) as caught:
        await read(lambda _request: Response(status=404, body=b'{"Message": "no"}'), CUSTOMER, clock)
    assert caught.value.code == "R112"


@given(st.lists(st.text("0123456789A-", max_size=5) | st.integers(0, 600).map(str), max_size=300))
def test_seen_is_a_set(texts: list[str]) -> None:
    seen, known = Seen(), set[str]()
    for text in texts:
        assert seen.add(text) is (text not in known)
        known.add(text)
        assert seen.count == len(known)


def test_a_million_numbers_take_little_space() -> None:
    seen = Seen()
    for number in range(1_000_000):
        seen.add(f"INV-{number:07}")
    assert seen.count == 1_000_000
    assert len(seen._pieces) < 4000
