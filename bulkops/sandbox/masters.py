"""Masters of the sandbox's company: customers, terms, VAT codes, currencies. Some are listed, the others made up."""

from dataclasses import dataclass
from decimal import Decimal

from bulkops.sandbox.times import later

COMPANY = "Nordvik Sandbox AS"
BASE_CURRENCY = "NOK"
DEFAULT_TERMS = "30"
DEFAULT_VAT_ZONE = "01"
DEFAULT_BRANCH = "1"


@dataclass(frozen=True, slots=True)
class VatCode:
    """A VAT category.

    Attributes:
        description: For people.
        rate: Percent.
    """

    description: str
    rate: Decimal


VAT_CODES: dict[str, VatCode] = {
    "3": VatCode("Sales, high rate", Decimal(25)),
    "03": VatCode("Sales, high rate", Decimal(25)),
    "31": VatCode("Sales, middle rate", Decimal(15)),
    "33": VatCode("Sales, low rate", Decimal(12)),
    "5": VatCode("Sales, exempt", Decimal(0)),
    "52": VatCode("Export of goods and services", Decimal(0)),
    "6": VatCode("Outside the VAT law", Decimal(0)),
    "SE25": VatCode("Sweden, 25 %", Decimal(25)),
}

#: VAT category of a line that names none, by the customer's VAT zone.
VAT_BY_ZONE = {"01": "3", "02": "52", "03": "52"}
VAT_ZONES = {"01": "Domestic", "02": "European Union", "03": "Outside the European Union"}

TERMS = {"0": 0, "7": 7, "10": 10, "14": 14, "20": 20, "30": 30, "45": 45, "60": 60, "90": 90}

#: What one unit costs in the base currency.
RATES = {
    "NOK": Decimal(1),
    "SEK": Decimal("1.0210"),
    "DKK": Decimal("1.5475"),
    "EUR": Decimal("11.5480"),
    "USD": Decimal("10.6120"),
    "GBP": Decimal("13.4050"),
    "CHF": Decimal("12.3300"),
    "PLN": Decimal("2.7010"),
}

COUNTRIES = {
    "NO": "Norway",
    "SE": "Sweden",
    "DK": "Denmark",
    "FI": "Finland",
    "DE": "Germany",
    "GB": "United Kingdom",
    "US": "United States",
}

_FIRST = ("Fjord", "Nord", "Bjørk", "Havn", "Elv", "Stein", "Sol", "Vinter", "Skog", "Kyst", "Foss")
_SECOND = ("lys", "vik", "dal", "bygg", "handel", "frakt", "kraft", "data", "fisk", "trykk")
_CITIES = (("0150", "Oslo"), ("5003", "Bergen"), ("7010", "Trondheim"), ("4006", "Stavanger"), ("9008", "Tromsø"))
#: Numbers of the customers that a strict company knows.
LISTED = range(10001, 10101)


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer.

    Attributes:
        number: Its number.
        name: Its name, made up from the number.
        address: Street and house.
        postal_code: Postcode.
        city: City.
        vat_zone: Where it stands for VAT.
        currency: Currency of its invoices.
        terms: Credit terms.
    """

    number: str
    name: str
    address: str
    postal_code: str
    city: str
    vat_zone: str = DEFAULT_VAT_ZONE
    currency: str = BASE_CURRENCY
    terms: str = DEFAULT_TERMS


def customer(number: str) -> Customer:
    """Make up the customer of a number: always the same one."""
    seed = sum(position * byte for position, byte in enumerate(number.encode(), 1))
    name = f"{_FIRST[seed % len(_FIRST)]}{_SECOND[seed // 3 % len(_SECOND)]} AS"
    postal_code, city = _CITIES[seed % len(_CITIES)]
    address = f"Sjøgata {seed % 97 + 1}"
    return Customer(number=number, name=name, address=address, postal_code=postal_code, city=city)


def is_listed_customer(number: str) -> bool:
    """Say whether a strict company knows the customer."""
    return number.isdecimal() and int(number) in LISTED


def is_inactive(number: str) -> bool:
    """Say whether a customer buys nothing any more; few do."""
    return number.endswith("99")


def is_listed_item(number: str) -> bool:
    """Say whether a strict company knows the item: numbers 1 to 999, and `ITEM-…`."""
    return (number.isdecimal() and 1 <= int(number) <= 999) or number.startswith("ITEM-")


def days_of(terms: str) -> int:
    """Days of credit terms; of unknown ones the number they end with, or those of the default."""
    if terms in TERMS:
        return TERMS[terms]
    digits = terms[len(terms.rstrip("0123456789")) :]
    return min(int(digits), 365) if digits else TERMS[DEFAULT_TERMS]


def due(document_date: str, days: int) -> str:
    """Day a document is due: its date and the days of its terms."""
    return later(document_date, days)


def price(item: str) -> Decimal:
    """Price of an item in the list of prices, made up from its number; nothing for a line without an item."""
    return Decimal(100 * (sum(item.encode()) % 9 + 1)) if item else Decimal(0)
