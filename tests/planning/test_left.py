"""What operations have left a document as, and what differs from it, by example."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bulkops.core.change import Change, ChangeKind
from bulkops.core.drift import DriftKind
from bulkops.core.json import canonical, dumps
from bulkops.core.observed import ABSENT, Observed
from bulkops.core.outcome import State
from bulkops.core.place import Place
from bulkops.core.shown import HIDDEN
from bulkops.core.written import Written
from bulkops.planning.drift import drift_of
from bulkops.planning.left import Left, left_by
from bulkops.providers import REGISTRY
from bulkops.providers.ddapi.resources import INVOICE_SETTINGS
from bulkops.providers.visma.resources import CREDIT_NOTE, INVOICE

LINE = {"lineNumber": 1, "inventoryNumber": "A", "quantity": Decimal(1), "unitPriceInCurrency": Decimal("5.50")}


def document(**members: Any) -> dict[str, Any]:
    base = {"referenceNumber": "100231", "status": "Balanced", "currencyId": "NOK", "detailTotalInCurrency": 100}
    return {**base, "invoiceText": "Mars", "invoiceLines": [LINE], **members}


def written(verb: str, payload: dict[str, Any] | None = None, **more: Any) -> Written:
    """An operation that went through, in the order in which they are written here."""
    name = verb if "." in verb else f"visma.invoice.{verb}"
    facts: dict[str, Any] = {"run": "7f3a", "manifest": "m", "id": verb, "state": State.SUCCEEDED, "at": 1.0, "op": 1}
    facts |= {"made": verb == "create", "place": Place("m.yaml", 4), "payload": canonical(payload or {}), "tag": "t"}
    return Written(type=name, **facts | more)


def left(*writes: Written) -> Left:
    return left_by(INVOICE, writes, REGISTRY.types)


def changes(since: Left, now: dict[str, Any] | None, tag: str = "other") -> tuple[DriftKind, dict[str, Any]] | None:
    found = drift_of(since, "100231", Observed(document=now, tag=tag))
    return None if found is None else (found.kind, {one.path: (one.before, one.after) for one in found.changes})


def test_a_field_is_held_against_the_value_that_was_set_last() -> None:
    since = left(written("update", {"invoiceText": "A", "note": "B"}), written("update", {"invoiceText": "C"}))
    assert changes(since, document(invoiceText="C", note="B"), "t") is None
    assert changes(since, document(invoiceText="A", note="B")) == (DriftKind.CHANGED, {"invoiceText": ("C", "A")})
    assert changes(since, document(invoiceText="C", note="")) == (DriftKind.CHANGED, {"note": ("B", "")})


def test_a_field_is_told_of_though_the_version_is_ours() -> None:
    since = left(written("update", {"invoiceText": "A"}), written("update", {"note": "B"}, tag="ours"))
    found = changes(since, document(invoiceText="theirs", note="B"), "ours")
    assert found == (DriftKind.CHANGED, {"invoiceText": ("A", "theirs")})


@pytest.mark.parametrize(
    ("tag", "now", "kind"),
    [("ours", "ours", None), ("ours", "other", DriftKind.TOUCHED), ("", "other", None), ("ours", "", None)],
)
def test_another_version_alone(tag: str, now: str, kind: DriftKind | None) -> None:
    since = left(written("update", {"invoiceText": "A"}, tag=tag))
    found = changes(since, document(invoiceText="A", note="something"), now)
    assert (found and found[0]) == kind


def test_numbers_and_days_are_compared_as_a_bookkeeper_does() -> None:
    since = left(written("update", {"documentDueDate": "2026-04-30", "cashDiscount": "10.0"}))
    assert changes(since, document(documentDueDate="2026-04-30T00:00:00", cashDiscount="10.0"), "t") is None


def test_lines_by_their_number() -> None:
    lines = [{"lineNumber": 1, "operation": "Update", "quantity": 7}, {"lineNumber": 2, "operation": "Delete"}]
    since = left(written("update", {"invoiceLines": lines}, before=dumps(document())))
    seven = {**LINE, "quantity": Decimal(7)}
    assert changes(since, document(invoiceLines=[seven]), "t") is None
    nine = {**LINE, "quantity": Decimal(9)}
    assert changes(since, document(invoiceLines=[nine])) == (DriftKind.CHANGED, {"invoiceLines[1].quantity": (7, 9)})
    assert changes(since, document(invoiceLines=[])) == (
        DriftKind.CHANGED,
        {"invoiceLines[1]": ({"quantity": 7}, None)},
    )
    back = changes(since, document(invoiceLines=[seven, {**LINE, "lineNumber": 2}]))
    assert back is not None
    assert back[1]["invoiceLines[2]"][0] is None
    assert back[1]["invoiceLines[2]"][1]["inventoryNumber"] == "A"


def test_a_line_that_was_added_is_found_by_its_like() -> None:
    new = {"inventoryNumber": "B", "quantity": 2}
    since = left(written("update", {"invoiceLines": [{"operation": "Insert", **new}]}, before=dumps(document())))
    assert changes(since, document(invoiceLines=[LINE, {"lineNumber": 5, **new}]), "t") is None
    assert changes(since, document(invoiceLines=[LINE])) == (DriftKind.CHANGED, {"invoiceLines[+]": (new, None)})


def test_the_number_of_an_added_line_is_learnt_from_what_a_later_operation_was_planned_from() -> None:
    new, numbered = {"inventoryNumber": "B", "quantity": 2}, {"lineNumber": 5, "inventoryNumber": "B", "quantity": 2}
    since = left(
        written("update", {"invoiceLines": [{"operation": "Insert", **new}]}, before=dumps(document())),
        written(
            "update",
            {"invoiceLines": [{"operation": "Update", "lineNumber": 5, "quantity": 3}]},
            before=dumps(document(invoiceLines=[LINE, numbered])),
        ),
    )
    assert changes(since, document(invoiceLines=[LINE, {**numbered, "quantity": 3}]), "t") is None
    found = changes(since, document(invoiceLines=[LINE, {**numbered, "inventoryNumber": "C", "quantity": 3}]))
    assert found == (DriftKind.CHANGED, {"invoiceLines[5].inventoryNumber": ("B", "C")})


def test_a_line_that_may_be_one_of_those_added_makes_none_of_them_lack() -> None:
    since = left(
        written("create", {"invoiceLines": [{"inventoryNumber": "A", "quantity": 1}]}),
        written("update", {"invoiceLines": [{"operation": "Update", "lineNumber": 1, "quantity": 4}]}, foreseen=True),
    )
    assert changes(since, document(invoiceLines=[{**LINE, "quantity": 4}]), "t") is None
    found = changes(since, document(invoiceLines=[{**LINE, "quantity": 5}]))
    assert found == (DriftKind.CHANGED, {"invoiceLines[1].quantity": (4, 5)})


@pytest.mark.parametrize(
    ("writes", "status", "moved"),
    [
        ([written("create", {"hold": False})], "Balanced", None),
        ([written("create", {"hold": False})], "Open", ("Balanced", "Open")),
        ([written("create", {"hold": True})], "Balanced", ("Hold", "Balanced")),
        ([written("create", {})], "Open", None),  # the company's own preference decided
        ([written("create", {"hold": False}), written("release")], "Open", None),
        ([written("create", {"hold": False}), written("release")], "Balanced", ("Closed or Open", "Balanced")),
        ([written("update", {"note": "x"}, before=dumps(document()))], "Open", ("Balanced", "Open")),
        ([written("update", {"note": "x"}, before=dumps(document(status="Hold")))], "Open", ("Hold", "Open")),
        ([written("update", {"note": "x"}, before=dumps(document()), foreseen=True)], "Open", None),
        ([written("release"), written("reverse")], "Closed", None),
    ],
)
def test_a_status_that_our_runs_did_not_bring_it_into(
    writes: list[Written], status: str, moved: tuple[str, str] | None
) -> None:
    payloads = {"note": "x"} if writes[0].type.endswith("update") else {}
    found = changes(left(*writes), document(status=status, **payloads), "")
    assert (found and found[1].get("status")) == moved
    assert found is None or found[0] is DriftKind.MOVED


def test_what_a_reversal_does_to_the_version_is_not_known() -> None:
    since = left(written("release", tag="ours"), written("reverse", tag="that of the credit note"))
    assert since.tag == ""
    assert changes(since, document(status="Open"), "other") is None


def test_a_document_that_was_made_out_of_another() -> None:
    made = written("reverse", made=True, tag="")
    since = left_by(CREDIT_NOTE, [made], REGISTRY.types)
    assert drift_of(since, "200001", Observed(document={"referenceNumber": "200001", "status": "Open"})) is None
    gone = drift_of(since, "200001", ABSENT)
    assert gone is not None
    assert gone.kind is DriftKind.GONE


def test_what_was_made_out_of_another_does_not_have_its_status() -> None:
    made = written("reverse", made=True, tag="", before=dumps(document(status="Open")))
    since = left_by(CREDIT_NOTE, [made], REGISTRY.types)
    assert drift_of(since, "200001", Observed(document={"referenceNumber": "200001", "status": "Balanced"})) is None


def test_what_was_found_as_wanted_counts_as_the_last_word_and_is_no_write() -> None:
    since = left(
        written("update", {"invoiceText": "A"}, tag="first"),
        written("update", {"invoiceText": "B"}, state=State.UNCHANGED, tag="", tag_before="second", run="bbbb"),
    )
    assert since.last is not None
    assert since.last.run == "7f3a"
    assert changes(since, document(invoiceText="B"), "second") is None
    assert changes(since, document(invoiceText="A"), "third") == (DriftKind.CHANGED, {"invoiceText": ("B", "A")})


def test_what_was_purged_is_not_compared_and_neither_is_what_it_may_have_set() -> None:
    since = left(written("update", {"invoiceText": "A"}), written("update", purged=True, tag="ours"))
    assert since.purged
    assert changes(since, document(invoiceText="theirs"), "ours") is None
    assert changes(since, document(invoiceText="theirs"), "other") == (DriftKind.TOUCHED, {})


def test_reads_change_nothing_and_doubts_leave_everything_open() -> None:
    since = left(written("update", {"invoiceText": "A"}, tag="ours"), written("print", tag=""))
    assert since.tag == "ours"
    assert left(written("update"), written("release", state=State.IN_DOUBT)).unsettled


def test_a_host_that_took_a_part_makes_no_word_of_ours() -> None:
    name = "ddapi.invoice_settings.set"
    since = left_by(
        INVOICE_SETTINGS,
        [
            written(name, {"PaysInvoiceFee": True, "CurrencyId": 1}, tag=""),
            written(name, {"PaysInvoiceFee": False}, tag="", state=State.REFUSED, code="R141"),
        ],
        REGISTRY.types,
    )
    assert changes(since, {"CustomerNumber": 10042, "PaysInvoiceFee": False, "CurrencyId": 1}, "") is None
    found = changes(since, {"CustomerNumber": 10042, "PaysInvoiceFee": False, "CurrencyId": 2}, "")
    assert found == (DriftKind.CHANGED, {"CurrencyId": (1, 2)})


def test_amounts_are_those_known_last() -> None:
    since = left(written("create", {}, amount=Decimal("5.50"), currency="NOK"), written("update", {}, amount=None))
    found = drift_of(since, "100231", ABSENT)
    assert found is not None
    assert (found.amount, found.currency, found.amount_now) == (Decimal("5.50"), "NOK", None)
    moved = drift_of(since, "100231", Observed(document=document(), tag="other"))
    assert moved is not None
    assert moved.amount_now == Decimal("100.00")


def test_nothing_sensitive_is_told() -> None:
    since = left(written("update", {"invoiceContact": {"email": "canary@ours.example"}}))
    found = drift_of(since, "1", Observed(document=document(invoiceContact={"email": "canary@theirs.example"})))
    assert found is not None
    assert found.changes == (Change(path="invoiceContact.email", kind=ChangeKind.SET, sensitive=True),)


def test_nothing_sensitive_is_told_of_elements_that_come_and_go() -> None:
    (lines,) = (field for field in INVOICE.fields if field.name == "invoiceLines")
    discreet = tuple(replace(one, sensitive=one.name == "description") for one in lines.fields)
    resource = replace(INVOICE, fields=(replace(lines, fields=discreet),))
    asked = [
        {"operation": "Insert", "description": "canary"},
        {"operation": "Update", "lineNumber": 1, "description": "canary", "quantity": 2},
        {"operation": "Delete", "lineNumber": 2},
    ]
    since = left_by(resource, [written("update", {"invoiceLines": asked}, before=dumps(document()))], REGISTRY.types)
    back = {**LINE, "lineNumber": 2, "description": "canary"}
    found = drift_of(since, "1", Observed(document=document(invoiceLines=[back])))
    assert found is not None
    assert len(found.changes) == 3
    assert "canary" not in str(found.changes)
    assert {"description": HIDDEN, "quantity": 2} in [change.before for change in found.changes]
