"""Read what a token endpoint answers (RFC 6749 §5)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bulkops.adapters.auth_claims import claims_of, differ, tenant_of
from bulkops.core.errors import NotSentError, RemoteError
from bulkops.core.http import Response
from bulkops.core.json import loads
from bulkops.core.secret import Secret

#: Where the answer does not say how long its token lives (the RFC only recommends it), it is taken to be short.
LIFE_S_DEFAULT = 300.0

_ERROR = re.compile(r"[a-z0-9_.-]{1,60}")
_DESCRIPTION_MAX = 200
_NO_LICENCE = "12027"
_HINTS = {
    "invalid_client": "see whether `client_id` and `client_secret` belong together and are still valid",
    "unauthorized_client": "the application must be approved for client credentials by the customer's administrator",
    "invalid_scope": "one of the scopes is not granted to the application",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An access token.

    Attributes:
        secret: The token.
        life_s: Seconds it lives from when it was given.
        scopes: Rights that were granted; None where the answer does not say, which means those asked for.
        tenant: Tenant that it says it is for; empty where it does not say.
    """

    secret: Secret
    life_s: float
    scopes: tuple[str, ...] | None = None
    tenant: str = ""


def read_token(response: Response, token_url: str, secret: Secret) -> Token:
    """Take the token from an answer.

    Args:
        response: The answer.
        token_url: Where it comes from, for messages.
        secret: The client's secret, which must not show up in messages even if the endpoint repeats it.

    Raises:
        NotSentError: The endpoint does not work at the moment.
        RemoteError: It refused the grant, or is no token endpoint.
    """
    status = response.status
    if status == 429 or status >= 500:
        raise NotSentError(f"no access token: `{token_url}` answered {status}", hint="try again later", code="R012")
    if 300 <= status < 400:
        message = f"no access token: `{token_url}` answered {status}, a redirect, which is not followed"
        raise RemoteError(message, hint="write the address it leads to as `token_url`", code="R010")
    answer = _members(response.body)
    if not response.good:
        raise _refusal(status, answer, token_url, secret)
    token = answer.get("access_token")
    kind = str(answer.get("token_type", "bearer"))
    if not isinstance(token, str) or not token or kind.lower() != "bearer":
        message = f"`{token_url}` answered {status} without a bearer token"
        raise RemoteError(message, hint="see whether `token_url` is the token endpoint", code="R011")
    scope = answer.get("scope")
    return Token(
        secret=Secret(token),
        life_s=_life(answer.get("expires_in")),
        scopes=tuple(scope.split()) if isinstance(scope, str) else None,
        tenant=tenant_of(claims_of(Secret(token))),
    )


def check_tenant(token: Token, tenant_id: str) -> None:
    """Make sure that a token is for the tenant that it was asked for.

    Raises:
        RemoteError: It says that it is for another one.
    """
    if differ(tenant_id, token.tenant):
        raise RemoteError(
            f"the access token is for tenant `{token.tenant}`, and `tenant_id` is `{tenant_id}`; nothing was sent",
            hint="see which company is meant, and write its tenant as `tenant_id` in bulkops.yaml",
            code="R016",
        )


def _members(body: bytes) -> Mapping[str, Any]:
    try:
        answer = loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _life(value: object) -> float:
    """Seconds, also of a number written as text; nothing that can be used gives the default."""
    try:
        life_s = float(str(value))
    except ValueError:
        return LIFE_S_DEFAULT
    return life_s if 0 < life_s < float("inf") else LIFE_S_DEFAULT


def _refusal(status: int, answer: Mapping[str, Any], token_url: str, secret: Secret) -> RemoteError:
    said = secret.scrub(str(answer.get("error", "")))
    error = said if _ERROR.fullmatch(said) else ""
    # A gateway's exception instead of an OAuth error tells of a tenant without licence (visma-net.md, section 3).
    fault = str(answer.get("ExceptionFaultCode", ""))
    description = secret.scrub(str(answer.get("error_description") or answer.get("ExceptionMessage") or ""))
    description = "".join(character for character in description if character.isprintable())[:_DESCRIPTION_MAX]
    reason = ": ".join(part for part in (error, description) if part)
    message = f"`{token_url}` refused an access token: {status}{' ' + reason if reason else ''}"
    if fault == _NO_LICENCE or "tenant" in reason.lower():
        hint = (
            "see whether `tenant_id` is the company's own, it has the licence, and the application is connected to it"
        )
        return RemoteError(message, hint=hint, code="R013")
    hint = _HINTS.get(error, "see whether `token_url` is the token endpoint" if not error else "")
    return RemoteError(message, hint=hint, code="R011")
