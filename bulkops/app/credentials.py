"""From a profile's settings to how requests prove who sends them."""

from typing import assert_never

from bulkops.adapters import auth
from bulkops.adapters.auth_token import ClientCredentials, Grant
from bulkops.adapters.clock import SystemClock
from bulkops.adapters.http_settings import HttpSettings
from bulkops.app.settings import BasicAuth, BearerAuth, DdapiSettings, HeaderAuth, NoneAuth, VismaSettings
from bulkops.core.errors import UsageError


def auth_of(settings: VismaSettings | DdapiSettings, http: HttpSettings) -> auth.Auth:
    """Build the credentials of one API.

    Raises:
        UsageError: The profile lacks a part of them.
    """
    if isinstance(settings, VismaSettings):
        return _visma(settings, http)
    given = settings.auth
    match given:
        case NoneAuth():
            return auth.NoAuth()
        case BasicAuth():
            return auth.BasicAuth(given.username, given.password)
        case BearerAuth():
            return auth.BearerAuth(given.token)
        case HeaderAuth():
            return auth.HeaderAuth(given.header, given.value)
        case _:
            assert_never(given)


def _visma(settings: VismaSettings, http: HttpSettings) -> ClientCredentials:
    if settings.client_id is None or settings.client_secret is None:
        raise UsageError(
            "the profile lacks `client_id` or `client_secret` for `visma`",
            hint="write them as `${env:NAME}` or `${file:PATH}` in bulkops.yaml",
        )
    grant = Grant(
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        tenant_id=settings.tenant_id or "",
        token_url=settings.token_url,
    )
    return ClientCredentials(grant, http=http, clock=SystemClock())
