"""A reconciliation for people and for programs."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import anyio
import pytest

from bulkops.adapters.reconcile_kept import RunDocuments
from bulkops.app.reconcile_sums import Tally
from bulkops.core.change import Change
from bulkops.core.outcome import State
from bulkops.core.place import Place
from bulkops.core.reconcile import NO_SUM, Compared, Money, Other, Reconciled, ReconcileSummary, SumLine
from bulkops.providers import REGISTRY
from bulkops.reporting.reconcile_json import reconcile_json
from bulkops.reporting.reconcile_text import SHOWN_MAX, reconcile_text
from bulkops.reporting.style import Style
from bulkops.reporting.width import width_of
from tests.reporting.runs import AT

Golden = Callable[[str, str], None]
STYLE = Style(width=100)


def nok(amount: str) -> Money:
    return Money(currency="NOK", amount=Decimal(amount))


def found(standing: Reconciled, key: str, **more: Any) -> Compared:
    facts: dict[str, Any] = {
        "resource": "visma.invoice",
        "noun": "invoice",
        "manifest": "march",
        "id": f"inv-{key}",
        "type": "visma.invoice.create",
        "at": AT,
        "place": Place("march.yaml", int(key[-2:] or 7)),
        "mark": f"externalReference=m-{key[-2:]}",
        "left": nok("100.00"),
    }
    return Compared(standing=standing, key=key, **facts | more)


ALL = (
    found(Reconciled.MISSING, "100231", gone=True),
    found(
        Reconciled.DOUBLED,
        "100232",
        now=nok("100.00"),
        others=tuple(Other(number=f"1009{at:02}", status="Balanced", net=nok("99.75")) for at in range(7)),
    ),
    found(Reconciled.BACK, "100233", left=None, now=nok("5.00"), status="Hold", mark=""),
    found(
        Reconciled.DIFFERING,
        "100234",
        now=nok("110.00"),
        status="Open",
        changes=(
            Change(path="status", before="Balanced", after="Open"),
            Change(path="invoiceText", before="Ours", after="\x1b[31mTheirs"),
            Change(path="invoiceContact.email", sensitive=True),
            Change(path="detailTotalInCurrency", before=Decimal("100.00"), after=Decimal("110.00")),
        ),
    ),
    found(Reconciled.UNKNOWN, "", at=0.0, left=None, others=(Other(number="100977", net=nok("5.50")),)),
    found(Reconciled.UNKNOWN, "100235", now=nok("100.00"), purged=True),
    found(Reconciled.CHANGED, "100236", now=nok("100.00"), status="Open"),
    found(
        Reconciled.COUNTERED,
        "100238",
        now=nok("100.00"),
        status="Open",
        later_run="8c21",
        later_type="visma.invoice.reverse",
    ),
    found(Reconciled.UNDONE, "100237", gone=True, later_run="8c21", later_type="visma.invoice.delete"),
)
COUNTS = {
    **dict.fromkeys((Reconciled.MISSING, Reconciled.DOUBLED, Reconciled.BACK, Reconciled.DIFFERING), 1),
    Reconciled.UNKNOWN: 2,
    Reconciled.CHANGED: 1,
    Reconciled.COUNTERED: 1,
    Reconciled.UNDONE: 1,
    Reconciled.AS_MADE: 1225,
}
SUMMARY = ReconcileSummary(
    environment="test",
    company="Nordvik AS",
    profile="local",
    run="7f3a",
    manifests=("march",),
    started_at=AT,
    at=AT,
    operations={State.SUCCEEDED: 1230, State.IN_DOUBT: 1, State.REFUSED: 12, State.SKIPPED: 3, State.READY: 2},
    done_before=5,
    counts=COUNTS,
    sums=(
        SumLine(
            nouns="invoices",
            resource="visma.invoice",
            currency="NOK",
            made=Decimal("123000.00"),
            found=Decimal("123523.75"),
            why={"missing": Decimal(-100), "doubled": Decimal("698.25"), NO_SUM: Decimal("-74.50")},
            countered=Decimal("100.00"),
        ),
        SumLine(nouns="invoices", resource="visma.invoice", currency="", made=Decimal(7), found=Decimal(7), why={}),
    ),
    no_sum=1,
    unversioned=12,
    singly=3,
    calls=4,
    option=" --project p.yaml",
)
FINE = ReconcileSummary(
    environment="sandbox", company="Nordvik", run="7f3a", at=AT, counts={Reconciled.AS_MADE: 1}, calls=1
)
ENDS = (
    FINE,
    replace(FINE, counts={Reconciled.UNDONE: 58}),
    replace(FINE, counts={Reconciled.COUNTERED: 450, Reconciled.AS_MADE: 1212, Reconciled.UNDONE: 1}, deleted=12),
    replace(FINE, counts={Reconciled.AS_MADE: 12}, deleted=12),
    replace(FINE, counts={Reconciled.UNKNOWN: 1, Reconciled.CHANGED: 2}),
)
NOTHING = replace(FINE, counts={}, calls=0)


class Kept:
    """Documents in memory."""

    def __init__(self, *documents: Compared) -> None:
        self._documents = documents

    def of(self, standing: Reconciled, count_max: int = 0) -> Iterator[Compared]:
        chosen = [one for one in self._documents if one.standing is standing]
        return iter(chosen[: count_max or None])


def text(summary: ReconcileSummary, *documents: Compared, style: Style = STYLE, full: bool = False) -> str:
    return "".join(f"{line}\n" for line in reconcile_text(summary, Kept(*documents), REGISTRY, style, full=full))


def test_what_reconciling_has_come_to(golden: Golden) -> None:
    golden("reconcile.txt", text(SUMMARY, *ALL))
    golden("reconcile-ascii.txt", text(SUMMARY, *ALL, style=Style(width=60, unicode=False)))
    settled = replace(SUMMARY, operations={State.SUCCEEDED: 1230}, done_before=0, unversioned=0, singly=0)
    golden("reconcile-settled.txt", "\n".join([text(settled), text(FINE), text(NOTHING)]))
    golden("reconcile-ends.txt", "\n".join(text(end) for end in ENDS))


def test_colour_says_nothing_by_itself() -> None:
    coloured, plain = text(SUMMARY, *ALL, style=Style(width=100, colour=True)), text(SUMMARY, *ALL)
    assert coloured != plain
    assert [width_of(line) for line in coloured.splitlines()] == [width_of(line) for line in plain.splitlines()]


def test_many_are_cut_short_with_a_count() -> None:
    many = [replace(ALL[0], key=f"1003{number:02}") for number in range(30)]
    summary = replace(SUMMARY, counts={Reconciled.MISSING: 30})
    assert text(summary, *many).count("  - invoice") == SHOWN_MAX
    assert f"and {30 - SHOWN_MAX} more documents; `--full` shows all" in text(summary, *many)
    assert text(summary, *many, full=True).count("  - invoice") == 30


@pytest.mark.parametrize("count", [0, 1, len(ALL)])
def test_a_program_reads_it_a_document_a_line(count: int) -> None:
    lines = list(reconcile_json(SUMMARY, Kept(*ALL[:count])))
    assert len(lines) == count + 2
    read = json.loads("\n".join(lines))
    assert [one["key"] or "" for one in read["documents"]] == [one.key for one in ALL[:count]]
    if count == len(ALL):
        assert read["documents"][3]["changes"][2] == {"path": "invoiceContact.email", "kind": "set", "sensitive": True}
        assert read["documents"][3]["now"] == {"currency": "NOK", "amount": "110.00"}
        assert len(read["documents"][1]["others"]) == 7
        assert read["documents"][7]["later"] == {"run": "8c21", "type": "visma.invoice.reverse"}
        assert read["documents"][0]["later"] is None


def test_what_is_kept_comes_back_and_adds_up() -> None:
    with RunDocuments() as kept:
        for op in range(1, 2502):
            kept.add("visma.invoice", f"{op:06}", op, chosen=True, wrote=True)
            kept.add_mark("visma.invoice", f"{op:06}", op, f"externalReference=m-{op}")
        kept.add_mark("visma.invoice", "", 9000, "externalReference=lost")
        kept.add("visma.invoice", "another run's", 9001, chosen=False, wrote=True)
        kept.choose()
        assert kept.total() == 2502
        assert [one.op for one in kept.bearing("visma.invoice", "externalReference=m-7")] == [7]
        (lost,) = kept.bearing("visma.invoice", "externalReference=lost")
        assert (lost.op, lost.key) == (9000, "")
        assert len(list(kept.sought("visma.invoice"))) == len(kept.sought("visma.invoice")) == 2501
        kept.settle_written("visma.invoice")
        assert len(kept.sought("visma.invoice")) == 0
        for one in kept.open():
            kept.keep(one, replace(ALL[0], key=one.key))
        kept.add_other(lost, ALL[4].others[0])
        kept.index()
        assert [one.key for one in kept.of(Reconciled.MISSING, 1500)] == [f"{op:06}" for op in range(1, 1501)]
        assert len(list(kept.of(Reconciled.MISSING))) == 2502
        assert next(kept.of(Reconciled.MISSING)) == replace(ALL[0], key="000001")
        tally = Tally()
        anyio.run(tally.count, kept)
        (line,) = tally.lines(REGISTRY)
        assert (line.made, line.found) == (Decimal(250200), Decimal("5.50"))
        assert line.made + sum(line.why.values()) == line.found
