"""Background calls (visma-net.md, section 6): taken on, worked on later, read afterwards."""

from typing import Any
from urllib.parse import quote

import pytest

from bulkops.core.http import Response
from bulkops.core.json import dumps, loads
from bulkops.sandbox.erp import DroppedError
from bulkops.sandbox.faults import Fault, FaultKind
from tests.sandbox.desk import INVOICE, Desk, wrapped

CREATE = "/v2/customerinvoice"
LINES = [{"quantity": 1, "unitPriceInCurrency": 100}]


def queue(desk: Desk, method: str, path: str, body: Any = None, value: str = "none", **headers: str) -> str:
    """Send a request to the background; give its receipt."""
    response = desk.ask(method, path, body, erp_api_background=value, **headers)
    assert response.status == 202, response.body
    accepted = loads(response.body)
    assert accepted["stateLocation"] == f"https://api.finance.visma.net/v1/background/{accepted['id']}"
    return str(accepted["id"])


def state(desk: Desk, receipt: str) -> Any:
    response = desk.ask("GET", f"/v1/background/{receipt}")
    assert response.status == 200
    return loads(response.body)


def content(desk: Desk, receipt: str) -> Response:
    return desk.ask("GET", f"/v1/background/{receipt}/content")


def done(desk: Desk, receipt: str) -> Any:
    desk.now += 60
    return state(desk, receipt)


def test_a_create_is_done_later_and_tells_its_number_and_tag(desk: Desk) -> None:
    desk.switch(background_order="received", background_delay_s=10.0, background_work_s=5.0)
    receipt = queue(desk, "POST", CREATE, wrapped(lines=LINES, externalReference="m-1"))
    shown = state(desk, receipt)
    assert (shown["status"], shown["statusCode"], shown["startedUtc"]) == ("Queued", 0, None)
    assert shown["originalUri"] == "https://api.finance.visma.net/v2/customerinvoice"
    assert (shown["webhookAddress"], shown["hasRequestContent"]) == ("none", True)
    desk.now += 10
    shown = state(desk, receipt)
    assert (shown["status"], shown["statusCode"], shown["responseHeaders"]) == ("Started", 0, {})
    assert desk.rows() == []
    desk.now += 5
    shown = state(desk, receipt)
    assert (shown["status"], shown["statusCode"], shown["errorMessage"]) == ("Finished", 201, None)
    assert shown["receivedUtc"] == "2026-03-02T11:00:00.000Z"
    assert shown["startedUtc"] == "2026-03-02T11:00:10.000Z"
    assert shown["finishedUtc"] == "2026-03-02T11:00:15.000Z"
    row = desk.rows("externalReference=m-1")[0]
    assert shown["responseHeaders"] == {
        "Location": f"https://api.finance.visma.net/v2/customerinvoice/{row['referenceNumber']}",
        "ETag": f'"{row["timeStamp"]}"',
    }
    assert row["createdDateTime"] == "2026-03-02T11:00:15.000"
    assert (shown["hasResponseContent"], shown["contentLocation"]) == (False, None)
    assert content(desk, receipt).status == 404


def test_an_update_compares_the_tag_when_it_is_worked_on(desk: Desk) -> None:
    number = desk.create()
    tag = desk.read(number)["timeStamp"]
    receipt = queue(desk, "PUT", f"{INVOICE}/{number}", {"invoiceText": {"value": "ours"}}, If_Match=f'"{tag}"')
    desk.update(number, invoiceText="theirs")
    shown = done(desk, receipt)
    assert (shown["status"], shown["statusCode"]) == ("Finished", 412)
    assert desk.read(number)["invoiceText"] == "theirs"


def test_the_background_compares_tags_even_where_direct_calls_do_not(desk: Desk) -> None:
    desk.switch(if_match="ignored")
    number = desk.create()
    update = ("PUT", f"{INVOICE}/{number}", {"invoiceText": {"value": "ours"}})
    assert desk.ask(*update, If_Match='"AAAAAAAAAAA="').status == 204
    assert done(desk, queue(desk, *update, If_Match='"AAAAAAAAAAA="'))["statusCode"] == 412
    tag = desk.read(number)["timeStamp"]
    shown = done(desk, queue(desk, *update, If_Match=f'"{tag}"'))
    assert shown["statusCode"] == 204
    assert shown["responseHeaders"]["ETag"] == f'"{desk.read(number)["timeStamp"]}"'


