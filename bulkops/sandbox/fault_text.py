"""Faults as text: `KIND[:METHOD][:PATH][:NAME=VALUE,…]`, several of them with `;` or a line break between, or as JSON.

lose_answer:POST:*/action/release:every=5
refuse:POST:/v2/customerinvoice:status=503,retry_after_s=20,first=3
slow_body:GET:delay_s=2; partial_body:chance_percent=10,seed=7
"""

import re
from dataclasses import fields
from difflib import get_close_matches
from typing import Any

import msgspec

from bulkops.sandbox.faults import METHODS, Fault, FaultKind

#: The form, for messages and help.
FORM = "KIND[:METHOD][:PATH][:NAME=VALUE,…]"

_TYPES = {declared.name: declared.type for declared in fields(Fault)}
_SETTINGS = tuple(name for name in _TYPES if name not in ("kind", "method", "path"))


class FaultError(ValueError):
    """What describes a fault cannot be understood.

    Attributes:
        number: Which fault of several, from 1; 0: all of them.
        member: Name of the setting it is about; empty: the fault as a whole.
    """

    def __init__(self, text: str, number: int = 0, member: str = "") -> None:
        super().__init__(f"fault {number}: {text}" if number else text)
        self.number = number
        self.member = member


def read_text(text: str) -> tuple[Fault, ...]:
    """Read faults from their short form.

    Raises:
        FaultError: Something in it is none.
    """
    parts = [part for part in re.split(r"[;\n]", text) if part.strip()]
    return tuple(_one(part.strip(), number) for number, part in enumerate(parts, 1))


def read_objects(value: Any) -> tuple[Fault, ...]:
    """Read faults from a list of objects, or an object with that list as `faults`.

    Raises:
        FaultError: Something in it is none.
    """
    given = value.get("faults") if isinstance(value, dict) and set(value) == {"faults"} else value
    if not isinstance(given, list):
        raise FaultError("a list of faults was expected, or an object with that list as `faults`")
    return tuple(_built(fault, number) for number, fault in enumerate(given, 1))


def _one(text: str, number: int) -> Fault:
    kind, *parts = text.split(":")
    given: dict[str, Any] = {"kind": kind.strip()}
    for part in map(str.strip, parts):
        if part.upper() in METHODS:
            given["method"] = part.upper()
        elif part.startswith(("/", "*")):
            given["path"] = part
        elif "=" in part:
            given |= _settings(part, number)
        else:
            hint = f"a method ({', '.join(METHODS)}), a path that begins with `/` or `*`, or `NAME=VALUE`"
            raise FaultError(f"`{part}` is none of what may follow in `{FORM}`: {hint}", number)
    return _built(given, number)


def _settings(text: str, number: int) -> dict[str, str]:
    settings: dict[str, str] = {}
    for pair in text.split(","):
        name, sign, value = pair.partition("=")
        if not sign:
            raise FaultError(f"`{pair.strip()}` in `{text}` has no value: write `NAME=VALUE`", number)
        settings[name.strip()] = value.strip()
    return settings


def _built(given: Any, number: int) -> Fault:
    if not isinstance(given, dict):
        raise FaultError("an object was expected", number)
    for name in given:
        if name not in _TYPES:
            raise FaultError(f"there is no setting `{name}`{_meant(str(name), _SETTINGS)}", number, str(name))
    if given.get("kind") not in set(FaultKind):
        kind = given.get("kind")
        text = "its `kind` is missing" if kind is None else f"there is no kind `{kind}`{_meant(str(kind), FaultKind)}"
        raise FaultError(text, number, "kind")
    read = {name: _value(name, value, number) for name, value in given.items()}
    try:
        return Fault(**read)
    except ValueError as error:
        raise FaultError(str(error), number, str(error).split("`")[1]) from error


def _value(name: str, value: Any, number: int) -> Any:
    try:
        return msgspec.convert(value, _TYPES[name], strict=False)
    except msgspec.ValidationError as error:
        reason = str(error)
        raise FaultError(f"`{name}` cannot be {value!r}: {reason[0].lower()}{reason[1:]}", number, name) from error


def _meant(word: str, words: Any) -> str:
    close = get_close_matches(word, list(map(str, words)), 1)
    return f"; `{close[0]}` is meant, perhaps" if close else f": there are {', '.join(f'`{each}`' for each in words)}"


def write_text(fault: Fault) -> str:
    """Write a fault in its short form."""
    default = Fault(kind=fault.kind)
    settings = [
        f"{name}={getattr(fault, name)}" for name in _SETTINGS if getattr(fault, name) != getattr(default, name)
    ]
    parts = (fault.kind, fault.method, fault.path if fault.path != default.path else "", ",".join(settings))
    return ":".join(part for part in parts if part)
