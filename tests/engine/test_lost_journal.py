"""G1: a journal that is gone. What is there already is found before anything is created, and never made again."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bulkops.adapters.journal.earlier import open_earlier_runs
from bulkops.adapters.journal.journal import Journal
from bulkops.app.compose import System
from bulkops.app.plan import Plan, Planning, plan
from bulkops.core.change import ChangeKind
from bulkops.core.errors import RemoteError
from bulkops.core.http import Request, Response
from bulkops.core.json import dumps, loads
from bulkops.core.outcome import State
from bulkops.core.step import Step, Verdict
from bulkops.providers import REGISTRY
from bulkops.reporting.plan_text import plan_text
from bulkops.reporting.style import Style
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.ledger import FOREIGN
from bulkops.sandbox.switches import Switches
from tests.engine.simulation import (
    NOW,
    FakeClock,
    Script,
    applied,
    at_once,
    channel_to,
    system_of,
    time_passes,
    written,
)
from tests.reporting.plans import plan_of
from tests.runs.folder import pairs

pytestmark = pytest.mark.anyio
LIST = "/v1/customerinvoice"


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anyio.to_thread.run_sync", at_once)


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Journal]:
    """The journal of another machine, or the one that takes the place of a lost one."""
    with Journal.open(tmp_path / "another.db") as opened:
        yield opened


class Calls:
    """What reaches the sandbox from now on."""

    def __init__(self, erp: Erp) -> None:
        self._erp = erp
        self._known = len(erp.ledger().requests())

    def __call__(self) -> Counter[str]:
        new = self._erp.ledger().requests()[self._known :]
        return Counter(_kind(seen.method, seen.path) for seen in new if seen.client != FOREIGN)


def _kind(method: str, path: str) -> str:
    if method == "GET":
        return "list" if path == LIST else "single"
    return path.rpartition("/")[2] if method == "POST" else "other"


def marks(erp: Erp, start: str = "mark-") -> Counter[str]:
    return Counter(
        one.external_reference for one in erp.ledger().documents() if one.external_reference.startswith(start)
    )


async def planned(file: str, system: System) -> tuple[Plan, list[Step]]:
    made = await plan([file], REGISTRY, system, None)
    try:
        return made, list(made.draft.steps())
    finally:
        made.draft.close()


async def edit(system: System, number: str, body: Mapping[str, Any]) -> None:
    """Change an invoice as somebody else would, in the system itself."""
    request = Request(api="visma", method="PUT", path=f"{LIST}/{number}", body=dumps(body))
    channel = system.channels["visma"]
    await channel.pace.admit(request)
    assert (await channel.write(request)).status == 204


async def test_all_is_there(erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path) -> None:
    file = written(tmp_path / "m.yaml", pairs("m", 1000))
    async with time_passes(clock):
        await applied([file], system_of(erp, clock), journal)
        calls = Calls(erp)
        made, steps = await planned(file, system_of(erp, clock))
    assert calls() == {"list": 2}, "ours, and some of the demonstration data"
    assert {step.verdict for step in steps} == {Verdict.UNCHANGED}
    assert made.summary.counts == {
        Verdict.UNCHANGED: {"visma.invoice.create": 1000, "visma.invoice.release": 1000},
    }
    numbers = {one.external_reference: one.number for one in erp.ledger().documents()}
    assert [step.target for step in steps[::2]] == [numbers[f"mark-{n}"] for n in range(1, 1001)]
    assert steps[0].reason == f"it exists already as {steps[0].target}"


async def test_nothing_is_there(erp: Erp, clock: FakeClock, tmp_path: Path) -> None:
    file = written(tmp_path / "m.yaml", pairs("m", 1000))
    calls = Calls(erp)
    async with time_passes(clock):
        made, steps = await planned(file, system_of(erp, clock))
    assert calls() == {"list": 1}
    assert made.summary.reads == 1
    assert {step.verdict for step in steps} == {Verdict.DO}


async def test_half_is_there(erp: Erp, clock: FakeClock, journal: Journal, another: Journal, tmp_path: Path) -> None:
    """Of six pairs two were made and released, two were made, and two were not begun."""
    whole = pairs("m", 6)
    file = written(tmp_path / "m.yaml", whole)
    parts = whole.split("\n  - id: ")
    half = written(tmp_path / "half.yaml", "\n  - id: ".join([*parts[:6], parts[7]]) + "\n")
    async with time_passes(clock):
        before = await applied([half], system_of(erp, clock), journal)
        assert before.counts == {State.SUCCEEDED: 6}
        calls = Calls(erp)
        report = await applied([file], system_of(erp, clock), another)
    assert report.counts == {State.SUCCEEDED: 6, State.UNCHANGED: 6}
    assert calls()["customerinvoice"] == 2
    assert calls()["release"] == 4
    assert marks(erp) == {f"mark-{n}": 1 for n in range(1, 7)}
    assert {one.status for one in erp.ledger().documents() if one.external_reference in marks(erp)} == {"Open"}


def creates(count: int) -> str:
    """Write the manifest of `pairs` without its releases."""
    head, *entries = pairs("m", count).split("\n  - id: ")
    return "\n  - id: ".join([head, *entries[::2]]) + "\n"


def number_of(erp: Erp, mark: str) -> str:
    return next(one.number for one in erp.ledger().documents() if one.external_reference == mark)


async def test_someone_has_changed_it(erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path) -> None:
    file = written(tmp_path / "m.yaml", creates(5))
    async with time_passes(clock):
        system = system_of(erp, clock)
        await applied([file], system, journal)
        number = number_of(erp, "mark-3")
        await edit(system, number, {"customerRefNumber": {"value": "PO-1"}, "documentDate": {"value": "2026-03-30"}})
        made, steps = await planned(file, system)
    conflict = steps[2]
    assert [step.id for step in steps if step.verdict is Verdict.CONFLICT] == [conflict.id] == ["inv-3"]
    assert conflict.reason == f"invoice {number} with `externalReference` `mark-3` is there already, and differs"
    assert [(each.path, each.before, each.after) for each in conflict.changes] == [
        ("documentDate", "2026-03-30", "2026-03-31")
    ], "what the manifest does not set may be as it likes"
    assert made.summary.count(Verdict.UNCHANGED) == 4


async def test_someone_has_added_a_line(erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path) -> None:
    file = written(tmp_path / "m.yaml", creates(1))
    line = {"operation": "Insert", "inventoryNumber": {"value": "B"}, "quantity": {"value": 2}}
    async with time_passes(clock):
        system = system_of(erp, clock)
        await applied([file], system, journal)
        await edit(system, number_of(erp, "mark-1"), {"invoiceLines": [line]})
        _, (step,) = await planned(file, system)
    assert step.verdict is Verdict.CONFLICT
    assert [(each.path, each.kind, each.before["inventoryNumber"]) for each in step.changes] == [
        ("invoiceLines[2]", ChangeKind.REMOVE, "B")
    ]


async def test_two_bear_the_mark(erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path) -> None:
    both = written(tmp_path / "both.yaml", creates(2))
    file = written(tmp_path / "m.yaml", pairs("m", 1))
    async with time_passes(clock):
        system = system_of(erp, clock)
        await applied([both], system, journal)
        numbers = sorted(number_of(erp, f"mark-{n}") for n in (1, 2))
        await edit(system, numbers[1], {"externalReference": {"value": "mark-1"}})
        _, (create, release) = await planned(file, system)
    assert create.verdict is Verdict.CONFLICT
    assert create.reason == f"2 invoices with `externalReference` `mark-1` are there already: {', '.join(numbers)}"
    assert (release.verdict, release.target_from) == (Verdict.DO, create.seq), "of neither; and nothing is sent"


LIFE = """\
bulkops: 1
name: life
operations:
  - id: a
    op: visma.invoice.create
    with:
      customerNumber: "10001"
      documentDate: 2026-03-31
      hold: true
      invoiceText: March
      invoiceLines:
        - {inventoryNumber: A, quantity: 1, unitPriceInCurrency: 100}
        - {inventoryNumber: B, quantity: 2, unitPriceInCurrency: 5}
  - id: a-more
    op: visma.invoice.update
    invoice: {from: a}
    with:
      hold: false
      invoiceLines:
        - {lineNumber: 1, quantity: 3}
        - {lineNumber: 2, operation: Delete}
        - {inventoryNumber: B, quantity: 2, unitPriceInCurrency: 7}
  - id: a-release
    op: visma.invoice.release
    invoice: {from: a}
