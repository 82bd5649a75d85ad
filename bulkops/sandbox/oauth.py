"""Tokens: the token endpoint and what a token lets its holder do (visma-net.md, section 3)."""

import secrets
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl

from bulkops.core.http import Request, Response
from bulkops.core.json import dumps
from bulkops.sandbox.call import Call, Caller, shown
from bulkops.sandbox.errors import JSON, gateway

_PREFIX = "vismanet_erp_service_api:"
#: Which of the scopes a method needs; actions and attachments are taken to need either, for nothing is published.
_NEEDED = {"GET": {"read"}, "PUT": {"update"}, "DELETE": {"delete"}, "POST": {"create"}}


def token(call: Call) -> Response:
    """Give a token for a client's credentials."""
    form = dict(parse_qsl((call.request.body or b"").decode("utf-8", "replace")))
    client, secret = _credentials(call, form)
    switches = call.switches
    if not client or not secrets.compare_digest(secret.encode(), switches.client_secret.encode()):
        return _failure("invalid_client")
    if form.get("grant_type") != "client_credentials":
        return _failure("unsupported_grant_type")
    tenant = form.get("tenant_id", "")
    if not tenant or (switches.tenant and tenant != switches.tenant):
        return gateway(403, "12027", "No license for this company.", call.seq)
    granted = [f"{_PREFIX}{scope}" for scope in switches.scopes.split()]
    wanted = form.get("scope", "").split() or granted
    if not set(wanted) <= set(granted):
        return _failure("invalid_scope")
    scopes = " ".join(wanted)
    claims = {"tenant_id": tenant, "client_id": client, "scope": wanted, "exp": int(call.now) + switches.token_life_s}
    signed = switches.token_form == "jwt"  # noqa: S105 - a form, no token
    new = _signed(claims) if signed else secrets.token_urlsafe(32)
    values = (_digest(new), tenant, client, scopes, call.now + switches.token_life_s)
    call.state.db.execute("DELETE FROM token WHERE expires < ?", (call.now,))
    call.state.db.execute("INSERT INTO token VALUES (?, ?, ?, ?, ?)", values)
    return shown({"access_token": new, "expires_in": switches.token_life_s, "token_type": "Bearer", "scope": scopes})


def admit(call: Call, *, served: bool) -> Caller | Response:
    """Say who calls, or refuse: 401 without a token that lives, 403 without the scope."""
    if call.switches.authorization == "never" or (call.switches.authorization == "served" and not served):
        return Caller()
    scheme, _, given = call.header("authorization").partition(" ")
    row = None
    if scheme.lower() == "bearer":
        statement = "SELECT tenant, client, scopes FROM token WHERE digest = ? AND expires > ?"
        row = call.state.db.execute(statement, (_digest(given.strip()), call.now)).fetchone()
    if row is None:
        answer = gateway(401, "401", "The token is missing, unknown or has expired.", call.seq)
        return Response(status=401, headers={**answer.headers, "www-authenticate": "Bearer"}, body=answer.body)
    tenant, client, scopes = row
    if not _needed(call.request) & {scope.removeprefix(_PREFIX) for scope in scopes.split()}:
        return gateway(403, "403", "The token lacks the scope for this operation.", call.seq)
    return Caller(tenant, client)


def _needed(request: Request) -> set[str]:
    if "/action/" in request.path or (request.method == "POST" and request.path.endswith("/attachment")):
        return {"update", "create"}
    return _NEEDED.get(request.method, {"read"})


def _credentials(call: Call, form: dict[str, str]) -> tuple[str, str]:
    scheme, _, given = call.header("authorization").partition(" ")
    if scheme.lower() == "basic":
        try:
            client, _, secret = b64decode(given, validate=True).decode().partition(":")
        except ValueError:
            return "", ""
        return client, secret
    return form.get("client_id", ""), form.get("client_secret", "")


def _signed(claims: Mapping[str, Any]) -> str:
    """Write a JSON Web Token (RFC 7519); only the sandbox itself looks at it, so its signature is random."""
    parts = (dumps({"alg": "RS256", "typ": "JWT"}), dumps(claims), secrets.token_bytes(32))
    return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def _failure(error: str) -> Response:
    return Response(status=400, headers=JSON, body=dumps({"error": error}))


def _digest(token_text: str) -> str:
    return sha256(token_text.encode()).hexdigest()
