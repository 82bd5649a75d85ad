"""Policies out of their files: every key is checked, and bound to what operations can have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from bulkops.core.finding import Finding, Related, Severity
from bulkops.core.place import Place
from bulkops.core.registry import Registry
from bulkops.core.tree import Map, Seq, column_of, line_of, locate
from bulkops.planning.policy import Policy
from bulkops.planning.policy_bind import bind
from bulkops.planning.policy_mistakes import KEY, PolicyError

VERSION = "1"
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


class PolicyReader:
    """Reads policy files; names are unique among all of them.

    Args:
        registry: Operation types.

    Attributes:
        policies: What was read.
        findings: What is wrong.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._names: dict[str, Place] = {}
        self.policies: list[Policy] = []
        self.findings: list[Finding] = []

    def read(self, written: PolicyTree) -> None:
        """Read a file."""
        tree, before = written.tree, len(self.findings)
        self.findings += _unknown_keys(written, (), TOP)
        if tree.get("bulkops") != VERSION:
            message = f"`bulkops: {VERSION}` is missing: the file does not say how it is to be read"
            self._add(written, ("bulkops",), message, "begin with `bulkops: 1`")
        policies = tree.get("policies")
        if not isinstance(policies, Seq) or not policies:
            if len(self.findings) == before or "policies" in tree:
                self._add(
                    written, ("policies",), "`policies` holds no list of policies", "write one, or remove the file"
                )
            return
        for index in range(len(policies)):
            self._read_one(written, ("policies", index))

    def _read_one(self, written: PolicyTree, path: TreePath) -> None:
        policies: Any = written.tree["policies"]
        one = policies[path[1]]
        if not isinstance(one, Map):
            self._add(written, path, "a policy is a mapping of keys to values", f"its keys are {_listed(KEYS)}")
            return
        wrong = [*_unknown_keys(written, path, KEYS), *_wrong_values(written, path, one)]
        if isinstance(name := one.get("name"), str) and name:
            self.findings += self._doubled(written, path, name)
        if wrong:
            self.findings += wrong
            return
        try:
            self.policies.append(self._bound(written, path, one))
        except PolicyError as error:
            for code, at, message, hint in error.found:
                keyed = at[-1] == KEY
                place = written.place((*path, *(at[:-1] if keyed else at)), key=keyed)
                self.findings.append(Finding(code=code, message=message, place=place, hint=hint))

    def _bound(self, written: PolicyTree, path: TreePath, one: Map) -> Policy:
        return Policy(
            name=str(one["name"]),
            message=str(one["message"]),
            place=written.place(path),
            severity=Severity(str(one.get("severity", Severity.ERROR))),
            path=str(one["path"]),
            **bind(one, self._registry),
        )

    def _doubled(self, written: PolicyTree, path: TreePath, name: str) -> Iterator[Finding]:
        place = written.place((*path, "name"))
        first = self._names.setdefault(name, place)
        if first is not place:
            yield Finding(
                code="P087",
                message=f"two policies are called `{name}`",
                place=place,
                hint="give one of them another name: a finding names the policy that it follows from",
                related=(Related("the first of them", first),),
            )

    def _add(self, written: PolicyTree, path: TreePath, message: str, hint: str) -> None:
        self.findings.append(Finding(code="P087", message=message, place=written.place(path), hint=hint))


def _unknown_keys(written: PolicyTree, path: TreePath, known: tuple[str, ...]) -> Iterator[Finding]:
    node: Any = written.tree
    for step in path:
        node = node[step]
    for key in node:
        if key not in known:
            close = get_close_matches(key, known, 1, 0.6)
            hint = f"did you mean `{close[0]}`?" if close else f"the keys here are {_listed(known)}"
            place = written.place((*path, key), key=True)
            yield Finding(code="P087", message=f"unknown key `{key}`", place=place, hint=hint)


def _wrong_values(written: PolicyTree, path: TreePath, one: Mapping[str, Any]) -> Iterator[Finding]:
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


def _listed(names: tuple[str, ...]) -> str:
    return f"`{'`, `'.join(names)}`"