"""


@pytest.mark.parametrize("done", [1, 2, 3])
async def test_what_later_entries_have_changed(
    erp: Erp, clock: FakeClock, journal: Journal, another: Journal, tmp_path: Path, done: int
) -> None:
    """One line is changed, one deleted, one added: after each step the rest is done, and nothing of it twice."""
    file = written(tmp_path / "m.yaml", LIFE)
    head, *entries = LIFE.split("\n  - id: ")
    begun = written(tmp_path / "begun.yaml", "\n  - id: ".join([head, *entries[:done]]) + "\n")
    async with time_passes(clock):
        await applied([begun], system_of(erp, clock), journal)
        report = await applied([file], system_of(erp, clock), another) if done < 3 else None
        made, steps = await planned(file, system_of(erp, clock))
    if report is not None:
        assert report.counts == {State.UNCHANGED: done, State.SUCCEEDED: 3 - done}
    assert [step.verdict for step in steps] == [Verdict.UNCHANGED] * 3
    assert made.summary.writes == 0
    invoice = document(erp, steps[0].target)
    assert invoice["status"] == "Open"
    assert [(line["inventoryNumber"], line["quantity"]) for line in invoice["invoiceLines"]] == [("A", 3), ("B", 2)]


def document(erp: Erp, number: str) -> dict[str, Any]:
    answer = erp.handle(Request(api="visma", method="GET", path=f"{LIST}/{number}"), NOW)
    return dict(loads(answer.body))


async def test_numbers_of_ones_own(
    erp: Erp, clock: FakeClock, journal: Journal, another: Journal, tmp_path: Path
) -> None:
    def own(count: int) -> str:
        text = creates(count).replace("name: m\n", "name: own\n")
        for number in range(1, count + 1):
            given = f"referenceNumber: OWN-{number}\n      overrideNumberSeries: true"
            text = text.replace(f"externalReference: mark-{number}\n", f"{given}\n")
        return text.replace("    with:\n", "    identity: referenceNumber\n    with:\n")

    async with time_passes(clock):
        for count, there in ((2, 0), (3, 2), (8, 3)):  # asked for one by one, and by pages
            file = written(tmp_path / f"{count}.yaml", own(count))
            with Journal.open(tmp_path / f"{count}.db") as lost:
                report = await applied([file], system_of(erp, clock), lost)
            expected = {State.SUCCEEDED: count - there, State.UNCHANGED: there}
            assert report.counts == {state: count for state, count in expected.items() if count}
    owned = [one.number for one in erp.ledger().documents() if one.number.startswith("OWN-")]
    assert sorted(owned) == [f"OWN-{n}" for n in range(1, 9)]


async def test_few_are_asked_for_one_by_one_in_a_large_company(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    file = written(tmp_path / "m.yaml", creates(30))
    five = written(tmp_path / "five.yaml", creates(5))
    erp.set_switches(Switches(page_size_max=2, filter_match="contains"))
    async with time_passes(clock):
        await applied([file], system_of(erp, clock), journal)
        calls = Calls(erp)
        made, steps = await planned(five, system_of(erp, clock))
        asked = calls()
        (invoice,) = [one for one in erp.ledger().documents() if one.external_reference == "mark-11"]
    assert {step.verdict for step in steps} == {Verdict.UNCHANGED}
    assert invoice.number not in {step.target for step in steps}, "`mark-1` is not `mark-11`, whatever the filter says"
    assert asked["list"] >= 6, "one page, and then each by its mark"
    assert made.summary.reads == asked["list"]


async def test_pages_that_move(erp: Erp, clock: FakeClock, journal: Journal, another: Journal, tmp_path: Path) -> None:
    """Whatever moves while the pages are read: what is there is found, or nothing is planned."""
    file = written(tmp_path / "m.yaml", creates(40))
    async with time_passes(clock):
        await applied([file], system_of(erp, clock), journal)
        for seed in range(12):
            move = Fault(kind=FaultKind.MOVE_ROW, chance_percent=40, count=0, seed=seed)
            erp.set_switches(Switches(page_size_max=3, faults=(move,)))
            _, steps = await planned(file, system_of(erp, clock))
            assert {step.verdict for step in steps} == {Verdict.UNCHANGED}
        erp.set_switches(Switches(page_size_max=3, faults=(Fault(kind=FaultKind.MOVE_ROW, count=0),)))
        with pytest.raises(RemoteError) as refused:
            await applied([file], system_of(erp, clock), another)
    assert refused.value.code == "R113"
    assert marks(erp) == {f"mark-{n}": 1 for n in range(1, 41)}


@pytest.mark.parametrize("count", [2, 10])
async def test_a_list_that_does_not_show_the_mark(
    erp: Erp, clock: FakeClock, journal: Journal, another: Journal, tmp_path: Path, count: int
) -> None:
    file = written(tmp_path / "m.yaml", creates(count))

    def answer(request: Request) -> Response:
        response = erp.handle(request, clock.now())
        rows = [{name: row[name] for name in row if name != "externalReference"} for row in loads(response.body)]
        return replace(response, body=dumps(rows))

    async with time_passes(clock):
        system = system_of(erp, clock)
        await applied([file], system, journal)
        system.channels["visma"] = channel_to(Script(answer, clock), clock)
        with pytest.raises(RemoteError) as refused:
            await planned(file, system)
    assert refused.value.code == "R117"
    assert "`externalReference`" in refused.value.message


async def test_offline_says_that_nobody_has_looked(erp: Erp, clock: FakeClock, tmp_path: Path) -> None:
    file = written(tmp_path / "m.yaml", creates(2))
    calls = Calls(erp)
    made = await plan([file], REGISTRY, system_of(erp, clock), None, Planning(offline=True))
    with closing(made.draft):
        steps = list(made.draft.steps())
        lines = list(plan_text(plan_of(steps, made.summary), REGISTRY, Style(width=100)))
    assert calls() == {}
    assert "whether what would be created is there already" in " ".join(lines)


def reversals(*notes: str) -> str:
    """Write a manifest that makes, releases and reverses two invoices, and another one for the same customer."""
    head, *entries = pairs("m", 3).split("\n  - id: ")
    for number in (1, 2):
        said = f"\n    other_notes: {notes[number - 1]}" if notes else ""
        entries.append(f"back-{number}\n    op: visma.invoice.reverse\n    invoice: {{from: inv-{number}}}{said}")
    return "\n  - id: ".join([head, *(entry.strip("\n") for entry in entries)]) + "\n"


def notes(erp: Erp) -> list[str]:
    return [
        effect.number for effect in erp.ledger().effects() if effect.kind == "reversed" and effect.number >= "200001"
    ]


def texts(text: str) -> str:
    """Give each invoice of `pairs` a text of its own."""
    for number in range(1, 5):
        mark = f"externalReference: mark-{number}\n"
        text = text.replace(mark, f"{mark}      invoiceText: Order {number}\n")
    return text


async def test_reversals_are_not_made_again(erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path) -> None:
    file = written(tmp_path / "m.yaml", texts(reversals()))
    async with time_passes(clock):
        await applied([file], system_of(erp, clock), journal)
        made = notes(erp)
        calls = Calls(erp)
        summary, steps = await planned(file, system_of(erp, clock))
    assert len(made) == 2
    assert {step.verdict for step in steps} == {Verdict.UNCHANGED}
    assert [step.reason for step in steps if step.id.startswith("back")] == [
        f"its credit note exists already: {number}" for number in made
    ]
    assert calls() == {"list": 4, "single": 1}, "three creates; the customer's invoices, and his credit notes"
    assert summary.summary.writes == 0


async def test_a_reversal_that_is_not_made_yet(
    erp: Erp, clock: FakeClock, journal: Journal, another: Journal, tmp_path: Path
) -> None:
    """The credit note of one invoice is not taken for another one's, though the customer is the same."""
    whole = texts(reversals())
    file = written(tmp_path / "m.yaml", whole)
    begun = written(tmp_path / "begun.yaml", whole.partition("\n  - id: back-2")[0] + "\n")
    async with time_passes(clock):
        await applied([begun], system_of(erp, clock), journal)
        report = await applied([file], system_of(erp, clock), another)
    assert report.counts == {State.UNCHANGED: 7, State.SUCCEEDED: 1}
    assert len(notes(erp)) == 2


