"""How a switch is declared: a field with a default, what it decides, and why the default is what it is."""

from dataclasses import field
from typing import Any


def switch(default: Any, meaning: str, why: str, *, minimum: int = 0) -> Any:
    """Declare a switch.

    Args:
        default: Its value where nobody sets it.
        meaning: What it decides.
        why: The reason for the default.
        minimum: Of a number: the least that makes sense.
    """
    return field(default=default, metadata={"meaning": meaning, "why": why, "minimum": minimum})
