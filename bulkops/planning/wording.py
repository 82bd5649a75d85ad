"""Words for a value that breaks its schema: what is wrong with it, and how it is written right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NamedTuple

from bulkops.core.field import Field, Kind
from bulkops.core.operation import OperationType
from bulkops.core.schema import example_target
from bulkops.planning.places import Path
from bulkops.planning.wording_forms import date_hint, integer_hint, number_words


class Words(NamedTuple):
    """Code, message and hint of a finding."""

    code: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The value at fault.

    Attributes:
        path: Where it stands in the entry.
        value: What stands there.
        field: What may stand there; None for bulkops' own keys.
        type: Type of the operation.
        limit: Bound of the schema's rule, where it has one.
    """

    path: Path
    value: Any
    field: Field | None
    type: OperationType
    limit: Any = None

    @property
    def name(self) -> str:
        """Its path as people write it."""
        return dotted(self.path) or "the entry"

    @property
    def example(self) -> str:
        """An example of what may stand there."""
        return example_text(self.field)


def words(keyword: str, subject: Subject) -> Words:
    """Say how a value breaks a rule of its schema.

    Args:
        keyword: The schema's rule, by its name in JSON Schema.
        subject: The value.
    """
    if subject.value is None:
        return _null(subject)
    by_keyword = _KEYWORDS.get(keyword)
    if by_keyword is not None:
        return by_keyword(subject)
    if subject.field is None:
        return _own_key(subject)
    if isinstance(subject.path[-1], int):
        return _group(subject)
    return _KINDS[subject.field.kind](subject)


def _null(subject: Subject) -> Words:
    if subject.field is None or isinstance(subject.path[-1], int):
        return Words("M027", f"`{subject.name}` is empty", "write what belongs there, or leave the key out")
    return Words("M028", f"`{subject.name}` cannot be cleared with `null`", "write a value, or leave the key out")


def _choice(subject: Subject) -> Words:
    choices = subject.field.choices if subject.field else ()
    folded = {choice.casefold(): choice for choice in choices}
    close = [folded[name] for name in get_close_matches(str(subject.value).casefold(), folded, 1, 0.6)]
    known = ", ".join(f"`{choice}`" for choice in choices)
    hint = f"did you mean `{close[0]}`?" if close else f"use one of {known}"
    return Words("M024", f"`{subject.name}` cannot be {shown(subject.value)}", hint)


def _bounds(subject: Subject) -> Words:
    field = subject.field
    bounds = f"outside {field.minimum} to {field.maximum}" if field else f"beyond {subject.limit}"
    return Words(
        "M025", f"`{subject.name}` is {shown(subject.value)}, {bounds}", f"write one such as `{subject.example}`"
    )


def _too_long(subject: Subject) -> Words:
    length = len(subject.value)
    hint = f"shorten it by {length - subject.limit}"
    return Words("M026", f"`{subject.name}` has {length} characters; at most {subject.limit} are allowed", hint)


def _no_text(subject: Subject) -> Words:
    required = subject.path[-1] in {"id", *subject.type.required}
    hint = f"write a value, such as `{subject.example}`" if required else "write a value, or leave the key out"
    return Words("M026", f"`{subject.name}` is empty", hint)


def _nothing(subject: Subject) -> Words:
    hint = "give at least one value in it, or leave the key out"
    if subject.path == ("with",):
        hint = f"write the fields to send, such as `{_first_field(subject.type)}`, or remove the entry"
    elif subject.path and isinstance(subject.path[-1], int):
        hint = "give at least one value in it, or remove it"
    return Words("M027", f"`{subject.name}` is empty", hint)


_KEYWORDS: Mapping[str, Callable[[Subject], Words]] = {
    "enum": _choice,
    "minimum": _bounds,
    "maximum": _bounds,
    "maxLength": _too_long,
    "minLength": _no_text,
    "minProperties": _nothing,
    "minItems": _nothing,
}


def _own_key(subject: Subject) -> Words:
    """Word what is wrong with a key of bulkops' own: the target's, `id`, `after`, `with`, `if_match`."""
    resource, value = subject.type.resource, subject.value
    seen = shown(value)
    if subject.path == (resource.key,):
        hint = f"write its number, such as `{example_target(subject.type)}`"
        if resource.key_kind is Kind.TEXT:
            hint += ", or `{from: ID}` with the id of the operation that makes it"
        if value == "":
            return Words("M026", f"`{resource.key}` is empty", hint)
        return Words("M023", f"`{resource.key}` is {seen}, which names no {resource.key}", hint)
    rule, hint = _OWN_KEYS.get(str(subject.path[0]), ("which is not text", ""))
    if subject.path == ("id",) and isinstance(value, str):
        hint = f"write `{'-'.join(value.split())}`"
    elif subject.path == ("after",):
        rule, hint = "which is not a list", f"write `after: [{value}]`" if isinstance(value, str) else hint
    elif subject.path == ("with",):
        hint = f"write its fields below it, such as `{_first_field(subject.type)}`"
    return Words("M023", f"`{subject.name}` is {seen}, {rule}", hint)


