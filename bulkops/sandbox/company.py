"""The demonstration company, as one has to know it to try an integration on it."""

from dataclasses import asdict
from typing import Any

from bulkops.sandbox import ddapi, masters
from bulkops.sandbox.switches import Switches


def shown(switches: Switches) -> dict[str, Any]:
    """Give what the company knows: customers, items, VAT codes, terms, currencies, and how to get in."""
    strict = switches.masters == "strict"
    return {
        "name": masters.COMPANY,
        "base_currency": masters.BASE_CURRENCY,
        "masters": "others are refused" if strict else "others are taken too, and made up when they are first named",
        "token": {
            "path": "/connect/token",
            "grant_type": "client_credentials",
            "client_id": "any",
            "client_secret": switches.client_secret,
            "tenant_id": switches.tenant or "any",
            "scope": switches.scopes,
        },
        "customers": [asdict(masters.customer(str(number))) for number in masters.LISTED],
        "items": {"numbers": "1 to 999, and all that begin with ITEM-", "price": "100 to 900, made up from the number"},
        "vat_codes": {code: {"description": vat.description, "rate": vat.rate} for code, vat in _vat_codes()},
        "vat_zones": masters.VAT_ZONES,
        "credit_terms": {terms: {"days": days} for terms, days in masters.TERMS.items()},
        "currencies": {code: {"rate": rate} for code, rate in masters.RATES.items()},
        "ddapi": {
            "currencies": {str(number): code for number, code in ddapi.CURRENCIES.items()},
            "terms_of_payment": {str(number): {"days": days} for number, days in ddapi.TERMS.items()},
        },
    }


def _vat_codes() -> list[tuple[str, masters.VatCode]]:
    return list(masters.VAT_CODES.items())
