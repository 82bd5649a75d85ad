"""Manifests as text, line by line, however many entries there are; `manifest_file` reads back what was written."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bulkops.adapters.manifest_head import OPERATIONS
from bulkops.adapters.manifest_write_scalar import block, comment_lines, flow, scalar
from bulkops.core.noted import Noted
from bulkops.core.tree import Plain

_INDENT = "  "
#: Widest line in which a mapping or a list of scalars stands as a whole.
_LINE_MAX = 120
_NESTED = (dict, Mapping, list, tuple)
_DEEPER = (*_NESTED, Noted)
#: Shortest element of a list in one line, with its comma and blank.
_MEMBER_MIN = 3
#: What takes one line as it is, unless it is a text of several: most of a manifest.
_SINGLE = frozenset({str, Plain, int, bool, type(None), Decimal, date})


def manifest_lines(
    head: Mapping[str, Any] | Noted, entries: Iterable[Mapping[str, Any] | Noted | str]
) -> Iterator[str]:
    """Write a manifest.

    Values are text, None, flags, whole numbers, decimals, days, mappings, lists, and `Noted` ones of them. Text that
    looks like a number is put in quotes, unless it is `Plain`; none of this matters to our own reader.

    Args:
        head: What stands above the operations: `bulkops`, `name`, perhaps `defaults`.
        entries: The operations; a text among them is a comment that stands by itself.

    Yields:
        Lines, each with its line break.
    """
    yield from _above(head, "")
    yield from _members(_bare(head), "")
    began = False
    for entry in entries:
        if isinstance(entry, str):  # above `operations` as long as there is none, for that never holds comments only
            yield from comment_lines(entry, _INDENT if began else "")
            continue
        if not began:
            yield f"{OPERATIONS}:\n"
            began = True
        yield from entry_lines(entry)
    if not began:
        yield f"{OPERATIONS}: []\n"


def entry_lines(entry: Mapping[str, Any] | Noted) -> list[str]:
    """Write one more entry, as it stands below `operations` after others."""
    return [*_above(entry, _INDENT), *_dashed(entry, _INDENT)]


def _members(value: Mapping[str, Any], indent: str) -> list[str]:
    lines = []
    for key, member in value.items():
        begin = f"{indent}{scalar(key)}:"
        if type(member) in _SINGLE and not (isinstance(member, str) and "\n" in member):
            lines.append(f"{begin} {scalar(member)}\n")
        else:
            lines += _above(member, indent)
            lines += _valued(begin, member, indent)
    return lines


def _elements(value: Iterable[Any], indent: str) -> list[str]:
    lines: list[str] = []
    for element in value:
        lines += _above(element, indent)
        inner = _bare(element)
        if not isinstance(inner, (dict, Mapping)) or _is_flat(inner, f"{indent}- "):
            lines += _valued(f"{indent}-", element, indent)
        else:
            lines += _dashed(element, indent)
    return lines


def _dashed(element: Any, indent: str) -> list[str]:
    """Write a mapping in a list: the first of its members stands behind the dash."""
    value = _bare(element)
    if not value:
        return [f"{indent}- {{}}{_beside(element)}\n"]
    lines = _members(value, indent + _INDENT)
    first = next(at for at, line in enumerate(lines) if not line.lstrip().startswith("#"))
    lines[first] = f"{indent}- {lines[first][len(indent) + len(_INDENT) :]}"
    note = _beside(element)
    return [f"{indent}{note.lstrip()}\n", *lines] if note else lines


def _valued(begin: str, noted: Any, indent: str) -> list[str]:
    """Write what stands behind a key or a dash."""
    value, beside = _bare(noted), _beside(noted)
    if isinstance(value, str) and (lines := block(value, indent + _INDENT)):
        return [f"{begin} {lines[0]}{beside}\n", *lines[1:]]
    if (
        not isinstance(value, _NESTED)
        or not value
        or ((begin.endswith("-") or not isinstance(value, Mapping) or _inline(noted)) and _is_flat(value, f"{begin} "))
    ):
        return [f"{begin} {flow(value)}{beside}\n"]
    deeper = indent + _INDENT
    inner = _members(value, deeper) if isinstance(value, (dict, Mapping)) else _elements(value, deeper)
    return [f"{begin}{beside}\n", *inner]


def _is_flat(value: Any, begin: str) -> bool:
    """Say whether a mapping or a list may stand in one line: of scalars, without comments, and short."""
    if len(begin) + _MEMBER_MIN * len(value) > _LINE_MAX:
        return False
    inner = value.values() if isinstance(value, (dict, Mapping)) else value
    if any(isinstance(item, _DEEPER) or (isinstance(item, str) and "\n" in item) for item in inner):
        return False
    return len(begin) + len(flow(value)) <= _LINE_MAX


def _bare(value: Any) -> Any:
    return value.value if isinstance(value, Noted) else value


def _inline(value: Any) -> bool:
    return isinstance(value, Noted) and value.inline


def _above(value: Any, indent: str) -> Iterator[str]:
    for comment in value.above if isinstance(value, Noted) else ():
        yield from comment_lines(comment, indent)


def _beside(value: Any) -> str:
    comment = " ".join(value.beside.split()) if isinstance(value, Noted) else ""
    return "  " + next(comment_lines(comment, "")).rstrip() if comment else ""
