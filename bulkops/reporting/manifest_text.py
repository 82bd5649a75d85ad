"""Values as YAML that a person would write: short groups on one line, quotes only where they are needed.

The reader keeps scalars as text until a field's kind reads them, so numbers and dates need no quotes; text that other
YAML tools would read as something else gets them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

_WIDTH_MAX = 100
#: Plain in every version of YAML, and text in none of them by accident: numbers and dates are written so on purpose.
_BARE = re.compile(r"(?:[A-Za-z_]|-?[0-9])(?:[A-Za-z0-9_ ./+@-]*[A-Za-z0-9_./+@-])?")
#: What another tool would turn into another value: `00104` into 68, `no` into false, `1_000` into 1000.
_TREACHEROUS = re.compile(
    r"(?i:y|n|yes|no|on|off|true|false|null|none)|[-+]?0[0-9_]+|[-+]?[0-9][0-9_]*_[0-9_]*|0[xXoObB].*"
    r"|[-+]?[0-9.]+[eE][-+]?[0-9]+"
)


def manifest_text(entries: Sequence[Mapping[str, Any]]) -> str:
    """Write entries as the items of a manifest's `operations`, each beginning with `- `."""
    return "".join(f"{line}\n" for entry in entries for line in _item(entry))


def _item(value: Any) -> Iterator[str]:
    lines = list(_block(value)) if isinstance(value, Mapping) else [_flow(value)]
    yield f"- {lines[0]}"
    yield from (f"  {line}" for line in lines[1:])


def _block(members: Mapping[str, Any]) -> Iterator[str]:
    for name, value in members.items():
        line = f"{_key(name)}: {_flow(value)}"
        if not _nested(value) and len(line) <= _WIDTH_MAX:
            yield line
        elif isinstance(value, Mapping) and value:
            yield f"{_key(name)}:"
            yield from (f"  {inner}" for inner in _block(value))
        elif isinstance(value, list | tuple) and value:
            yield f"{_key(name)}:"
            yield from (f"  {inner}" for element in value for inner in _element(element))
        else:
            yield line


def _element(value: Any) -> Iterator[str]:
    line = f"- {_flow(value)}"
    if len(line) <= _WIDTH_MAX:
        yield line
    else:
        yield from _item(value)


def _nested(value: Any) -> bool:
    """Whether a value holds groups of its own, which are easier to read on lines of their own."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return any(isinstance(each, Mapping | list | tuple) for each in inner)


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(name)}: {_flow(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    return scalar_text(value)


def _key(name: str) -> str:
    return scalar_text(name)


def scalar_text(value: Any) -> str:
    """Write one scalar, in quotes where it needs them."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    text = str(value)
    if _BARE.fullmatch(text) and not _TREACHEROUS.fullmatch(text):
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(_escaped(sign) for sign in escaped) + '"'


def _escaped(sign: str) -> str:
    if sign.isprintable():
        return sign
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(sign) or f"\\U{ord(sign):08X}"
