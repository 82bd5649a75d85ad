"""Customers by their day of change (compilator-ddapi.md, section 7)."""

from typing import Any

import pytest

from bulkops.core.json import loads
from tests.sandbox.desk import Desk

EVER = "1900-01-01"
SETTINGS = {"CurrencyId": 1, "TermsOfPaymentId": 1}


def page(desk: Desk, since: str = EVER, query: str = "") -> Any:
    response = desk.ask("GET", f"/api/customers/{since}?{query}")
    assert response.status == 200, response.body
    return loads(response.body)


def numbers(desk: Desk, since: str = EVER, query: str = "pageSize=100") -> list[int]:
    return [row["CustomerNo"] for row in page(desk, since, query)["CustomerReponse"]]


def put(desk: Desk, number: int) -> None:
    body = loads(desk.ask("PUT", "/api/customers/invoice", {"CustomerNumber": number, **SETTINGS}).body)
    assert body["Success"], body


def test_pages_and_their_links(desk: Desk) -> None:
    first = page(desk)
    base = f"https://ddapisandbox.example/api/customers/{EVER}?pageNumber="
    assert [row["CustomerNo"] for row in first["CustomerReponse"]] == list(range(10001, 10026))
    assert first["TotalPages"] == 4
    assert first["NextPage"] == f"{base}2&pageSize=25"
    assert first["PreviousPage"] is None
    assert (first["FirstPage"], first["LastPage"]) == (f"{base}1&pageSize=25", f"{base}4&pageSize=25")
    last = page(desk, query="pageNumber=4&pageSize=30")
    assert [row["CustomerNo"] for row in last["CustomerReponse"]] == list(range(10091, 10101))
    assert (last["NextPage"], last["PreviousPage"]) == (None, f"{base}3&pageSize=30")
    assert page(desk, query="pageNumber=9")["CustomerReponse"] == []


def test_a_customer(desk: Desk) -> None:
    row = page(desk)["CustomerReponse"][0]
    assert (row["CustomerNo"], row["Inactive"], row["CountryId"]) == (10001, False, "NO")
    assert row["Name"] == desk.read(desk.create())["customer"]["name"]
    assert (row["Created"], row["Changed"]) == ("2025-01-01 08:00:00", "2025-01-01 08:00:00")
    assert [row["CustomerNo"] for row in page(desk, query="pageSize=100")["CustomerReponse"] if row["Inactive"]] == [
        10099
    ]


def test_who_has_settings_is_known_too(desk: Desk) -> None:
    for number in (77, 10050, 20000):
        put(desk, number)
    assert numbers(desk, query="pageSize=100&pageNumber=2") == [10100, 20000]
    assert numbers(desk)[:2] == [77, 10001]
    assert page(desk)["CustomerReponse"][0]["Created"] == "2026-03-02 11:00:00"


@pytest.mark.parametrize("since", ["2025-04-01", "04-01-2025", "04-01-25"])
def test_the_day_has_three_forms(desk: Desk, since: str) -> None:
    assert numbers(desk, since) == list(range(10091, 10101))


@pytest.mark.parametrize(
    "since", ["2025-4-1", "2025-13-01", "01-04", "today", "2025-02-30", "٢٠٢٥-01-01", "2025-04-01T00"]
)
def test_other_forms_are_not_taken(desk: Desk, since: str) -> None:
    response = desk.ask("GET", f"/api/customers/{since}")
    assert response.status == 400
    assert "date" in loads(response.body)["ModelState"]


@pytest.mark.parametrize("query", ["pageNumber=0", "pageSize=0", "pageSize=x", "pageNumber=-1", "pageSize=99999999999"])
def test_pages_are_counted_from_one(desk: Desk, query: str) -> None:
    assert desk.ask("GET", f"/api/customers/{EVER}?{query}").status == 400


def test_large_pages_are_cut(desk: Desk) -> None:
    assert len(numbers(desk, query="pageSize=1000")) == 100
    desk.switch(ddapi_page_size_max=10)
    assert (len(numbers(desk)), page(desk)["TotalPages"]) == (10, 10)


def test_nobody_has_changed_lately(desk: Desk) -> None:
    empty = page(desk, "2026-01-01")
    assert (empty["CustomerReponse"], empty["TotalPages"], empty["FirstPage"]) == ([], 0, None)


def test_a_day_begins_at_the_hosts_midnight(desk: Desk) -> None:
    desk.switch(utc_offset_minutes=-480)  # the first of the list came in at eight o'clock UTC
    assert numbers(desk, "2025-01-01")[0] == 10001
    desk.switch(utc_offset_minutes=-481)
    assert numbers(desk, "2025-01-01")[0] == 10002


def test_new_settings_may_make_a_customer_a_changed_one(desk: Desk) -> None:
    put(desk, 10050)
    assert numbers(desk, "2026-03-02") == []
    desk.switch(ddapi_settings_touch=True)
    assert numbers(desk, "2026-03-02") == [10050]
    assert page(desk, "2026-03-02")["CustomerReponse"][0]["Changed"] == "2026-03-02 11:00:00"
    assert numbers(desk, "2026-03-03") == []


def test_dates_are_written_by_culture(desk: Desk) -> None:
    desk.switch(ddapi_dates="en-US", utc_offset_minutes=360)
    assert page(desk)["CustomerReponse"][0]["Changed"] == "1/1/2025 2:00:00 PM"


def test_links_begin_as_they_are_switched(desk: Desk) -> None:
    desk.switch(ddapi_base="http://localhost")
    assert page(desk)["LastPage"].startswith("http://localhost/api/customers/1900-01-01?")


def test_access_is_asked_for_as_elsewhere(desk: Desk) -> None:
    desk.switch(ddapi_authorization="Basic YTpi")
    assert desk.ask("GET", f"/api/customers/{EVER}").status == 401
    assert desk.ask("GET", f"/api/customers/{EVER}", authorization="Basic YTpi").status == 200