def test_what_is_refused_is_finished_too_and_its_words_are_the_content(desk: Desk) -> None:
    receipt = queue(desk, "POST", CREATE, wrapped(customerNumber=None))
    shown = done(desk, receipt)
    assert (shown["status"], shown["statusCode"]) == ("Finished", 400)
    assert shown["contentLocation"] == f"https://api.finance.visma.net/v1/background/{receipt}/content"
    answer = content(desk, receipt)
    assert answer.status == 200
    assert "CustomerID" in loads(answer.body)["message"]


def test_reading_in_the_background(desk: Desk) -> None:
    number = desk.create()
    one = queue(desk, "GET", f"{INVOICE}/{number}")
    many = queue(desk, "GET", f"{INVOICE}?customer=10001&documentDate=2026-01-01&documentDateCondition=>=")
    shown = done(desk, one)
    assert (shown["statusCode"], shown["hasRequestContent"]) == (200, False)
    assert loads(content(desk, one).body) == desk.read(number)
    assert shown["responseHeaders"]["Content-Type"] == content(desk, one).headers["content-type"]
    assert [row["referenceNumber"] for row in loads(content(desk, many).body)] == [number]
    assert state(desk, many)["originalUri"].endswith(f"documentDateCondition={quote('>=')}")


def test_the_content_is_kept_for_a_while(desk: Desk) -> None:
    desk.switch(background_kept_s=3600)
    number = desk.create()
    receipt = queue(desk, "GET", f"{INVOICE}/{number}")
    assert done(desk, receipt)["statusCode"] == 200
    desk.now += 3500
    assert content(desk, receipt).status == 200
    desk.now += 100
    assert content(desk, receipt).status == 410
    queue(desk, "GET", f"{INVOICE}/{number}")  # what is too old is let go when the next one comes
    assert content(desk, receipt).status == 410
    assert state(desk, receipt)["statusCode"] == 200


def test_only_who_sent_it_may_look(desk: Desk) -> None:
    desk.switch(authorization="always")

    def token(client: str, tenant: str) -> str:
        form = f"grant_type=client_credentials&client_id={client}&client_secret=sandbox&tenant_id={tenant}"
        return f"Bearer {loads(desk.ask('POST', '/connect/token', form.encode()).body)['access_token']}"

    owner = token("isv_a", "one")
    receipt = queue(desk, "POST", CREATE, wrapped(), authorization=owner)
    desk.now += 60
    for path in (f"/v1/background/{receipt}", f"/v1/background/{receipt}/content"):
        assert desk.ask("GET", path, authorization=token("isv_b", "one")).status == 403
        assert desk.ask("GET", path, authorization=token("isv_a", "two")).status == 403
        assert desk.ask("GET", path).status == 401
    shown = loads(desk.ask("GET", f"/v1/background/{receipt}", authorization=owner).body)
    assert shown["statusCode"] == 201  # worked on although nobody's token is at hand any more
    assert b"Bearer" not in b"".join(
        row[0] for row in desk.erp.state.db.execute("SELECT request FROM background").fetchall()
    )


def test_a_token_is_asked_for_before_anything_is_queued(desk: Desk) -> None:
    desk.switch(authorization="always")
    assert desk.ask("POST", CREATE, wrapped(), erp_api_background="none").status == 401
    desk.switch(rate_limit=1)
    assert desk.ask("POST", CREATE, wrapped(), erp_api_background="none").status == 202
    assert desk.ask("POST", CREATE, wrapped(), erp_api_background="none").status == 429
    desk.switch()
    desk.now += 60
    assert len(desk.rows()) == 1


@pytest.mark.parametrize("receipt", ["0b0e0000-0000-0000-0000-000000000000", "x"])
def test_an_unknown_receipt(desk: Desk, receipt: str) -> None:
    assert desk.ask("GET", f"/v1/background/{receipt}").status == 404
    assert content(desk, receipt).status == 404
    assert desk.ask("GET", f"/v1/background/{receipt}", erp_api_background="none").status == 404


def test_no_address_is_queued_that_is_not_there(desk: Desk) -> None:
    assert desk.ask("POST", "/v1/nothing", erp_api_background="none").status == 404
    assert desk.ask("PATCH", INVOICE, erp_api_background="none").status == 405
    assert desk.ask("GET", "/api/Currencies/1", erp_api_background="none").status == 200


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("none", 202),
        ("subscription", 202),
        ("subscription:run=march,row=7", 202),
        ("subscription:", 400),
        ("subscription:run", 400),
        ("subscription:=7", 400),
        ("true", 400),
        ("http://mine.example/hook", 400),
        ("https://mine.example/hook", 400),
    ],
)
def test_values_of_the_header(desk: Desk, value: str, status: int) -> None:
    assert desk.ask("POST", CREATE, wrapped(), erp_api_background=value).status == status
    desk.now += 60
    assert len(desk.rows()) == (status == 202)


