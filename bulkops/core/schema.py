"""JSON Schema (2020-12) of an operation type's entries, derived from its declaration.

One schema serves editors and the program. A manifest's scalars are text until a field's kind reads them, so what
reaches the schema has text, flags and whole numbers; decimals and dates are still text. Editors see YAML's own types
in their place, so numbers are allowed wherever text may look like one.
"""

from collections.abc import Mapping
from typing import Any

from bulkops.core.field import PATHS, Field, Kind
from bulkops.core.operation import OperationType

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DECIMAL = r"^-?[0-9]{1,15}(\.[0-9]{1,6})?$"
_DATE = "^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$"
_UUID = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"
#: No spaces and no control characters: ids stand in file names, globs and command lines.
_ID = r"^[^\s\x00-\x1f\x7f]+$"
ID_LENGTH_MAX = 120
#: A path of one line that names a file, not a folder.
_PATH = r"^[^\x00-\x1f\x7f]*[^/\\\x00-\x1f\x7f]$"

_SCALARS: Mapping[Kind, Schema] = {
    Kind.FLAG: {"type": "boolean"},
    Kind.DECIMAL: {"type": ["number", "string"], "pattern": _DECIMAL},
    Kind.DATE: {"type": "string", "format": "date", "pattern": _DATE},
    Kind.UUID: {"type": "string", "format": "uuid", "pattern": _UUID},
    **{kind: {"type": "string", "minLength": 1, "pattern": _PATH} for kind in PATHS},
}


def payload_schema(operation_type: OperationType) -> Schema:
    """Give the schema of `with`."""
    schema = members_schema(operation_type.fields)
    for name in operation_type.required:
        # An empty text would stand for "not given".
        schema["properties"][name] |= {"minLength": 1}
    if operation_type.required:
        schema["required"] = list(operation_type.required)
    if operation_type.payload_required:
        schema["minProperties"] = 1
    return schema | {"description": f"What is sent by `{operation_type.name}`, in the API's own names."}


def entry_schema(operation_type: OperationType) -> Schema:
    """Give the schema of an entry of this type."""
    properties: Schema = {
        "id": id_schema("Names the operation; unique in the manifest.", f"acme-{operation_type.verb}"),
        "op": {"const": operation_type.name, "description": operation_type.summary},
    }
    required = ["id", "op"]
    if operation_type.targeted:
        key = operation_type.resource.key
        properties[key] = target_schema(operation_type)
        required.append(key)
    if operation_type.fields:
        properties["with"] = payload_schema(operation_type)
    if operation_type.payload_required:
        required.append("with")
    required += operation_type.needs
    properties |= {field.name: field_schema(field) for field in operation_type.options}
    properties |= common_properties(operation_type)
    return {
        "title": operation_type.name,
        "description": operation_type.summary,
        "markdownDescription": f"{operation_type.summary}\n\n{operation_type.details}".strip(),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
        "examples": [example_entry(operation_type)],
    }


def common_properties(operation_type: OperationType) -> Schema:
    """Give the schemas of the keys that order and guard an operation."""
    properties: Schema = {
        "after": {
            "type": "array",
            "items": {"type": ["string", "number"], "minLength": 1},
            "description": "Operations that must be done before this one: ids, or patterns such as `acme-*`.",
            "examples": [["acme-create"]],
        }
    }
    if operation_type.versioned:
        properties["if_match"] = {
            "type": "string",
            "minLength": 1,
            "description": "Entity tag of the version you have reviewed; left out, the version that the plan reads.",
            "examples": ['"AAAAAE0YIiI="'],
        }
    return properties


def id_schema(description: str, example: str) -> Schema:
    """Give the schema of a name that is chosen by the user."""
    return {
        "type": ["string", "number"],
        "pattern": _ID,
        "minLength": 1,
        "maxLength": ID_LENGTH_MAX,
        "description": description,
        "examples": [example],
    }


