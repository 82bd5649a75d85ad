"""How requests prove who sends them."""

from base64 import b64encode
from typing import Protocol

from bulkops.adapters.auth_token import ClientCredentials, Grant
from bulkops.core.secret import Secret

__all__ = ["Auth", "BasicAuth", "BearerAuth", "ClientCredentials", "Grant", "HeaderAuth", "Headers", "NoAuth"]

#: Header fields with credentials; not to be kept or shown.
Headers = tuple[tuple[str, str], ...]


class Auth(Protocol):
    """Gives the header fields that prove who sends a request."""

    async def headers(self) -> Headers:
        """Give the header fields for the next request.

        Raises:
            NotSentError: They could not be got just now.
            RemoteError: They were refused.
        """
        ...

    async def renew(self, refused: Headers) -> bool:
        """After a 401: make sure that `headers` gives others than the refused ones; False if that cannot be.

        Raises:
            NotSentError: They could not be got just now.
            RemoteError: They were refused.
        """
        ...

    async def aclose(self) -> None:
        """Let go of connections."""
        ...


class NoAuth:
    """No credentials, as for the sandbox."""

    async def headers(self) -> Headers:
        """Give none."""
        return ()

    async def renew(self, refused: Headers) -> bool:  # noqa: ARG002 - the port's signature
        """Say that there is nothing to renew."""
        return False

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
