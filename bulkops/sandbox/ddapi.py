"""DDAPI: invoice settings of customers, currencies, terms of payment (compilator-ddapi.md, sections 5 and 6)."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bulkops.core.field import Field, Kind
from bulkops.core.http import Response
from bulkops.core.json import dumps, loads
from bulkops.providers.ddapi.fields import SETTINGS_FIELDS
from bulkops.sandbox import masters
from bulkops.sandbox.call import Call, shown
from bulkops.sandbox.errors import JSON
from bulkops.sandbox.ledger import About, write_effect

NUMBER = "CustomerNumber"
REVERSE_TAX = "ReverseTax"
_KEY = Field(name=NUMBER, kind=Kind.INTEGER, description="Number of the customer.", example=10042, wrapped=False)
_FIELDS = (_KEY, *SETTINGS_FIELDS)

#: Names of the currencies and terms by their ids.
CURRENCIES = {number: code for number, code in enumerate(masters.RATES, 1)}  # noqa: C416 - reads better than dict(…)
TERMS = dict(enumerate((10, 14, 20, 30, 45, 60), 1))


class _BindingError(Exception):
    """A member cannot be bound: the framework's own refusal."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.answer = framework(400, "The request is invalid.", {f"request.{name}": [text]})


def framework(status: int, message: str, model_state: dict[str, list[str]] | None = None) -> Response:
    """Make the framework's answer of failure."""
    body = {"Message": message} | ({"ModelState": model_state} if model_state else {})
    return Response(status=status, headers=JSON, body=dumps(body))


def admit(call: Call) -> Response | None:
    """Check access; None: let in. The scheme is not published, so that any header value can be asked for."""
    wanted = call.switches.ddapi_authorization
    if not wanted or call.header("authorization") == wanted:
        return None
    answer = framework(401, "Authorization has been denied for this request.")
    return Response(
        status=401, headers={**answer.headers, "www-authenticate": wanted.partition(" ")[0]}, body=answer.body
    )


def read(call: Call) -> Response:
    """Show a customer's settings."""
    given = next((value for name, value in call.request.query if name.lower() == "customernumber"), None)
    if given is None:
        return framework(404, "No HTTP resource was found that matches the request URI.")
    try:
        number = int(given)
    except ValueError:
        return framework(400, "The request is invalid.", {"customerNumber": [f"The value '{given}' is not valid."]})
    row = call.state.db.execute("SELECT body FROM settings WHERE customer = ?", (number,)).fetchone()
    if row is not None:
        return shown(_known(loads(row[0]), call))
    answers: dict[str, Callable[[], Response]] = {
        "404": lambda: framework(404, f"No settings were found for customer {number}."),
        "null": lambda: shown(None),
        "default": lambda: shown(_known({field.name: _default(field) for field in _FIELDS}, call)),
        "204": lambda: Response(status=204),
    }
    return answers[call.switches.ddapi_missing]()


def put(call: Call) -> Response:
    """Set a customer's settings, all of them: what is left out becomes false, zero or null."""
    try:
        sent = _members(call.json())
        settings = {field.name: _bound(field, sent.get(field.name.lower(), _default(field))) for field in _FIELDS}
    except _BindingError as error:
        return error.answer
    if refusal := _refusal(call, settings):
        told = shown({"Errors": [{"ErrorCode": 1, "ErrorMessage": refusal}], "Success": False})
        return replace(told, status=int(call.switches.ddapi_failure_status))
    _store(call, settings)
    return shown({"Errors": [], "Success": True})


def currency(call: Call) -> Response:
    """Show a currency."""
    number = int(call.parameters[0]) if call.parameters[0].isdecimal() else 0
    code = CURRENCIES.get(number)
    if code is None:
        return framework(404, f"No currency has the id {call.parameters[0]}.")
    rate = masters.RATES[code]
    return shown({"Id": number, "Name": code, "Rate": rate, "RoundingAmount": Decimal("0.01"), "CurrencyCode": code})