def target_schema(operation_type: OperationType) -> Schema:
    """Give the schema of the key that names an operation's target."""
    resource = operation_type.resource
    if resource.key_kind is Kind.INTEGER:
        key: Schema = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
    else:
        key = {"type": ["string", "number"], "minLength": 1, "maxLength": ID_LENGTH_MAX}
    made = {
        "type": "object",
        "properties": {"from": id_schema("Id of the operation that makes it.", "acme-create")},
        "required": ["from"],
        "additionalProperties": False,
    }
    return {
        "anyOf": [key, made],
        "description": f"The {resource.key} that it is about: its number, or `from` the operation that makes it.",
        "examples": [example_target(operation_type), {"from": "acme-create"}],
    }


def members_schema(fields: tuple[Field, ...]) -> Schema:
    """Give the schema of a group of fields."""
    return {
        "type": "object",
        "properties": {field.name: field_schema(field) for field in fields},
        "additionalProperties": False,
    }


def field_schema(field: Field) -> Schema:
    """Give the schema of one field, with its description for editors."""
    schema = _value_schema(field)
    if field.nullable:
        schema["type"] = [*_types(schema), "null"]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    schema["description"] = field.description
    schema["markdownDescription"] = markdown(field)
    schema["examples"] = [field.example]
    if field.deprecated:
        schema["deprecated"] = True
    return schema


def _types(schema: Schema) -> list[str]:
    return schema["type"] if isinstance(schema["type"], list) else [schema["type"]]


def _value_schema(field: Field) -> Schema:
    match field.kind:
        case Kind.TEXT:
            return _text_schema(field)
        case Kind.INTEGER:
            return {"type": "integer", "minimum": field.minimum, "maximum": field.maximum}
        case Kind.CHOICE:
            return {"type": "string", "enum": list(field.choices)}
        case Kind.GROUP:
            return members_schema(field.fields) | {"minProperties": 1}
        case Kind.LIST:
            return {"type": "array", "minItems": 1, "items": element_schema(field)}
        case Kind.FLAG | Kind.DECIMAL | Kind.DATE | Kind.UUID | Kind.FILE | Kind.NEW_FILE:
            return dict(_SCALARS[field.kind])


def _text_schema(field: Field) -> Schema:
    schema: Schema = {"type": ["string", "number"]}
    if field.pattern:
        schema["pattern"] = f"^(?:{field.pattern})$"
    if field.length_max:
        schema["maxLength"] = field.length_max
    return schema


def element_schema(field: Field) -> Schema:
    """Give the schema of a list's element: it needs its key, unless it is inserted and gets one."""
    schema = members_schema(field.fields)
    operation = field.member("operation")
    if operation is None:
        return schema | {"required": [field.key]}
    schema["minProperties"] = 1
    if "Delete" in operation.choices:
        known = [choice for choice in operation.choices if choice != "Insert"]
        schema["if"] = {"properties": {"operation": {"enum": known}}, "required": ["operation"]}
        schema["then"] = {"required": [field.key]}
    return schema


def markdown(field: Field) -> str:
    """Describe a field in Markdown: meaning, values, what to know."""
    parts = [field.description]
    if field.choices:
        parts.append("One of " + ", ".join(f"`{choice}`" for choice in field.choices) + ".")
    if field.nullable:
        parts.append("`null` clears it.")
    if field.length_max:
        parts.append(f"At most {field.length_max} characters.")
    if field.deprecated:
        parts.append(f"**Deprecated:** {field.deprecated}.")
    if field.kind not in {Kind.GROUP, Kind.LIST, Kind.FLAG, Kind.CHOICE}:
        parts.append(f"Example: `{field.example}`.")
    return " ".join(parts)


def example_target(operation_type: OperationType) -> str | int:
    """Give a target's key as a user would write it."""
    return 10042 if operation_type.resource.key_kind is Kind.INTEGER else "100231"


def example_entry(operation_type: OperationType) -> Schema:
    """Give a short entry of this type."""
    entry: Schema = {"id": f"acme-{operation_type.verb}", "op": operation_type.name}
    if operation_type.targeted:
        entry[operation_type.resource.key] = example_target(operation_type)
    entry |= {field.name: field.example for field in operation_type.options if field.name in operation_type.needs}
    if operation_type.payload_required:
        entry["with"] = dict(operation_type.example)
    return entry
