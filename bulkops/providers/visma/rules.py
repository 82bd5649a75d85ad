"""Rules of invoices that a schema cannot state."""

from collections.abc import Iterator, Mapping
from typing import Any

from bulkops.core.operation import Breach, Payload

_LINES = ("with", "invoiceLines")


def lines_are_new(payload: Payload, _options: Mapping[str, Any]) -> Iterator[Breach]:
    """A new invoice has no lines to update or delete."""
    for index, line in enumerate(payload.get("invoiceLines") or ()):
        operation = line.get("operation", "Insert")
        if operation != "Insert":
            yield Breach(
                path=(*_LINES, index, "operation"),
                code="M041",
                message=f"a new invoice has no line to {operation.lower()}",
                hint="leave `operation` out: lines of a new invoice are inserted",
            )


def lines_are_named(payload: Payload, _options: Mapping[str, Any]) -> Iterator[Breach]:
    """What is updated or deleted is named by its number, and each number once (visma-net.md section 9)."""
    seen: dict[int, int] = {}
    for index, line in enumerate(payload.get("invoiceLines") or ()):
        operation, number = line.get("operation"), line.get("lineNumber")
        if operation in {"Update", "Delete"} and number is None:
            yield Breach(
                path=(*_LINES, index, "operation"),
                code="M042",
                message=f"the line to {operation.lower()} is not named",
                hint="add `lineNumber:`, as the invoice has it",
            )
        if number is not None and number in seen:
            yield Breach(
                path=(*_LINES, index, "lineNumber"),
                code="M043",
                message=f"line {number} stands here twice, first as element {seen[number] + 1}",
                hint="write all changes of a line into one element",
            )
        elif number is not None:
            seen[number] = index


def number_is_given(payload: Payload, options: Mapping[str, Any]) -> Iterator[Breach]:
    """A document that is found by its own number has one, and takes it (visma-net.md section 11)."""
    if options.get("identity") != "referenceNumber":
        return
    if not payload.get("referenceNumber"):
        yield Breach(
            path=("identity",),
            code="M044",
            message="`identity: referenceNumber` needs a `referenceNumber`",
            hint="add the number, or choose another field to find the document by",
        )
    elif payload.get("overrideNumberSeries") is not True:
        yield Breach(
            path=("with", "referenceNumber"),
            code="M045",
            message="`referenceNumber` is ignored by an automatic number series",
            hint="add `overrideNumberSeries: true`",
        )
