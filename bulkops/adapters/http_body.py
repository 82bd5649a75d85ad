"""Read the body of an answer: whole, of bounded size, unpacked."""

import zlib
from collections.abc import AsyncIterator

#: What we say we accept, and all that is unpacked.
ACCEPT_ENCODING = "gzip"

_PLAIN = frozenset({"", "identity"})
_GZIP = frozenset({"gzip", "x-gzip"})
_GZIP_WINDOW = zlib.MAX_WBITS | 16


class BodyError(Exception):
    """The body cannot be used.

    Attributes:
        reason: Why, as the end of a sentence.
        code: Stable code of `core.codes.CODES`.
    """

    def __init__(self, reason: str, code: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


async def read_body(parts: AsyncIterator[bytes], encoding: str, bytes_max: int) -> bytes:
    """Read a body to its end.

    Args:
        parts: The body as it comes from the network.
        encoding: The answer's `Content-Encoding`; empty if none.
        bytes_max: Largest size after unpacking.

    Raises:
        BodyError: It is larger, or its encoding is unknown, damaged or broken off.
    """
    coding = encoding.strip().lower()
    if coding not in _PLAIN | _GZIP:
        raise BodyError("it is encoded in a way that was not asked for", "R007")
    unpack = zlib.decompressobj(_GZIP_WINDOW) if coding in _GZIP else None
    whole = bytearray()
    packed_bytes = 0
    async for part in parts:
        packed_bytes += len(part)
        # One byte more than allowed is enough to know; a small part can unpack to a thousand times its size.
        whole += part if unpack is None else _unpacked(unpack, part, bytes_max + 1 - len(whole))
        if len(whole) > bytes_max or packed_bytes > bytes_max:
            raise BodyError(f"it is larger than {bytes_max} bytes", "R008")
    if unpack is not None and packed_bytes and not unpack.eof:
        raise BodyError("its gzip stream breaks off", "R007")
    return bytes(whole)


def _unpacked(unpack: "zlib._Decompress", part: bytes, bytes_max: int) -> bytes:
    try:
        return unpack.decompress(part, bytes_max)
    except zlib.error:
        raise BodyError("its gzip stream is damaged", "R007") from None
