"""Calls in the background, in simulated time: how they end, what they cost, and what is in doubt of them."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from textwrap import dedent

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.core.outcome import State
from bulkops.engine.manner import Manner
from bulkops.engine.pace import Limits
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.ledger import Ledger
from bulkops.sandbox.switches import Switches
from tests.engine.simulation import FakeClock, applied, at_once, resumed, system_of, time_passes, written
from tests.runs.folder import pairs

pytestmark = pytest.mark.anyio
ALL = Manner(background="none")
CONDITIONAL = Manner(background="none", conditional_only=True)
MIXED = """\
    bulkops: 1
    name: mixed
    operations:
      - id: made
        op: visma.invoice.create
        with:
          customerNumber: "10001"
          hold: false
          invoiceLines: [{inventoryNumber: "101", quantity: 2, unitPriceInCurrency: 100}]
      - {id: changed, op: visma.invoice.update, invoice: {from: made}, with: {invoiceText: Changed}}
      - {id: released, op: visma.invoice.release, invoice: {from: made}}
      - {id: reversed, op: visma.invoice.reverse, invoice: {from: made}}
      - {id: edited, op: visma.invoice.update, invoice: "100232", with: {invoiceText: Edited}}
      - {id: deleted, op: visma.invoice.delete, invoice: "100234"}
"""


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anyio.to_thread.run_sync", at_once)


def mixed(tmp_path: Path) -> str:
    return written(tmp_path / "m.yaml", dedent(MIXED))


def asked(ledger: Ledger) -> Counter[str]:
    return Counter(
        "state"
        if seen.path.startswith("/v1/background/") and not seen.path.endswith("/content")
        else "list"
        if seen.method == "GET" and seen.path == "/v1/customerinvoice"
        else "other"
        if seen.method == "GET"
        else f"write {seen.status}"
        for seen in ledger.requests()
    )


def effects(erp: Erp) -> Counter[str]:
    return Counter(effect.kind for effect in erp.ledger().effects() if effect.request)


@pytest.mark.parametrize("order", ["received", "any"])
@pytest.mark.parametrize("headers", ["written", "lower_case", "none"])
async def test_every_kind_of_write_comes_to_its_end(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, order: str, headers: str
) -> None:
    erp.set_switches(Switches(background_delay_s=5.0, background_order=order, background_headers=headers))  # type: ignore[arg-type]
    async with time_passes(clock):
        report = await applied([mixed(tmp_path)], system_of(erp, clock, manner=ALL), journal)
    ends = {row.id: row.state for row in journal.operations(journal.runs()[0].run)}
    if headers == "none":  # a create whose number nobody tells is looked up like one whose answer was lost
        assert ends["made"] is State.IN_DOUBT
        return
    assert report.counts == {State.SUCCEEDED: 6}
    assert effects(erp) == {"created": 1, "updated": 2, "released": 1, "reversed": 1, "deleted": 1}
    assert {seen.status for seen in erp.ledger().requests() if seen.method != "GET"} == {202}


async def test_only_writes_that_are_bound_to_a_version_go_to_the_background(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    async with time_passes(clock):
        report = await applied([mixed(tmp_path)], system_of(erp, clock, manner=CONDITIONAL), journal)
    assert report.counts == {State.SUCCEEDED: 6}
    ways = {
        seen.method if seen.method != "POST" else seen.path.rpartition("/")[2]: seen.status
        for seen in erp.ledger().requests()
        if seen.method != "GET"
    }
    assert ways == {"customerinvoice": 201, "PUT": 202, "release": 202, "reverse": 202, "DELETE": 204}


async def test_many_are_found_done_by_pages(erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path) -> None:
    erp.set_switches(Switches(background_delay_s=3.0, background_workers=50))
    file = written(tmp_path / "m.yaml", pairs("m", 300))
    async with time_passes(clock):
        report = await applied([file], system_of(erp, clock, Limits(in_flight_max=64), manner=ALL), journal)
    assert report.counts == {State.SUCCEEDED: 600}
    calls = asked(erp.ledger())
    assert calls["write 202"] == 600
    assert calls["state"] + calls["list"] + calls["other"] < 300  # asking for each would take 600 and more


async def test_a_queue_that_moves_on_is_waited_for_and_seen_by_pages(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    """One worker takes five minutes for them all: longer than any one call may take without a sign."""
    erp.set_switches(Switches(background_delay_s=0.0, background_work_s=1.0, background_workers=1))
    system = system_of(erp, clock, Limits(in_flight_max=64), manner=CONDITIONAL)
    system.channels["visma"].background_s = 61.0
    async with time_passes(clock):
        report = await applied([written(tmp_path / "m.yaml", pairs("m", 300))], system, journal)
    assert report.counts == {State.SUCCEEDED: 600}
    calls = asked(erp.ledger())
    assert calls["state"] < 20
    assert calls["list"] < 60


async def test_where_all_fail_each_is_asked_after(erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path) -> None:
    """No page shows a call that was refused: a few are asked after first, then ever more of the others."""
    creates = re.sub(r"  - id: inv-\d+-release\n.*\n.*\n?", "", pairs("m", 60))
    system = system_of(erp, clock, Limits(in_flight_max=64), manner=CONDITIONAL)
    async with time_passes(clock):
        await applied([written(tmp_path / "m.yaml", creates)], system, journal)
        numbers = [row.number for row in journal.operations(journal.runs()[0].run)]
        stale = "".join(
            f"  - {{id: e{number}, op: visma.invoice.update, invoice: '{number}', if_match: 'AAAAAAAAAAE=',"
            " with: {invoiceText: X}}\n"
            for number in numbers
        )
        began = clock.now()
        report = await applied(
            [written(tmp_path / "n.yaml", f"bulkops: 1\nname: n\noperations:\n{stale}")], system, journal
        )
    assert report.counts == {State.CONFLICT: 60}
    assert asked(erp.ledger())["state"] <= 60 + 8
    assert clock.now() - began < 60


async def test_a_call_is_not_asked_after_more_often_than_the_gateway_takes(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    erp.set_switches(Switches(background_delay_s=600.0))
    text = "bulkops: 1\nname: m\noperations:\n"
    text += "  - {id: edited, op: visma.invoice.update, invoice: '100232', with: {invoiceText: Edited}}\n"
    async with time_passes(clock):
        report = await applied([written(tmp_path / "m.yaml", text)], system_of(erp, clock, manner=ALL), journal)
    assert report.counts == {State.SUCCEEDED: 1}
    looks = [seen.at for seen in erp.ledger().requests() if seen.path.startswith("/v1/background/")]
    assert 5 < len(looks) < 25
    for first in looks:
        assert sum(first <= look < first + 60 for look in looks) <= 5


async def test_a_conflict_shows_when_the_call_is_carried_out(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    """Accepting a call says nothing of the version: it is compared when the call's turn has come."""
    erp.set_switches(Switches(background_delay_s=5.0, if_match="ignored"))
    file = written(
        tmp_path / "m.yaml",
        "bulkops: 1\nname: m\noperations:\n"
        "  - {id: edited, op: visma.invoice.update, invoice: '100232', if_match: 'AAAAAAAAAAE=', with: {invoiceText: X}}\n",
    )
    async with time_passes(clock):
        report = await applied([file], system_of(erp, clock, manner=CONDITIONAL), journal)
    assert report.counts == {State.CONFLICT: 1}
    assert effects(erp) == {}


