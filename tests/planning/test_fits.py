"""Rows of a list are compared again with what was asked for, as far as they show it."""

from typing import Any

import pytest

from bulkops.planning.fits import Fit, fit
from bulkops.planning.where import Where, read_where
from bulkops.providers.visma.resources import INVOICE

FITS, FOREIGN, OUTSIDE = Fit.FITS, Fit.FOREIGN, Fit.OUTSIDE
DUE = "documentDueDate"
NOON = "2026-03-31T12:00:00"


@pytest.mark.parametrize(
    ("where", "row", "kind"),
    [
        ("customer=10001", {"customer": {"number": "10001"}}, FITS),
        ("customer=10001", {"customer": {"number": "100010"}}, FOREIGN),
        ("customer=10001", {"customer": {"number": "010001"}}, FOREIGN),
        ("customer=10001", {"customer": {}}, FOREIGN),
        ("customer=10001", {}, FOREIGN),
        ("externalReference=A-1", {"externalReference": "A-17"}, FOREIGN),
        ("externalReference=A-1", {"externalReference": "a-1"}, FOREIGN),
        ("project=P", {"project": {"id": "P"}}, FITS),
        ("branch=1", {"branchNumber": {"number": "2"}}, FOREIGN),
        ("status=Open", {"status": "Open"}, FITS),
        ("status=Open", {"status": "Closed"}, FOREIGN),
        ("released=1", {"status": "Open"}, FITS),
        ("released=1", {"status": "Closed"}, FITS),
        ("released=1", {"status": "Balanced"}, FOREIGN),
        ("released=0", {"status": "Balanced"}, FITS),
        ("released=0", {"status": "Open"}, FOREIGN),
        ("released=0", {"status": "CreditHold"}, FITS),
        ("released=1", {"status": "CreditHold"}, FITS),
        ("financialPeriod=202603", {"financialPeriod": "202603"}, FITS),
        ("financialPeriod=202603", {"financialPeriod": "032026"}, FOREIGN),
        ("closedFinancialPeriod=202603", {}, FOREIGN),
        ("dunningLevel=2", {"dunningLetterLevel": 2}, FITS),
        ("dunningLevel=02", {"dunningLetterLevel": 2}, FITS),
        ("dunningLevel=2", {"dunningLetterLevel": 1}, FOREIGN),
        ("dunningLevel=2", {}, FITS),
        (f"{DUE}>=2026-03-31", {DUE: "2026-03-31T00:00:00"}, FITS),
        (f"{DUE}>=2026-03-31", {DUE: "2026-03-30T23:59:59"}, FOREIGN),
        (f"{DUE}>2026-03-31", {DUE: "2026-03-31T10:00:00"}, FOREIGN),
        (f"{DUE}>2026-03-31", {DUE: "2026-04-01T00:00:00"}, FITS),
        (f"{DUE}<=2026-03-31", {DUE: "2026-03-31T10:00:00"}, FITS),
        (f"{DUE}<2026-03-31", {DUE: "2026-03-31T00:00:00"}, FOREIGN),
        (f"{DUE}<2026-03-31", {DUE: None}, FOREIGN),
        (f"{DUE}<2026-03-31", {DUE: "31.03.2026"}, FITS),
        (f"{DUE}=2026-03-31", {DUE: "2026-03-31T00:00:00"}, FITS),
        (f"{DUE}=2026-03-31", {DUE: "2026-04-01T00:00:00"}, OUTSIDE),
        (f"{DUE}=2026-03-31", {DUE: "2026-03-30T00:00:00"}, FOREIGN),
        (f"createdDateTime>{NOON}", {"createdDateTime": "2026-03-31T12:00:00.1234567"}, FITS),
        (f"createdDateTime>{NOON}", {"createdDateTime": NOON}, FITS),
        (f"createdDateTime>{NOON}", {"createdDateTime": "2026-03-31T11:59:58"}, FOREIGN),
        (f"createdDateTime<={NOON}", {"createdDateTime": "2026-03-31T12:00:00.9"}, FITS),
        (f"createdDateTime<={NOON}", {"createdDateTime": "2026-03-31T12:00:02"}, FOREIGN),
        (f"dunningLetterDateTime>{NOON}", {"dunningLetterDate": "2026-03-31T00:00:00"}, FITS),
        (f"dunningLetterDateTime>{NOON}", {"dunningLetterDate": "2026-03-29T00:00:00"}, FOREIGN),
        ("greaterThanValue=100200", {"referenceNumber": "100001"}, FITS),
    ],
)
def test_a_row(where: str, row: dict[str, Any], kind: Fit) -> None:
    asked = read_where(INVOICE, [where], [])
    assert isinstance(asked, Where)
    assert fit(asked, row)[0] is kind


def test_a_second_bound_is_ours_to_hold() -> None:
    asked = read_where(INVOICE, [f"{DUE}>=2026-03-01", f"{DUE}<2026-04-01", "status=Open"], [])
    assert isinstance(asked, Where)
    open_row = {"status": "Open", DUE: "2026-04-01T00:00:00"}
    kind, broken = fit(asked, open_row)
    assert (kind, str(broken)) == (OUTSIDE, f"{DUE}<2026-04-01")
    kind, broken = fit(asked, {**open_row, "status": "Closed"})
    assert (kind, str(broken)) == (FOREIGN, "status=Open")