_OWN_KEYS: Mapping[str, tuple[str, str]] = {
    "id": ("and an id is one text without blanks", "write it as `acme-march`"),
    "after": ("which is not an id", "write ids of other entries, or patterns such as `acme-*`"),
    "with": ("which is not a mapping", ""),
    "if_match": ("which is not text", "write the tag as the system gave it"),
}


def _first_field(operation_type: OperationType) -> str:
    known = {field.name: field for field in operation_type.fields}
    name = next(iter((*operation_type.required, *operation_type.example)), "")
    field = known.get(name)
    return f"{name}: {example_text(field)}" if field else "name: value"


_YES = frozenset({"yes", "y", "on", "1", "true", "ja", "j", "x"})
_NO = frozenset({"no", "n", "off", "0", "false", "nei", "nej"})


def _flag(subject: Subject) -> Words:
    text = str(subject.value).casefold()
    hint = "write `true`" if text in _YES else "write `false`" if text in _NO else "write `true` or `false`"
    return Words("M023", f"`{subject.name}` is {shown(subject.value)}, which is neither `true` nor `false`", hint)


def _integer(subject: Subject) -> Words:
    message = f"`{subject.name}` is {shown(subject.value)}, which is not a whole number"
    return Words("M023", message, integer_hint(subject.value) or f"write one such as `{subject.example}`")


def _decimal(subject: Subject) -> Words:
    rule, hint = number_words(subject.value)
    message = (
        f"`{subject.name}` {rule}" if rule else f"`{subject.name}` is {shown(subject.value)}, which is not a number"
    )
    return Words("M023", message, hint or f"write digits with a decimal point, such as `{subject.example}`")


def _date(subject: Subject) -> Words:
    hint = date_hint(subject.value) or f"write an existing day as year-month-day, such as `{subject.example}`"
    return Words("M023", f"`{subject.name}` is {shown(subject.value)}, which is not a date", hint)


def _uuid(subject: Subject) -> Words:
    message = f"`{subject.name}` is {shown(subject.value)}, which is not a UUID"
    return Words("M023", message, f"write one such as `{subject.example}`")


def _text(subject: Subject) -> Words:
    field = subject.field
    if field is None or not isinstance(subject.value, str):
        return Words(
            "M023", f"`{subject.name}` is {shown(subject.value)}, which is not text", f"write `{subject.example}`"
        )
    meaning = field.description.partition(". ")[0].rstrip(".")
    message = f"`{subject.name}` is {shown(subject.value)}, which is not of the form of `{subject.example}`"
    return Words("M023", message, meaning[:1].lower() + meaning[1:])


def _path(subject: Subject) -> Words:
    message = f"`{subject.name}` is {shown(subject.value)}, which names no file"
    return Words("M023", message, f"write a path from the manifest's folder, such as `{subject.example}`")


def _group(subject: Subject) -> Words:
    members = subject.field.fields if subject.field else ()
    field = next((member for member in members if member.kind is Kind.TEXT and not member.sensitive), None)
    hint = f"write its fields below it, such as `{field.name}: {example_text(field)}`" if field else ""
    return Words("M023", f"`{subject.name}` is {shown(subject.value)}, which is not a mapping", hint)


def _list(subject: Subject) -> Words:
    message = f"`{subject.name}` is {shown(subject.value)}, which is not a list"
    return Words("M023", message, "begin each element with `- `, or write `[{…}, {…}]`")


_KINDS: Mapping[Kind, Callable[[Subject], Words]] = {
    Kind.TEXT: _text,
    Kind.FLAG: _flag,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.UUID: _uuid,
    Kind.FILE: _path,
    Kind.NEW_FILE: _path,
    Kind.GROUP: _group,
    Kind.LIST: _list,
}


def shown(value: Any) -> str:
    """Name a value in a message: short text as it is, other things by their kind."""
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


def example_text(field: Field | None) -> str:
    """Write a field's example as a user would."""
    if field is None or field.kind in {Kind.GROUP, Kind.LIST}:
        return "…"
    return str(field.example).lower() if isinstance(field.example, bool) else str(field.example)
