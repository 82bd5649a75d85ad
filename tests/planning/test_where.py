"""`--where` and `--expand`: what the API is asked, what is compared on our side, and every mistake at once."""

import pytest

from bulkops.planning.mistakes import Mistakes
from bulkops.planning.where import Where, read_where
from bulkops.providers.ddapi.resources import CUSTOMER
from bulkops.providers.visma.resources import INVOICE, WORK_TYPES

DAY = "documentDate"


def asked(*where: str, expand: tuple[str, ...] = ()) -> Where:
    found = read_where(INVOICE, where, expand)
    assert isinstance(found, Where), found
    return found


def mistakes(*where: str, expand: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    found = read_where(INVOICE, where, expand)
    assert isinstance(found, Mistakes), found
    return found.found


@pytest.mark.parametrize(
    ("where", "query"),
    [
        ([], ()),
        (["customer=10001"], (("customer", "10001"),)),
        ([" customer = 10 001 "], (("customer", "10 001"),)),
        (["externalReference=a=b>c"], (("externalReference", "a=b>c"),)),
        (["released=1", "status=Open"], (("released", "1"), ("status", "Open"))),
        ([f"{DAY}>=2026-01-01"], ((DAY, "2026-01-01"), (f"{DAY}Condition", ">="))),
        ([f"{DAY}<2026-01-01"], ((DAY, "2026-01-01"), (f"{DAY}Condition", "<"))),
        ([f"{DAY}<2026-02-01", f"{DAY}>=2026-01-01"], ((DAY, "2026-01-01"), (f"{DAY}Condition", ">="))),
        ([f"{DAY}=2026-01-01"], ((DAY, "2026-01-01"), (f"{DAY}Condition", ">="))),
        (
            ["lastModifiedDateTime>2026-01-01 10:20:30.125"],
            (("lastModifiedDateTime", "2026-01-01 10:20:30.125"), ("lastModifiedDateTimeCondition", ">")),
        ),
        (["dunningLevel=2"], (("dunningLevel", "2"), ("expandDunningInformation", "true"))),
    ],
)
def test_what_the_api_is_asked(where: list[str], query: tuple[tuple[str, str], ...]) -> None:
    assert asked(*where).query == query


def test_what_it_cannot_be_asked_is_compared_on_our_side() -> None:
    found = asked(f"{DAY}<2026-02-01", f"{DAY}>=2026-01-01", "customer=10001")
    assert [str(one) for one in found.sent] == [f"{DAY}>=2026-01-01", "customer=10001"]
    assert [str(one) for one in found.ours] == [f"{DAY}<2026-02-01"]
    found = asked(f"{DAY}=2026-01-01")
    assert [str(one) for one in found.sent] == [f"{DAY}>=2026-01-01"]
    assert [str(one) for one in found.ours] == [f"{DAY}=2026-01-01"]


def test_what_rows_cannot_show_is_known() -> None:
    assert [str(one) for one in asked("greaterThanValue=100200", "customer=1").unseen] == ["greaterThanValue=100200"]


def test_expansions_are_flags() -> None:
    found = asked(expand=("taxDetails,attachments", "applications", "taxDetails"))
    assert found.query == (("expandApplications", "true"), ("expandAttachments", "true"), ("expandTaxDetails", "true"))


def test_a_place_in_the_path() -> None:
    found = read_where(CUSTOMER, [], [])
    assert isinstance(found, Where)
    assert found.places == (("since", "1900-01-01"),)
    found = read_where(CUSTOMER, ["Changed>=2026-01-31"], [])
    assert isinstance(found, Where)
    assert (found.places, found.query) == ((("since", "2026-01-31"),), ())


@pytest.mark.parametrize(
    ("where", "text", "hint"),
    [
        ("customer", "`customer` is no condition", "customer=10001"),
        ("=10001", "`=10001` is no condition", ""),
        ("customer==10001", "the operators are `=`", ""),
        ("documentDate=>2026-01-01", "the operators are `=`", ""),
        ("customer!=10001", "is no condition", "customer=10001"),
        ("customerNumber=10001", "is no filter of visma.invoice", "write `customer=…`"),
        ("Customer=10001", "is no filter of visma.invoice", "did you mean `customer`?"),
        ("custmer=10001", "is no filter of visma.invoice", "did you mean `customer`?"),
        ("invoiceText=x", "is no filter of visma.invoice", "`externalReference`"),
        ("documentDateCondition=>", "is no filter", "write `documentDate>=2026-03-31`"),
        ("expandTaxDetails=true", "is no filter", "write `--expand taxDetails`"),
        ("skipRecords=10", "is no filter", "--limit"),
        ("pageSize=10", "is no filter", "--page-size"),
        ("documentType=Invoice", "is no filter", "no effect here"),
        ("customer>10001", "`customer` does not take `>`", "write `customer=10001`"),
        ("lastModifiedDateTime=2026-01-01", "does not take `=`", "`lastModifiedDateTime>=2026-03-31T12:00:00` or"),
        ("customer=", "there is no value", ""),
        ("customer=a\x00b", "cannot be sent", ""),
        ("status=open", "did you mean `Open`?", ""),
        ("status=Xyz", "it is one of Hold, Balanced", ""),
        ("released=yes", "it is one of 0, 1", ""),
        ("dunningLevel=two", "write a whole number", ""),
        ("financialPeriod=032026", "write it as `202603`", ""),
        ("documentDate>=2026-1-1", "write it as `2026-03-31`", ""),
        ("documentDate>=2026-02-30", "there is no such day", ""),
        ("documentDate>=2026-01-01T10:00:00", "write it as `2026-03-31`", ""),
        ("createdDateTime>=2026-01-01T10:00:00Z", "without a zone", ""),
        ("createdDateTime>=2026-01-01T10:00:00+01:00", "without a zone", ""),
        ("createdDateTime>=2026-01-01T25:00:00", "there is no such day or time", ""),
    ],
)
def test_a_mistake(where: str, text: str, hint: str) -> None:
    [(message, next_step)] = mistakes(where)
    assert text in message
    assert hint in next_step


@pytest.mark.parametrize(
    "where",
    [
        ["customer=1", "customer=2"],
        ["status=Open", "status=Closed"],
        [f"{DAY}>=2026-01-01", f"{DAY}>2026-01-01"],
        [f"{DAY}=2026-01-01", f"{DAY}>=2026-01-01"],
        [f"{DAY}=2026-01-01", f"{DAY}=2026-01-02"],
        [f"{DAY}>=2026-01-01", f"{DAY}<2026-02-01", f"{DAY}<=2026-02-01"],
    ],
)
def test_conditions_that_cannot_stand_together(where: list[str]) -> None:
    [(message, hint)] = mistakes(*where)
    assert "cannot stand together" in message
    assert "one bound on each side" in hint


def test_every_mistake_is_told() -> None:
    found = mistakes("foo=1", "status=open", "customer=1", "customer=2", expand=("taxDetails", "tax", "applicatons"))
    assert len(found) == 5
    assert [hint for _, hint in found][-1] == "did you mean `applications`?"


def test_a_list_without_filters() -> None:
    found = read_where(WORK_TYPES, ["rutRotType=Rot"], ["lines"])
    assert isinstance(found, Mistakes)
    assert [hint for _, hint in found.found] == [
        "the list of work types has no filters; it comes as a whole",
        "rows of visma.work_types cannot be expanded",
    ]
