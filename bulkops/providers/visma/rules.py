"""Rules of invoices that a schema cannot state."""

from collections.abc import Iterator, Mapping
from typing import Any

from bulkops.core.operation import Breach, Payload

_LINES = ("with", "invoiceLines")


def lines_are_named_once(payload: Payload, _options: Mapping[str, Any]) -> Iterator[Breach]:
    """All changes of a line stand in one element: the server would carry out two in an order of its own."""
    seen: dict[int, int] = {}
    for index, line in enumerate(payload.get("invoiceLines") or ()):
        number = line.get("lineNumber")
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
    """A document that is found by its own number has one (visma-net.md section 11)."""
    if options.get("identity") == "referenceNumber" and not payload.get("referenceNumber"):
        yield Breach(
            path=("identity",),
            code="M044",
            message="`identity: referenceNumber` needs a `referenceNumber`",
            hint="add the number, or choose another field to find the document by",
        )


def left_by(payload: Payload) -> frozenset[str]:
    """Say which status `hold` brings an invoice into; without it the company's preference decides (section 10)."""
    hold = payload.get("hold")
    return frozenset() if hold is None else frozenset({"Hold" if hold else "Balanced"})