def test_values_that_are_not_documented_are_switched(desk: Desk) -> None:
    desk.switch(background_unknown="none", background_url="taken")
    receipt = queue(desk, "POST", CREATE, wrapped(), "true")
    hooked = queue(desk, "POST", CREATE, wrapped(), "https://mine.example/hook")
    assert state(desk, receipt)["webhookAddress"] == "none"
    assert state(desk, hooked)["webhookAddress"] == "https://mine.example/hook"
    desk.switch(background_unknown="at_once")
    assert desk.ask("POST", CREATE, wrapped(), erp_api_background="true").status == 201


def test_the_subscriber_is_told_at_the_end(desk: Desk) -> None:
    receipt = queue(desk, "POST", CREATE, wrapped(), "subscription:run=march,row=7")
    assert done(desk, receipt)["webhookAddress"] == "https://subscriber.example/visma"
    told = desk.erp.ledger().effects()[-1]
    assert (told.kind, told.number, told.source, told.detail) == (
        "notified",
        receipt,
        "https://subscriber.example/visma",
        "run=march,row=7",
    )
    desk.switch(background_subscription="")
    assert desk.ask("POST", CREATE, wrapped(), erp_api_background="subscription").status == 400


def test_names_of_the_headers_are_switched(desk: Desk) -> None:
    receipt = queue(desk, "POST", CREATE, wrapped())
    assert set(done(desk, receipt)["responseHeaders"]) == {"Location", "ETag"}
    desk.switch(background_headers="lower_case")
    assert set(state(desk, receipt)["responseHeaders"]) == {"location", "etag"}
    desk.switch(background_headers="none")
    assert state(desk, receipt)["responseHeaders"] == {}


def test_the_word_for_waiting_is_switched(desk: Desk) -> None:
    desk.switch(background_queued_status="", background_workers=0)
    assert done(desk, queue(desk, "POST", CREATE, wrapped()))["status"] == ""
    assert desk.rows() == []


def test_the_machinery_may_fail_before_the_work(desk: Desk) -> None:
    desk.switch(background_fails_every=2)
    receipts = [queue(desk, "POST", CREATE, wrapped()) for _ in range(2)]
    ends = [done(desk, receipt) for receipt in receipts]
    failed = next(end for end in ends if end["status"] == "Failed")
    assert (failed["statusCode"], failed["hasResponseContent"]) == (0, False)
    assert failed["errorMessage"]
    assert len(desk.rows()) == 1


def test_the_machinery_may_fail_after_the_work(desk: Desk) -> None:
    desk.switch(background_fails_every=1, background_failure="after")
    receipt = queue(desk, "POST", CREATE, wrapped())
    assert done(desk, receipt)["status"] == "Failed"
    assert (state(desk, receipt)["statusCode"], state(desk, receipt)["responseHeaders"]) == (0, {})
    assert len(desk.rows()) == 1


def texts(desk: Desk, count: int) -> list[str]:
    """Queue that many changes of one invoice; give their order, as the ledger tells it."""
    number = desk.create()
    for index in range(count):
        queue(desk, "PUT", f"{INVOICE}/{number}", {"invoiceText": {"value": f"{index}"}})
    desk.now += 3600
    desk.read(number)
    requests = [effect.request for effect in desk.erp.ledger().effects() if effect.kind == "updated"][-count:]
    return [str(request - min(requests)) for request in requests]


def test_in_order_or_in_any(desk: Desk) -> None:
    desk.switch(background_order="received")
    assert texts(desk, 8) == list("01234567")
    desk.switch(background_order="any")
    assert texts(desk, 8) != list("01234567")


def test_few_workers_take_longer(desk: Desk) -> None:
    desk.switch(background_order="received", background_delay_s=1.0, background_work_s=10.0, background_workers=2)
    receipts = [queue(desk, "POST", CREATE, wrapped()) for _ in range(5)]
    desk.now += 3600
    starts = [state(desk, receipt)["startedUtc"] for receipt in receipts]
    assert starts == [f"2026-03-02T11:00:{second}.000Z" for second in ("01", "01", "11", "11", "21")]
    assert state(desk, receipts[-1])["finishedUtc"] == "2026-03-02T11:00:31.000Z"


