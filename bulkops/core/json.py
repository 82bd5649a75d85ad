"""JSON with exact decimals: numbers are `int` or `Decimal`, never binary floats."""

from decimal import Decimal
from hashlib import sha256
from typing import Any

import msgspec

# `order="deterministic"` sorts keys, so that equal values give equal bytes and digests.
_ENCODER = msgspec.json.Encoder(decimal_format="number", order="deterministic")
_PLAIN_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(float_hook=Decimal)


def dumps(value: Any) -> bytes:
    """Write JSON, members in the order given; decimals as numbers with all their digits."""
    return _PLAIN_ENCODER.encode(value)


def canonical(value: Any) -> bytes:
    """Write JSON with sorted members: equal values give equal bytes."""
    return _ENCODER.encode(value)


def loads(data: bytes | str) -> Any:
    """Read JSON; numbers with a point or exponent become `Decimal`.

    Raises:
        ValueError: The text is not JSON, or is nested too deeply to be meant.
    """
    try:
        return _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return sha256(canonical(value)).hexdigest()
