"""How requests prove who sends them."""

from base64 import b64encode

from bulkops.adapters.auth_answer import Token
from bulkops.adapters.auth_protocol import Auth, Headers
from bulkops.adapters.auth_token import ClientCredentials, Grant
from bulkops.core.secret import Secret

__all__ = ["Auth", "BasicAuth", "BearerAuth", "ClientCredentials", "Grant", "HeaderAuth", "Headers", "NoAuth"]


class NoAuth:
    """No credentials, as for the sandbox."""

    async def headers(self) -> Headers:
        """Give none."""
        return ()

    async def renew(self, refused: Headers) -> bool:  # noqa: ARG002 - the port's signature
        """Say that there is nothing to renew."""
        return False

    async def granted(self) -> Token | None:
        """Say that nothing is granted by a token."""
        return None

    async def aclose(self) -> None:
        """Do nothing: there is no connection."""


class HeaderAuth(NoAuth):
    """One header field that stays the same, such as an API key."""

    def __init__(self, name: str, value: Secret) -> None:
        self._name = name
        self._value = value

    async def headers(self) -> Headers:
        """Give the field."""
        return ((self._name, self._value.reveal()),)


class BearerAuth(HeaderAuth):
    """A token that stays the same."""

    def __init__(self, token: Secret) -> None:
        super().__init__("Authorization", Secret(f"Bearer {token.reveal()}"))


class BasicAuth(HeaderAuth):
    """A user name and a password (RFC 7617)."""

    def __init__(self, username: str, password: Secret) -> None:
        pair = b64encode(f"{username}:{password.reveal()}".encode()).decode("ascii")
        super().__init__("Authorization", Secret(f"Basic {pair}"))
