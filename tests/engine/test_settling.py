"""What is in doubt is looked at in bulk, by list pages where they are cheaper, and each effect is there once."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.core.outcome import State
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.switches import Switches
from tests.engine.simulation import FakeClock, applied, at_once, resumed, system_of, time_passes, written

pytestmark = pytest.mark.anyio
LIST, NOTES, CREATE = "/v1/customerinvoice", "/v1/customerCreditNote", "/v2/customerinvoice"
RELEASE, REVERSE, ONE = "*/action/release", "*/action/reverse", "/v1/customerinvoice/*"
FILE = "*/attachment"
#: Numbers of the invoices that a test makes, in order.
FIRST = 100301


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anyio.to_thread.run_sync", at_once)


def manifest(name: str, entries: Iterable[str]) -> str:
    return "\n".join(["bulkops: 1", f"name: {name}", "operations:", *(f"  - {entry}" for entry in entries), ""])


def creates(count: int, *, price: int | None = None) -> list[str]:
    """Write entries that make invoices of different amounts, or of one."""
    return [
        f"{{id: made-{number}, op: visma.invoice.create, with: {{customerNumber: '10001', currencyId: NOK, hold: false,"
        f" externalReference: mark-{number}, invoiceLines: [{{inventoryNumber: A, quantity: 1, unitPriceInCurrency:"
        f" {price or number}}}]}}}}"
        for number in range(1, count + 1)
    ]


def acts(verb: str, numbers: Iterable[int], more: str = "") -> list[str]:
    return [f"{{id: {verb}-{n}, op: visma.invoice.{verb}, invoice: '{n}'{more}}}" for n in numbers]


def reads(erp: Erp, after: int) -> Counter[str]:
    """Count what was read: lists, single documents, contents of files."""

    def kind(path: str) -> str:
        if path in {LIST, NOTES}:
            return "list"
        return "content" if "/attachment/" in path else "single"

    return Counter(kind(seen.path) for seen in erp.ledger().requests()[after:] if seen.method == "GET")


def happened(erp: Erp, kind: str) -> Counter[str]:
    """Count effects by the document that was acted on."""
    return Counter(
        effect.source or effect.number for effect in erp.ledger().effects() if effect.kind == kind and effect.request
    )


async def made(erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, entries: list[str]) -> None:
    report = await applied(
        [written(tmp_path / "before.yaml", manifest("before", entries))], system_of(erp, clock), journal
    )
    assert report.counts == {State.SUCCEEDED: len(entries)}
    clock.advance(3 * 86_400)  # lists of what was changed of late do not show them, in whatever time zone


def half_lost(method: str, path: str, count: int) -> tuple[Fault, Fault]:
    """Lose the answers of the first half of some requests, and the requests themselves of the others."""
    half = count // 2
    return (
        Fault(kind=FaultKind.LOSE_ANSWER, method=method, path=path, count=half),
        Fault(kind=FaultKind.LOSE_REQUEST, method=method, path=path, first=half + 1, count=count - half),
    )


@pytest.mark.parametrize("order", ["oldest", "newest"])
async def test_hundreds_of_releases_and_updates_cost_a_handful_of_reads(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, order: str
) -> None:
    erp.set_switches(Switches(list_order=order))  # type: ignore[arg-type]
    finals, edits = range(FIRST, FIRST + 120), range(FIRST + 120, FIRST + 200)
    async with time_passes(clock):
        await made(erp, clock, journal, tmp_path, creates(200))
        erp.inject(*half_lost("POST", RELEASE, 120), *half_lost("PUT", ONE, 80))
        entries = [*acts("release", finals), *acts("update", edits, ", with: {invoiceText: Changed}")]
        system = system_of(erp, clock)
        report = await applied([written(tmp_path / "m.yaml", manifest("m", entries))], system, journal)
        assert report.counts == {State.IN_DOUBT: 200}
        before = len(erp.ledger().requests())
        report = await resumed(system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 200}
    asked = reads(erp, before)
    assert asked["list"] <= 12, "settling, and confirming the releases that were sent again"
    assert asked["single"] <= 3
    assert happened(erp, "released") == {str(number): 1 for number in finals}
    assert happened(erp, "updated") == {str(number): 1 for number in edits}
    again = Counter(seen.path for seen in erp.ledger().requests()[before:] if seen.method != "GET")
    assert again.total() == 100, "only what had not happened was sent again"


async def test_deleted_documents_are_known_by_a_whole_list_without_them(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    numbers = range(FIRST, FIRST + 30)
    async with time_passes(clock):
        await made(erp, clock, journal, tmp_path, creates(40))
        erp.inject(*half_lost("DELETE", ONE, 30))
        text = manifest("m", acts("delete", numbers))
        report = await applied([written(tmp_path / "m.yaml", text)], system_of(erp, clock), journal)
        assert report.counts == {State.IN_DOUBT: 30}
        before = len(erp.ledger().requests())
        report = await resumed(system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 30}
    asked = reads(erp, before)
    assert asked["list"] <= 3
    assert asked["single"] <= 15, "those that are sent again are compared just before"
    assert happened(erp, "deleted") == {str(number): 1 for number in numbers}


async def test_files_are_looked_for_in_lists(erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path) -> None:
    (tmp_path / "sheet.pdf").write_bytes(b"hours")
    numbers = range(FIRST, FIRST + 10)
    async with time_passes(clock):
        await made(erp, clock, journal, tmp_path, creates(10))
        erp.inject(*half_lost("POST", FILE, 10))
        text = manifest("m", acts("attach", numbers, ", file: sheet.pdf"))
        report = await applied([written(tmp_path / "m.yaml", text)], system_of(erp, clock), journal)
        assert report.counts == {State.IN_DOUBT: 10}
        before = len(erp.ledger().requests())
        report = await resumed(system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 10}
    asked = reads(erp, before)
    assert asked["list"] <= 3
    assert asked["content"] == 5, "what is there is compared by its content"
    assert happened(erp, "attached") == {str(number): 1 for number in numbers}


async def test_credit_notes_are_looked_for_with_one_list(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    numbers = range(FIRST, FIRST + 20)
    async with time_passes(clock):
        await made(erp, clock, journal, tmp_path, [*creates(20), *releases(20)])
        erp.inject(*half_lost("POST", REVERSE, 20))
        entries = [*creates_more(1), *acts("reverse", numbers)]
        report = await applied([written(tmp_path / "m.yaml", manifest("m", entries))], system_of(erp, clock), journal)
        assert report.counts == {State.SUCCEEDED: 1, State.IN_DOUBT: 20}
        before = len(erp.ledger().requests())
        report = await resumed(system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 21}
    asked = reads(erp, before)
    assert asked["list"] <= 2
    assert asked["single"] <= 1, "the server's clock is learnt from what the run has made"
    assert happened(erp, "reversed") == {str(number): 1 for number in numbers}


def releases(count: int) -> list[str]:
    return [
        f"{{id: final-{number}, op: visma.invoice.release, invoice: {{from: made-{number}}}}}"
        for number in range(1, count + 1)
    ]


def creates_more(count: int) -> list[str]:
    return [entry.replace("made-", "more-").replace("mark-", "other-") for entry in creates(count)]


@pytest.mark.parametrize("lost", [1, 2])
async def test_one_credit_note_that_two_reversals_may_have_made_settles_neither(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, lost: int
) -> None:
    """Two invoices alike, both reversals in doubt, one note: taken for the wrong one's, the other would have two."""
    async with time_passes(clock):
        await made(erp, clock, journal, tmp_path, [*creates(2, price=70), *releases(2)])
        erp.inject(
            Fault(kind=FaultKind.LOSE_REQUEST, method="POST", path=f"*/{FIRST + lost - 1}/action/reverse"),
            Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path=f"*/{FIRST + 2 - lost}/action/reverse"),
        )
        entries = [*creates_more(1), *acts("reverse", [FIRST, FIRST + 1])]
        report = await applied([written(tmp_path / "m.yaml", manifest("m", entries))], system_of(erp, clock), journal)
        assert report.counts == {State.SUCCEEDED: 1, State.IN_DOUBT: 2}
        report = await resumed(system_of(erp, clock), journal)
    assert report.counts == {State.SUCCEEDED: 1, State.MANUAL: 2}
    assert happened(erp, "reversed").total() == 1
    assert all("may be that of" in doubt.message for doubt in report.doubts)


def releases_again(numbers: Iterable[int]) -> list[str]:
    return [
        *acts("release", numbers),
        *(f"{{id: back-{n}, op: visma.invoice.reverse, invoice: '{n}'}}" for n in numbers),
    ]


@pytest.mark.parametrize("released", [True, False], ids=["a release of the run tells", "nothing tells"])
async def test_the_servers_clock_is_learnt_from_what_the_run_has_changed(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, *, released: bool
) -> None:
    """Without it a note may be older than what was sent: then it is nobody's guess."""
    erp.set_switches(Switches(utc_offset_minutes=-330))
    async with time_passes(clock):
        await made(erp, clock, journal, tmp_path, [*creates(1), *([] if released else releases(1))])
        erp.inject(Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path=REVERSE))
        entries = releases_again([FIRST]) if released else acts("reverse", [FIRST])
        report = await applied([written(tmp_path / "m.yaml", manifest("m", entries))], system_of(erp, clock), journal)
        assert report.counts[State.IN_DOUBT] == 1
        report = await resumed(system_of(erp, clock), journal)
    assert report.counts == ({State.SUCCEEDED: 2} if released else {State.MANUAL: 1})
    assert happened(erp, "reversed") == {str(FIRST): 1}
