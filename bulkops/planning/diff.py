"""Compare what a user wants with what the system holds, as a bookkeeper does.

Only what the user set is compared. Numbers are equal when their values are, dates by their day, elements of lists are
matched by their key, and an empty text equals none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bulkops.core.change import Change, ChangeKind
from bulkops.core.field import Field, Form, Kind, walk
from bulkops.core.observed import held

OPERATION = "operation"  # the member of a list's element that says what to do with it
INSERT, UPDATE, DELETE = "Insert", "Update", "Delete"
_TEXTS = frozenset({Kind.TEXT, Kind.CHOICE, Kind.UUID})


@dataclass(slots=True)
class Difference:
    """What has to change.

    Attributes:
        changes: One a field or element, for the reader.
        send: The part of the payload that has to be sent, elements of keyed lists with their operation.
        missing: Paths of elements that the payload changes and the document lacks.
        unchanged: How many of the fields that the user set are as wanted already.
    """

    changes: list[Change] = field(default_factory=list)
    send: dict[str, Any] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def empty(self) -> bool:
        """Whether the document is as wanted."""
        return not self.changes and not self.missing

    @property
    def same(self) -> str:
        """Say of an empty difference that there is nothing to do."""
        return f"all {self.unchanged} fields are as wanted" if self.unchanged > 1 else "the field is as wanted"


def difference(
    fields: tuple[Field, ...],
    payload: Mapping[str, Any],
    document: Mapping[str, Any],
    *,
    known: Mapping[str, Any] | None = None,
) -> Difference:
    """Compare a payload with a document.

    Args:
        fields: What the payload may hold.
        payload: What the user set.
        document: What the system holds.
        known: The document as it was before our own write, when the question is whether that write has happened:
            an element to insert then counts as there if the document has one like it that `known` has not.
    """
    result = Difference()
    for item in fields:
        if item.name not in payload:
            continue
        wanted = payload[item.name]
        before = len(result.changes) + len(result.missing)
        if not item.observed:
            result.changes.append(_change(item, item.name, ChangeKind.UNREAD, None, wanted))
            result.send[item.name] = wanted
        elif item.kind is Kind.LIST and wanted is not None:
            held_before = None if known is None else held(known, item.observed) or ()
            _list(item, wanted, held(document, item.observed) or (), held_before, result)
        elif item.kind is Kind.GROUP and wanted is not None:
            _group(item, wanted, held(document, item.observed) or {}, result)
        elif not equal(item, wanted, held(document, item.observed)):
            now = shown_form(item, held(document, item.observed))
            result.changes.append(_change(item, item.name, ChangeKind.SET, now, wanted))
            result.send[item.name] = wanted
        result.unchanged += before == len(result.changes) + len(result.missing)
    return result


def holds(
    fields: tuple[Field, ...],
    payload: Mapping[str, Any],
    document: Mapping[str, Any],
    known: Mapping[str, Any] | None = None,
) -> bool:
    """Whether a document shows everything that was asked for; what the API never shows cannot speak against it.

    Args:
        fields: What the payload may hold.
        payload: What was sent.
        document: What the system holds now.
        known: What it held before; empty for a document that was to be made.
    """
    found = difference(fields, payload, document, known={} if known is None else known)
    return not found.missing and all(change.kind is ChangeKind.UNREAD for change in found.changes)


def shows(fields: tuple[Field, ...], payload: Mapping[str, Any], known: Mapping[str, Any] | None) -> bool:
    """Whether a document would show that a payload was laid over it.

    Args:
        fields: What the payload may hold.
        payload: What was sent.
        known: What the system held before; None where that is not known.
    """
    return any(change.kind is not ChangeKind.UNREAD for change in difference(fields, payload, known or {}).changes)


def _change(item: Field, path: str, kind: ChangeKind, before: Any, after: Any) -> Change:
    sensitive = item.sensitive or any(member.sensitive for _, member in walk(item.fields))
    return Change(path=path, kind=kind, before=before, after=after, sensitive=sensitive)


def _group(item: Field, wanted: Mapping[str, Any], document: Mapping[str, Any], result: Difference) -> None:
    inner = difference(item.fields, wanted, document)
    result.changes += _under(item.name, inner.changes)
    if inner.changes:
        # The whole group as the user wrote it: members such as `overrideAddress` decide whether the others count.
        result.send[item.name] = dict(wanted)


def _under(path: str, changes: list[Change]) -> Iterator[Change]:
    for change in changes:
        yield Change(
            path=f"{path}.{change.path}",
            kind=change.kind,
            before=change.before,
            after=change.after,
            sensitive=change.sensitive,
        )


def _list(item: Field, wanted: list[Any], document: Any, before: Any, result: Difference) -> None:
    key = item.member(item.key)
    assert key is not None
    by_key = {shown_form(key, held(element, key.observed)): element for element in document}
    fresh = None if before is None else _fresh(key, document, before)
    send = []
    for element in wanted:
        sent = _element(item, key, element, by_key, fresh, result)
        if sent is not None:
            send.append(sent)
    if send:
        keyed = item.member(OPERATION) is not None
        # Without operations on its elements a list is replaced as a whole, so the whole of it is sent.
        result.send[item.name] = send if keyed else [dict(element) for element in wanted]


def _fresh(key: Field, document: Any, before: Any) -> list[Any]:
    known = {shown_form(key, held(element, key.observed)) for element in before}
    return [element for element in document if shown_form(key, held(element, key.observed)) not in known]


def _element(
    item: Field, key: Field, wanted: Mapping[str, Any], by_key: Mapping[Any, Any], fresh: list[Any] | None, result: Any
) -> dict[str, Any] | None:
    """Compare one element; give what of it has to be sent, or None."""
    number = wanted.get(key.name)
    path = f"{item.name}[{'+' if number is None else number}]"
    current = by_key.get(number)
    what = wanted.get(OPERATION) or (UPDATE if current is not None else INSERT)
    values = {name: value for name, value in wanted.items() if name not in {key.name, OPERATION}}
    if what == DELETE:
        if current is None:
            return None
        result.changes.append(Change(path=path, kind=ChangeKind.REMOVE, before=members_of(item, current)))
        return {OPERATION: DELETE, key.name: number}
    if what == INSERT:
        if fresh is not None and take_like(item, values, fresh):
            return None
        result.changes.append(Change(path=path, kind=ChangeKind.ADD, after=values))
        return {OPERATION: INSERT, **{name: value for name, value in wanted.items() if name != OPERATION}}
    if current is None:
        result.missing.append(path)
        return None
    inner = difference(item.fields, values, current)
    result.changes += _under(path, inner.changes)
    return {OPERATION: UPDATE, key.name: number, **inner.send} if inner.changes else None


def take_like(item: Field, values: Mapping[str, Any], fresh: list[Any]) -> bool:
    """Take the first element out of a list that shows all of some values; say whether there was one."""
    for index, element in enumerate(fresh):
        if difference(item.fields, values, element).empty:
            del fresh[index]
            return True
    return False


def members_of(item: Field, element: Mapping[str, Any]) -> dict[str, Any]:
    """Give what an element of a list holds, for a reader: its plain members, without what is personal."""
    shown = {
        member.name: shown_form(member, held(element, member.observed))
        for member in item.fields
        if member.observed and not member.fields and not member.sensitive
    }
    return {name: value for name, value in shown.items() if value is not None}


def equal(item: Field, wanted: Any, now: Any) -> bool:
    """Whether a bookkeeper would call a wanted and a held value the same."""
    now = shown_form(item, now)
    if wanted is None or wanted == "":
        return now is None or now == ""
    if item.kind is Kind.FLAG:
        return bool(wanted) == bool(now)
    return bool(wanted == now)


def shown_form(item: Field, value: Any) -> Any:
    """Bring a value of an answer into the form in which a user writes the field."""
    if value is None:
        return None
    if item.kind is Kind.DATE:
        return str(value)[:10]
    if item.kind is Kind.DECIMAL:
        return Decimal(str(value))
    if item.kind in _TEXTS:
        return _text(item, str(value))
    return value


def _text(item: Field, value: str) -> str:
    return value[4:] + value[:4] if item.observed_form is Form.YEAR_FIRST else value
