"""Whatever is done to invoices, in whatever order, directly or in the background: the books stay right."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulkops.core.json import loads
from tests.sandbox.desk import INVOICE, Desk, wrapped
from tests.sandbox.uploads import TYPE, upload

NOTE = "/v1/customerCreditNote"
CREATE = "/v2/customerinvoice"
EVERYTHING = "expandApplications=true&expandAttachments=true"
ACTIONS = ("release", "correct", "reverse", "reverseandapplytonote", "sendToAutoInvoice")
SWITCHES = st.fixed_dictionaries(
    {},
    optional={
        "background_order": st.sampled_from(["received", "any"]),
        "background_workers": st.integers(1, 3),
        "background_fails_every": st.sampled_from([0, 3]),
        "background_failure": st.sampled_from(["before", "after"]),
        "background_release": st.sampled_from(["done", "started"]),
        "release_delay_s": st.sampled_from([0.0, 5.0]),
        "release_fails_every": st.sampled_from([0, 3]),
        "action_fails_every": st.sampled_from([0, 4]),
        "attachment_revision": st.sampled_from(["same_id", "new_id"]),
        "correction_repeat": st.sampled_from(["refused", "second"]),
        "correction_deleted": st.sampled_from(["with_note", "note_stays"]),
        "correction_status": st.sampled_from(["Balanced", "Hold"]),
        "reverse_and_apply": st.sampled_from(["settled", "released", "pending"]),
    },
)
#: What is done, to the how manieth invoice, in the background or not, and how many seconds pass then.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["create", "text", "line", "line", "delete", "attach", *["attach to line"] * 2, *ACTIONS]),
        st.integers(0, 3),
        st.booleans(),
        st.sampled_from([0.0, 0.3, 10.0]),
    ),
    min_size=12,
    max_size=25,
)


def request_of(step: str, number: str) -> tuple[str, str, Any]:
    line = {"operation": "Insert", "unitPriceInCurrency": {"value": 70}}
    requests: dict[str, Callable[[], tuple[str, str, Any]]] = {
        "create": lambda: ("POST", CREATE, wrapped(lines=[{"unitPriceInCurrency": 100}] * 2)),
        "text": lambda: ("PUT", f"{INVOICE}/{number}", {"invoiceText": {"value": "x"}}),
        "line": lambda: (
            "PUT",
            f"{INVOICE}/{number}",
            {"invoiceLines": [line, {"operation": "Delete", "lineNumber": {"value": 1}}]},
        ),
        "delete": lambda: ("DELETE", f"{INVOICE}/{number}", None),
        "attach": lambda: ("POST", f"{INVOICE}/{number}/attachment", upload()),
        "attach to line": lambda: ("POST", f"{INVOICE}/{number}/1/attachment", upload()),
    }
    if step in requests:
        return requests[step]()
    return "POST", f"{INVOICE}/{number}/action/{step}", None


def check_books(desk: Desk) -> None:
    invoices, notes = desk.rows(EVERYTHING), desk.rows(EVERYTHING, NOTE)
    for row in (*invoices, *notes):
        assert row["amountInCurrency"] >= row["balanceInCurrency"] >= 0
        applied = [each["amountPaid"] for each in row["applications"] if each["released"]]
        assert row["amountInCurrency"] - row["balanceInCurrency"] == sum(applied, Decimal(0))
        if row["status"] in ("Open", "Closed") and row["amountInCurrency"]:
            assert (row["status"] == "Closed") == (row["balanceInCurrency"] == 0)
        if row["status"] in ("Hold", "Balanced"):
            assert not applied
    for rows in (invoices, notes):
        numbers = [row["referenceNumber"] for row in rows]
        assert len(set(numbers)) == len(numbers)


def check_files(desk: Desk) -> None:
    rows = desk.rows(EVERYTHING)
    shown = [file for row in rows for file in row["attachments"]]
    shown += [file for row in rows for line in row["invoiceLines"] for file in line["attachments"]]
    kept = desk.erp.state.db.execute("SELECT id, name, revision FROM attachment").fetchall()
    assert sorted((file["id"], file["name"], file["revision"]) for file in shown) == sorted(kept)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(switches=SWITCHES, steps=STEPS)
def test_histories(switches: dict[str, Any], steps: list[tuple[str, int, bool, float]]) -> None:
    desk = Desk()
    for _ in range(4):
        desk.create(lines=[{"unitPriceInCurrency": 100}] * 2)
    for number in ("100001", "100002"):
        desk.release(number)
    desk.switch(**switches)
    for step, which, background, passes_s in steps:
        numbers = desk.numbers("") or ["100001"]
        headers = {"Content_Type": TYPE} | ({"erp_api_background": "none"} if background else {})
        response = desk.ask(*request_of(step, numbers[which % len(numbers)]), **headers)
        assert response.status == 202 if background else response.status in (200, 201, 204, 400, 404), response.body
        desk.now += passes_s
        check_books(desk)
    desk.now += 3600
    check_books(desk)
    check_files(desk)
    waiting = desk.erp.state.db.execute("SELECT count(*) FROM background WHERE stage IN ('queued', 'started')")
    assert waiting.fetchone() == (0,)
    for (receipt,) in desk.erp.state.db.execute("SELECT id FROM background").fetchall():
        state = loads(desk.ask("GET", f"/v1/background/{receipt}").body)
        assert state["statusCode"] in ((0,) if state["status"] == "Failed" else (200, 201, 204, 400, 404))
        assert state["receivedUtc"] <= state["startedUtc"] <= state["finishedUtc"]
    desk.erp.close()
