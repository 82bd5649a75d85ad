"""A secret: text that does not show itself."""

from hmac import compare_digest
from typing import Never

MASK = "•••"


class Secret:
    """A password, token or key; printed, formatted or logged it is `•••`.

    It cannot be pickled, so that it does not end up in a file by accident.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Give the text, to be sent and not to be kept."""
        return self._text

    def scrub(self, text: str) -> str:
        """Make a copy of a text with every occurrence of the secret masked."""
        return text.replace(self._text, MASK) if self._text else text

    def __repr__(self) -> str:
        return MASK

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> Never:
        raise TypeError("a secret is not written to files")
