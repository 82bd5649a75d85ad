"""Switches as text: `NAME=VALUE`."""

from dataclasses import fields
from difflib import get_close_matches
from typing import Any

import msgspec

from bulkops.sandbox.switches import Switches

#: What is given in another way, and how.
_ELSEWHERE = {"faults": "--faults"}


def read_switch(text: str) -> tuple[str, Any]:
    """Read a switch and its value.

    Raises:
        ValueError: There is no such switch, or the value is none of its values.
    """
    name, sign, value = (part.strip() for part in text.partition("="))
    types = {declared.name: declared.type for declared in fields(Switches)}
    if not sign:
        raise ValueError(f"`{text}` is no switch with its value: write `NAME=VALUE`")
    if name in _ELSEWHERE:
        raise ValueError(f"`{name}` is given by `{_ELSEWHERE[name]}`")
    if name not in types:
        close = get_close_matches(name, types, 1)
        meant = f"; `{close[0]}` is meant, perhaps" if close else ""
        raise ValueError(f"there is no switch `{name}`{meant}")
    try:
        read = msgspec.convert(value, types[name], strict=False)
        Switches(**{name: read})
    except msgspec.ValidationError as error:
        raise ValueError(f"`{name}` cannot be `{value}`: it holds {_values(types[name])}") from error
    return name, read


def _values(kind: Any) -> str:
    allowed = getattr(kind, "__args__", None)
    if allowed:
        return " or ".join(f"`{value}`" for value in allowed)
    return {bool: "`true` or `false`", int: "a whole number", float: "seconds"}.get(kind, "text")
