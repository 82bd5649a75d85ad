"""What is wrong with a policy, and what would be right."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any, TypeVar

from bulkops.core.field import Kind
from bulkops.core.tree import Seq
from bulkops.planning.policy_paths import Known
from bulkops.planning.policy_values import NOUNS, read

#: Keys and indexes from the top of a policy.
At = tuple[str | int, ...]
#: Stands last where a key is meant, and not its value.
KEY = ""
_Made = TypeVar("_Made")


class PolicyError(ValueError):
    """A policy can never be held against anything.

    Attributes:
        found: Code, where in the policy, message and hint of each mistake.
    """

    def __init__(self, found: Sequence[tuple[str, At, str, str]]) -> None:
        super().__init__("; ".join(message for _, _, message, _ in found))
        self.found = tuple(found)


class Gathered:
    """Gathers the mistakes of parts that can be looked at one by one."""

    def __init__(self) -> None:
        self._found: list[tuple[str, At, str, str]] = []

    def __call__(self, make: Callable[..., _Made], *arguments: Any) -> _Made | None:
        """Make a part; None where there is a mistake in it."""
        try:
            return make(*arguments)
        except PolicyError as error:
            self._found += error.found
            return None

    def tell(self) -> None:
        """Raise what was gathered.

        Raises:
            PolicyError: There was a mistake.
        """
        if self._found:
            raise PolicyError(self._found)


def mistake(message: str, hint: str, *at: str | int, code: str = "P088") -> PolicyError:
    """Make the error of one mistake."""
    return PolicyError([(code, at, message, hint)])


def found_at(path: str, known: Mapping[str, Mapping[str, Known]], *at: str | int) -> dict[str, Known]:
    """Find what stands at a path, by operation type.

    Raises:
        PolicyError: No operation has it, or it is in no plan.
    """
    found = {name: paths[path] for name, paths in known.items() if path in paths}
    if not found:
        every = dict.fromkeys(one for paths in known.values() for one in paths)
        raise mistake(f"no operation that is meant has `{path}`", near(path, every), *at)
    if any(one.sensitive for one in found.values()):
        message = f"`{path}` is personal data, which is in no plan"
        hint = "compare another field; or ask only whether the group around it `exists`"
        raise mistake(message, hint, *at, code="P089")
    return found


def read_as(kind: Kind | None, value: str, *at: str | int) -> Any:
    """Read a written value as a kind.

    Raises:
        PolicyError: It is of another kind.
    """
    try:
        return read(kind, value)
    except ValueError as error:
        raise mistake(f"`{value}` is not {noun(kind)}", "write what stands there in a plan", *at) from error


def check_choices(written: Sequence[str], at: Known, *where: str | int, globs: bool = False) -> None:
    """Refuse what can never be there: the policy would forbid nothing, or everything.

    Raises:
        PolicyError: A value is none of those that there are.
    """
    for value in written if at.choices else ():
        if value not in at.choices and not (globs and any(fnmatchcase(one, value) for one in at.choices)):
            raise mistake(f"`{value}` is never there", f"there may be `{'`, `'.join(at.choices)}`", *where)


def near(written: str, known: Iterable[str]) -> str:
    """Suggest what may have been meant."""
    close = get_close_matches(written, list(known), 1, 0.6)
    return f"did you mean `{close[0]}`?" if close else "`docs/policies.md` says what a policy can name"


def noun(kind: Kind | None) -> str:
    """Say what a kind of value is."""
    if kind in {Kind.GROUP, Kind.LIST}:
        return "several values"
    return NOUNS.get(kind, "text")


def shown(value: Any) -> str:
    """Write a value of a policy as it was written."""
    if value is None:
        return ""
    return f"[{', '.join(map(str, value))}]" if isinstance(value, Seq) else str(value)
