"""JSON Schema of entries whose values come from a table's columns."""

from bulkops.core.field import Field, Kind
from bulkops.core.schema import Schema, field_schema

_SCALAR = {"type": ["string", "number", "boolean", "null"]}

#: Stands where a value would: the cell of that column.
COLUMN_SCHEMA: Schema = {
    "title": "A column of the table",
    "description": "Takes the value from a column of the table.",
    "type": "object",
    "properties": {
        "column": {
            "type": "string",
            "minLength": 1,
            "description": "Name of the column, as the header spells it.",
            "examples": ["Quantity"],
        },
        "values": {
            "type": "object",
            "additionalProperties": _SCALAR,
            "description": "What the cell's text stands for; a text that is not named here is an error.",
            "examples": [{"Y": True, "N": False}],
        },
        "default": _SCALAR | {"description": "Value where the cell is empty.", "examples": [""]},
        "max": {
            "type": "integer",
            "minimum": 1,
            "description": "Longest text that is accepted, in characters.",
            "examples": [60],
        },
    },
    "required": ["column"],
    "additionalProperties": False,
    "examples": [{"column": "Quantity"}],
}

#: Where the table is and how it is written.
ROWS_SCHEMA: Schema = {
    "title": "A table",
    "description": "The table that the operations are made from.",
    "type": "object",
    "properties": {
        "file": {
            "type": "string",
            "minLength": 1,
            "description": "The table, relative to the manifest: .csv, .tsv or .xlsx.",
            "examples": ["invoices.csv"],
        },
        "sheet": {"type": "string", "description": "Sheet of a workbook; left out, the first.", "examples": ["March"]},
        "encoding": {
            "type": "string",
            "description": "How the text is encoded; left out, UTF-8.",
            "examples": ["cp1252"],
        },
        "delimiter": {
            "type": "string",
            "minLength": 1,
            "maxLength": 1,
            "description": "Character between two cells.",
            "examples": [";"],
        },
        "decimal": {
            "enum": [".", ","],
            "description": "Character before the decimals of a number.",
            "examples": [","],
        },
        "thousands": {
            "type": "string",
            "maxLength": 1,
            "description": "Character between thousands; left out, none.",
            "examples": [" "],
        },
        "dates": {
            "type": "string",
            "minLength": 1,
            "description": "How dates are written: %Y year, %m month, %d day.",
            "examples": ["%d.%m.%Y"],
        },
        "group_by": {
            "type": "string",
            "minLength": 1,
            "description": "Column that names the document: rows with one value make one operation, in any order.",
            "examples": ["Number"],
        },
        "where": {
            "type": "object",
            "additionalProperties": {
                "anyOf": [{"type": ["string", "number"]}, {"type": "array", "items": {"type": ["string", "number"]}}]
            },
            "description": "Rows that count: by column, the values that are accepted.",
            "examples": [{"Status": ["Open", "New"]}],
        },
    },
    "required": ["file"],
    "additionalProperties": False,
    "examples": [{"file": "invoices.csv"}],
}


def or_column(schema: Schema) -> Schema:
    """Let a column stand where a value would; of the words for editors the description stays, on top."""
    words = ("description", "markdownDescription", "examples", "deprecated")
    plain = {name: part for name, part in schema.items() if name not in words}
    return {"anyOf": [plain, {"$ref": "#/$defs/column"}], "description": schema["description"]}


def template_members(fields: tuple[Field, ...]) -> Schema:
    """Give the schema of a group whose values may be columns."""
    return {
        "type": "object",
        "properties": {field.name: _template(field) for field in fields},
        "additionalProperties": False,
    }


def _template(field: Field) -> Schema:
    if field.kind is Kind.GROUP:
        return template_members(field.fields) | {"description": field.description}
    if field.kind is not Kind.LIST:
        return or_column(field_schema(field))
    element = template_members(field.fields)
    each_row = {
        "type": "object",
        "properties": {"each_row": element | {"description": "One element for each row."}},
        "required": ["each_row"],
        "additionalProperties": False,
    }
    return {
        "anyOf": [each_row, {"type": "array", "items": element}],
        "description": field.description,
        "examples": [{"each_row": {member.name: {"column": member.name} for member in field.fields[:3]}}],
    }