async def test_whose_credit_note_it_is_may_not_be_certain(
    erp: Erp, clock: FakeClock, journal: Journal, another: Journal, tmp_path: Path
) -> None:
    """Two invoices that are alike, and one credit note: a person says whose it is."""

    def same(text: str) -> str:
        text = text.replace("unitPriceInCurrency: 2.50", "unitPriceInCurrency: 1.50")
        return text.replace("documentDate: ", "invoiceText: Rent\n      documentDate: ")

    whole = same(reversals())
    file = written(tmp_path / "m.yaml", whole)
    begun = written(tmp_path / "begun.yaml", whole.partition("\n  - id: back-2")[0] + "\n")
    async with time_passes(clock):
        system = system_of(erp, clock)
        await applied([begun], system, journal)
        (note,) = notes(erp)
        _, steps = await planned(file, system)
        assert [step.id for step in steps if step.verdict is Verdict.CONFLICT] == ["back-1", "back-2"]
        assert all(note in step.reason and "`other_notes`" in step.reason for step in steps[-2:])
        told = written(
            tmp_path / "told.yaml",
            same(reversals("none", note)).partition("\n  - id: back-1")[0]
            + "\n  - id: back-2"
            + same(reversals("none", note)).partition("\n  - id: back-2")[2],
        )
        report = await applied([told], system, another)
    assert report.counts == {State.UNCHANGED: 6, State.SUCCEEDED: 1}
    assert len(notes(erp)) == 2


