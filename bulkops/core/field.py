"""Payload fields as data: one declaration gives schema, columns, docs, wire form, diff and sandbox.

A field says what it is called on the wire, what it may hold, and where the answer of the API shows it again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    FLAG = "true or false"
    INTEGER = "whole number"
    DECIMAL = "decimal number"
    DATE = "date"
    CHOICE = "one of a list"
    UUID = "UUID"
    FILE = "path of a file to send"
    NEW_FILE = "path of a file to write"
    GROUP = "group of fields"
    LIST = "list of groups"


class Form(StrEnum):
    """How the API's answer writes a value that was sent."""

    AS_SENT = "as sent"
    YEAR_FIRST = "year first"  # MMYYYY is sent and YYYYMM answered


INT32_MAX = 2**31 - 1
#: What holds a path: relative to its manifest as written, absolute once it was read.
PATHS = frozenset({Kind.FILE, Kind.NEW_FILE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """Where the system shows which values there are: `plan` asks there for the values that it would send.

    Attributes:
        resource: Full name of the resource, such as `ddapi.currency`.
        member: Member of its documents that holds the value.
        title: Member that names it for people; empty: none.
        inactive: Member that is true of one that is there, and no longer in use; empty: none.
    """

    resource: str
    member: str
    title: str = ""
    inactive: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One member of a payload.

    Attributes:
        name: Wire name, as the API spells it, mistakes included.
        kind: What it holds.
        description: What it means, in our words; one or two sentences.
        example: A value as a user would write it.
        nullable: May be `null`, which clears it.
        choices: The values of a CHOICE.
        pattern: Regular expression a TEXT matches as a whole.
        length_max: Longest TEXT, in characters; 0 where the API states none.
        minimum: Smallest INTEGER.
        maximum: Largest INTEGER.
        fields: Members of a GROUP, or of each element of a LIST.
        key: Of a LIST: the member that identifies an element; elements are matched by it, not by position.
        wrapped: Sent as `{"value": …}` (Visma's request convention; the API's codec decides whether it applies).
        observed: Where the API's answer shows the value: member names joined by dots; empty: nowhere.
        observed_form: How the answer writes the value; `as_observed` turns a sent value into that form.
        expand: Query flag that makes a list answer show it; empty where it is always shown.
        control: It steers the request (a line's `operation`, a list's key) and is not a value to compare.
        deprecated: Why not to use it; empty while it is current.
        sensitive: Personal data: shown only where the user asked for it.
        lookup: Where its values can be looked up; None: nowhere.
        listed: An id that the API has no list of: the profile may list those that the company uses.
        newer: Only newer hosts have it: sent only where the host shows it.
    """

    name: str
    kind: Kind
    description: str
    example: Any
    nullable: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""
    length_max: int = 0
    minimum: int = -INT32_MAX - 1
    maximum: int = INT32_MAX
    fields: tuple["Field", ...] = ()
    key: str = ""
    wrapped: bool = True
    observed: str = ""
    observed_form: Form = Form.AS_SENT
    expand: str = ""
    control: bool = False
    deprecated: str = ""
    sensitive: bool = False
    lookup: Lookup | None = None
    listed: bool = False
    newer: bool = False

    def member(self, name: str) -> "Field | None":
        """Find a member of a GROUP or LIST by its wire name."""
        return next((field for field in self.fields if field.name == name), None)

    def as_observed(self, value: Any) -> Any:
        """Write a value of this field as the API's answer would, so that the two can be compared."""
        if self.observed_form is Form.YEAR_FIRST and isinstance(value, str):
            return value[2:] + value[:2]
        return value


def walk(fields: tuple[Field, ...], prefix: str = "") -> Iterator[tuple[str, Field]]:
    """Go through fields and their members, with their paths: `billingAddress.city`, `invoiceLines[].quantity`."""
    for field in fields:
        path = prefix + field.name
        yield path, field
        if field.kind is Kind.GROUP:
            yield from walk(field.fields, path + ".")
        elif field.kind is Kind.LIST:
            yield from walk(field.fields, path + "[].")


def field_at(fields: tuple[Field, ...], path: str) -> Field | None:
    """Find a field by the path of a change: `invoiceLines[3].quantity`; None where it is none of the payload's."""
    found: Field | None = None
    for name in path.split("."):
        bare = name.partition("[")[0]
        found = next((field for field in fields if field.name == bare), None)
        if found is None:
            return None
        fields = found.fields
    return found
