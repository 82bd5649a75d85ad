"""What gives a request its credentials, whatever the scheme."""

from typing import Protocol

from bulkops.adapters.auth_answer import Token

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

    async def granted(self) -> Token | None:
        """Tell what an access token grants; None where there is none to ask for.

        Raises:
            NotSentError: It could not be got just now.
            RemoteError: It was refused.
        """
        ...

    async def aclose(self) -> None:
        """Let go of connections."""
        ...
