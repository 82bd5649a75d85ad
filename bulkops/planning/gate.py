"""The gate: generated JSON Schemas decide whether an entry is well formed, and every breach becomes a finding."""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

import jsonschema_rs

from bulkops.core.field import Field
from bulkops.core.finding import Finding
from bulkops.core.operation import OperationType
from bulkops.core.schema import entry_schema, example_target, members_schema
from bulkops.planning.places import Path, Where
from bulkops.planning.wording import Subject, dotted, example_text, words

Validator = jsonschema_rs.Draft202012Validator
#: A breach: path of the value (of an unknown or missing field: of that field), and the finding.
Found = tuple[Path, Finding]
_LISTED_MAX = 12
_OWN_KEYS = ("with", "after", "if_match")


@lru_cache(maxsize=256)
def validator_of(operation_type: OperationType) -> Validator:
    """Compile the schema of an operation type's entries."""
    return Validator(entry_schema(operation_type), validate_formats=True)


@lru_cache(maxsize=256)
def defaults_validator_of(operation_type: OperationType) -> Validator:
    """Compile the schema of what can be laid under an operation type's `with`: nothing of it is required."""
    return Validator({"properties": {"with": members_schema(operation_type.fields)}}, validate_formats=True)


def breaches(validator: Validator, operation_type: OperationType, instance: Any, where: Where) -> Iterator[Found]:
    """Give a finding for each way in which an instance breaks its schema: one a value.

    Args:
        validator: The schema.
        operation_type: What it was made from.
        instance: The entry as `instance.to_instance` gives it.
        where: Says where things stand.
    """
    errors: list[tuple[Path, Any]] = [(tuple(error.instance_path), error) for error in validator.iter_errors(instance)]
    lacking = {path for path, error in errors if error.kind.name == "required"}
    told: set[Path] = set()
    for path, error in errors:
        if error.kind.name == "additionalProperties":
            for name in error.kind.unexpected:
                yield (*path, name), _unknown((*path, name), operation_type, error.instance[name], where)
        elif error.kind.name == "required":
            yield (*path, error.kind.property), _missing(path, error.kind.property, operation_type, where)
        elif path not in told | lacking:  # one value can break several rules; the first says enough
            told.add(path)
            yield path, _wrong(path, error, operation_type, where)


def _wrong(path: Path, error: Any, operation_type: OperationType, where: Where) -> Finding:
    if error.instance is None and path == ("with",) and operation_type.payload_required:
        return _missing((), "with", operation_type, where)
    if error.instance is None and path == (operation_type.resource.key,):
        return _missing((), operation_type.resource.key, operation_type, where)
    subject = Subject(
        path=path,
        value=error.instance,
        field=field_at(operation_type, path),
        type=operation_type,
        limit=getattr(error.kind, "limit", None),
    )
    code, message, hint = words(error.kind.name, subject)
    return Finding(code=code, message=message, place=where(path), hint=hint)


def _missing(path: Path, name: str, operation_type: OperationType, where: Where) -> Finding:
    above = f"`{dotted(path)}`" if path else "the entry"
    field = field_at(operation_type, (*path, name))
    hint = f"add `{name}: {example_text(field)}`" if field else f"add `{name}:`"
    if path == () and name == "id":
        hint = "add `id:` with a name that no other entry of the manifest has, and keep it"
    elif path == () and name == operation_type.resource.key:
        hint = f"add `{name}:` with its number, such as `{name}: {example_target(operation_type)}`"
    elif path == () and name == "with":
        hint = "add `with:`, and below it the fields that are to be sent"
    return Finding(code="M022", message=f"{above} lacks `{name}`", place=where((*path, name)), hint=hint)


def _unknown(path: Path, operation_type: OperationType, value: Any, where: Where) -> Finding:
    name = str(path[-1])
    message, hint = _elsewhere(path, operation_type) or (f"unknown field `{name}`", "")
    if not hint and name.isdigit() and value is None:
        hint = "a comma begins the next field: write decimals with a point"
    return Finding(
        code="M021",
        message=message,
        place=where(path, key=True),
        hint=hint or _known(name, _names(operation_type, path[:-1])),
    )


def _elsewhere(path: Path, operation_type: OperationType) -> tuple[str, str] | None:
    """Word it where the name is known, and stands in the wrong place."""
    name, above = str(path[-1]), path[:-1]
    beside = _names(operation_type, ())
    if above == () and any(field.name == name for field in operation_type.fields):
        return f"`{name}` stands beside `with`", "move it below `with`"
    if above == ("with",) and name in beside:
        return f"`{name}` stands below `with`", "move it beside `with`"
    if above == () and name in {*_OWN_KEYS, operation_type.resource.key}:
        return f"`{operation_type.name}` takes no `{name}`", "remove it"
    return None


def _known(name: str, known: tuple[str, ...]) -> str:
    folded = {candidate.casefold(): candidate for candidate in known}
    close = get_close_matches(name.casefold(), folded, 1, 0.6)
    if close:
        return f"did you mean `{folded[close[0]]}`?"
    if len(known) <= _LISTED_MAX:
        return f"known here: {', '.join(f'`{candidate}`' for candidate in known)}"
    return "`bulkops operations NAME` lists the fields"


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
    if path:
        field = field_at(operation_type, path)
        return tuple(member.name for member in (field.fields if field else operation_type.fields))
    return tuple(entry_schema(operation_type)["properties"])
