"""What a policy can name: members of a step as a plan file has it, fields of its payload, and parts of the summary."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from msgspec import inspect

from bulkops.core.field import Field, Kind
from bulkops.core.operation import OperationType
from bulkops.core.registry import Registry
from bulkops.core.saved_step import Amount, SavedStep
from bulkops.core.step import Verdict

PAYLOAD = "payload"
SUMMARY = "summary"

_CURRENCY = re.compile("[A-Z]{3}")
_AMOUNT = get_args(Amount)[1].pattern


@dataclass(frozen=True, slots=True)
class Known:
    """What stands at a path.

    Attributes:
        kind: What it holds; None: that depends on the step.
        choices: All values that there are; empty: not known.
        sensitive: Its value is in no plan.
    """

    kind: Kind | None
    choices: tuple[str, ...] = ()
    sensitive: bool = False

    @property
    def whole(self) -> bool:
        """Whether it is made of parts, so that it can be there or not, and nothing else."""
        return self.kind in {Kind.GROUP, Kind.LIST}


@cache
def paths_of(operation_type: OperationType) -> Mapping[str, Known]:
    """Give every path that steps of a type may have; `[]` stands for each element of a list."""
    return {**_step_paths(), **dict(_payload(operation_type.fields, f"{PAYLOAD}.", hidden=False))}


def summary_path(path: str, registry: Registry) -> tuple[str, ...] | None:
    """Take apart a path into the summary; None where there is no such number.

    Returns:
        `("counts", "do", "visma.invoice.release")`, `("sums", "visma.invoice.release", "SEK")`, `("irreversible",)`.
    """
    member, _, rest = path.removeprefix(f"{SUMMARY}.").partition(".")
    if member in _NUMBERS and not rest:
        return (member,)
    if member == "counts":
        verdict, _, name = rest.partition(".")
        known = verdict in set(Verdict) and (not name or name in registry.types)
        return tuple(filter(None, (member, verdict, name))) if known else None
    if member == "amount_unknown":
        return (member, rest) if rest in registry.types else None
    name, _, currency = rest.rpartition(".")
    summed = member == "sums" and name in registry.types and _CURRENCY.fullmatch(currency)
    return (member, name, currency) if summed else None


def summary_paths(registry: Registry) -> Iterator[str]:
    """Give paths into the summary, for suggestions."""
    for member in _NUMBERS:
        yield f"{SUMMARY}.{member}"
    for verdict in Verdict:
        yield f"{SUMMARY}.counts.{verdict}"
        yield from (f"{SUMMARY}.counts.{verdict}.{name}" for name in registry.types)
    yield from (f"{SUMMARY}.amount_unknown.{name}" for name in registry.types)


_NUMBERS = ("steps", "irreversible", "excluded", "reads", "writes")


def _payload(fields: tuple[Field, ...], prefix: str, *, hidden: bool) -> Iterator[tuple[str, Known]]:
    for field in fields:
        path, sensitive = prefix + field.name, hidden or field.sensitive
        yield path, Known(field.kind, field.choices, sensitive)
        between = "[]." if field.kind is Kind.LIST else "."
        yield from _payload(field.fields, path + between, hidden=sensitive)


@cache
def _step_paths() -> Mapping[str, Known]:
    info = inspect.type_info(SavedStep)
    assert isinstance(info, inspect.StructType)
    return dict(_members(info, ""))


def _members(struct: inspect.StructType, prefix: str) -> Iterator[tuple[str, Known]]:
    for member in struct.fields:
        yield from _at(member.type, prefix + member.encode_name)


def _at(declared: Any, path: str) -> Iterator[tuple[str, Known]]:
    """Say what a declaration of the plan file puts at a path, and below it."""
    match _plain(declared):
        case inspect.StructType() as struct:
            yield path, Known(Kind.GROUP)
            yield from _members(struct, f"{path}.")
        case inspect.ListType(item_type=item):
            yield path, Known(Kind.LIST)
            yield from ((at, known) for at, known in _at(item, f"{path}[]") if not known.whole or at != f"{path}[]")
        case inspect.DictType():
            yield path, Known(Kind.GROUP)
        case inspect.BoolType():
            yield path, Known(Kind.FLAG)
        case inspect.IntType():
            yield path, Known(Kind.INTEGER)
        case inspect.StrType(pattern=pattern):
            yield path, Known(Kind.DECIMAL if pattern == _AMOUNT else Kind.TEXT)
        case inspect.LiteralType(values=values):
            yield path, Known(Kind.CHOICE, tuple(map(str, values)))
        case inspect.EnumType(cls=enum):
            yield path, Known(Kind.CHOICE, tuple(str(one.value) for one in enum))
        case _:
            yield path, Known(None)


def _plain(declared: Any) -> Any:
    """Leave out descriptions, and that a member may be null or missing."""
    if isinstance(declared, inspect.Metadata):
        return _plain(declared.type)
    if isinstance(declared, inspect.UnionType):
        return _plain(next(one for one in declared.types if not isinstance(one, inspect.NoneType)))
    return declared
