"""Faults from a file of YAML or JSON, and mistakes in it with their places."""

from pathlib import Path
from typing import Any

import yaml

from bulkops.sandbox.fault_text import FaultError, read_objects, read_text
from bulkops.sandbox.faults import Fault

_SUFFIXES = frozenset({".yaml", ".yml", ".json"})


def read_given(given: str) -> tuple[Fault, ...]:
    """Read faults from what was given: the name of a file, or their short form.

    Raises:
        FaultError: They cannot be read; the message names the place.
    """
    path = Path(given)
    if path.suffix.lower() not in _SUFFIXES:
        return read_text(given)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise FaultError(f"`{given}` cannot be read: {reason}") from error
    return _read(text, given)


def _read(text: str, name: str) -> tuple[Fault, ...]:
    try:
        node, value = _parsed(text)
    except yaml.MarkedYAMLError as error:
        raise FaultError(f"{_place(name, error.problem_mark)}: it is not YAML: {error.problem}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise FaultError(f"{name}: it is not YAML: {str(error).splitlines()[0]}") from error
    try:
        return read_objects(value)
    except FaultError as error:
        raise FaultError(f"{_place(name, _mark(node, error))}: {error}") from error


def _parsed(text: str) -> tuple[Any, Any]:
    """Give the nodes of a text, which know their places, and what it says; an empty one is an empty list."""
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        return node, [] if node is None else loader.construct_document(node)
    finally:
        loader.dispose()


def _mark(node: Any, error: FaultError) -> Any:
    """Find where a fault of a file, or one of its settings, begins."""
    if isinstance(node, yaml.MappingNode):
        node = next((value for key, value in node.value if key.value == "faults"), node)
    if not error.number or not isinstance(node, yaml.SequenceNode):
        return None if node is None else node.start_mark
    fault = node.value[error.number - 1]
    members = fault.value if isinstance(fault, yaml.MappingNode) else []
    return next((key.start_mark for key, _ in members if key.value == error.member), fault.start_mark)


def _place(name: str, mark: Any) -> str:
    return name if mark is None else f"{name}:{mark.line + 1}:{mark.column + 1}"
