"""OAuth2 client credentials (RFC 6749 §4.4) as Visma Connect takes them: one token for one tenant."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

import anyio

from bulkops.adapters.auth_answer import Token, check_tenant, read_token
from bulkops.adapters.http_settings import HttpSettings, parse_url
from bulkops.adapters.http_wire import Message, Wire
from bulkops.core.errors import NotSentError, RemoteError, UnknownOutcomeError
from bulkops.core.http import Response
from bulkops.core.secret import Secret
from bulkops.engine.ports import Clock

TOKEN_URL = "https://connect.visma.com/connect/token"  # noqa: S105 - an address
SCOPES = tuple(f"vismanet_erp_service_api:{right}" for right in ("read", "create", "update", "delete"))

_READ_S_MAX = 60.0
_MARGIN_S = 60.0
_MARGIN_SHARE = 0.2

_Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a token is asked for with.

    Attributes:
        token_url: The token endpoint.
        client_id: Name of the application, often `isv_…`.
        client_secret: Its secret.
        tenant_id: The company's tenant; empty: not sent.
        scopes: Rights to ask for.
    """

    client_id: str
    client_secret: Secret
    tenant_id: str = ""
    token_url: str = TOKEN_URL
    scopes: tuple[str, ...] = SCOPES


class ClientCredentials:
    """A token from the token endpoint, kept in memory, renewed shortly before it expires.

    However many requests need a token, one of them asks for it and the others wait; if it fails, it fails for all that
    have waited. A refusal is remembered, so that a wrong secret is not tried over and over until the client is locked.
    """

    def __init__(self, grant: Grant, *, http: HttpSettings, clock: Clock) -> None:
        parts = parse_url(grant.token_url, setting="token_url")
        self._grant = grant
        self._clock = clock
        self._path = parts.path or "/"
        origin = f"{parts.scheme}://{parts.netloc}"
        read_s = min(http.read_s, _READ_S_MAX)
        self._user_agent = http.user_agent
        self._wire = Wire(replace(http, base_url=origin, in_flight_max=1, read_s=read_s, headers=()))
        self._asking = anyio.Lock()
        self._token: Token | None = None
        self._renew_at = 0.0
        self._asked = 0
        self._failure: RemoteError | None = None
        self._refused = False

    async def headers(self) -> _Headers:
        """Give the token, a new one if there is none or it is about to expire.

        Raises:
            NotSentError: The token endpoint cannot be reached or does not work now.
            RemoteError: It refused the grant, or gave a token for another tenant.
        """
        token = await self.granted()
        return (("Authorization", f"Bearer {token.secret.reveal()}"),)

    async def renew(self, refused: _Headers) -> bool:
        """Drop the token if it is the refused one, and get another."""
        token = self._token
        # Another request may have renewed it already: what was refused is then an older one.
        if token is not None and refused == (("Authorization", f"Bearer {token.secret.reveal()}"),):
            self._token = None
        await self.headers()
        return True

    async def granted(self) -> Token:
        """Tell what was granted; a token is asked for where there is none. Raises as `headers` does."""
        return self._fresh() or await self._ask_once()

    async def aclose(self) -> None:
        """Close the connection and forget the token."""
        self._token = None
        await self._wire.aclose()

    def _fresh(self) -> Token | None:
        return self._token if self._clock.monotonic() < self._renew_at else None

    async def _ask_once(self) -> Token:
        seen = self._asked
        async with self._asking:
            token = self._fresh()
            if token is not None:
                return token
            if self._failure is not None and (self._refused or self._asked != seen):
                # A copy: one exception raised in many places would gather all their tracebacks.
                raise type(self._failure)(self._failure.message, hint=self._failure.hint, code=self._failure.code)
            self._token = self._failure = None
            try:
                token = await self._ask()
            except RemoteError as error:
                self._failure = error
                self._refused = not isinstance(error, NotSentError)
                raise
            finally:
                self._asked += 1
            self._token = token
            margin_s = min(_MARGIN_S, token.life_s * _MARGIN_SHARE)
            self._renew_at = self._clock.monotonic() + token.life_s - margin_s
            return token

    async def _ask(self) -> Token:
        grant = self._grant
        form = {
            "grant_type": "client_credentials",
            "client_id": grant.client_id,
            "client_secret": grant.client_secret.reveal(),
            "scope": " ".join(grant.scopes),
        }
        if grant.tenant_id:
            form["tenant_id"] = grant.tenant_id
        headers = {
            "User-Agent": self._user_agent,
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        message = Message(method="POST", target=self._path, headers=headers, body=urlencode(form).encode("ascii"))
        token = read_token(await self._answer(message), grant.token_url, grant.client_secret)
        check_tenant(token, grant.tenant_id)
        return token

    async def _answer(self, message: Message) -> Response:
        """Send to the token endpoint; a token that got lost does no harm, the request it was for was not sent."""
        try:
            return await self._wire.send(message)
        except (NotSentError, UnknownOutcomeError) as error:
            failure = NotSentError(
                f"no access token: {error.message}", hint="see whether `token_url` can be reached", code="R012"
            )
        raise failure
