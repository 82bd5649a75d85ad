"""Faults in the process: those of delivery, and those where another client is at work."""

from typing import Any

import pytest

from bulkops.core.errors import UnknownOutcomeError
from bulkops.core.http import Request, Response
from bulkops.core.json import dumps, loads
from bulkops.sandbox.erp import DroppedError
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.ledger import FOREIGN
from bulkops.sandbox.transport import SandboxTransport
from tests.sandbox.desk import INVOICE, NOW, Desk, wrapped

CREATE = "/v2/customerinvoice"
POST = Request(api="visma", method="POST", path=CREATE, body=dumps(wrapped(externalReference="m-1")))
GET = Request(api="visma", method="GET", path=f"{INVOICE}/100001")


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> float:
        return NOW + sum(self.slept)

    def monotonic(self) -> float:
        return sum(self.slept)

    async def sleep(self, delay_s: float) -> None:
        self.slept.append(delay_s)


@pytest.mark.anyio
async def test_a_reset_leaves_nothing_behind(desk: Desk) -> None:
    desk.erp.inject(Fault(kind=FaultKind.RESET, method="POST", delay_s=9))
    clock = Clock()
    with pytest.raises(UnknownOutcomeError, match=r"was reset"):
        await SandboxTransport(desk.erp, clock).send(POST)
    assert clock.slept == []
    assert desk.erp.ledger().documents() == []
    assert [(seen.status, seen.fault) for seen in desk.erp.ledger().requests()] == [(0, "reset")]
    assert (await SandboxTransport(desk.erp, clock).send(POST)).status == 201


@pytest.mark.anyio
@pytest.mark.parametrize("request_", [POST, GET])
async def test_an_answer_that_breaks_off_tells_nothing(desk: Desk, request_: Request) -> None:
    desk.create()
    desk.erp.inject(Fault(kind=FaultKind.PARTIAL_BODY))
    with pytest.raises(UnknownOutcomeError, match=r"in the middle of the answer"):
        await SandboxTransport(desk.erp, Clock()).send(request_)
    assert len(desk.erp.ledger().documents()) == (2 if request_ is POST else 1)
    desk.erp.inject(Fault(kind=FaultKind.PARTIAL_BODY))
    with pytest.raises(DroppedError):
        desk.erp.handle(request_, NOW)


@pytest.mark.anyio
async def test_a_body_in_drips_takes_its_time(desk: Desk) -> None:
    desk.create()
    clock = Clock()
    transport = SandboxTransport(desk.erp, clock, read_timeout_s=30)
    desk.erp.inject(Fault(kind=FaultKind.SLOW_BODY, count=2, delay_s=29))
    assert loads((await transport.send(GET)).body)["referenceNumber"] == "100001"
    assert clock.slept == [29]
    assert (await transport.send(POST)).status == 201, "it has no body that could drip"
    assert clock.slept == [29]
    desk.erp.inject(Fault(kind=FaultKind.SLOW_BODY, delay_s=31))
    with pytest.raises(UnknownOutcomeError, match=r"no complete answer came in 30 s"):
        await transport.send(GET)
    assert clock.slept == [29, 30]


def pages(desk: Desk, query: str = "", page_size: int = 5, page_max: int = 9) -> list[list[str]]:
    """Read a list as a naive client does: page after page, until one is not full."""
    read: list[list[str]] = []
    for number in range(1, page_max):
        page = desk.numbers(f"pageSize={page_size}&pageNumber={number}{query}")
        read.append(page)
        if len(page) < page_size:
            return read
    raise AssertionError("there is no end of pages")


