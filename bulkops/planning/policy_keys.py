"""Keys of policy files: which there are, and what they hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from bulkops.core.finding import Finding, Severity
from bulkops.core.place import Place
from bulkops.core.tree import Map, column_of, line_of, locate

TOP = ("bulkops", "policies")
KEYS = ("name", "message", "where", "path", "operator", "value", "severity")
REQUIRED = ("name", "message", "path", "operator")
_TEXTS = ("name", "message", "path", "operator", "severity")
_HOLDS = {
    "name": "a text",
    "message": "a text",
    "path": "a text such as `payload.invoiceLines[].quantity`",
    "operator": 'an operator in quotes, such as `"<="`',
    "severity": "`error` or `warning`",
    "where": "paths and what stands there",
}

TreePath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class PolicyTree:
    """A policy file as it was written.

    Attributes:
        file: Its path as findings show it.
        tree: What it holds.
    """

    file: str
    tree: Map

    def place(self, path: TreePath, *, key: bool = False) -> Place:
        """Say where a value or key stands, or the nearest above it that is there."""
        packed = locate(self.tree, path, key=key)
        return Place(self.file, line_of(packed), column_of(packed))


def unknown_keys(written: PolicyTree, path: TreePath, known: tuple[str, ...]) -> Iterator[Finding]:
    """Find keys of the mapping at a path that are not known."""
    node: Any = written.tree
    for step in path:
        node = node[step]
    for key in node:
        if key not in known:
            close = get_close_matches(key, known, 1, 0.6)
            hint = f"did you mean `{close[0]}`?" if close else f"the keys here are {listed(known)}"
            place = written.place((*path, key), key=True)
            yield Finding(code="P087", message=f"unknown key `{key}`", place=place, hint=hint)


def wrong_values(written: PolicyTree, path: TreePath, one: Mapping[str, Any]) -> Iterator[Finding]:
    """Find what is missing in a policy, and values that are not what their keys hold."""
    for key in REQUIRED:
        if key not in one:
            message = f"`{key}` is missing"
            yield Finding(code="P087", message=message, place=written.place(path), hint=f"it holds {_HOLDS[key]}")
    for key in _TEXTS:
        bad = key in one and (not isinstance(one[key], str) or not one[key])
        if bad or (key == "severity" and key in one and one[key] not in set(Severity)):
            place = written.place((*path, key))
            yield Finding(code="P087", message=f"`{key}` cannot be used", place=place, hint=f"it holds {_HOLDS[key]}")
    if "where" in one and (not isinstance(one["where"], Map) or not one["where"]):
        place = written.place((*path, "where"))
        yield Finding(code="P087", message="`where` cannot be used", place=place, hint=f"it holds {_HOLDS['where']}")


def listed(names: tuple[str, ...]) -> str:
    """Write names as they would be typed."""
    return f"`{'`, `'.join(names)}`"
