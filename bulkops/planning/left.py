"""What operations of ours have left a document as: of each field the value that was set last, the status, the version.

Pure. Only what was set is compared later: what the system fills in or computes by itself is nobody's change.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from bulkops.core.field import Field, Kind
from bulkops.core.json import loads
from bulkops.core.observed import held
from bulkops.core.operation import Document, Effect, OperationType
from bulkops.core.outcome import UNSETTLED, State
from bulkops.core.resource import Resource
from bulkops.core.written import Written
from bulkops.planning.diff import OPERATION
from bulkops.planning.left_lists import LeftList
from bulkops.planning.three_way import LAID_OVER


class Left:
    """A document as it was left.

    Args:
        resource: What it is.

    Attributes:
        last: The operation that wrote it last; None: none has.
        tag: Its entity tag; empty where it is not known.
        statuses: Statuses that it was left in; None where that is not known.
        removed: It was deleted.
        unsettled: Whether something of it has happened is not known.
        purged: What was set is not known any more.
        currency: Of `amount`.
        amount: Its net sum; None where it is not known.
    """

    def __init__(self, resource: Resource) -> None:
        self.resource = resource
        self.last: Written | None = None
        self.tag = ""
        self.statuses: frozenset[str] | None = None
        self.removed = self.unsettled = self.purged = False
        self.currency = ""
        self.amount: Decimal | None = None
        self._values: dict[str, Any] = {}
        self._lists: dict[str, LeftList] = {}

    def add(self, written: Written, operation_type: OperationType) -> None:
        """Lay an operation over the ones before it."""
        if written.state in UNSETTLED:
            self.unsettled = True
            return
        before: Document | None = None
        if written.before and not written.foreseen:
            before = loads(written.before)
        if written.state is not State.UNCHANGED or written.made:
            self.last, self.removed = written, False
        if written.amount is not None:
            self.amount, self.currency = written.amount, written.currency
        self._move(written, operation_type, before)
        self._set(written, operation_type, before)

    def wanted(self, document: Document) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give what a document has to show, as a payload; and those elements of it that cannot be ones to be added."""
        payload, known = dict(self._values), dict[str, Any]()
        for field in self.resource.fields:
            if (found := self._lists.get(field.name)) is not None:
                payload[field.name] = list(found.wanted())
                put(known, field.observed, found.named_in(held(document, field.observed) or ()))
        return payload, known

    def _move(self, written: Written, operation_type: OperationType, before: Document | None) -> None:
        """Follow the version and the status."""
        if written.made:
            self.tag = written.tag if written.state is not State.UNCHANGED else written.tag_before
            # Of what is made out of another document, that one was read before.
            itself = before if operation_type.spawn is None else None
            self.statuses = _said(written, operation_type) or _status(self.resource, itself)
        elif written.state is State.UNCHANGED:
            self.tag = written.tag_before or self.tag
            self.statuses = _status(self.resource, before) or self.statuses
        elif operation_type.spawn is not None:
            # What counters the document may come to close it, by a way that no operation of ours shows.
            self.tag, self.statuses = "", operation_type.spawn.leaves
        elif operation_type.transition is not None:
            self.tag, self.statuses = written.tag, operation_type.transition.after
            self.removed = not operation_type.transition.after
        else:
            self.tag = "" if _more_was_sent(written, operation_type) else written.tag
            self.statuses = _said(written, operation_type) or _status(self.resource, before) or self._kept(written)

    def _kept(self, written: Written) -> frozenset[str] | None:
        return None if written.purged else self.statuses

    def _set(self, written: Written, operation_type: OperationType, before: Document | None) -> None:
        """Follow what was set."""
        sets = operation_type.effect in LAID_OVER if not written.made else operation_type.spawn is None
        if not sets:
            return
        if written.purged:
            # It may have set anything that was set before.
            self._values.clear()
            self._lists.clear()
            self.purged = True
            return
        payload = loads(written.payload) if written.payload else {}
        if written.state is State.REFUSED:  # a host took a part of it: which, it only showed then
            for name in payload:
                self._values.pop(name, None)
                self._lists.pop(name, None)
            return
        for field in self.resource.fields:
            if field.name in payload and field.observed and not field.control:
                self._lay(field, payload[field.name], None if written.made else before)

    def _lay(self, field: Field, value: Any, before: Document | None) -> None:
        if field.kind is Kind.LIST and field.member(OPERATION) is not None and value is not None:
            self._values.pop(field.name, None)
            elements = None if before is None else held(before, field.observed) or ()
            self._lists.setdefault(field.name, LeftList(field)).lay(value, elements)
            return
        self._lists.pop(field.name, None)
        self._values[field.name] = _over(self._values.get(field.name), value)


def left_by(resource: Resource, writes: Iterable[Written], types: Mapping[str, OperationType]) -> Left:
    """Say what operations have left a document as.

    Args:
        resource: What the document is.
        writes: The operations, in the order in which they ended.
        types: Operation types by name; operations of others are left out.
    """
    left = Left(resource)
    for written in writes:
        operation_type = types.get(written.type)
        if operation_type is not None and operation_type.effect is not Effect.READ:
            left.add(written, operation_type)
    return left


def put(document: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a dotted path."""
    *names, last = path.split(".")
    for name in names:
        document = document.setdefault(name, {})
    document[last] = value


def _over(old: Any, new: Any) -> Any:
    """Lay one value over another: of groups, member by member."""
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return new
    return {**old, **{name: _over(old.get(name), value) for name, value in new.items()}}


def _said(written: Written, operation_type: OperationType) -> frozenset[str] | None:
    if operation_type.leaves is None or not written.payload or operation_type.spawn is not None:
        return None
    return operation_type.leaves(loads(written.payload)) or None


def _status(resource: Resource, before: Document | None) -> frozenset[str] | None:
    status = held(before, resource.status) if before is not None and resource.status else None
    return frozenset({str(status)}) if status else None


def _more_was_sent(written: Written, operation_type: OperationType) -> bool:
    """Whether a second write may have followed, whose answer tells no version."""
    sequel = operation_type.sequel
    return sequel is not None and (not written.options or bool(loads(written.options).get(sequel.option)))
