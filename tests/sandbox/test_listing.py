from typing import Any

import pytest

from tests.sandbox.desk import INVOICE, Desk


@pytest.fixture
def filled(desk: Desk) -> Desk:
    for index in range(1, 8):
        desk.create(
            customerNumber=str(10000 + index % 2),
            externalReference=f"m-{index}",
            documentDate=f"2026-03-0{index}",
            hold=index == 7,
            lines=[{"quantity": 1, "unitPriceInCurrency": index}],
        )
        desk.now += 60
    desk.release("100001")
    return desk


def test_every_row_carries_the_count(filled: Desk) -> None:
    rows = filled.rows("pageSize=3&pageNumber=2")
    assert [row["referenceNumber"] for row in rows] == ["100004", "100005", "100006"]
    assert all(row["metadata"] == {"totalCount": 7, "maxPageSize": 1000} for row in rows)
    assert filled.numbers("pageSize=3&pageNumber=3") == ["100007"]
    assert filled.rows("pageSize=3&pageNumber=4") == []


def test_a_page_is_cut_to_the_largest_size(filled: Desk) -> None:
    filled.switch(page_size_max=2)
    assert filled.numbers("pageSize=100&pageNumber=2") == ["100003", "100004"]
    assert filled.rows("")[0]["metadata"]["maxPageSize"] == 2


@pytest.mark.parametrize(
    ("query", "last_digits"),
    [
        ("customer=10001", "1357"),
        ("externalReference=m-2", "2"),
        ("externalReference=m", ""),
        ("status=Hold", "7"),
        ("status=balanced", "23456"),
        ("released=1", "1"),
        ("released=0", "234567"),
        ("documentDate=2026-03-05&documentDateCondition=>=", "567"),
        ("documentDate=2026-03-05&documentDateCondition=<", "1234"),
        ("documentDate=2026-03-05T00:00:00&documentDateCondition=<=&customer=10000", "24"),
        ("createdDateTime=2026-03-02 11:05:00&createdDateTimeCondition=>=", "67"),
        ("createdDateTime=2026-03-02T11:05:00.000&createdDateTimeCondition=<=", "123456"),
        ("lastModifiedDateTime=2026-03-02 11:06:30&lastModifiedDateTimeCondition=>", "1"),
        ("financialPeriod=202603", "1234567"),
        ("greaterThanValue=100005", "67"),
        ("customerNumber=10001", "1234567"),  # not a parameter: passed over
        ("nonsense=1&documentType=CreditNote&numberToRead=1", "1234567"),
    ],
)
def test_filters(filled: Desk, query: str, last_digits: str) -> None:
    assert [number[-1] for number in filled.numbers(query)] == list(last_digits)


@pytest.mark.parametrize(
    "query",
    [
        "documentDate=2026-03-05",
        "documentDateCondition=>",
        "documentDate=2026-03-05&documentDateCondition=eq",
        "documentDate=2026-03-05T00:00:00Z&documentDateCondition=>",
        "documentDate=5.3.2026&documentDateCondition=>",
        "pageNumber=0",
        "pageSize=x",
    ],
)
def test_filters_that_are_refused(filled: Desk, query: str) -> None:
    assert filled.ask("GET", f"{INVOICE}?{query}").status == 400


def test_filters_may_look_for_a_part(filled: Desk) -> None:
    filled.switch(filter_match="contains")
    assert len(filled.numbers("externalReference=M-")) == 7


def test_the_newest_may_come_first(filled: Desk) -> None:
    filled.switch(list_order="newest")
    assert filled.numbers("pageSize=2") == ["100007", "100006"]


@pytest.mark.parametrize(
    ("flag", "member"),
    [
        ("expandTaxDetails", "taxDetails"),
        ("expandInvoiceAddress", "invoiceAddress"),
        ("expandApplications", "applications"),
        ("expandAttachments", "attachments"),
    ],
)
def test_some_members_are_shown_on_request(filled: Desk, flag: str, member: str) -> None:
    assert member not in filled.rows("")[0]
    assert filled.rows(f"{flag}=true")[0][member] == filled.read("100001")[member]


def test_a_row_is_what_one_read_gives(filled: Desk) -> None:
    flags = ("expandTaxDetails", "expandInvoiceAddress", "expandApplications", "expandAttachments")
    row: Any = filled.rows("&".join(f"{flag}=true" for flag in flags))[0]
    del row["metadata"]
    one = filled.read("100001")
    del one["dunningLetterLevel"]
    assert row == one
