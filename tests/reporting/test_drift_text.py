"""Drift for people and for programs."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bulkops.adapters.left_kept import LeftDocuments
from bulkops.core.change import Change, ChangeKind
from bulkops.core.drift import Drift, DriftKind, DriftSummary
from bulkops.core.place import Place
from bulkops.providers import REGISTRY
from bulkops.reporting.drift_json import drift_json
from bulkops.reporting.drift_text import SHOWN_MAX, drift_text
from bulkops.reporting.style import Style
from bulkops.reporting.width import width_of
from tests.reporting.runs import AT

Golden = Callable[[str, str], None]
STYLE = Style(width=100)
TEXT = "Consulting in March\nas agreed"


def drift(kind: DriftKind, key: str, *changes: Change, **more: Any) -> Drift:
    facts: dict[str, Any] = {
        "resource": "visma.invoice",
        "noun": "invoice",
        "run": "7f3a",
        "manifest": "march",
        "id": f"acme-{key}",
        "type": "visma.invoice.update",
        "at": AT,
        "place": Place("march.yaml", int(key[-2:])),
        "status": "Balanced",
        "currency": "NOK",
    }
    return Drift(kind=kind, key=key, changes=changes, **facts | more)


GONE = drift(DriftKind.GONE, "100231", status="", amount=Decimal("4500.00"))
MOVED = drift(
    DriftKind.MOVED,
    "100232",
    Change(path="status", before="Balanced", after="Open"),
    status="Open",
    amount=Decimal("16605.5"),
    amount_now=Decimal("16605.50"),
)
CHANGED = drift(
    DriftKind.CHANGED,
    "100233",
    Change(path="invoiceText", before=TEXT, after="Consulting in April\nas agreed"),
    Change(path="invoiceContact.email", sensitive=True),
    Change(path="invoiceLines[1].quantity", before=7, after=Decimal("9.50")),
    Change(path="invoiceLines[3]", kind=ChangeKind.REMOVE, before={"quantity": 2}),
    Change(
        path="invoiceLines[+]", kind=ChangeKind.REMOVE, before={"inventoryNumber": "B", "description": "\x1b[31mred"}
    ),
    amount=Decimal(100),
    amount_now=Decimal(250),
)
SETTINGS = drift(
    DriftKind.CHANGED,
    "10042",
    Change(path="PaysInvoiceFee", before=False, after=True),
    Change(path="InvoiceTypeId", before=2),
    resource="ddapi.invoice_settings",
    noun="invoice settings",
    type="ddapi.invoice_settings.set",
    status="",
    currency="",
)
TOUCHED = drift(DriftKind.TOUCHED, "100234", amount_now=Decimal(1), purged=True)
ALL = (GONE, MOVED, CHANGED, SETTINGS, TOUCHED)
SUMMARY = DriftSummary(
    environment="test",
    company="Nordvik AS",
    profile="local",
    at=AT,
    documents=1234,
    counts={DriftKind.GONE: 1, DriftKind.MOVED: 1, DriftKind.CHANGED: 2, DriftKind.TOUCHED: 1},
    sums={DriftKind.GONE: {"NOK": Decimal(4500)}, DriftKind.MOVED: {"NOK": Decimal("16605.5"), "EUR": Decimal(1)}},
    purged=1,
    unversioned=12,
    removed=3,
    unsettled=2,
    calls=3,
    option=" --project p.yaml",
)
NONE = DriftSummary(environment="sandbox", company="Nordvik", at=AT, documents=1, calls=1)
LIMITED = replace(NONE, files=("march.yaml", "april.yaml"), run="7f3a", documents=0, calls=0)


class Kept:
    """Drift in memory."""

    def __init__(self, *drifts: Drift) -> None:
        self._drifts = drifts

    def of(self, kind: DriftKind, count_max: int = 0) -> Iterator[Drift]:
        found = [one for one in self._drifts if one.kind is kind]
        return iter(found[: count_max or None])


def text(summary: DriftSummary, *drifts: Drift, style: Style = STYLE, full: bool = False) -> str:
    return "".join(f"{line}\n" for line in drift_text(summary, Kept(*drifts), REGISTRY, style, full=full))


def test_what_others_have_done(golden: Golden) -> None:
    golden("drift.txt", text(SUMMARY, *ALL))
    golden("drift-ascii.txt", text(SUMMARY, *ALL, style=Style(width=60, unicode=False)))
    golden("drift-none.txt", "\n".join([text(NONE), text(LIMITED)]))


def test_colour_says_nothing_by_itself() -> None:
    coloured = text(SUMMARY, *ALL, style=Style(width=100, colour=True))
    plain = text(SUMMARY, *ALL)
    assert coloured != plain
    assert [width_of(line) for line in coloured.splitlines()] == [width_of(line) for line in plain.splitlines()]


def test_many_are_cut_short_with_a_count() -> None:
    many = [replace(GONE, key=f"1003{number:02}") for number in range(30)]
    summary = replace(SUMMARY, counts={DriftKind.GONE: 30}, sums={})
    short, full = text(summary, *many), text(summary, *many, full=True)
    assert short.count("it came to") == SHOWN_MAX
    assert f"and {30 - SHOWN_MAX} more documents; `--full` shows all" in short
    assert full.count("it came to") == 30
    assert "--full" not in full


@pytest.mark.parametrize("count", [0, 1, len(ALL)])
def test_a_program_reads_it_a_document_a_line(count: int) -> None:
    lines = list(drift_json(SUMMARY, Kept(*ALL[:count])))
    assert len(lines) == count + 2
    found = json.loads("\n".join(lines))
    assert found["format"] == "bulkops.drift/1"
    assert [one["key"] for one in found["documents"]] == [one.key for one in ALL[:count]]
    if count == len(ALL):
        assert found["documents"][2]["changes"][0]["left"] == TEXT
        assert found["documents"][2]["changes"][1] == {"path": "invoiceContact.email", "kind": "set", "sensitive": True}
        assert found["documents"][2]["changes"][2]["now"] == "9.50"
        assert found["documents"][3]["changes"][1]["now"] is None
        assert found["sums"] == {"gone": {"NOK": "4500"}, "moved": {"NOK": "16605.5", "EUR": "1"}}


def test_what_is_kept_comes_back_as_it_was() -> None:
    with LeftDocuments() as kept:
        for op, one in enumerate(reversed(ALL), 1):
            kept.keep(op, one)
        back = [one for kind in DriftKind for one in kept.of(kind)]
        assert back == [GONE, MOVED, SETTINGS, CHANGED, TOUCHED]
        assert [type(one.amount) for one in back] == [
            type(one.amount) for one in (GONE, MOVED, SETTINGS, CHANGED, TOUCHED)
        ]
        assert len(list(kept.of(DriftKind.CHANGED, 1))) == 1


def test_more_than_a_batch_is_kept_and_given_in_order() -> None:
    with LeftDocuments() as kept:
        for op in range(2500, 0, -1):
            kept.keep(op, replace(GONE, key=str(op)))
        assert [one.key for one in kept.of(DriftKind.GONE)] == [str(op) for op in range(1, 2501)]
        assert len(list(kept.of(DriftKind.GONE, 1500))) == 1500
