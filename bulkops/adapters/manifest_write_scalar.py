"""Scalars and comments of a manifest as text: plain where every YAML tool reads them as we do, else in quotes."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from bulkops.core.tree import Plain

#: Text that may stand without quotes, in lists and mappings of one line too.
_PLAIN = re.compile(r"\w(?:[\w .+/()&%*@-]*[\w.+/()%*@-])?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: What YAML 1.1 or 1.2 may read as a number, a truth value or nothing.
_READ_OTHERWISE = re.compile(r"[0-9][0-9a-fA-FxXoO_.+ -]*|(?i:null|true|false|yes|no|on|off|y|n)")
#: Longest text whose written form is kept: keys, codes and days come again and again, and long texts do not.
_KEPT_MAX = 32
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def scalar(value: Any) -> str:
    """Write one scalar in one line."""
    match value:
        case str():
            return _kept(value) if type(value) is str and len(value) <= _KEPT_MAX else _quoted(value)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()[:10]
        case _:
            return str(int(value))


def flow(value: Any) -> str:
    """Write a scalar, or a mapping or list as a whole, in one line."""
    if isinstance(value, (dict, Mapping)):
        return "{" + ", ".join(f"{scalar(key)}: {flow(member)}" for key, member in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def block(text: str, indent: str) -> list[str]:
    """Write a text of several lines as people read it: its first line, such as `|-`, stands behind the key.

    Returns:
        The first line without its break and the others with theirs; nothing where the text must stand in quotes.
    """
    if "\n" not in text:
        return []
    lines = text.split("\n")
    ends = not lines[-1]
    if ends:
        lines.pop()
    if len(lines) < 2 or not lines[-1] or lines[0] != lines[0].lstrip() or not lines[0]:
        return []
    if any(line != line.rstrip() or not line.isprintable() for line in lines):
        return []
    return ["|" if ends else "|-", *(f"{indent}{line}\n" if line else "\n" for line in lines)]


def comment_lines(text: str, indent: str) -> Iterator[str]:
    """Write a comment, a line of it on each line."""
    for line in text.splitlines() or [""]:
        shown = "".join(letter if letter.isprintable() else _shown(letter) for letter in line)
        yield f"{indent}# {shown}".rstrip() + "\n"


def _quoted(text: str) -> str:
    """Write a text, in quotes where it needs them."""
    return str(text) if _is_plain(text) else '"' + "".join(map(_shown, text)) + '"'


_kept = lru_cache(maxsize=4096)(_quoted)


def _is_plain(text: str) -> bool:
    if not _PLAIN.fullmatch(text):
        return False
    if isinstance(text, Plain) or _DAY.fullmatch(text):
        return text.lower() != "null"
    return not _READ_OTHERWISE.fullmatch(text)


def _shown(letter: str) -> str:
    """Write a character in double quotes; where it would not show, or break the line, its number."""
    if letter in _SHORT:
        return _SHORT[letter]
    return letter if letter.isprintable() else f"\\U{ord(letter):08X}"
