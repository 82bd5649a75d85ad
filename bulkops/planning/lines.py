"""Which elements of a document's list, such as the lines of an invoice, those of a payload are about.

An element names one of the document's by its key (`lineNumber`); or, where the entry asks for it, by the value of a
member that the document shows (`match_lines`). The result says of every element what is to be done with it.
"""

from collections.abc import Mapping
from typing import Any

from bulkops.core.field import Field
from bulkops.core.matching import Matching
from bulkops.core.observed import held
from bulkops.core.step import Operation
from bulkops.planning.diff import DELETE, INSERT, OPERATION, UPDATE, shown_form
from bulkops.planning.refusal import Refusal, all_of, refusal

_KEYS_SHOWN_MAX = 12
_OFFLINE = ", or plan without `--offline`"
Element = Mapping[str, Any]


def named(operation: Operation, document: Mapping[str, Any], *, again: bool = False) -> dict[str, Any]:
    """Write out what is to be done with each element of a payload's lists, and with which of the document's.

    An element that has a key and no operation changes the one that has it: a wrong line number must not add a line.

    Args:
        operation: What the user wants.
        document: What the system holds, or will hold when the operation's turn has come.
        again: A run that is not known of may have done it: what it deletes may be gone already.

    Raises:
        Refusal: The document has no such element, or several; all of those are in it.
    """
    payload, wrong = dict(operation.payload), []
    for field in operation.type.fields:
        control = field.member(OPERATION)
        if control is not None and UPDATE in control.choices and payload.get(field.name):
            elements = _Elements(operation, field, document, again=again)
            payload[field.name] = elements.named()
            wrong += elements.wrong
    if wrong:
        raise all_of(wrong)
    return payload


def refuse_unknown(operation: Operation) -> None:
    """Refuse to match the elements of a document that nobody has read.

    Raises:
        Refusal: It would be needed.
    """
    matching = operation.type.matching
    if matching is None or not operation.options.get(matching.option):
        return
    message = f"the lines of the {operation.type.resource.name} are not known while planning, so they cannot be matched"
    made = "; or apply this entry as a manifest of its own, after the one that it waits for"
    hint = f"name them by `{_list_of(operation, matching).key}`{made if operation.target_from else _OFFLINE}"
    raise refusal(operation, "P022", message, hint, (matching.option,))


def _list_of(operation: Operation, matching: Matching) -> Field:
    return next(field for field in operation.type.fields if field.name == matching.elements)


class _Elements:
    """The elements of one list of a payload.

    Attributes:
        wrong: What the document lacks, or has several of.
    """

    def __init__(self, operation: Operation, field: Field, document: Mapping[str, Any], *, again: bool) -> None:
        key = field.member(field.key)
        assert key is not None
        self.wrong: list[Refusal] = []
        self._again = again
        self._operation = operation
        self._field = field
        self._key = key
        self._member: Field | None = None
        self._others = ""
        matching = operation.type.matching
        if matching is not None and matching.elements == field.name:
            self._member = field.member(operation.options.get(matching.option, ""))
            self._others = matching.others if operation.options.get(matching.others) == matching.deleted else ""
        #: Keys of the document's elements, in its order; one that an earlier entry adds has none yet.
        self._numbers: dict[Any, None] = {}
        self._by_value: dict[Any, list[Any]] = {}
        for element in held(document, field.observed) or ():
            number = _value(key, element)
            self._numbers[number] = None
            if self._member is not None:
                self._by_value.setdefault(_value(self._member, element), []).append(number)

    def named(self) -> list[Element]:
        """Give the elements with what is to be done with them, and after them those to be deleted beside them."""
        wanted: list[Element] = self._operation.payload[self._field.name]
        told = {element[self._key.name] for element in wanted if element.get(self._key.name) is not None}
        result = [self._one(index, element, told) for index, element in enumerate(wanted)]
        return [*result, *self._deleted(result)] if self._others else result

    def _one(self, index: int, element: Element, told: set[Any]) -> Element:
        number, what = element.get(self._key.name), element.get(OPERATION)
        if number is None and what is None:
            return element if self._member is None else self._matched(self._member, index, element, told)
        what = what or UPDATE
        if what == DELETE and self._again and number not in self._numbers:
            return element
        if what != INSERT and number not in self._numbers:
            message = f"{self._document} has no `{self._field.name}[{number}]`"
            hint = f"its `{self._key.name}`s are {self._shown()}; an element without one is added"
            self._refuse("P014", message, hint, index, self._key.name)
        return {OPERATION: what, **element}

    def _matched(self, member: Field, index: int, element: Element, told: set[Any]) -> Element:
        value = element[member.name]
        found = self._by_value.get(value)
        if found is None:
            return {OPERATION: INSERT, **element}
        named = f"`{member.name}` `{value}`"
        if len(found) > 1:
            numbers = " and ".join("a new one" if number is None else str(number) for number in found)
            message = f"{self._document} has several lines with {named}, {numbers}"
            self._refuse("P023", message, f"name it by `{self._key.name}`, or match by another member", index)
        elif found[0] is None:
            message = f"an earlier entry adds the line with {named}: its number is not known yet"
            hint = "write both changes into one entry, or apply the entries one after the other"
            self._refuse("P022", message, hint, index)
        elif found[0] in told:
            message = f"line {found[0]} stands here twice, by its number and by {named}"
            self._refuse("P023", message, "write all changes of a line into one element", index)
        return {OPERATION: UPDATE, self._key.name: found[0], **element}

    def _deleted(self, wanted: list[Element]) -> list[Element]:
        """Delete what nothing in the payload is about."""
        if None in self._numbers and not self.wrong:
            message = "an earlier entry adds a line whose number is not known yet, so it cannot be deleted here"
            hint = "write both changes into one entry, or apply the entries one after the other"
            self.wrong.append(refusal(self._operation, "P022", message, hint, (self._others,)))
        told = {element.get(self._key.name) for element in wanted}
        return [{OPERATION: DELETE, self._key.name: number} for number in self._numbers if number not in told]

    def _refuse(self, code: str, message: str, hint: str, index: int, member: str = "") -> None:
        path = ("with", self._field.name, index, member or (self._member.name if self._member else ""))
        self.wrong.append(refusal(self._operation, code, message, hint, path))

    @property
    def _document(self) -> str:
        target = f" `{self._operation.target}`" if self._operation.target else ""
        return f"{self._operation.type.resource.name}{target}"

    def _shown(self) -> str:
        known = [str(number) for number in self._numbers if number is not None]
        return f"{', '.join(known[:_KEYS_SHOWN_MAX])}{', …' if len(known) > _KEYS_SHOWN_MAX else ''}" or "none"


def _value(field: Field, element: Mapping[str, Any]) -> Any:
    return shown_form(field, held(element, field.observed))