def test_events_happen_in_the_order_of_their_times(desk: Desk) -> None:
    desk.switch(background_order="received", background_delay_s=5.0, background_work_s=5.0, release_delay_s=15.0)
    number = desk.create(lines=LINES)
    desk.act(number, "release")  # done after 15 s
    queue(desk, "PUT", f"{INVOICE}/{number}", {"hold": {"value": True}})  # done after 10 s, and the release fails
    desk.now += 60
    assert desk.read(number)["status"] == "Hold"
    assert [effect.kind for effect in desk.erp.ledger().effects()] == ["created", "updated", "release_failed"]


def test_late_work_and_background_calls_take_turns(desk: Desk) -> None:
    desk.switch(background_order="received", background_delay_s=10.0, background_work_s=10.0)
    number = desk.create()
    queue(desk, "PUT", f"{INVOICE}/{number}", {"invoiceText": {"value": "background"}})  # done after 20 s
    desk.erp.inject(*(Fault(kind=FaultKind.COMMIT_LATE, method="PUT", first=n, delay_s=15.0 * n) for n in (1, 2)))
    for text in ("after 15 s", "after 30 s"):
        with pytest.raises(DroppedError):
            desk.update(number, invoiceText=text)
    desk.now += 60
    assert desk.read(number)["invoiceText"] == "after 30 s"
    ats = [effect.at - desk.now + 60 for effect in desk.erp.ledger().effects() if effect.kind == "updated"]
    assert ats == [15, 20, 30]


@pytest.mark.parametrize(("kind", "delay_s"), [(FaultKind.LOSE_ANSWER, 0), (FaultKind.COMMIT_LATE, 30)])
def test_a_202_that_is_lost_is_queued_all_the_same(desk: Desk, kind: FaultKind, delay_s: float) -> None:
    desk.erp.inject(Fault(kind=kind, method="POST", delay_s=delay_s))
    with pytest.raises(DroppedError):
        desk.ask("POST", CREATE, wrapped(externalReference="m-1"), erp_api_background="none")
    desk.now += 60
    assert len(desk.rows("externalReference=m-1")) == 1


def test_a_release_ends_when_it_is_done(desk: Desk) -> None:
    number = desk.create(lines=LINES)
    receipt = queue(desk, "POST", f"{INVOICE}/{number}/action/release")
    desk.now += 60
    assert loads(content(desk, receipt).body)["actionResult"] == "Done"
    assert desk.read(number)["status"] == "Open"


def test_a_release_may_end_when_it_has_begun(desk: Desk) -> None:
    desk.switch(background_release="started", release_delay_s=300.0)
    number = desk.create(lines=LINES)
    receipt = queue(desk, "POST", f"{INVOICE}/{number}/action/release")
    assert done(desk, receipt)["statusCode"] == 200
    assert loads(content(desk, receipt).body)["actionResult"] == "InProcess"
    assert desk.read(number)["status"] == "Balanced"
    desk.now += 300
    assert desk.read(number)["status"] == "Open"


@pytest.mark.parametrize(("switch", "status"), [("result", 200), ("refused", 400)])
def test_a_release_that_fails(desk: Desk, switch: str, status: int) -> None:
    desk.switch(release_fails_every=1, background_release_failure=switch)
    number = desk.create(lines=LINES)
    receipt = queue(desk, "POST", f"{INVOICE}/{number}/action/release")
    assert done(desk, receipt)["statusCode"] == status
    answer = loads(content(desk, receipt).body)
    assert "could not be released" in (answer["errorInfo"] if status == 200 else answer["message"])
    assert desk.read(number)["status"] == "Balanced"
    assert desk.erp.ledger().effects()[-1].kind == "release_failed"


def test_the_ledger_knows_what_was_asked_and_what_came_of_it(desk: Desk) -> None:
    queue(desk, "POST", CREATE, wrapped(externalReference="m-1"), "subscription")
    desk.now += 60
    desk.rows()
    seen, effects = desk.erp.ledger().requests()[0], desk.erp.ledger().effects()
    assert (seen.status, seen.background) == (202, "subscription")
    assert [(effect.request, effect.kind) for effect in effects] == [(seen.seq, "created"), (seen.seq, "notified")]


def test_v1_tells_no_tag_in_the_background_either(desk: Desk) -> None:
    shown = done(desk, queue(desk, "POST", INVOICE, wrapped()))
    assert shown["statusCode"] == 201
    assert set(shown["responseHeaders"]) == {"Location"}
    assert f"{INVOICE}/100001" in shown["responseHeaders"]["Location"]


def test_broken_json_is_found_when_it_is_worked_on(desk: Desk) -> None:
    assert done(desk, queue(desk, "POST", CREATE, b"{"))["statusCode"] == 400
    assert done(desk, queue(desk, "POST", CREATE, dumps([])))["statusCode"] == 400