async def test_what_the_call_was_answered_decides_not_that_it_has_ended(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    erp.set_switches(Switches(background_delay_s=2.0, masters="strict"))
    text = pairs("m", 2).replace("inventoryNumber: A", 'inventoryNumber: "101"').replace('"10001"', '"99999"', 1)
    file = written(tmp_path / "m.yaml", text)
    async with time_passes(clock):
        report = await applied([file], system_of(erp, clock, manner=ALL), journal)
    rows = {row.id: row for row in journal.operations(journal.runs()[0].run)}
    assert report.counts == {State.REFUSED: 1, State.SKIPPED: 1, State.SUCCEEDED: 2}
    refused = next(row for row in rows.values() if row.state is State.REFUSED)
    assert "cannot be found in the system" in refused.message


async def test_a_lost_acceptance_is_in_doubt_for_as_long_as_calls_may_be_queued(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    erp.set_switches(Switches(background_delay_s=900.0))
    erp.inject(Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path="/v2/customerinvoice"))
    system = system_of(erp, clock, manner=ALL)
    file = written(tmp_path / "m.yaml", pairs("m", 1))
    async with time_passes(clock):
        report = await applied([file], system, journal)
        assert report.counts[State.IN_DOUBT] == 1
        clock.advance(301)  # a synchronous call would be over by now; this one is still in the queue
        report = await resumed(system, journal)
    assert report.counts == {State.SUCCEEDED: 2}
    assert clock.passed_s > system.channels["visma"].background_s
    assert effects(erp)["created"] == 1


@pytest.mark.parametrize("failure", ["before", "after"])
async def test_a_call_that_broke_off_is_in_doubt(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, failure: str
) -> None:
    erp.set_switches(Switches(background_fails_every=1, background_failure=failure))  # type: ignore[arg-type]
    system = system_of(erp, clock, manner=ALL)
    file = written(tmp_path / "m.yaml", pairs("m", 1))
    async with time_passes(clock):
        report = await applied([file], system, journal)
        assert report.counts[State.IN_DOUBT] == 1
        erp.set_switches(Switches())
        report = await resumed(system, journal)
    assert report.counts == {State.SUCCEEDED: 2}
    assert effects(erp)["created"] == 1


async def test_a_state_that_is_not_to_be_had_is_settled_by_looking(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    erp.inject(Fault(kind=FaultKind.REFUSE, path="/v1/background/*", status=404, count=1))
    system = system_of(erp, clock, manner=ALL)
    file = written(tmp_path / "m.yaml", pairs("m", 1))
    async with time_passes(clock):
        report = await applied([file], system, journal)
        assert report.counts[State.IN_DOUBT] == 1
        report = await resumed(system, journal)
    assert report.counts == {State.SUCCEEDED: 2}
    assert effects(erp)["created"] == 1


async def test_a_content_that_is_gone_does_not_hide_what_was_made(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    erp.inject(Fault(kind=FaultKind.REFUSE, path="*/content", status=410, count=0))
    system = system_of(erp, clock, manner=ALL)
    async with time_passes(clock):
        report = await applied([mixed(tmp_path)], system, journal)
        assert report.counts[State.IN_DOUBT] == 1  # the reversal, whose number stood in the content
        report = await resumed(system, journal)
    assert report.counts == {State.SUCCEEDED: 6}
    assert effects(erp)["reversed"] == 1


async def test_a_run_does_not_wait_for_a_call_without_end(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    erp.set_switches(Switches(background_delay_s=5 * 3600.0))
    system = system_of(erp, clock, manner=ALL)
    file = written(tmp_path / "m.yaml", pairs("m", 1))
    async with time_passes(clock):
        report = await applied([file], system, journal)
        assert report.counts == {State.ACCEPTED: 1, State.PLANNED: 1}
        clock.advance(2 * 5 * 3600.0)  # calls are taken up in any order, and wait up to twice the delay
        erp.set_switches(Switches())
        report = await resumed(system, journal)
    assert report.counts == {State.SUCCEEDED: 2}
    assert effects(erp)["created"] == 1


async def test_no_two_writes_wait_in_the_queue_for_one_document(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    erp.set_switches(
        Switches(background_delay_s=5.0, background_work_s=2.0, background_workers=4, background_order="any")
    )
    entries = "".join(
        f"  - {{id: edit-{number}-{turn}, op: visma.invoice.update, invoice: '{number}', with: {{invoiceText: T{turn}}}}}\n"
        for turn in range(4)
        for number in ("100231", "100232", "100233")
    )
    file = written(tmp_path / "m.yaml", f"bulkops: 1\nname: m\noperations:\n{entries}")
    async with time_passes(clock):
        report = await applied([file], system_of(erp, clock, manner=ALL), journal)
    assert report.counts == {State.SUCCEEDED: 12}
    calls = erp.state.db.execute("SELECT uri, received, due FROM background ORDER BY uri, received").fetchall()
    assert len(calls) == 12
    for (uri, _, ended), (next_uri, received, _) in pairwise(calls):
        assert uri != next_uri or received >= ended


async def test_a_release_that_has_been_told_to_have_started_is_waited_for(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    """The call has ended after long, and the work that it started goes on: the run does not end between the two."""
    erp.set_switches(Switches(background_delay_s=30.0, background_release="started", release_delay_s=45.0))
    system = system_of(erp, clock, manner=ALL)
    system.channels["visma"].background_s = 61.0
    file = written(
        tmp_path / "m.yaml",
        "bulkops: 1\nname: m\noperations:\n  - {id: out, op: visma.invoice.release, invoice: '100231'}\n",
    )
    async with time_passes(clock):
        report = await applied([file], system, journal)
    assert report.counts == {State.SUCCEEDED: 1}
    assert effects(erp)["released"] == 1
