"""Binding a policy to the declarations: which operations it is about, what stands at its path, what it compares."""

import re
from collections.abc import Mapping
from typing import Any

from bulkops.core.field import Kind
from bulkops.core.registry import Registry
from bulkops.core.tree import Seq
from bulkops.planning.policy_mistakes import Gathered, check_choices, found_at, mistake, near, noun, read_as, shown
from bulkops.planning.policy_paths import SUMMARY, Known, paths_of, summary_path, summary_paths
from bulkops.planning.policy_values import LISTED, PATTERNS, PRESENCE, Operator, fits
from bulkops.planning.policy_where import bind_where


def bind(one: Mapping[str, Any], registry: Registry) -> dict[str, Any]:
    """Bind a policy whose keys are known and hold text.

    Returns:
        Members of a `Policy`.

    Raises:
        PolicyError: It can never be held against anything; with every mistake that does not follow from another.
    """
    gathered = Gathered()
    operator = gathered(_operator, str(one["operator"]))
    in_summary = str(one["path"]).startswith(f"{SUMMARY}.")
    bound = gathered(_in_summary if in_summary else _in_steps, one, registry)
    found: dict[str, Known] = bound.pop("found") if bound else {}
    wanted = gathered(_wanted, one, operator, found) if operator else None
    gathered.tell()
    assert bound is not None
    written = f"{operator} {shown(one.get('value'))}".strip()
    return bound | {"operator": operator, "wanted": wanted, "written": written}


def _in_steps(one: Mapping[str, Any], registry: Registry) -> dict[str, Any]:
    path = str(one["path"])
    known = {name: paths_of(operation_type) for name, operation_type in registry.types.items()}
    gathered = Gathered()
    where, types = gathered(bind_where, one.get("where") or {}, known, registry) or ((), list(known))
    found = gathered(found_at, path, {name: known[name] for name in types}, "path") or {}
    gathered.tell()
    kinds = {name: at.kind for name, at in found.items()}
    return {"parts": tuple(path.split(".")), "kinds": kinds, "where": where, "found": found}


def _in_summary(one: Mapping[str, Any], registry: Registry) -> dict[str, Any]:
    path = str(one["path"])
    parts = summary_path(path, registry)
    if parts is None:
        raise mistake(f"the summary of a plan has no number `{path}`", near(path, summary_paths(registry)), "path")
    if "where" in one:
        raise mistake("a policy about the summary takes no `where`", "the summary counts the plan as a whole", "where")
    return {"parts": parts, "summary": True, "found": {"": Known(Kind.DECIMAL)}}


def _operator(written: str) -> Operator:
    if written not in set(Operator):
        raise mistake(f"there is no operator `{written}`", f"they are `{'`, `'.join(Operator)}`", "operator")
    return Operator(written)


def _wanted(one: Mapping[str, Any], operator: Operator, found: Mapping[str, Known]) -> dict[Kind | None, Any]:
    """Read what a policy compares with, as each kind of value that may stand at its path."""
    kinds = {at.kind: at for at in found.values()}
    for kind in kinds:
        if not fits(operator, kind) or (operator in PRESENCE and "" in found):
            fitting = [other for other in Operator if fits(other, kind) and not (other in PRESENCE and "" in found)]
            message = f"`{operator}` does not fit `{one['path']}`, which holds {noun(kind)}"
            raise mistake(message, f"there it can be `{'`, `'.join(fitting)}`", "operator")
    if operator in PRESENCE:
        if "value" in one:
            raise mistake(f"`{operator}` takes no `value`", "remove it", "value")
        return {}
    values = _values(one.get("value"), operator)
    if operator in PATTERNS:
        return dict.fromkeys(kinds, _pattern(values[0]))
    for at in kinds.values():
        check_choices(values, at, "value")
    read = {kind: [read_as(kind, value, "value") for value in values] for kind in kinds}
    return {kind: frozenset(values) if operator in LISTED else values[0] for kind, values in read.items()}


def _values(value: Any, operator: Operator) -> list[str]:
    """Give the value, or the values, that an operator takes."""
    if operator not in LISTED:
        if not isinstance(value, str):
            raise mistake(f"`{operator}` takes one value", "write it at `value`", "value")
        return [value]
    if not isinstance(value, Seq) or not value or not all(isinstance(part, str) for part in value):
        raise mistake(f"`{operator}` takes a list of values", "write it at `value`, such as `[SEK, EUR]`", "value")
    return list(value)


def _pattern(value: str) -> re.Pattern[str]:
    try:
        return re.compile(value)
    except re.error as error:
        message = f"`{value}` is no regular expression: {error}"
        raise mistake(message, "a value has to match it as a whole", "value") from error
