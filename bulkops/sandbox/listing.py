"""Lists of documents: filters, conditions, pages (visma-net.md, sections 4, 8 and 9)."""

from typing import Any

import msgspec

from bulkops.core.field import INT32_MAX
from bulkops.core.http import Response
from bulkops.core.json import dumps
from bulkops.sandbox import front
from bulkops.sandbox.call import Call, shown
from bulkops.sandbox.errors import RefusedError
from bulkops.sandbox.rows import CREDIT_NOTE, INVOICE
from bulkops.sandbox.times import filter_value

_Shown = dict[str, msgspec.Raw]
_DECODER = msgspec.json.Decoder(_Shown)
_ENCODER = msgspec.json.Encoder()

#: Text filters by parameter; all other parameters that are not named in this file are passed over.
_TEXTS = {
    "externalReference": "external_reference",
    "paymentReference": "payment_reference",
    "customerRefNumber": "customer_ref_number",
    "customer": "customer",
    "branch": "branch",
    "project": "project",
    "financialPeriod": "financial_period",
}
#: Date filters by parameter; each needs its `…Condition`.
_DATES = {
    "documentDate": "document_date",
    "documentDueDate": "due_date",
    "lastModifiedDateTime": "modified",
    "createdDateTime": "created",
}
_MOMENTS = frozenset({"modified", "created"})
_CONDITIONS = {">": ">", "<": "<", ">=": ">=", "<=": "<=", "=>": ">=", "=<": "<="}
#: Members that a list shows only where the flag asks for them.
_EXPANDED = {
    "expandApplications": ("applications",),
    "expandAttachments": ("attachments",),
    "expandTaxDetails": ("taxDetails",),
    "expandInvoiceAddress": ("invoiceAddress", "invoiceContact"),
    "expandDunningInformation": ("dunningLetterDate", "dunningLetterLevel"),
}


def invoices(call: Call) -> Response:
    """List invoices."""
    return _list(call, INVOICE)


def credit_notes(call: Call) -> Response:
    """List credit notes."""
    return _list(call, CREDIT_NOTE)


def credit_note(call: Call) -> Response:
    """Show a credit note."""
    row = call.document(CREDIT_NOTE)
    body = dict(row.body)
    body["lines"] = body.pop("invoiceLines")
    del body["timeStamp"]
    return shown(body)


def _list(call: Call, kind: str) -> Response:
    query = {name.lower(): value for name, value in call.request.query}
    where, values = _filters(call, query, kind)
    page_size_max = call.switches.page_size_max
    page_size = min(_whole(query, "pageSize", call.switches.page_size_default), page_size_max)
    offset = (_whole(query, "pageNumber", 1) - 1) * page_size
    order = front.order(call.state, "id" if call.switches.list_order == "oldest" else "id DESC")
    db = call.state.db
    total = db.execute(f"SELECT count(*) FROM document WHERE {where}", values).fetchone()[0]  # noqa: S608 - our own names
    rows = db.execute(
        f"SELECT body FROM document WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",  # noqa: S608 - our own names
        (*values, page_size, offset),
    )
    hidden = [
        name for flag, names in _EXPANDED.items() if query.get(flag.lower(), "").lower() != "true" for name in names
    ]
    metadata = msgspec.Raw(dumps({"totalCount": total, "maxPageSize": page_size_max}))
    return shown(_ENCODER.encode([_row(body, hidden, metadata, kind) for (body,) in rows]))


def _row(body: bytes, hidden: list[str], metadata: msgspec.Raw, kind: str) -> _Shown:
    row = _DECODER.decode(body)
    for name in hidden:
        row.pop(name, None)
    if kind == CREDIT_NOTE:
        row["lines"] = row.pop("invoiceLines")
        del row["timeStamp"]
    row["metadata"] = metadata
    return row


def _filters(call: Call, query: dict[str, str], kind: str) -> tuple[str, list[Any]]:
    where, values = ["kind = ?"], [kind]
    for parameter, column in _TEXTS.items():
        value = query.get(parameter.lower(), "")
        if value:
            exact = call.switches.filter_match == "exact"
            where.append(f"{column} = ?" if exact else f"instr(lower({column}), lower(?)) > 0")
            values.append(value)
    if status := query.get("status"):
        where.append("status = ? COLLATE NOCASE")
        values.append(status)
    if released := query.get("released"):
        unreleased = "status IN ('Hold', 'Balanced')"
        where.append(f"NOT {unreleased}" if released == "1" else unreleased)
    if greater := query.get("greaterthanvalue"):
        where.append("number > ?")
        values.append(greater)
    if query.get("dunninglevel", "0") != "0" or query.get("closedfinancialperiod"):
        where.append("0")  # nothing in the sandbox has been dunned or closed
    for parameter, column in _DATES.items():
        _add_date(query, parameter, column, where, values)
    return " AND ".join(where), values


def _add_date(query: dict[str, str], parameter: str, column: str, where: list[str], values: list[Any]) -> None:
    value, condition = query.get(parameter.lower(), ""), query.get(f"{parameter}Condition".lower(), "")
    if not value and not condition:
        return
    if not value or condition not in _CONDITIONS:
        raise RefusedError(400, f"'{parameter}' and '{parameter}Condition' are mutually inclusive.")
    try:
        moment = filter_value(value)
    except ValueError as error:
        raise RefusedError(
            400, f"'{parameter}' has the value '{value}', which is not in an accepted format."
        ) from error
    # Moments are stored with milliseconds and compared as text, so both sides need them.
    values.append(f"{moment}.000" if column in _MOMENTS and "." not in moment else moment)
    where.append(f"{column} {_CONDITIONS[condition]} ?")


def _whole(query: dict[str, str], parameter: str, default: int) -> int:
    value = query.get(parameter.lower(), "")
    if not value:
        return default
    if not value.isdecimal() or not 1 <= int(value) <= INT32_MAX:
        raise RefusedError(400, f"'{parameter}' has the value '{value}', which is not a number from 1.")
    return int(value)
