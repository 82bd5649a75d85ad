"""Which operations a policy is about: its conditions, bound to what operations can have."""

from collections.abc import Callable, Mapping
from fnmatch import translate
from re import compile as compile_pattern
from typing import Any

from bulkops.core.operation import OperationType
from bulkops.core.registry import Registry
from bulkops.core.tree import Seq
from bulkops.planning.policy import Condition
from bulkops.planning.policy_mistakes import KEY, check_choices, found_at, mistake, near, read_as, shown
from bulkops.planning.policy_paths import Known
from bulkops.planning.policy_values import Operator, fits, read


def bind_where(
    written: Mapping[str, Any], known: Mapping[str, Mapping[str, Known]], registry: Registry
) -> tuple[tuple[Condition, ...], list[str]]:
    """Bind the conditions of a policy.

    Returns:
        The conditions, and the names of the operation types that are meant, as far as the conditions tell.

    Raises:
        PolicyError: A condition can never be met.
    """
    types, conditions = list(known), []
    for path, value in written.items():
        found = found_at(path, known, "where", path, KEY)
        kinds = {one.kind: one for one in found.values()}
        tests = {kind: _test(value, at, path) for kind, at in kinds.items()}
        passes = {name: tests[at.kind] for name, at in found.items()}
        conditions.append(Condition(parts=tuple(path.split(".")), passes=passes))
        if path in _NAMES:
            named = {name: _NAMES[path](registry.types[name]) for name in known}
            meant = [name for name in named if passes[name](named[name])]
            if not meant:
                hint = near(shown(value), dict.fromkeys(named.values()))
                raise mistake(f"no operation has the {path} `{shown(value)}`", hint, "where", path)
            types = [name for name in types if name in meant]
    return tuple(conditions), types


#: Members of a step that follow from its type, so that it is known at once which operations are meant.
_NAMES: Mapping[str, Callable[[OperationType], str]] = {"type": lambda one: one.name, "action": lambda one: one.verb}


def _test(value: Any, at: Known, path: str) -> Callable[[Any], bool]:
    """Make the test of one condition: one of several values, of text glob patterns."""
    if not fits(Operator.EQUAL, at.kind):
        raise mistake(f"`{path}` has parts; a condition names one of them", "write its path as the key", "where", path)
    written = list(value) if isinstance(value, Seq) else [value]
    if not written or not all(isinstance(one, str) for one in written):
        raise mistake(f"`{path}` takes a value, or a list of values", "write what stands there", "where", path)
    check_choices(written, at, "where", path, globs=True)
    kind = at.kind
    if not fits(Operator.MATCHES, kind):
        wanted = {read_as(kind, one, "where", path) for one in written}
        return lambda found: read(kind, found) in wanted
    patterns = [compile_pattern(translate(one)) for one in written]
    return lambda found: any(pattern.match(read(kind, found)) for pattern in patterns)
