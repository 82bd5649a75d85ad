"""A pilot for people and for programs."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bulkops.core.change import Change, ChangeKind
from bulkops.core.pilot import Pilot, PilotAnswer, PilotDocument, PilotRecord, PilotVerdict
from bulkops.core.place import Place
from bulkops.providers import REGISTRY
from bulkops.reporting.pilot_json import pilot_json, piloted_json
from bulkops.reporting.pilot_record import pilot_parts, pilots_json
from bulkops.reporting.pilot_text import EQUAL_MAX, pilot_begins, pilot_text
from bulkops.reporting.run_json import run_json
from bulkops.reporting.run_text import status_text
from bulkops.reporting.style import Style
from bulkops.reporting.width import width_of
from tests.reporting.runs import AT, INTERRUPTED

Golden = Callable[[str, str], None]
STYLE = Style(width=100)
TYPES = ("visma.invoice.create", "visma.invoice.release", "visma.invoice.delete")


def document(verdict: PilotVerdict, key: str, *changes: Change, **more: Any) -> PilotDocument:
    facts: dict[str, Any] = {"resource": "visma.invoice", "noun": "invoice", "id": f"acme-{key}", "type": TYPES[0]}
    facts |= {"place": Place("march.yaml", int(key[-2:])), "compared": 12, "currency": "NOK"}
    return PilotDocument(verdict=verdict, key=key, changes=changes, **facts | more)


def money(sent: str, found: str, vat: str) -> dict[str, Any]:
    return {"net_sent": Decimal(sent), "net_found": Decimal(found), "vat_found": Decimal(vat)}


EQUAL = document(PilotVerdict.EQUAL, "100331", **money("4500.00", "4500.00", "1125.00"))
SUM = document(PilotVerdict.DIFFERS, "100332", **money("12000.00", "1200.00", "300.00"), currency="SEK")
FIELDS = document(
    PilotVerdict.DIFFERS,
    "100333",
    Change(path="status", before="Balanced or Open", after="Hold"),
    Change(path="invoiceText", before="March\nas agreed", after="\x1b[31mApril"),
    Change(path="invoiceContact.email", sensitive=True),
    Change(path="invoiceLines[1].quantity", before=7, after=Decimal("9.50")),
    Change(path="invoiceLines[3]", kind=ChangeKind.REMOVE, before={"quantity": 2}),
    **money("99.50", "99.50", "24.88"),
    unseen=("rotRutDetails.appartment", "sendToAutoInvoice"),
)
GONE = document(PilotVerdict.GONE, "100334", net_sent=Decimal("10.00"), compared=0)
THERE = document(PilotVerdict.THERE, "100335", net_found=Decimal("10.00"), compared=0, type=TYPES[2])
MIXED = Pilot(
    run="7f3a", steps=dict(zip(TYPES, (4, 4, 1), strict=True)), left=1991, documents=(EQUAL, SUM, FIELDS, GONE, THERE)
)
PASSED = Pilot(run="7f3a", steps={TYPES[0]: 1}, left=9, documents=(EQUAL,))


def text_of(pilot: Pilot, style: Style = STYLE) -> str:
    return "\n".join(pilot_text(pilot, REGISTRY, style)) + "\n"


@pytest.mark.parametrize(
    ("name", "pilot", "style"),
    [
        ("passed", PASSED, STYLE),
        ("mixed", MIXED, STYLE),
        ("failed", replace(MIXED, failed=2, documents=(EQUAL,)), STYLE),
        ("ascii", MIXED, Style(unicode=False, width=60)),
        ("colour", MIXED, Style(colour=True, width=100)),
    ],
)
def test_text(name: str, pilot: Pilot, style: Style, golden: Golden) -> None:
    golden(f"pilot-{name}.txt", text_of(pilot, style))


def test_ascii_is_ascii_and_nothing_takes_over_the_terminal() -> None:
    text = text_of(MIXED, Style(unicode=False, width=60))
    assert text.isascii()
    assert "\x1b" not in text_of(MIXED)
    assert max(map(width_of, text_of(MIXED).splitlines())) <= STYLE.width


def test_json(golden: Golden) -> None:
    golden("pilot.json", json.dumps(pilot_json(MIXED), indent=1, ensure_ascii=False) + "\n")
    assert piloted_json(None) == {}


def test_many_that_are_as_sent_are_counted_and_those_that_differ_are_shown() -> None:
    many = tuple(replace(EQUAL, key=str(100400 + number)) for number in range(EQUAL_MAX + 7))
    lines = text_of(replace(MIXED, documents=(*many, GONE))).splitlines()
    assert sum("as sent ·" in line for line in lines) == EQUAL_MAX
    assert any(line.strip() == "and 7 more documents as sent" for line in lines)
    assert any("100334 is not there" in line for line in lines)


def test_what_is_for_good_is_said_before() -> None:
    assert pilot_begins(MIXED.steps, REGISTRY, STYLE).endswith("; delete, release cannot be undone")
    assert "undone" not in pilot_begins({TYPES[0]: 3}, REGISTRY, STYLE)


RECORD = PilotRecord(at=AT, steps=6, read_at=AT + 60, documents=5, equal=5, left=20)
ANSWER: dict[str, Any] = {"by": "berit", "how": "--yes", "answered_at": AT + 90}
RECORDS = {
    "passed": RECORD,
    "everything": replace(RECORD, left=0),
    "approved": replace(RECORD, answer=PilotAnswer.APPROVED, **ANSWER),
    "declined": replace(RECORD, answer=PilotAnswer.DECLINED, **{**ANSWER, "how": "at the terminal"}),
    "differs": replace(RECORD, equal=3),
    "alone": replace(RECORD, documents=1, equal=0),
    "failed": replace(RECORD, failed=2),
    "overruled": replace(RECORD, equal=3, answer=PilotAnswer.APPROVED, **ANSWER),
    "broken-off": replace(RECORD, read_at=0.0, documents=0, equal=0, left=0),
}


def test_what_the_journal_remembers(golden: Golden) -> None:
    lines = [f"{name}: {' · '.join(pilot_parts(record, STYLE))}" for name, record in RECORDS.items()]
    golden("pilot-records.txt", "\n".join(lines) + "\n")
    golden("pilot-records.json", json.dumps(pilots_json(list(RECORDS.values())), indent=1) + "\n")


def test_the_newest_pilot_is_part_of_a_status() -> None:
    report = replace(INTERRUPTED, pilots=(RECORDS["differs"], RECORDS["approved"]))
    text = " ".join("\n".join(status_text(report, STYLE)).split())
    assert "pilot of 5 documents, read back" in text
    assert "the rest approved by berit (--yes)" in text
    assert "not as sent" not in text
    assert [pilot["passed"] for pilot in run_json(report)["pilots"]] == [False, True]
    assert run_json(INTERRUPTED)["pilots"] == []
