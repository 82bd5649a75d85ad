"""The gate: generated JSON Schemas decide whether an entry is well formed, and every breach becomes a finding."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

import jsonschema_rs

from bulkops.core.entry import Entry
from bulkops.core.field import Field, Kind
from bulkops.core.finding import Finding
from bulkops.core.operation import OperationType
from bulkops.core.schema import entry_schema

Path = tuple[str | int, ...]

_FORMS = {
    Kind.FLAG: "write `true` or `false`",
    Kind.INTEGER: "write a whole number, such as `{example}`",
    Kind.DECIMAL: "write a number with a decimal point and at most 6 decimals, such as `{example}`",
    Kind.DATE: "write an existing day as year-month-day, such as `{example}`",
    Kind.UUID: "write a UUID, such as `{example}`",
    Kind.TEXT: "write text, such as `{example}`",
    Kind.GROUP: "write a mapping of its members",
    Kind.LIST: "write a list of mappings, one an element",
}


@lru_cache(maxsize=256)
def validator_of(operation_type: OperationType) -> jsonschema_rs.Draft202012Validator:
    """Compile the schema of an operation type's entries."""
    return jsonschema_rs.Draft202012Validator(entry_schema(operation_type), validate_formats=True)


def breaches(operation_type: OperationType, instance: Any, entry: Entry, operation: str) -> Iterator[Finding]:
    """Give one finding for each way in which an entry's instance breaks its schema.

    Args:
        operation_type: Decides the schema.
        instance: The entry as `instance.to_instance` gives it.
        entry: Where to look places up.
        operation: Id of the operation, for the findings.
    """
    for error in validator_of(operation_type).iter_errors(instance):
        yield from _finding(error, operation_type, entry, operation)


def _finding(error: Any, operation_type: OperationType, entry: Entry, operation: str) -> Iterator[Finding]:
    path: Path = tuple(error.instance_path)
    kind = error.kind.name
    if kind == "additionalProperties":
        known = _names(operation_type, path)
        for name in error.kind.unexpected:
            yield _unknown((*path, name), name, known, entry, operation)
        return
    field = field_at(operation_type, path)
    place = entry.place(path)
    if kind == "required":
        name = error.kind.property
        where = f"`{dotted(path)}`" if path else "the entry"
        missing = field_at(operation_type, (*path, name))
        hint = f"add `{name}: {example_text(missing)}`" if missing else f"add `{name}:`"
        yield Finding(code="M022", message=f"{where} lacks `{name}`", place=place, operation=operation, hint=hint)
        return
    code, message, hint = _words(kind, error, field, path)
    yield Finding(code=code, message=message, place=place, operation=operation, hint=hint)


def _unknown(path: Path, name: str, known: tuple[str, ...], entry: Entry, operation: str) -> Finding:
    folded = {candidate.casefold(): candidate for candidate in known}
    close = get_close_matches(name.casefold(), folded, 1, 0.6)
    if close:
        hint = f"did you mean `{folded[close[0]]}`?"
    elif len(known) <= 12:
        hint = f"known here: {', '.join(f'`{candidate}`' for candidate in known)}"
    else:
        hint = "`bulkops operations NAME` lists the fields"
    place = entry.place(path, key=True)
    return Finding(code="M021", message=f"unknown field `{name}`", place=place, operation=operation, hint=hint)


def _words(kind: str, error: Any, field: Field | None, path: Path) -> tuple[str, str, str]:
    name, value = dotted(path) or "the entry", _shown(error.instance)
    hint = _FORMS.get(field.kind, "").format(example=example_text(field)) if field else ""
    if error.instance is None:
        return "M028", f"`{name}` cannot be cleared with `null`", "leave it out to keep it as it is"
    if kind == "enum" and field:
        close = get_close_matches(str(error.instance), field.choices, 1, 0.6)
        known = ", ".join(f"`{choice}`" for choice in field.choices)
        return "M024", f"`{name}` cannot be {value}", f"did you mean `{close[0]}`?" if close else f"use one of {known}"
    if kind in {"minimum", "maximum"} and field:
        return "M025", f"`{name}` is {value}, outside {field.minimum} to {field.maximum}", hint
    if kind == "maxLength" and field:
        return "M026", f"`{name}` has {len(error.instance)} characters; at most {field.length_max} are allowed", ""
    if kind == "minLength":
        return "M026", f"`{name}` is empty", "write a value, or leave the key out"
    if kind in {"minProperties", "minItems"}:
        return "M027", f"`{name}` is empty", "give at least one value, or remove the entry"
    if field is None:
        return "M023", f"{value} cannot stand at `{name}`", error.message
    return (
        "M023",
        f"`{name}` is {value}, which is not a {field.kind}"
        if field.kind in {Kind.DATE, Kind.UUID, Kind.INTEGER, Kind.DECIMAL}
        else f"`{name}` cannot be {value}",
        hint,
    )


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text if len(text) <= 60 else text[:57] + '…'}`"


def dotted(path: Path) -> str:
    """Write a path as documents do, without the leading `with`: `invoiceLines[2].quantity`, elements from 1."""
    text = ""
    for step in path[1:] if path[:1] == ("with",) and len(path) > 1 else path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def field_at(operation_type: OperationType, path: Path) -> Field | None:
    """Find the field that a path in an entry leads to, or None for bulkops' own keys."""
    names = [step for step in path if isinstance(step, str)]
    if not names:
        return None
    if names[0] != "with":
        return next((field for field in operation_type.options if field.name == names[0]), None)
    fields, found = operation_type.fields, None
    for name in names[1:]:
        found = next((field for field in fields if field.name == name), None)
        if found is None:
            return None
        fields = found.fields
    return found


def _names(operation_type: OperationType, path: Path) -> tuple[str, ...]:
    node: Any = entry_schema(operation_type)
    for step in path:
        node = node.get("items", node) if isinstance(step, int) else node.get("properties", {}).get(step, {})
        branches = node.get("anyOf", ())
        node = next((branch for branch in branches if "properties" in branch or "items" in branch), node)
    return tuple(node.get("properties", ()))


def example_text(field: Field | None) -> str:
    """Write a field's example as a user would."""
    if field is None:
        return "…"
    if field.kind in {Kind.GROUP, Kind.LIST}:
        return "…"
    return str(field.example).lower() if isinstance(field.example, bool) else str(field.example)
