"""What an access token says of itself, where it is a JSON Web Token (RFC 7519).

Nothing here proves a token genuine: it comes straight from the token endpoint, and the API checks it. It is read to
find out which company it is for before anything is sent with it.
"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from bulkops.core.json import loads
from bulkops.core.secret import Secret

_PARTS = 3
_CLAIMS_MAX = 16 * 1024
_TENANT = "tenantid"


def claims_of(token: Secret) -> Mapping[str, Any]:
    """Read the claims of a token; empty where it is none that can be read, which is no mistake."""
    parts = token.reveal().split(".")
    if len(parts) != _PARTS or len(parts[1]) > _CLAIMS_MAX:
        return {}
    try:
        claims = loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}


def tenant_of(claims: Mapping[str, Any]) -> str:
    """Give the tenant that a token is for; empty where no claim names one tenant.

    The vendor does not publish the name of the claim. Only names that say `tenant id` are taken, however they are
    spelt and whatever stands in front of them, such as an address.
    """
    named = {
        str(value)
        for name, value in claims.items()
        if isinstance(value, str) and re.sub(r"[^a-z]", "", name.rpartition("/")[2].lower()) == _TENANT
    }
    return named.pop() if len(named) == 1 else ""


def differ(given: str, seen: str) -> bool:
    """Say whether two tenant ids are of one form and not the same; of different forms they cannot be compared."""
    if not given or not seen:
        return False
    one, other = _uuid(given), _uuid(seen)
    if (one is None) is not (other is None):
        return False
    return one != other if one is not None else given.casefold() != seen.casefold()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
