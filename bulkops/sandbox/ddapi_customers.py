"""DDAPI: the customers changed since a day, page by page (compilator-ddapi.md, section 7 and models file)."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any

from bulkops.core.field import INT32_MAX
from bulkops.core.http import Response
from bulkops.core.json import dumps
from bulkops.sandbox import masters
from bulkops.sandbox.call import Call, shown
from bulkops.sandbox.ddapi import framework
from bulkops.sandbox.errors import id_of

_PAGE_SIZE = 25
#: `YYYY-MM-DD`, `MM-DD-YYYY`, `MM-DD-YY`; a year of two digits is one of this century.
_DAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", re.ASCII),
    re.compile(r"(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d{4}|\d\d)", re.ASCII),
)
#: When the customers of the list came in; one a day.
_BEGINNING = datetime(2025, 1, 1, 8, tzinfo=UTC)
_FIRST = masters.LISTED[0]
#: Members that a customer has, and this company says nothing in; their kinds are in the models file.
_EMPTY = (
    *("CustomerCategoryId1Name", "CustomerCategoryId2Name", "Address2", "Address3", "BoardHome", "Phone1", "Phone2"),
    *("WebSite", "Email", "Note", "VatRegistrationNumber", "CustomerCategoryId1", "CustomerCategoryId2"),
    *("ReferencePerson", "ContactPerson", "DistrictId", "BreakdownServiceTypeId", "YourReference"),
    *("RequisitionOrderNumber", "InternalWorkingOrderNumber", "ParentCustomerNo", "SalesPerson"),
    *("TransportationScheduleId", "GDPRConsentDate", "CustomerType", "DocumentPath", "ExternalReference"),
    *("GlobalLocationNumber", "RegionId"),
)
#: All customers: those of the list, and those that settings were made for. The last change of each counts.
_KNOWN = """SELECT number, min(created), max(changed) FROM (
    SELECT customer AS number, created, changed FROM settings
    UNION ALL SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[1]')
        FROM json_each(?)
) GROUP BY number HAVING max(changed) >= ? ORDER BY number"""


def changed_since(call: Call) -> Response:
    """List the customers that were changed on a day or later."""
    since = _day(call.parameters[0])
    if since is None:
        return framework(400, "The request is invalid.", {"date": [f"The value '{call.parameters[0]}' is not valid."]})
    query = {name.lower(): value for name, value in call.request.query}
    number, size = _whole(query, "pageNumber", 1), _whole(query, "pageSize", _PAGE_SIZE)
    if not number or not size:
        return framework(400, "The request is invalid.", {"page": ["A page and its size are numbers from 1."]})
    size = min(size, call.switches.ddapi_page_size_max)
    rows = _rows(call, since)
    pages = ceil(len(rows) / size)

    def link(page: int) -> str | None:
        base = f"{call.switches.ddapi_base}/api/customers/{call.parameters[0]}"
        return f"{base}?pageNumber={page}&pageSize={size}" if 1 <= page <= pages else None

    body = {
        "CustomerReponse": [_shown(call, *row) for row in rows[(number - 1) * size : number * size]],
        "TotalPages": pages,
        "NextPage": link(number + 1),
        "PreviousPage": link(number - 1),
        "LastPage": link(pages),
        "FirstPage": link(1),
    }
    return shown(body)


def _rows(call: Call, since: date) -> list[tuple[int, float, float]]:
    listed = [(number, _came_in(number)) for number in masters.LISTED]
    offset_s = call.switches.utc_offset_minutes * 60
    begins = datetime(since.year, since.month, since.day, tzinfo=UTC).timestamp() - offset_s
    rows = call.state.db.execute(_KNOWN, (dumps(listed), begins)).fetchall()
    if call.switches.ddapi_settings_touch:
        return rows
    return [(number, created, created) for number, created, _ in rows if created >= begins]


def _came_in(number: int) -> float:
    return (_BEGINNING + timedelta(days=number - _FIRST)).timestamp()


def _shown(call: Call, number: int, created: float, changed: float) -> dict[str, Any]:
    customer = masters.customer(str(number))
    said: dict[str, Any] = {
        "Id": id_of("customer", number),
        "BranchName": masters.COMPANY,
        "CountryName": "Norway",
        "Agreements": [],
        "CreatedBy": "sandbox",
        "Created": _moment(call, created),
        "ChangedBy": "sandbox",
        "Changed": _moment(call, changed),
        "CustomerNo": number,
        "BranchId": 1,
        "SearchCode": customer.name[:10].upper(),
        "Name": customer.name,
        "OrgNo": f"9{number:08}"[:9],
        "Address1": customer.address,
        "PostalCode": customer.postal_code,
        "Town": customer.city,
        "CountryId": "NO",
        "PreferredCultureId": "nb-NO",
        "PaysVAT": True,
        "Export": False,
        "WithinEU": False,
        "Inactive": masters.is_inactive(str(number)),
        "IsCompany": True,
        "InterestInvoice": True,
        "IsCashCustomer": False,
    }
    return dict.fromkeys(_EMPTY) | said


def _moment(call: Call, at: float) -> str:
    """Write a moment as the host's culture does, without a zone."""
    moment = datetime.fromtimestamp(at, UTC) + timedelta(minutes=call.switches.utc_offset_minutes)
    if call.switches.ddapi_dates == "sv-SE":
        return f"{moment:%Y-%m-%d %H:%M:%S}"
    hour = moment.hour % 12 or 12
    return f"{moment.month}/{moment.day}/{moment.year} {hour}:{moment:%M:%S %p}"


def _day(text: str) -> date | None:
    for pattern in _DAYS:
        match = pattern.fullmatch(text)
        if match is not None:
            year = int(match["year"])
            try:
                return date(year if len(match["year"]) == 4 else 2000 + year, int(match["month"]), int(match["day"]))
            except ValueError:
                return None
    return None


def _whole(query: Mapping[str, str], parameter: str, default: int) -> int:
    """Read a whole number; 0 where there is none to read."""
    value = query.get(parameter.lower(), "")
    if not value:
        return default
    return int(value) if value.isdecimal() and value.isascii() and int(value) <= INT32_MAX else 0
