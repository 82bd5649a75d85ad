"""Which values of a plan's steps have to be there already, in the system or in the profile: each once, and counted."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bulkops.core.field import Field, Lookup
from bulkops.core.observed import held
from bulkops.core.operation import Document, Effect
from bulkops.core.place import Place
from bulkops.core.step import Operation, Step
from bulkops.planning.decide import Before
from bulkops.planning.places import Path

#: Different values of one field that are kept; what comes beyond is not checked, and the plan says so.
VALUES_MAX = 50_000


class Basis(StrEnum):
    """Who knows whether a value is there."""

    SYSTEM = "system"  # it can be looked up
    PROFILE = "profile"  # the API has no list of these ids; the profile may list those that the company uses
    HOST = "host"  # only newer hosts have the field, and none of the plan's documents shows whether this one does


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked about the values of one field.

    Attributes:
        api: Name of the provider.
        name: Path of the field as people write it, without indexes: `invoiceLines[].typeOfWork`.
        basis: Who is asked.
        lookup: Of SYSTEM: where.
    """

    api: str
    name: str
    basis: Basis
    lookup: Lookup | None = None


@dataclass(slots=True, kw_only=True)
class Use:
    """One value of one field, where it is used first, and how often.

    Attributes:
        manifest: Name of the manifest of the first operation that uses it.
        operation: Id of that operation.
        place: Where its entry stands.
        path: Where in the entry.
        count: Operations that use it.
        latest: `seq` of the last of them.
    """

    manifest: str
    operation: str
    place: Place
    path: Path
    count: int
    latest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """A field with values to ask about, or one that holds such fields."""

    field: Field
    questions: tuple[Question, ...]
    inner: tuple["_Spot", ...]


class Uses:
    """The values that the steps of a plan would set.

    What the system holds of a document already is no question: a step that changes other things sends it back.

    Attributes:
        by_question: Values by what is asked about them, in the order of their first use.
        beyond: How often values came after the first `VALUES_MAX` of a question.
        witnesses: A value that a document of the system holds, by where it would be looked up: it must be there.
    """

    def __init__(self) -> None:
        self.by_question: dict[Question, dict[Any, Use]] = {}
        self.beyond: Counter[Question] = Counter()
        self.witnesses: dict[Lookup, Any] = {}
        self._spots: dict[str, tuple[_Spot, ...]] = {}

    def add(self, operation: Operation, step: Step, before: Before) -> None:
        """Count the values of a step that has something to do, or cannot be planned.

        Args:
            operation: What the user wants.
            step: What it came to; its changes say which values are new, none: all.
            before: What it was decided from.
        """
        operation_type = operation.type
        spots = self._spots.get(operation_type.name)
        if spots is None:
            spots = self._spots[operation_type.name] = _spots(operation_type.api, operation_type.fields)
        absent = before.observed is not None and before.observed.document is None
        if absent and operation_type.effect is Effect.UPSERT and operation.options.get("create"):
            self._add_target(operation, step)
        if not spots:
            return
        changed = {_top(change.path) for change in step.changes}
        for spot, path, value in _values(spots, operation.payload, ("with",)):
            if changed and path[1] not in changed:
                continue
            for question in spot.questions:
                if question.basis is not Basis.HOST or (absent and before.host is None):
                    self._count(question, value, operation, step, path)
        if before.observed is not None and before.observed.document is not None and not before.seq:
            self._witness(spots, before.observed.document)

    def _add_target(self, operation: Operation, step: Step) -> None:
        """Ask for what the target belongs to: nothing of its own is there yet that would show it."""
        resource = operation.type.resource
        if resource.lookup is not None and operation.target:
            question = Question(api=resource.api, name=resource.key, basis=Basis.SYSTEM, lookup=resource.lookup)
            self._count(question, operation.target, operation, step, (resource.key,))

    def _count(self, question: Question, value: Any, operation: Operation, step: Step, path: Path) -> None:
        uses = self.by_question.setdefault(question, {})
        use = uses.get(value)
        if use is not None:
            use.count += use.latest != step.seq
            use.latest = step.seq
        elif len(uses) < VALUES_MAX:
            uses[value] = Use(
                manifest=operation.manifest,
                operation=operation.id,
                place=operation.place,
                path=path,
                count=1,
                latest=step.seq,
            )
        else:
            self.beyond[question] += 1

    def _witness(self, spots: tuple[_Spot, ...], document: Document) -> None:
        for spot in spots:
            lookup = spot.field.lookup
            if lookup is not None and lookup not in self.witnesses and (value := held(document, spot.field.observed)):
                self.witnesses[lookup] = value


def _spots(api: str, fields: tuple[Field, ...], above: str = "") -> tuple[_Spot, ...]:
    made = (
        _Spot(
            field=field,
            questions=tuple(_questions(api, field, above + field.name)),
            inner=_spots(api, field.fields, f"{above}{field.name}{'[]' if field.key else ''}."),
        )
        for field in fields
    )
    return tuple(spot for spot in made if spot.questions or spot.inner)


def _questions(api: str, field: Field, name: str) -> Iterator[Question]:
    if field.lookup is not None:
        yield Question(api=api, name=name, basis=Basis.SYSTEM, lookup=field.lookup)
    if field.listed:
        yield Question(api=api, name=name, basis=Basis.PROFILE)
    if field.newer:
        yield Question(api=api, name=name, basis=Basis.HOST)


def _values(spots: tuple[_Spot, ...], values: Mapping[str, Any], above: Path) -> Iterator[tuple[_Spot, Path, Any]]:
    for spot in spots:
        value = values.get(spot.field.name)
        if value is None:
            continue
        path = (*above, spot.field.name)
        if not spot.inner:
            yield spot, path, value
        elif isinstance(value, Mapping):
            yield from _values(spot.inner, value, path)
        else:
            for index, element in enumerate(value):
                yield from _values(spot.inner, element, (*path, index))


def _top(path: str) -> str:
    return path.partition("[")[0].partition(".")[0]