@pytest.mark.parametrize("order", ["oldest", "newest"])
def test_a_row_that_moves_is_missed(desk: Desk, order: str) -> None:
    desk.switch(list_order=order)
    there = [desk.create() for _ in range(17)]
    fault = Fault(kind=FaultKind.MOVE_ROW, first=2)
    desk.switch(list_order=order, faults=(fault,))
    read = [number for page in pages(desk) for number in page]
    (missed,) = set(there) - set(read)
    (doubled,) = {number for number in read if read.count(number) > 1}
    assert read.index(doubled) == 9, "the last one before the page that was asked for"
    again = [number for page in pages(desk) for number in page]
    assert (again[0], sorted(again)) == (missed, sorted(there)), "it stays where it has moved to"


def test_which_row_moves_is_the_same_in_every_run() -> None:
    moved = set()
    for seed in (1, 1, 2, 3, 4):
        desk = Desk()
        there = [desk.create() for _ in range(40)]
        desk.switch(faults=(Fault(kind=FaultKind.MOVE_ROW, seed=seed),))
        read = [number for page in pages(desk, page_size=9) for number in page]
        moved.add((seed, *set(there) - set(read)))
        desk.erp.close()
    assert len(moved) == 4
    assert len({number for _, number in moved}) > 1


def test_rows_that_were_filtered_out_do_not_move(desk: Desk) -> None:
    for _ in range(6):
        desk.create(customerNumber="10001")
        desk.create(customerNumber="10002")
    desk.switch(faults=(Fault(kind=FaultKind.MOVE_ROW),))
    read = [number for page in pages(desk, "&customer=10002", page_size=3) for number in page]
    assert len(set(read)) == 5, "of six, one is missed"


@pytest.mark.parametrize("order", ["oldest", "newest"])
def test_a_new_row_doubles_another(desk: Desk, order: str) -> None:
    there = [desk.create(customerNumber="10007", customerRefNumber=f"r-{number}") for number in range(7)]
    desk.switch(list_order=order, faults=(Fault(kind=FaultKind.ADD_ROW),))
    read = [number for page in pages(desk, "&customer=10007") for number in page]
    assert sorted(set(read)) == there
    assert (len(read), read[4]) == (8, read[5])
    assert pages(desk, "&customer=10007")[0][0] == "100008"
    (seen,) = [seen for seen in desk.erp.ledger().requests() if seen.foreign]
    assert (seen.client, seen.method, seen.status) == (FOREIGN, "POST", 201)
    assert [(effect.number, effect.foreign) for effect in desk.erp.ledger().effects()][-1] == ("100008", True)


@pytest.mark.parametrize("kind", [FaultKind.MOVE_ROW, FaultKind.ADD_ROW])
def test_first_pages_and_empty_ones_are_left_alone(desk: Desk, kind: FaultKind) -> None:
    desk.erp.inject(Fault(kind=kind, count=0))
    assert desk.numbers("pageNumber=2") == []
    there = [desk.create(), desk.create()]
    assert desk.numbers("") == there
    assert desk.numbers("pageNumber=1&pageSize=1") == there[:1]
    assert desk.numbers("pageNumber=3&pageSize=1") == []
    assert desk.ask("GET", f"{INVOICE}?pageNumber=x").status == 400
    assert desk.ask("GET", f"{INVOICE}?pageNumber=2&pageSize=x").status == 400
    assert [seen.foreign for seen in desk.erp.ledger().requests()].count(True) == 0


EDITS: list[tuple[str, dict[str, Any]]] = [
    ("text", {"invoiceText": "Changed by another client (2)"}),
    ("line", {"detailTotal": 30}),
    ("release", {"status": "Open"}),
]


@pytest.mark.parametrize(("edit", "changed"), EDITS)
def test_a_second_client_edits_what_has_been_read(desk: Desk, edit: str, changed: dict[str, Any]) -> None:
    number = desk.create(lines=[{"quantity": 2, "unitPriceInCurrency": 10}])
    desk.switch(faults=(Fault(kind=FaultKind.SECOND_CLIENT, method="GET", first=2, edit=edit),))  # type: ignore[arg-type]
    before = desk.read(number)
    assert desk.read(number) == before, "the edit comes after the answer has been made"
    now = desk.read(number)
    assert {name: now[name] for name in changed} == changed
    assert now["timeStamp"] != before["timeStamp"]
    assert desk.ask("PUT", f"{INVOICE}/{number}", {}, If_Match=f'"{before["timeStamp"]}"').status == 412
    (foreign,) = [effect for effect in desk.erp.ledger().effects() if effect.foreign]
    assert (foreign.number, foreign.at) == (number, NOW)
    assert [effect.foreign for effect in desk.erp.ledger().effects()] == [False, True]