def terms(call: Call) -> Response:  # noqa: ARG001 - operations have one form
    """List the terms of payment."""
    rows = [
        {
            "Id": number,
            "Name": f"{days} days net",
            "Days": days,
            "FreeDeliveryMonth": False,
            "DiscountDays": None,
            "Discount": None,
        }
        for number, days in TERMS.items()
    ]
    return shown(rows)


def write(call: Call, settings: dict[str, Any]) -> None:
    """Store a customer's settings with their effect in the ledger."""
    number = settings[NUMBER]
    call.state.db.execute(
        "INSERT INTO settings VALUES (?, ?, ?, ?) ON CONFLICT (customer) DO UPDATE SET body = excluded.body,"
        " changed = excluded.changed",
        (number, dumps(settings), call.now, call.now),
    )
    write_effect(call.state, call.cause, "set", About(resource="invoice_settings", number=str(number)))


def _store(call: Call, settings: dict[str, Any]) -> None:
    row = call.state.db.execute("SELECT body FROM settings WHERE customer = ?", (settings[NUMBER],)).fetchone()
    before = loads(row[0]) if row is not None else {}
    if call.switches.ddapi_null == "keeps":
        settings = {name: before.get(name) if value is None else value for name, value in settings.items()}
    if not call.switches.ddapi_reverse_tax:
        settings[REVERSE_TAX] = before.get(REVERSE_TAX, False)  # a build that does not know it passes it over
    write(call, settings)


def _members(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise _BindingError("body", "An object is required.")
    return {name.lower(): value for name, value in body.items()}


def _known(settings: dict[str, Any], call: Call) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name != REVERSE_TAX or call.switches.ddapi_reverse_tax}


def _default(field: Field) -> Any:
    if field.nullable:
        return None
    return False if field.kind is Kind.FLAG else 0


def _bound(field: Field, value: Any) -> Any:
    if value is None:
        if field.nullable:
            return None
        raise _BindingError(field.name, "Error converting value {null}.")
    kinds: dict[Kind, type] = {Kind.FLAG: bool, Kind.INTEGER: int, Kind.TEXT: str}
    if not isinstance(value, kinds[field.kind]) or (field.kind is Kind.INTEGER and isinstance(value, bool)):
        raise _BindingError(field.name, f"Error converting value {value!r}.")
    if isinstance(value, int) and abs(value) > field.maximum:
        raise _BindingError(field.name, f"The value {value} is too large for an Int32.")
    if field.length_max and isinstance(value, str) and len(value) > field.length_max:
        text = f"The field {field.name} must be a string with a maximum length of {field.length_max}."
        raise _BindingError(field.name, text)
    return value


def _broken_rule(call: Call, settings: dict[str, Any]) -> str:
    """Say which of the rules that nobody has published is broken; empty: none."""
    recipient, address = settings["InvoiceRecipientCustomerNumber"], settings["InvoiceOrderPaymentEmailAddress"]
    if recipient is not None:
        known = call.state.db.execute("SELECT 1 FROM settings WHERE customer = ?", (recipient,)).fetchone()
        number = str(recipient)
        if not (known or masters.is_listed_customer(number)) or masters.is_inactive(number):
            return f"The recipient {recipient} does not exist or is not active."
        if recipient == settings[NUMBER]:
            return "A customer cannot be its own recipient."
    if address and "@" not in address.strip("@"):
        return f"'{address}' is not an e-mail address."
    if settings["SendInvoiceFromOrderAsEmail"] and not address:
        return "Sending invoices as e-mail needs an address."
    return ""


def _refusal(call: Call, settings: dict[str, Any]) -> str:
    number = settings[NUMBER]
    if number <= 0 or (call.switches.masters == "strict" and not masters.is_listed_customer(str(number))):
        return f"The customer {number} does not exist."
    if call.switches.ddapi_rules == "all" and (broken := _broken_rule(call, settings)):
        return broken
    if call.switches.ddapi_zero_ids == "stored":
        return ""
    if settings["CurrencyId"] not in CURRENCIES:
        return f"The currency {settings['CurrencyId']} does not exist."
    if settings["TermsOfPaymentId"] not in TERMS:
        return f"The terms of payment {settings['TermsOfPaymentId']} do not exist."
    return ""
