"""CSV columns of an operation type, derived from its declaration.

Columns that begin with `@` are the entry's own keys; the others are paths into `with`. A path with `[]` names a
member of a list's elements: each row gives one element, and rows with the same `@id` belong to one operation.
"""

from dataclasses import dataclass

from bulkops.core.field import Field, Kind, walk
from bulkops.core.operation import OperationType


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table that is a manifest of its own.

    Attributes:
        name: What the header says.
        key: Key of the entry that it gives; empty for a payload field.
        path: Members from `with` down to the value, lists marked as in the name: `("invoiceLines[]", "quantity")`.
        kind: How its text is read.
        field: The field it gives; None for the entry's own keys.
    """

    name: str
    key: str = ""
    path: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT
    field: Field | None = None


def columns_of(operation_type: OperationType) -> tuple[Column, ...]:
    """Give the columns that a table of these operations may have: the entry's keys, then the payload fields.

    A list within a list has no column: one row cannot say which element of the outer list its element belongs to.
    """
    return (*_key_columns(operation_type), *_payload_columns(operation_type))


def _key_columns(operation_type: OperationType) -> tuple[Column, ...]:
    columns = [Column(name="@op", key="op"), Column(name="@id", key="id")]
    if operation_type.targeted:
        resource = operation_type.resource
        columns.append(Column(name=f"@{resource.key}", key=resource.key, kind=resource.key_kind))
    columns.append(Column(name="@after", key="after"))
    if operation_type.versioned:
        columns.append(Column(name="@if_match", key="if_match"))
    columns += [
        Column(name=f"@{field.name}", key=field.name, kind=field.kind, field=field) for field in operation_type.options
    ]
    return tuple(columns)


def _payload_columns(operation_type: OperationType) -> tuple[Column, ...]:
    return tuple(
        Column(name=path, path=tuple(path.split(".")), kind=field.kind, field=field)
        for path, field in walk(operation_type.fields)
        if field.kind not in {Kind.GROUP, Kind.LIST} and path.count("[]") <= 1
    )
