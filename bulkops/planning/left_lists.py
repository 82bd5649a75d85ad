"""The elements of a list as operations of ours have left them: by number; those that got one later by their like."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bulkops.core.field import Field
from bulkops.core.observed import held
from bulkops.core.operation import Document, Payload
from bulkops.planning.diff import DELETE, INSERT, OPERATION, UPDATE, shown_form, take_like

_Members = Mapping[str, Any]


class LeftList:
    """One list whose elements are changed one by one.

    Args:
        field: The list.
    """

    def __init__(self, field: Field) -> None:
        key = field.member(field.key)
        assert key is not None
        self._field, self._key = field, key
        #: Values by number; None: it was deleted.
        self._named: dict[Any, dict[str, Any] | None] = {}
        self._inserted: list[_Members] = []

    def lay(self, elements: Iterable[Payload], before: Iterable[Document] | None) -> None:
        """Lay what an operation has set over what is known.

        Args:
            elements: The list in its payload.
            before: The elements as the operation found them; None where they were not read.
        """
        if before is not None:
            self._number(before)
        for element in elements:
            number = element.get(self._key.name)
            values = {name: value for name, value in element.items() if name not in {self._key.name, OPERATION}}
            what = element.get(OPERATION) or (INSERT if number is None else UPDATE)
            if what == INSERT:
                self._inserted.append(values)
                continue
            if before is None and number not in self._named:
                # The number may be that of an element which an earlier operation has added: which, nobody can say.
                self._inserted.clear()
            self._named[number] = None if what == DELETE else {**(self._named.get(number) or {}), **values}

    def wanted(self) -> Iterator[dict[str, Any]]:
        """Give the elements as a payload would ask for them."""
        for number, values in self._named.items():
            what = DELETE if values is None else UPDATE
            yield {OPERATION: what, self._key.name: number, **(values or {})}
        yield from ({OPERATION: INSERT, **values} for values in self._inserted)

    def named_in(self, elements: Iterable[Document]) -> list[Document]:
        """Choose the elements whose numbers are known: none of them can be one that got its number later."""
        return [element for element in elements if self._number_of(element) in self._named]

    def _number(self, elements: Iterable[Document]) -> None:
        """Find the numbers of elements that were added; one that is not there as it was added is given up."""
        there = [element for element in elements if self._number_of(element) not in self._named]
        for values in self._inserted:
            left = list(there)
            if take_like(self._field, values, left):
                found = next(element for element in there if not any(element is other for other in left))
                there.remove(found)
                self._named[self._number_of(found)] = dict(values)
        self._inserted.clear()

    def _number_of(self, element: Document) -> Any:
        return shown_form(self._key, held(element, self._key.observed))
