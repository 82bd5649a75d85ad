from dataclasses import replace

import pytest

from bulkops.core.errors import UnknownOutcomeError
from bulkops.core.http import Request
from bulkops.core.json import dumps, loads
from bulkops.sandbox.erp import DroppedError
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.switches import Switches
from bulkops.sandbox.transport import SandboxTransport
from tests.sandbox.desk import INVOICE, NOW, Desk, wrapped

CREATE = "/v2/customerinvoice"


def create(desk: Desk, reference: str) -> int:
    return desk.ask("POST", CREATE, wrapped(externalReference=reference)).status


def test_the_seventh_is_refused(desk: Desk) -> None:
    desk.erp.inject(Fault(kind=FaultKind.REFUSE, method="POST", path=CREATE, first=7, message="Not today."))
    statuses = [create(desk, f"m-{index}") for index in range(1, 11)]
    assert statuses == [201] * 6 + [400] + [201] * 3
    assert desk.erp.ledger().by_reference("m-7") == []
    assert len(desk.rows()) == 9


def test_a_refusal_by_content_with_a_word_on_when_to_come_again(desk: Desk) -> None:
    desk.erp.inject(Fault(kind=FaultKind.REFUSE, contains="m-2", count=0, status=503, retry_after_s=9))
    assert [create(desk, f"m-{index}") for index in (1, 2, 3, 2)] == [201, 503, 201, 503]
    answer = desk.ask("POST", CREATE, wrapped(externalReference="m-2"))
    assert answer.headers["retry-after"] == "9"


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [(FaultKind.LOSE_ANSWER, ["100001"]), (FaultKind.LOSE_REQUEST, []), (FaultKind.BAD_GATEWAY, ["100001"])],
)
def test_an_answer_that_tells_nothing(desk: Desk, kind: FaultKind, numbers: list[str]) -> None:
    desk.erp.inject(Fault(kind=kind, method="POST"))
    if kind is FaultKind.BAD_GATEWAY:
        answer = desk.ask("POST", CREATE, wrapped(externalReference="m-1"))
        assert answer.status == 502
        assert b"<html>" in answer.body
    else:
        with pytest.raises(DroppedError):
            create(desk, "m-1")
    assert desk.erp.ledger().by_reference("m-1") == numbers
    assert desk.erp.ledger().requests()[-1].fault == kind


def test_work_that_is_done_late(desk: Desk) -> None:
    desk.erp.inject(Fault(kind=FaultKind.COMMIT_LATE, method="POST", delay_s=120))
    with pytest.raises(DroppedError):
        create(desk, "m-1")
    assert create(desk, "m-2") == 201
    desk.now += 119
    assert desk.numbers("externalReference=m-1") == []
    desk.now += 1
    assert [row["createdDateTime"] for row in desk.rows("externalReference=m-1")] == ["2026-03-02T11:02:00.000"]
    assert desk.erp.ledger().effects()[-1].request == 1
    assert len(desk.rows("externalReference=m-1")) == 1


def test_late_work_is_judged_by_what_holds_then(desk: Desk) -> None:
    number = desk.create()
    tag = desk.read(number)["timeStamp"]
    desk.erp.inject(Fault(kind=FaultKind.COMMIT_LATE, method="PUT", delay_s=10))
    with pytest.raises(DroppedError):
        desk.ask("PUT", f"{INVOICE}/{number}", {"invoiceText": {"value": "late"}}, If_Match=f'"{tag}"')
    desk.update(number, invoiceText="someone else's")
    desk.now += 20
    assert desk.read(number)["invoiceText"] == "someone else's"


def test_the_first_fault_that_strikes_counts(desk: Desk) -> None:
    desk.erp.inject(
        Fault(kind=FaultKind.REFUSE, first=2, status=409),
        Fault(kind=FaultKind.REFUSE, first=1, count=2, status=418),
    )
    assert [create(desk, "m"), create(desk, "m"), create(desk, "m")] == [418, 409, 201]


def test_chance_is_the_same_every_time(desk: Desk) -> None:
    fault = Fault(kind=FaultKind.REFUSE, count=0, chance_percent=30)
    desk.erp.inject(fault)
    first = [create(desk, "m") for _ in range(100)]
    desk.erp.inject(fault)
    assert [create(desk, "m") for _ in range(100)] == first
    assert 15 < first.count(400) < 45
    desk.erp.inject(replace(fault, seed=1))
    assert [create(desk, "m") for _ in range(100)] != first


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


REQUEST = Request(api="visma", method="POST", path=CREATE, body=dumps(wrapped(externalReference="m-1")))


@pytest.mark.anyio
async def test_the_transport_acts_faults_out(desk: Desk) -> None:
    clock = Clock()
    transport = SandboxTransport(desk.erp, clock, read_timeout_s=30)
    assert (await transport.send(REQUEST)).status == 201
    desk.erp.inject(Fault(kind=FaultKind.LOSE_ANSWER))
    with pytest.raises(UnknownOutcomeError):
        await transport.send(REQUEST)
    desk.erp.inject(Fault(kind=FaultKind.SLOW, delay_s=29), Fault(kind=FaultKind.SLOW, first=2, delay_s=31))
    assert (await transport.send(REQUEST)).status == 201
    with pytest.raises(UnknownOutcomeError):
        await transport.send(REQUEST)
    assert clock.slept == [29, 30]
    desk.erp.set_switches(Switches(latency_s=0.5))
    listing = replace(REQUEST, method="GET", path=INVOICE, body=None)
    assert len(loads((await transport.send(listing)).body)) == 4
    assert clock.slept == [29, 30, 0.5]
    await transport.aclose()
