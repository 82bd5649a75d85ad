"""What the models of the project file refuse, as findings with places; values of secrets never show."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bulkops.adapters.project_file import ProjectTree, TreePath
from bulkops.app.settings import project_schema
from bulkops.core.finding import Finding

#: Keys whose values must not be written into the file.
SECRET_KEYS = frozenset({"client_secret", "password", "token", "value"})
_HARMLESS = re.compile(r"[\w.,%+ -]{1,40}")
_MAPPING = "keys and values"


def findings_of(error: ValidationError, tree: ProjectTree, prefix: TreePath = ()) -> Iterator[tuple[TreePath, Finding]]:
    """Turn the errors of a model into findings, each with the path it is about.

    Args:
        error: What pydantic found.
        tree: The file.
        prefix: Where in the file the model's values stand.
    """
    for detail in error.errors(include_url=False, include_input=False):
        path = _path(tree, (*prefix, *detail["loc"]))
        yield path, _finding(detail, tree, path)


def missing(tree: ProjectTree, path: TreePath, why: str = "") -> Finding:
    """Say that a key is not there, at the place of what should hold it."""
    name, parent = path[-1], path[:-1]
    inside = f" in `{parent[-1]}`" if parent else ""
    return Finding(code="C003", message=f"`{name}` is missing{inside}{why}", place=tree.place(parent, key=True))


def wrong_value(tree: ProjectTree, path: TreePath, expected: str) -> Finding:
    """Say that a value is not what its key holds."""
    value, name = tree.written(path), path[-1]
    if isinstance(value, str) and name not in SECRET_KEYS and _HARMLESS.fullmatch(value):
        stands = f"`{name}` is `{value}`"
    elif isinstance(value, str) and value:
        stands = f"`{name}` is another text"
    elif isinstance(value, dict | list):
        stands = f"`{name}` is {'a list' if isinstance(value, list) else _MAPPING}"
    else:
        stands = f"`{name}` is empty"
    return Finding(code="C005", message=f"{stands}; it holds {expected}", place=tree.place(path))


def _finding(detail: ErrorDetails, tree: ProjectTree, path: TreePath) -> Finding:
    context: dict[str, Any] = detail.get("ctx", {})
    expected = _MAPPING
    match detail["type"]:
        case "missing":
            return missing(tree, path)
        case "union_tag_not_found":
            return missing(tree, (*path, "scheme"))
        case "extra_forbidden":
            return _unknown_key(tree, path)
        case "scalar" if path[-1] == "[key]":
            message = f"the key `{path[-2]}` cannot stand here; it names {context['expected']}"
            return Finding(code="C005", message=message, place=tree.place(path[:-1], key=True))
        case "scalar":
            expected = context["expected"]
        case "enum" | "literal_error":
            expected = "one of " + str(context["expected"]).replace("'", "`")
        case "union_tag_invalid":
            path, expected = (*path, "scheme"), "one of `none`, `basic`, `bearer` or `header`"
        case _:  # a scalar or list stands where keys and values belong
            pass
    return wrong_value(tree, path, expected)


def _path(tree: ProjectTree, loc: TreePath) -> TreePath:
    """Leave out of a location what is no key of the file, such as the scheme that chose a model."""
    path: TreePath = ()
    for depth, step in enumerate(loc):
        if depth == len(loc) - 1 or tree.has((*path, step)):
            path = (*path, step)
    return path


def _unknown_key(tree: ProjectTree, path: TreePath) -> Finding:
    known = _known_keys(tree, path[:-1])
    close = get_close_matches(str(path[-1]), known, 1, 0.6)
    hint = f"did you mean `{close[0]}`?" if close else f"the keys here are `{'`, `'.join(known)}`"
    return Finding(code="C004", message=f"unknown key `{path[-1]}`", place=tree.place(path, key=True), hint=hint)


def _known_keys(tree: ProjectTree, path: TreePath) -> list[str]:
    """List the keys that the schema knows at a path."""
    schema = project_schema()
    definitions: dict[str, dict[str, Any]] = schema["$defs"]

    def resolved(node: dict[str, Any], at: TreePath) -> dict[str, Any]:
        if "discriminator" in node:
            scheme = tree.written((*at, "scheme"))
            node = {"$ref": node["discriminator"]["mapping"].get(scheme, "#/$defs/NoneAuth")}
        for part in node.get("anyOf", ()):
            node = part if "$ref" in part or "properties" in part else node
        name = node.get("$ref", "").rpartition("/")[2]
        return definitions.get(name, node)

    node = schema
    for depth, step in enumerate(path):
        below = node.get("properties", {}).get(step, node.get("additionalProperties"))
        if not isinstance(below, dict):
            return []
        node = resolved(below, path[: depth + 1])
    return list(node.get("properties", ()))
