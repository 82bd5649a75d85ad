"""Switches about what nobody has published, where no other test has a better place for them."""

from pathlib import Path
from typing import Any

import pytest

from bulkops.core.json import loads
from bulkops.sandbox.switches import Switches
from tests.sandbox.desk import INVOICE, Desk, wrapped

LINES = [{"quantity": 1, "unitPriceInCurrency": 100}]
NOTE = "/v1/customerCreditNote"
SETTINGS: dict[str, Any] = {"CustomerNumber": 10042, "CurrencyId": 1, "TermsOfPaymentId": 1}


def test_each_switch_is_tested_somewhere() -> None:
    texts = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")]
    untested = [name for name in Switches.__dataclass_fields__ if not any(f"{name}=" in text for text in texts)]
    assert untested == []


@pytest.mark.parametrize("name", ["message", "Message"])
def test_a_refusal_has_its_words_in_a_member(desk: Desk, name: str) -> None:
    desk.switch(error_body=name)
    answer = desk.ask("GET", f"{INVOICE}/999999")
    assert (answer.status, list(loads(answer.body))) == (404, [name])


def test_a_refusal_may_be_text_or_nothing(desk: Desk) -> None:
    desk.switch(error_body="text")
    assert desk.ask("GET", f"{INVOICE}/999999").body.startswith(b"VismaId: ")
    desk.switch(error_body="empty")
    answer = desk.ask("DELETE", f"{INVOICE}/999999")
    assert (answer.status, answer.body, dict(answer.headers).get("content-type")) == (404, b"", None)


@pytest.mark.parametrize(
    ("given", "understood"), [("*", True), ('"AAAAAAAAAAA=", {tag}', True), ('"AAAAAAAAAAA=", "x"', False)]
)
def test_tags_in_other_forms(desk: Desk, given: str, *, understood: bool) -> None:
    number = desk.create(lines=LINES)

    def status() -> int:
        tag = f'"{desk.read(number)["timeStamp"]}"'
        body = {"invoiceText": {"value": "x"}}
        return desk.ask("PUT", f"{INVOICE}/{number}", body, If_Match=given.format(tag=tag)).status

    assert status() == 412
    desk.switch(if_match_lists=True)
    assert status() == (204 if understood else 412)


@pytest.mark.parametrize("name", ["externalReference", "customerRefNumber", "paymentReference"])
def test_long_references(desk: Desk, name: str) -> None:
    reference: dict[str, Any] = {name: "m" * 40}
    assert desk.read(desk.create(**reference))[name] == "m" * 40
    desk.switch(reference_length_max=30, reference_too_long="cut")
    number = desk.create(**reference)
    assert desk.read(number)[name] == "m" * 30
    assert desk.rows(f"{name}={'m' * 30}")[0]["referenceNumber"] == number
    desk.switch(reference_length_max=30)
    assert b"maximum length of 30" in desk.update(number, **reference).body
    reference = {name: "n" * 30}
    assert desk.update(number, **reference).status == 204


def test_lines_that_do_not_say_what_they_are(desk: Desk) -> None:
    number = desk.create()
    body = {"invoiceLines": [{"unitPriceInCurrency": {"value": 5}}], "invoiceText": {"value": "x"}}

    def lines() -> tuple[int, int]:
        return desk.ask("PUT", f"{INVOICE}/{number}", body).status, len(desk.read(number)["invoiceLines"])

    assert lines() == (204, 1)
    desk.switch(operation_missing="passed_over")
    assert lines() == (204, 1)
    desk.switch(operation_missing="refused")
    assert lines() == (400, 1)


@pytest.mark.parametrize("status", ["Balanced", "Hold", "Open"])
def test_the_status_of_a_new_credit_note(desk: Desk, status: str) -> None:
    desk.switch(credit_note_status=status)
    first, second, third = (desk.create(lines=LINES) for _ in range(3))
    for number in (first, second, third):
        desk.release(number)
    desk.act(first, "reverse")
    note = desk.rows("", NOTE)[0]
    assert (note["status"], note["hold"]) == (status, status == "Hold")
    desk.act(second, "reverseandapplytonote")
    desk.release(loads(desk.act(third, "correct").body)["refNbr"])
    assert [row["status"] for row in desk.rows("", NOTE)] == [status, "Closed", "Closed"]
    assert [desk.read(number)["status"] for number in (first, second, third)] == ["Open", "Closed", "Closed"]


