"""What was planned from, theirs and ours, by example."""

from decimal import Decimal
from typing import Any

import pytest

from bulkops.core.conflict import Conflict, Standing, ThreeWay
from bulkops.core.operation import OperationType
from bulkops.planning.three_way import conflict_of, three_way
from bulkops.providers import REGISTRY

UPDATE = REGISTRY.types["visma.invoice.update"]
RELEASE = REGISTRY.types["visma.invoice.release"]
SET = REGISTRY.types["ddapi.invoice_settings.set"]


def line(number: int, **values: Any) -> dict[str, Any]:
    return {"lineNumber": number, "description": f"line {number}", "quantity": Decimal(1), **values}


BEFORE = {
    "referenceNumber": "100231",
    "status": "Balanced",
    "detailTotalInCurrency": 100,
    "documentDueDate": "2026-04-30T00:00:00",
    "invoiceText": "Mars",
    "note": "",
    "invoiceContact": {"email": "old@acme.example", "attention": "Kari"},
    "invoiceLines": [line(1), line(2), line(3), line(4)],
}


def shown(payload: dict[str, Any], **theirs: Any) -> dict[str, tuple[Standing, Any, Any, Any]]:
    """Compare after others have changed some members; give what is told, by path."""
    rows = three_way(UPDATE.fields, payload, BEFORE, {**BEFORE, **theirs})
    return {row.path: (row.standing, row.before, row.theirs, row.ours) for row in rows}


@pytest.mark.parametrize(
    ("payload", "theirs", "told"),
    [
        (
            {"documentDueDate": "2026-05-31"},
            {"documentDueDate": "2026-05-15T00:00:00"},
            {"documentDueDate": (Standing.CLASH, "2026-04-30", "2026-05-15", "2026-05-31")},
        ),
        (
            {"documentDueDate": "2026-05-31"},
            {"documentDueDate": "2026-05-31T08:00:00"},
            {"documentDueDate": (Standing.SAME, "2026-04-30", "2026-05-31", "2026-05-31")},
        ),
        (
            {"documentDueDate": "2026-05-31"},
            {"invoiceText": "March", "note": None},
            {
                "documentDueDate": (Standing.OURS, "2026-04-30", "2026-04-30", "2026-05-31"),
                "invoiceText": (Standing.THEIRS, "Mars", "March", None),
            },
        ),
        (
            {"invoiceText": "Mars"},
            {"invoiceText": "March"},
            {"invoiceText": (Standing.THEIRS, "Mars", "March", "Mars")},
        ),
        ({"invoiceText": "Mars"}, {}, {"invoiceText": (Standing.KEPT, "Mars", "Mars", "Mars")}),
        (
            {"dontEmail": True, "overrideNumberSeries": True},
            {"dontEmail": True, "whatIsNew": 1, "dontPrint": True},
            {
                "dontEmail": (Standing.SAME, None, True, True),
                "overrideNumberSeries": (Standing.UNREAD, None, None, True),
            },
        ),
    ],
    ids=["clash", "same", "elsewhere", "asked to stay", "kept", "not shown before"],
)
def test_a_field(payload: dict[str, Any], theirs: dict[str, Any], told: dict[str, Any]) -> None:
    assert shown(payload, **theirs) == told


def test_lines_go_by_their_number() -> None:
    payload = {
        "invoiceLines": [
            {"lineNumber": 1, "quantity": Decimal(2)},
            {"lineNumber": 2, "quantity": Decimal(5)},
            {"lineNumber": 3, "operation": "Delete"},
            {"description": "ours"},
            {"description": "both"},
        ]
    }
    theirs = [
        line(4, description="moved up"),
        line(1, quantity=3),
        line(3, quantity=7),
        line(6),
        line(7, description="both"),
    ]
    assert shown(payload, invoiceLines=theirs) == {
        "invoiceLines[1].quantity": (Standing.CLASH, 1, 3, 2),
        "invoiceLines[2]": (
            Standing.CLASH,
            {"description": "line 2", "quantity": 1, "lineNumber": 2},
            None,
            {"quantity": 5},
        ),
        "invoiceLines[3]": (
            Standing.CLASH,
            {"description": "line 3", "quantity": 1, "lineNumber": 3},
            {"description": "line 3", "quantity": 7, "lineNumber": 3},
            None,
        ),
        "invoiceLines[4].description": (Standing.THEIRS, "line 4", "moved up", None),
        "invoiceLines[6]": (Standing.THEIRS, None, {"description": "line 6", "quantity": 1, "lineNumber": 6}, None),
        "invoiceLines[+]": (
            Standing.SAME,
            None,
            {"description": "both", "quantity": 1, "lineNumber": 7},
            {"description": "both"},
        ),
    }


