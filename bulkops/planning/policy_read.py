"""Policies out of their files: every key is checked, and bound to what operations can have."""

from collections.abc import Iterator
from typing import Any

from bulkops.core.finding import Finding, Related, Severity
from bulkops.core.place import Place
from bulkops.core.registry import Registry
from bulkops.core.tree import Map, Seq
from bulkops.planning.policy import Policy
from bulkops.planning.policy_bind import bind
from bulkops.planning.policy_keys import KEYS, TOP, PolicyTree, TreePath, listed, unknown_keys, wrong_values
from bulkops.planning.policy_mistakes import KEY, PolicyError

VERSION = "1"


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
        self.findings += unknown_keys(written, (), TOP)
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
            self._add(written, path, "a policy is a mapping of keys to values", f"its keys are {listed(KEYS)}")
            return
        wrong = [*unknown_keys(written, path, KEYS), *wrong_values(written, path, one)]
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
