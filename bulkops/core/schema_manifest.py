"""JSON Schema of a whole manifest, for editors.

The type's name decides an entry's schema by `if`/`then`: with `oneOf`, one wrong field would give one useless error
about the whole entry.
"""

from typing import Any

from bulkops.core.operation import OperationType
from bulkops.core.registry import Registry
from bulkops.core.schema import (
    DIALECT,
    Schema,
    common_properties,
    entry_schema,
    example_entry,
    field_schema,
    id_schema,
    members_schema,
    payload_schema,
    target_schema,
)
from bulkops.core.schema_rows import COLUMN_SCHEMA, CONDITION_SCHEMA, ROWS_SCHEMA, or_column, template_members

FORMAT_VERSION = 1


def manifest_schema(registry: Registry) -> Schema:
    """Give the schema of a manifest: every operation type's entries, from values or from the rows of a table."""
    types = tuple(registry.types.values())
    return {
        "$schema": DIALECT,
        "$id": "manifest.schema.json",
        "title": "Bulkops manifest",
        "description": "Operations on invoices that are wanted, to be planned and applied by bulkops.",
        "type": "object",
        "properties": {
            "bulkops": {
                "const": FORMAT_VERSION,
                "description": f"Version of the manifest's format: {FORMAT_VERSION}.",
                "examples": [FORMAT_VERSION],
            },
            "name": id_schema(
                "Names the manifest. Together with an entry's `id` it identifies an operation for good: applied "
                "again, what is done is not done twice.",
                "march-2026",
            ),
            "defaults": _defaults_schema(types),
            "operations": {
                "type": "array",
                "items": _item_schema(types),
                "description": "What is wanted, one entry an operation.",
                "examples": [[example_entry(types[0])]],
            },
        },
        "required": ["bulkops", "name", "operations"],
        "additionalProperties": False,
        "examples": [_example(types)],
        "$defs": _definitions(types),
    }


def _definitions(types: tuple[OperationType, ...]) -> Schema:
    definitions: Schema = {"column": COLUMN_SCHEMA, "rows": ROWS_SCHEMA, "condition": CONDITION_SCHEMA}
    for operation_type in types:
        name = operation_type.name
        if operation_type.fields:
            definitions[f"payload.{name}"] = members_schema(operation_type.fields)
        definitions[f"entry.{name}"] = _entry_schema(operation_type)
        definitions[f"rows.{name}"] = template_schema(operation_type, types)
    return definitions


def _example(types: tuple[OperationType, ...]) -> Any:
    entries = [example_entry(operation_type) for operation_type in types if operation_type.payload_required]
    return {"bulkops": FORMAT_VERSION, "name": "march-2026", "operations": entries}


def _entry_schema(operation_type: OperationType) -> Schema:
    """Give an entry's schema, the fields shared with the defaults."""
    schema = entry_schema(operation_type)
    if operation_type.fields:
        payload = payload_schema(operation_type)
        own: Schema = {name: payload[name] for name in ("description", "required", "minProperties") if name in payload}
        schema["properties"]["with"] = {"$ref": f"#/$defs/payload.{operation_type.name}", **own}
    return schema


def _defaults_schema(types: tuple[OperationType, ...]) -> Schema:
    """Describe values laid under entries: as a payload, with nothing required."""
    properties: Schema = {}
    for operation_type in types:
        if operation_type.fields:
            properties[operation_type.name] = {
                "$ref": f"#/$defs/payload.{operation_type.name}",
                "description": f"Values for every `{operation_type.name}` that does not give its own.",
            }
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "description": "Values laid under each operation's `with`, by operation type.",
        "examples": [{"visma.invoice.create": {"currencyId": "SEK"}}],
    }


def _item_schema(types: tuple[OperationType, ...]) -> Schema:
    return {
        "type": "object",
        "properties": {
            "op": {
                "enum": [operation_type.name for operation_type in types],
                "description": "What to do: the name of an operation type.",
            }
        },
        "required": ["op"],
        "allOf": [
            {
                "if": {"properties": {"op": {"const": operation_type.name}}, "required": ["op"]},
                "then": {
                    "if": {"required": ["rows"]},
                    "then": {"$ref": f"#/$defs/rows.{operation_type.name}"},
                    "else": {"$ref": f"#/$defs/entry.{operation_type.name}"},
                },
            }
            for operation_type in types
        ],
    }


def template_schema(operation_type: OperationType, types: tuple[OperationType, ...]) -> Schema:
    """Give the schema of an entry that stands for the rows of a table."""
    properties: Schema = {
        "rows": {"$ref": "#/$defs/rows"},
        "id": {
            "type": "string",
            "minLength": 1,
            "description": "Names each operation; `{Column}` is replaced by the row's value.",
            "examples": ["inv-{Number}"],
        },
        "op": {"const": operation_type.name, "description": operation_type.summary},
    }
    required = ["rows", "id", "op"]
    if operation_type.targeted:
        key = operation_type.resource.key
        target = target_schema(operation_type)
        properties[key] = or_column(target | {"anyOf": [{"type": "string"}, *target["anyOf"]]})
        required.append(key)
    if operation_type.fields:
        properties["with"] = template_members(operation_type.fields) | {
            "description": payload_schema(operation_type)["description"]
        }
    if operation_type.payload_required:
        required.append("with")
    options = {field.name: or_column(field_schema(field)) for field in operation_type.options}
    common = {name: or_column(schema) for name, schema in common_properties(operation_type).items()}
    properties |= options | common
    if followers := _followers(operation_type, types):
        properties["then"] = {
            "type": "array",
            "items": {"enum": followers},
            "description": "Operations that follow, on the document that this one makes.",
            "examples": [["visma.invoice.release"]],
        }
    return {
        "title": f"{operation_type.name} from a table",
        "description": f"{operation_type.summary} One for each row, or group of rows, of a table.",
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _followers(operation_type: OperationType, types: tuple[OperationType, ...]) -> list[str]:
    """Name the operations that can follow on a document just made, with nothing more to say."""
    if operation_type.targeted:
        return []
    return [
        other.name
        for other in types
        if other.targeted and other.resource is operation_type.resource and not other.payload_required
    ]