def test_a_line_that_is_wanted_as_it_was_and_that_others_take_out() -> None:
    payload = {"invoiceLines": [{"lineNumber": 3, "quantity": Decimal(1)}]}
    told = shown(payload, invoiceLines=[line(1), line(2), line(4)])
    assert {path: row[0] for path, row in told.items()} == {"invoiceLines[3]": Standing.THEIRS}


@pytest.mark.parametrize(("ours", "theirs"), [(None, False), (False, None)])
def test_nothing_and_false_are_one_wish(ours: Any, theirs: Any) -> None:
    """From either side: which of the two is ours makes no difference."""
    before = {"sendToAutoInvoice": True}
    (row,) = three_way(UPDATE.fields, {"sendToAutoInvoice": ours}, before, {"sendToAutoInvoice": theirs})
    assert row.standing is Standing.SAME


def test_a_line_that_both_take_out_is_no_clash() -> None:
    payload = {"invoiceLines": [{"lineNumber": 3, "operation": "Delete"}]}
    told = shown(payload, invoiceLines=[line(1), line(2), line(4)])
    assert {path: row[0] for path, row in told.items()} == {"invoiceLines[3]": Standing.SAME}


def test_lines_that_an_earlier_step_adds_are_not_somebody_elses() -> None:
    """What an earlier step of the plan adds has no number in what the plan foresees."""
    before = {**BEFORE, "invoiceLines": [line(1), {"description": "added"}, {"description": "added"}]}
    theirs: dict[str, Any] = {
        **BEFORE,
        "invoiceLines": [line(1), line(5, description="added"), line(6, description="added", quantity=9)],
    }
    assert three_way(UPDATE.fields, {}, before, theirs) == ()
    gone = three_way(UPDATE.fields, {}, before, {**theirs, "invoiceLines": theirs["invoiceLines"][:2]})
    assert [(row.path, row.standing) for row in gone] == [("invoiceLines[+]", Standing.THEIRS)]


def test_personal_data_is_told_of_and_not_shown() -> None:
    contact = {"email": "new@acme.example", "attention": "Kari"}
    (row,) = three_way(
        UPDATE.fields, {"invoiceContact": {"email": "x@acme.example"}}, BEFORE, {**BEFORE, "invoiceContact": contact}
    )
    assert row == ThreeWay(path="invoiceContact.email", standing=Standing.CLASH, asked=True, sensitive=True)


def test_against_a_version_that_the_user_names_there_are_two_columns() -> None:
    payload = {
        "documentDueDate": "2026-05-31",
        "invoiceText": "Mars",
        "invoiceLines": [{"lineNumber": 9, "quantity": 2}],
    }
    found = conflict_of(UPDATE, "100231", payload, None, BEFORE)
    assert not found.planned
    assert [(row.path, row.standing, row.before, row.theirs, row.ours) for row in found.rows] == [
        ("documentDueDate", Standing.OURS, None, "2026-04-30", "2026-05-31"),
        ("invoiceText", Standing.KEPT, None, "Mars", "Mars"),
        ("invoiceLines[9]", Standing.OURS, None, None, {"quantity": 2}),
    ]
    assert found.first is None


def conflict(operation_type: OperationType, theirs: dict[str, Any] | None, **more: Any) -> Conflict:
    return conflict_of(operation_type, "100231", {}, BEFORE, theirs, **more)


def test_what_was_changed_before_a_release() -> None:
    lines = [line(1), line(2, quantity=3), line(3), line(4)]
    found = conflict(RELEASE, {**BEFORE, "status": "Hold", "detailTotalInCurrency": 300, "invoiceLines": lines})
    assert [(row.path, row.standing, row.before, row.theirs) for row in found.rows] == [
        ("status", Standing.THEIRS, "Balanced", "Hold"),
        ("detailTotalInCurrency", Standing.THEIRS, 100, 300),
        ("invoiceLines[2].quantity", Standing.THEIRS, 1, 3),
    ]
    released = conflict(RELEASE, {**BEFORE, "status": "Open"})
    assert [(row.path, row.standing) for row in released.rows] == [("status", Standing.SAME)]
    foreseen = conflict(RELEASE, {**BEFORE, "status": "Hold"}, foreseen=True)
    assert foreseen.rows == (), "what was only foreseen says nothing of a status"


def test_a_document_that_is_gone() -> None:
    found = conflict(RELEASE, None)
    assert (found.gone, found.rows, found.noun, found.target) == (True, (), "invoice", "100231")


def test_settings_that_somebody_else_has_made() -> None:
    theirs = {"CustomerNumber": 10042, "TermsOfPaymentId": 3, "PaysInvoiceFee": True}
    found = conflict_of(SET, "10042", {"TermsOfPaymentId": 4, "PaysInvoiceFee": True}, {}, theirs)
    assert {row.path: row.standing for row in found.rows} == {
        "TermsOfPaymentId": Standing.CLASH,
        "PaysInvoiceFee": Standing.SAME,
    }
