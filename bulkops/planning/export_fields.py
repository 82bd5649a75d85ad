"""Which fields an export writes, and why it leaves out the others: both follow from the declarations."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches

from bulkops.core.field import Field, Kind
from bulkops.core.operation import Effect, OperationType, Sign
from bulkops.core.registry import Registry
from bulkops.core.shape import Member
from bulkops.planning.diff import OPERATION
from bulkops.planning.mistakes import Mistakes

_SETS = frozenset({Effect.CONDITIONAL_UPDATE, Effect.UPSERT})
UNSEEN = "the API never shows them"
PERSONAL = "personal data, left out by `--without-personal`"
NUMBER = "the number that names the document"
DEPRECATED = "deprecated; `--deprecated` writes them"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The fields of an operation type as an export writes them.

    Attributes:
        fields: Those that are written, with those of their members that are.
        left_out: Paths of those that are not, by the reason.
        own: Paths of what documents show and no field sets: the system's own.
    """

    fields: tuple[Field, ...]
    left_out: dict[str, tuple[str, ...]]
    own: tuple[str, ...]


def setters(registry: Registry) -> tuple[OperationType, ...]:
    """Find the operation types that set the fields of documents that are there, one a kind of document."""
    found: dict[str, OperationType] = {}
    for each in registry.types.values():
        if each.targeted and each.sign is Sign.CHANGE and each.effect in _SETS and each.fields and not each.deprecated:
            found.setdefault(each.resource.full_name, each)
    return tuple(found.values())


def written(
    operation_type: OperationType, *, personal: bool, deprecated: bool = False, chosen: Collection[str] = ()
) -> Written | Mistakes:
    """Say what of an operation type's fields is written.

    Args:
        operation_type: As `setters` finds it.
        personal: Personal data is written.
        deprecated: Deprecated fields are written.
        chosen: Names of fields that a user chooses; empty: all.

    Returns:
        What is written; or every mistake in what was chosen.
    """
    mistakes = _unknown(operation_type, chosen)
    if mistakes.found:
        return mistakes
    pruning = _Pruning(number=operation_type.resource.number, personal=personal, deprecated=deprecated)
    wanted = tuple(field for field in operation_type.fields if not chosen or field.name in chosen)
    kept = pruning.of(wanted)
    if not kept:
        mistakes.add("nothing is left to be written", "choose other `--fields`")
        return mistakes
    left_out = {reason: tuple(paths) for reason, paths in pruning.left_out.items()}
    return Written(
        fields=kept,
        left_out=left_out,
        own=tuple(_own(operation_type.resource.members, frozenset(_observed(operation_type.fields)))),
    )


def _unknown(operation_type: OperationType, chosen: Collection[str]) -> Mistakes:
    mistakes, names = Mistakes(), [field.name for field in operation_type.fields]
    for name in chosen:
        if name not in names:
            close = get_close_matches(name, names, 1, 0.5)
            hint = f"did you mean `{close[0]}`?" if close else f"`bulkops operations {operation_type.name}` lists them"
            mistakes.add(f"`{name}` is no field of `{operation_type.name}`", hint)
    return mistakes


class _Pruning:
    """Cuts what is not written out of fields.

    Args:
        number: Where the document shows its own number.
        personal: Personal data stays.
        deprecated: Deprecated fields stay.
    """

    def __init__(self, *, number: str, personal: bool, deprecated: bool) -> None:
        self._number = number
        self._personal = personal
        self._deprecated = deprecated
        self.left_out: dict[str, list[str]] = {}

    def of(self, fields: tuple[Field, ...], prefix: str = "") -> tuple[Field, ...]:
        """Give the fields that are written."""
        kept = []
        for field in fields:
            reason = self._reason(field, prefix)
            if reason is None and field.fields:
                inside = self.of(field.fields, f"{prefix}{field.name}{'[]' if field.kind is Kind.LIST else ''}.")
                kept += [replace(field, fields=inside)] if inside else []
            elif reason is None:
                kept.append(field)
            elif reason:
                self.left_out.setdefault(reason, []).append(prefix + field.name)
        return tuple(kept)

    def _reason(self, field: Field, prefix: str) -> str | None:
        """Say why a field is left out; empty where nobody misses it, None where it is written."""
        if field.control and field.name == OPERATION:
            return ""
        if not field.observed:
            return UNSEEN
        if not prefix and field.observed == self._number:
            return NUMBER
        if field.deprecated and not self._deprecated:
            return DEPRECATED
        return PERSONAL if field.sensitive and not self._personal else None


def _own(members: tuple[Member, ...], shown: frozenset[str], prefix: str = "") -> Iterator[str]:
    """Give the paths of members that no field reads; a group of such members as a whole."""
    for member in members:
        path = prefix + member.name
        inside = f"{path}{'[]' if member.kind is Kind.LIST else ''}."
        if member.members and any(each.startswith(inside) for each in shown):
            yield from _own(member.members, shown, inside)
        elif path not in shown:
            yield path


def _observed(fields: tuple[Field, ...], prefix: str = "") -> Iterator[str]:
    for field in fields:
        if field.observed and field.fields:
            yield from _observed(field.fields, f"{prefix}{field.observed}{'[]' if field.kind is Kind.LIST else ''}.")
        elif field.observed:
            yield prefix + field.observed
