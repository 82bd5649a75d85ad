"""JSON Schema of entries whose values come from a table's columns."""

from bulkops.core.field import Field, Kind
from bulkops.core.schema import Schema, field_schema

#: Last line that the names of the columns may stand on.
HEADER_LINE_MAX = 1000

_NAME: Schema = {"type": "string", "minLength": 1}
_SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}

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
        "required": {"type": "boolean", "description": "Whether an empty cell is refused.", "examples": [True]},
        "trim": {"type": "boolean", "description": "Whether spaces around a text are dropped.", "examples": [True]},
        "max": {
            "type": "integer",
            "minimum": 1,
            "description": "Longest text that is accepted, in characters.",
            "examples": [60],
        },
        "dates": {
            "type": "string",
            "minLength": 1,
            "description": "How dates of this column are written, where it is not as `rows` says.",
            "examples": ["%Y%m%d"],
        },
    },
    "required": ["column"],
    "additionalProperties": False,
    "examples": [{"column": "Quantity"}],
}

_ONE = {"type": ["string", "number", "boolean"]}
_GLOB = {"anyOf": [_NAME, {"type": "array", "items": _NAME, "minItems": 1}]}

#: What a cell must be for its row to be taken.
CONDITION_SCHEMA: Schema = {
    "description": "A value, a list of values, `matches` with a glob, or `not` with any of these.",
    "anyOf": [
        _ONE,
        {"type": "array", "items": {"$ref": "#/$defs/condition"}, "minItems": 1},
        {"type": "object", "properties": {"matches": _GLOB}, "required": ["matches"], "additionalProperties": False},
        {
            "type": "object",
            "properties": {"not": {"$ref": "#/$defs/condition"}},
            "required": ["not"],
            "additionalProperties": False,
        },
    ],
    "examples": ["Open", {"matches": "C*"}],
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
            "description": "The table, relative to the manifest; `${env:NAME}` in it is filled in.",
            "examples": ["invoices.csv"],
        },
        "sheet": {
            "type": ["string", "integer"],
            "description": "Of a workbook: name of the sheet, or its number from 1; left out, the only one.",
            "examples": ["Invoices"],
        },
        "encoding": {
            "type": "string",
            "description": "How the text is encoded; left out, UTF-8.",
            "examples": ["cp1252"],
        },
        "delimiter": {
            "type": "string",
            "pattern": r"^(?:[^\r\n\x00]|tab|\\t)$",
            "description": "Character between two cells, or `tab`; left out, a comma, or the tab of a .tsv file.",
            "examples": [";"],
        },
        "quote": {
            "type": "string",
            "pattern": r"^(?:[^\r\n\x00]|none|)$",
            "description": "Character around cells; `none`: cells are never quoted.",
            "examples": ['"'],
        },
        "header": {
            "type": "integer",
            "minimum": 1,
            "maximum": HEADER_LINE_MAX,
            "description": "Line with the names of the columns; what stands above is passed over. Left out, the first "
            "line that is not blank.",
            "examples": [4],
        },
        "decimal": {
            "enum": [".", ","],
            "description": "Character before the decimals of a number; left out, a point, and `1.234` is refused.",
            "examples": [","],
        },
        "thousands": {
            "enum": ["", " ", "'", ".", ",", "\u00a0", "\u202f", "\u2009", "\u2019"],
            "description": "Character between thousands; left out, none. A space stands for no-break ones too.",
            "examples": [" "],
        },
        "negative": {
            "enum": ["sign", "parentheses"],
            "description": "How numbers below zero are written: with a minus, or also as `(5)`; left out, a minus.",
            "examples": ["parentheses"],
        },
        "dates": {
            "type": "string",
            "minLength": 1,
            "description": "How dates are written: %Y year, %m month, %d day.",
            "examples": ["%d.%m.%Y"],
        },
        "group_by": {
            "anyOf": [_NAME, {"type": "array", "items": _NAME, "minItems": 1}],
            "description": "Column or columns that name the document: rows with one value make one operation, in any "
            "order.",
            "examples": ["Number"],
        },
        "where": {
            "type": "object",
            "additionalProperties": {"$ref": "#/$defs/condition"},
            "description": "Rows that are taken: by column, a value, several values, `matches` with a glob, or `not`.",
            "examples": [{"Status": ["Open", "New"], "Number": {"not": {"matches": "C*"}}}],
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
