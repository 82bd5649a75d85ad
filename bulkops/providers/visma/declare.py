"""Short forms for declaring fields of Visma.net: one call a field.

A field's value shows again in the answer under its own name, unless `observed` names another path; "" means nowhere.
`more` are further attributes of `Field`.
"""

from typing import Any

from bulkops.core.field import Field, Kind

NOWHERE = ""


def _field(kind: Kind, name: str, description: str, example: Any, **more: Any) -> Field:
    more.setdefault("observed", name)
    return Field(name=name, kind=kind, description=description, example=example, **more)


def text(name: str, description: str, example: str, **more: Any) -> Field:
    """Declare a TEXT."""
    return _field(Kind.TEXT, name, description, example, **more)


def flag(name: str, description: str, **more: Any) -> Field:
    """Declare a FLAG; its example is `true`."""
    return _field(Kind.FLAG, name, description, example=True, **more)


def integer(name: str, description: str, example: int, **more: Any) -> Field:
    """Declare an INTEGER of 32 bits."""
    return _field(Kind.INTEGER, name, description, example, **more)


def decimal(name: str, description: str, example: str, **more: Any) -> Field:
    """Declare a DECIMAL; its example is the number's exact text."""
    return _field(Kind.DECIMAL, name, description, example, **more)


def date(name: str, description: str, example: str, **more: Any) -> Field:
    """Declare a DATE: the API says `date-time`, but keeps no time of day."""
    return _field(Kind.DATE, name, description, example, **more)


def choice(name: str, description: str, choices: tuple[str, ...], **more: Any) -> Field:
    """Declare a CHOICE; its example is the first of the choices."""
    return _field(Kind.CHOICE, name, description, choices[0], choices=choices, **more)


def uuid(name: str, description: str, example: str, **more: Any) -> Field:
    """Declare a UUID."""
    return _field(Kind.UUID, name, description, example, **more)


def group(name: str, description: str, fields: tuple[Field, ...], **more: Any) -> Field:
    """Declare a GROUP; its example is made of its members' examples."""
    return _field(Kind.GROUP, name, description, _examples(fields), fields=fields, **more)


def elements(name: str, description: str, key: str, fields: tuple[Field, ...], **more: Any) -> Field:
    """Declare a LIST of groups, a bare array on the wire; its example is one element."""
    more.setdefault("wrapped", False)
    return _field(Kind.LIST, name, description, [_examples(fields)], key=key, fields=fields, **more)


def _examples(fields: tuple[Field, ...]) -> dict[str, Any]:
    return {field.name: field.example for field in fields if not field.deprecated}