def test_a_second_client_deletes(desk: Desk) -> None:
    number = desk.create()
    desk.erp.inject(Fault(kind=FaultKind.SECOND_CLIENT, edit="delete"))
    assert desk.read(number)["referenceNumber"] == number
    assert desk.ask("GET", f"{INVOICE}/{number}").status == 404
    assert [(effect.kind, effect.foreign) for effect in desk.erp.ledger().effects()] == [
        ("created", False),
        ("deleted", True),
    ]


def test_a_second_client_adds_a_line_where_there_is_none(desk: Desk) -> None:
    number = desk.create(lines=[])
    desk.erp.inject(Fault(kind=FaultKind.SECOND_CLIENT, edit="line"))
    desk.read(number)
    assert len(desk.read(number)["invoiceLines"]) == 1


def test_a_second_client_is_refused_as_others_are(desk: Desk) -> None:
    number = desk.create(lines=[{"quantity": 1, "unitPriceInCurrency": 1}])
    desk.release(number)
    desk.erp.inject(Fault(kind=FaultKind.SECOND_CLIENT, edit="text"))
    assert desk.read(number) == desk.read(number)
    assert [seen.status for seen in desk.erp.ledger().requests() if seen.foreign] == [400]


def test_a_second_client_edits_a_row_of_a_list(desk: Desk) -> None:
    there = [desk.create() for _ in range(8)]
    desk.erp.inject(Fault(kind=FaultKind.SECOND_CLIENT, count=3))
    for _ in range(4):
        assert desk.numbers("") == there
    edited = [effect.number for effect in desk.erp.ledger().effects() if effect.foreign]
    assert len(edited) == 3
    assert set(edited) <= set(there)


def test_reads_that_a_second_client_has_no_part_in(desk: Desk) -> None:
    number = desk.create()
    desk.erp.inject(Fault(kind=FaultKind.SECOND_CLIENT, count=0))
    for path in (f"{INVOICE}/worktypes", f"{INVOICE}/{number}/rotrut", f"{INVOICE}/9", "/v1/customerCreditNote"):
        assert desk.ask("GET", path).status in (200, 404)
    assert desk.rows("customer=nobody") == []
    assert desk.ask("PUT", f"{INVOICE}/{number}", {}).status == 204
    assert desk.ask("GET", "/api/Currencies/1").status == 200
    assert [seen for seen in desk.erp.ledger().requests() if seen.foreign] == []


def test_the_edit_is_part_of_the_same_transaction(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = desk.create()
    desk.erp.inject(Fault(kind=FaultKind.SECOND_CLIENT))

    def broken(*_: object) -> Response:
        raise OSError("the disk is full")

    monkeypatch.setattr("bulkops.sandbox.erp.write_status", broken)
    with pytest.raises(OSError, match=r"full"):
        desk.ask("GET", f"{INVOICE}/{number}")
    monkeypatch.undo()
    assert desk.read(number)["invoiceText"] != "Changed by another client (1)"
    assert len([seen for seen in desk.erp.ledger().requests() if seen.foreign]) == 1, "the fault strikes now"


def test_another_client_leaves_the_callers_limits_alone(desk: Desk) -> None:
    number = desk.create()
    desk.switch(faults=(Fault(kind=FaultKind.SECOND_CLIENT, count=0),), rate_limit=3)
    left = [desk.ask("GET", f"{INVOICE}/{number}").headers["x-ratelimit-remaining"] for _ in range(2)]
    assert int(left[0]) - int(left[1]) == 1