def test_the_end_of_a_window_may_be_told_as_a_time(desk: Desk) -> None:
    desk.switch(rate_window_s=600)
    assert desk.ask("GET", INVOICE).headers["x-ratelimit-reset"] == "600"
    desk.switch(rate_window_s=600, rate_reset="epoch")
    assert desk.ask("GET", INVOICE).headers["x-ratelimit-reset"] == "1772449800"


def test_windows_of_the_former_gateway_may_be_longer(desk: Desk) -> None:
    desk.switch(same_request_limit=1, same_request_window_s=600)
    assert [desk.ask("GET", INVOICE).status for _ in range(2)] == [200, 429]
    desk.now += 599
    assert desk.ask("GET", INVOICE).status == 429
    desk.now += 600
    assert desk.ask("GET", INVOICE).status == 200
    desk.switch(failed_request_limit=1, failed_request_window_s=600)
    assert [desk.ask("GET", f"{INVOICE}/999999").status for _ in range(2)] == [404, 429]
    desk.now += 601
    assert desk.ask("GET", f"{INVOICE}/999999").status == 404


def test_pages_without_a_size(desk: Desk) -> None:
    numbers = [desk.create() for _ in range(5)]
    desk.switch(page_size_default=3)
    assert desk.numbers("") == numbers[:3]
    assert desk.numbers("pageNumber=2") == numbers[3:]
    assert desk.numbers("pageSize=5") == numbers


def test_locations_may_name_another_host(desk: Desk) -> None:
    desk.switch(location_base="https://integration.example/API/controller/api")
    location = desk.ask("POST", INVOICE, wrapped()).headers["location"]
    assert location == "https://integration.example/API/controller/api/v1/customerinvoice/100001"


def test_scopes_that_may_be_granted(desk: Desk) -> None:
    def asked(scope: str) -> tuple[int, Any]:
        form = f"grant_type=client_credentials&client_id=a&client_secret=sandbox&tenant_id=t&scope={scope}"
        response = desk.ask("POST", "/connect/token", form.encode())
        return response.status, loads(response.body)

    assert asked("vismanet_erp_service_api:delete")[0] == 200
    desk.switch(scopes="read")
    assert asked("vismanet_erp_service_api:delete") == (400, {"error": "invalid_scope"})
    assert asked("")[1]["scope"] == "vismanet_erp_service_api:read"


def told(desk: Desk, **settings: Any) -> str:
    response = desk.ask("PUT", "/api/customers/invoice", SETTINGS | settings)
    errors = loads(response.body)["Errors"]
    return errors[0]["ErrorMessage"] if errors else ""


def test_what_settings_are_checked_for(desk: Desk) -> None:
    wrong: list[dict[str, Any]] = [
        {"InvoiceRecipientCustomerNumber": 555},
        {"InvoiceRecipientCustomerNumber": 10099},
        {"InvoiceRecipientCustomerNumber": 10042},
        {"InvoiceOrderPaymentEmailAddress": "nobody"},
        {"SendInvoiceFromOrderAsEmail": True},
    ]
    right: list[dict[str, Any]] = [
        {"InvoiceRecipientCustomerNumber": 10043},
        {"SendInvoiceFromOrderAsEmail": True, "InvoiceOrderPaymentEmailAddress": "a@b.example"},
    ]
    assert [told(desk, **settings) for settings in (*wrong, *right)] == [""] * 7
    desk.switch(ddapi_rules="all")
    assert all(told(desk, **settings) for settings in wrong)
    assert [told(desk, **settings) for settings in right] == ["", ""]


def test_the_status_of_a_failure(desk: Desk) -> None:
    desk.switch(ddapi_failure_status="422")
    response = desk.ask("PUT", "/api/customers/invoice", SETTINGS | {"CurrencyId": 99})
    assert (response.status, loads(response.body)["Success"]) == (422, False)
