from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from bulkops.core.candidate import Candidate, Found
from bulkops.core.change import Change
from bulkops.core.outcome import State
from bulkops.core.run import RunReport, RunState
from bulkops.reporting.resolve_text import choices_lines, resolve_text, resolved_lines
from bulkops.reporting.style import Style
from tests.reporting.runs import AT, RECORD

Golden = Callable[[str, str], None]
STYLE = Style(width=100)
RECORDED = replace(RECORD, makes="invoice", option=" --project p.yaml")
OURS = Candidate(
    number="100231",
    shown={
        "status": "Balanced",
        "documentDate": "2026-03-31T00:00:00",
        "net": Decimal("16605.50"),
        "made": "2026-03-31T09:15:03",
    },
)
THEIRS = Candidate(
    number="100232",
    shown={"status": "Open", "documentDate": "2026-04-01T00:00:00", "net": Decimal(99), "made": "2026-03-31T09:20:00"},
    changes=(
        Change(path="documentDate", before="2026-04-01", after="2026-03-31"),
        Change(path="invoiceContact.email", before="a@b.example", after="c@d.example", sensitive=True),
        Change(
            path="invoiceLines[1]", before={"inventoryNumber": "TRAVEL", "description": "To Oslo and back, first class"}
        ),
        Change(path="invoiceLines[+]", after={"inventoryNumber": "CONS-1", "quantity": Decimal("12.5")}),
        Change(path="invoiceLines[+]", after={"inventoryNumber": "CONS-2", "quantity": Decimal(1)}),
    ),
    held_by="inv-4",
)
FOUND = Found(
    makes="invoice",
    paths=("status", "documentDate", "paid", "net", "made"),
    sent={"documentDate": "2026-03-31", "net": Decimal("16605.50")},
    sent_at=AT,
    created="made",
    candidates=(OURS, THEIRS),
)
NOTES = replace(
    FOUND,
    makes="credit note",
    target="invoice 100231",
    candidates=(OURS, replace(OURS, number="2"), replace(OURS, number="3"), replace(OURS, number="4")),
)
ACTION = Found(target="invoice 100231", paths=FOUND.paths, now=OURS)


def test_what_a_person_decides_by(golden: Golden) -> None:
    release = replace(RECORDED, type="visma.invoice.release", makes="", natural_key="", amount=None)
    shown = [
        (RECORDED, FOUND),
        (RECORDED, replace(FOUND, candidates=())),
        (replace(release, makes="credit note"), NOTES),
        (RECORDED, replace(FOUND, candidates=(OURS,), more=3)),
        (release, ACTION),
        (release, replace(ACTION, now=replace(OURS, changes=THEIRS.changes[:1]))),
        (release, replace(ACTION, now=None, target_gone=True)),
    ]
    parts = ["\n".join([*resolve_text(record, found, STYLE), *choices_lines(record)]) for record, found in shown]
    golden("resolve.txt", "\n\n".join(parts) + "\n")
    narrow = "\n".join(resolve_text(RECORDED, FOUND, Style(unicode=False, width=60)))
    assert narrow.isascii()


def test_what_was_decided() -> None:
    report = RunReport(
        name="7f3a",
        manifests=("m",),
        environment="test",
        state=RunState.INTERRUPTED,
        steps=2,
        counts={State.SUCCEEDED: 1, State.READY: 1},
    )
    done = replace(RECORDED, state=State.SUCCEEDED, number="100231", message="decided by anna@here")
    assert list(resolved_lines(done, report)) == [
        "",
        "`inv-5` is done: invoice 100231, decided by anna@here",
        "next: `bulkops resume 7f3a` goes on where it stopped",
    ]
