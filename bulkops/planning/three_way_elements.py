"""The elements of a list three ways: lines of an invoice, by their number."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from bulkops.core.change import ChangeKind
from bulkops.core.conflict import Standing, ThreeWay
from bulkops.core.field import Field
from bulkops.core.observed import held
from bulkops.core.operation import Document, Payload
from bulkops.planning.diff import DELETE, INSERT, OPERATION, difference, members_of, shown_form

#: Stands in a path for the number that an element is still to get.
_NEW = "+"
#: Compares the members of one element: fields, payload, before, theirs, prefix of the paths.
Compare = Callable[[tuple[Field, ...], Payload, Document | None, Document, str], Iterator[ThreeWay]]


class Elements:
    """One list of a document, three ways.

    Args:
        field: The list.
        path: Its path.
        before: Its elements as planned from; None where they are not known.
        theirs: Its elements as others have left them.
        compare: Compares the members of one element.
    """

    def __init__(
        self, field: Field, path: str, before: Iterable[Document] | None, theirs: Iterable[Document], compare: Compare
    ) -> None:
        key = field.member(field.key)
        assert key is not None
        self._field, self._key, self._path, self._compare = field, key, path, compare
        self._known = before is not None
        self._new = {self._number(element): element for element in theirs}
        self._old: dict[Any, Document] = {}
        unnumbered: list[Document] = []
        for element in before or ():
            number = self._number(element)
            if number is None:
                unnumbered.append(element)
            else:
                self._old[number] = element
        self._lost = [element for element in unnumbered if not self._found(element)]

    def rows(self, wanted: Collection[Payload]) -> Iterator[ThreeWay]:
        """Compare them with what the user set of the list; nothing, where it was left out."""
        inserts = [element for element in wanted if self._is_new(element)]
        named = {element[self._key.name]: element for element in wanted if not self._is_new(element)}
        likes = self._likes(inserts)
        rest: Payload | None = None
        if self._replaces(wanted):
            named = {number: self._filled(number, element) for number, element in named.items()}
            rest = {OPERATION: DELETE}
        for number in dict.fromkeys([*self._old, *self._new, *named]):
            if number not in likes:
                yield from self._element(number, named.get(number, rest))
        for element in self._lost:
            yield self._row(_NEW, Standing.THEIRS, before=self._members(element))
        for element, number in zip(inserts, likes, strict=True):
            standing = Standing.OURS if number is None else Standing.SAME
            theirs = None if number is None else self._members(self._new[number])
            yield self._row(_NEW, standing, theirs=theirs, ours=self._shown(element), asked=True)

    def _found(self, element: Document) -> bool:
        """Find an element by its like: one that an earlier step of the plan adds has no number in what it foresees."""
        for number, new in self._new.items():
            if number not in self._old and not any(self._compare(self._field.fields, {}, element, new, "")):
                self._old[number] = element
                return True
        return False

    def _number(self, element: Document) -> Any:
        return shown_form(self._key, held(element, self._key.observed))

    def _is_new(self, element: Payload) -> bool:
        return element.get(OPERATION) == INSERT or element.get(self._key.name) is None

    def _replaces(self, wanted: Collection[Payload]) -> bool:
        """Whether the list is sent as a whole, so that what is not named in it goes away."""
        if self._field.member(OPERATION) is not None or not self._known:
            return False
        return any(self._moves(element, self._old.get(element.get(self._key.name))) for element in wanted)

    def _filled(self, number: Any, wanted: Payload) -> Payload:
        """Write out what an element that is sent in place of the old one clears by leaving it out."""
        shown = [element for element in (self._old.get(number), self._new.get(number)) if element is not None]
        left_out = (field for field in self._field.fields if field.observed and field.name not in wanted)
        cleared = (field.name for field in left_out if any(held(one, field.observed) is not None for one in shown))
        return {**dict.fromkeys(cleared), **wanted}

    def _moves(self, wanted: Payload, old: Document | None) -> bool:
        return old is None or self._differs(wanted, old)

    def _differs(self, wanted: Payload, element: Document) -> bool:
        found = difference(self._field.fields, self._values(wanted), element)
        return any(change.kind is not ChangeKind.UNREAD for change in found.changes) or bool(found.missing)

    def _values(self, wanted: Payload) -> dict[str, Any]:
        return {name: value for name, value in wanted.items() if name not in {self._key.name, OPERATION}}

    def _likes(self, inserts: list[Payload]) -> list[Any]:
        """Find, for each element that is to be added, the number of one like it that others have added; None: none."""
        fresh = [number for number in self._new if number not in self._old] if self._known else []
        likes = []
        for element in inserts:
            like = next((number for number in fresh if not self._differs(element, self._new[number])), None)
            likes.append(like)
            fresh = [number for number in fresh if number != like]
        return likes

    def _element(self, number: Any, wanted: Payload | None) -> Iterator[ThreeWay]:
        old, new = self._old.get(number), self._new.get(number)
        if wanted is not None and wanted.get(OPERATION) == DELETE:
            yield self._removed(number, old, new)
        elif new is None:
            yield self._gone(number, old, wanted)
        elif not self._known:
            yield from self._members_rows(number, wanted, None, new)
        elif old is None and wanted is None:
            yield self._row(number, Standing.THEIRS, theirs=self._members(new))
        else:
            rows = list(self._members_rows(number, wanted, old or {}, new))
            yield from rows
            if not rows and old is None:
                yield self._row(number, Standing.SAME, theirs=self._members(new), ours={}, asked=True)

    def _removed(self, number: Any, old: Document | None, new: Document | None) -> ThreeWay:
        """Compare an element that is to go away."""
        if new is None:
            standing = Standing.KEPT if old is None else Standing.SAME
        elif old is None:
            standing = Standing.THEIRS if self._known else Standing.OURS
        else:
            changed = any(self._compare(self._field.fields, {}, old, new, ""))
            standing = Standing.CLASH if changed else Standing.OURS
        return self._row(number, standing, before=self._members(old), theirs=self._members(new), asked=True)

    def _gone(self, number: Any, old: Document | None, wanted: Payload | None) -> ThreeWay:
        """Compare an element that is not there any more, or never was."""
        if wanted is None:
            return self._row(number, Standing.THEIRS, before=self._members(old))
        standing = Standing.OURS
        if old is not None:
            standing = Standing.CLASH if self._differs(wanted, old) else Standing.THEIRS
        return self._row(number, standing, before=self._members(old), ours=self._shown(wanted), asked=True)

    def _members_rows(
        self, number: Any, wanted: Payload | None, old: Document | None, new: Document
    ) -> Iterator[ThreeWay]:
        return self._compare(self._field.fields, self._values(wanted or {}), old, new, f"{self._path}[{number}].")

    def _row(self, number: Any, standing: Standing, **more: Any) -> ThreeWay:
        return ThreeWay(path=f"{self._path}[{number}]", standing=standing, **more)

    def _members(self, element: Document | None) -> dict[str, Any] | None:
        return None if element is None else members_of(self._field, element)

    def _shown(self, wanted: Payload) -> dict[str, Any]:
        return _open(self._field.fields, self._values(wanted))


def _open(fields: tuple[Field, ...], values: Payload) -> dict[str, Any]:
    """Leave out what is personal."""
    known = {field.name: field for field in fields}
    shown: dict[str, Any] = {}
    for name, value in values.items():
        field = known.get(name)
        if field is None or field.sensitive:
            continue
        if isinstance(value, Mapping):
            shown[name] = _open(field.fields, value)
        elif isinstance(value, list):
            shown[name] = [_open(field.fields, one) if isinstance(one, Mapping) else one for one in value]
        else:
            shown[name] = value
    return shown