async def test_what_this_journal_knows_is_another_ones(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    """Equal invoices of one customer, one reversed by an earlier manifest: its credit note is known to be that one's."""
    first = reversals().replace("unitPriceInCurrency: 2.50", "unitPriceInCurrency: 1.50")
    begun = written(tmp_path / "begun.yaml", first.partition("\n  - id: back-2")[0] + "\n")
    async with time_passes(clock):
        system = system_of(erp, clock)
        await applied([begun], system, journal)
        number = number_of(erp, "mark-2")
        again = f"bulkops: 1\nname: again\noperations:\n  - {{id: b, op: visma.invoice.reverse, invoice: {number}}}\n"
        file = written(tmp_path / "again.yaml", again)
        _, (unknown,) = await planned(file, system)
        history = open_earlier_runs(tmp_path / "journal.db", "test", "simulated")
        assert history is not None
        with history:
            made = await plan([file], REGISTRY, system, history)
            with closing(made.draft):
                (known,) = made.draft.steps()
    assert (unknown.verdict, known.verdict) == (Verdict.CONFLICT, Verdict.DO)


async def test_a_correction_is_not_made_again(erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path) -> None:
    """Its copy may look like anything by now; the credit note beside it shows that it was made. A person decides."""
    head = "bulkops: 1\nname: mend\noperations:\n  - id: mend\n    op: visma.invoice.correct\n    invoice: "
    tail = (
        "\n  - id: text\n    op: visma.invoice.update\n    invoice: {from: mend}\n    with:\n      invoiceText: New\n"
    )
    async with time_passes(clock):
        system = system_of(erp, clock)
        await applied([written(tmp_path / "m.yaml", pairs("m", 1))], system, journal)
        file = written(tmp_path / "mend.yaml", f"{head}{number_of(erp, 'mark-1')}{tail}")
        _, (before, _text) = await planned(file, system)
        await applied([file], system, journal)
        made, (mend, text) = await planned(file, system)
    assert (before.verdict, mend.verdict) == (Verdict.DO, Verdict.CONFLICT)
    assert mend.reason.startswith("a credit note like the one it makes is there already: 200001; ")
    assert text.target_from == mend.seq
    assert made.summary.count(Verdict.CONFLICT) == 1


async def test_files_are_not_attached_again(
    erp: Erp, clock: FakeClock, journal: Journal, another: Journal, tmp_path: Path
) -> None:
    (tmp_path / "hours.csv").write_text("12", encoding="utf-8")
    (tmp_path / "contract.txt").write_text("signed", encoding="utf-8")
    text = creates(2)
    text += "  - {id: h, op: visma.invoice.attach, invoice: {from: inv-1}, file: hours.csv, line: 1}\n"
    text += "  - {id: c, op: visma.invoice.attach, invoice: {from: inv-2}, file: contract.txt}\n"
    file = written(tmp_path / "m.yaml", text)
    async with time_passes(clock):
        await applied([file], system_of(erp, clock), journal)
        made, steps = await planned(file, system_of(erp, clock))
        later = tmp_path / "later"
        later.mkdir()
        (later / "hours.csv").write_text("12", encoding="utf-8")
        (later / "contract.txt").write_text("signed by both", encoding="utf-8")
        report = await applied([written(later / "m.yaml", text)], system_of(erp, clock), another)
    assert {step.verdict for step in steps} == {Verdict.UNCHANGED}
    assert made.summary.writes == 0
    assert report.counts == {State.UNCHANGED: 3, State.SUCCEEDED: 1}, "another content is a new revision"


async def test_what_leaves_no_trace_is_warned_of(erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path) -> None:
    send = "  - {id: send, op: visma.invoice.send_to_autoinvoice, invoice: {from: inv-1}}\n"
    file = written(tmp_path / "m.yaml", pairs("m", 1) + send)
    async with time_passes(clock):
        first, _ = await planned(file, system_of(erp, clock))
        await applied([written(tmp_path / "c.yaml", creates(1))], system_of(erp, clock), journal)
        half, _ = await planned(file, system_of(erp, clock))
        with Journal.open(tmp_path / "released.db") as other:
            await applied([written(tmp_path / "r.yaml", pairs("m", 1))], system_of(erp, clock), other)
        made, steps = await planned(file, system_of(erp, clock))
    assert (first.finds.total, half.finds.total) == (0, 0), "it was not sent before the release"
    assert [(finding.code, finding.operation) for finding in made.finds.kept] == [("P024", "send")]
    assert [step.verdict for step in steps] == [Verdict.UNCHANGED, Verdict.UNCHANGED, Verdict.DO]
