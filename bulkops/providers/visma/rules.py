"""Rules of invoices that a schema cannot state."""

from collections.abc import Iterator, Mapping
from typing import Any

from bulkops.core.operation import Breach, Payload
from bulkops.providers.visma.matching import MATCHING

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


def lines_can_be_matched(payload: Payload, options: Mapping[str, Any]) -> Iterator[Breach]:
    """Where lines are matched by a member, each of them has it, and no two have the same."""
    member, lines = options.get(MATCHING.option), payload.get(MATCHING.elements) or ()
    if member is None:
        if MATCHING.others in options:
            message = f"`{MATCHING.others}` is about lines that nothing matches, and there is no `{MATCHING.option}`"
            yield Breach(path=(MATCHING.others,), code="M046", message=message, hint=f"add `{MATCHING.option}:`")
        return
    if not lines:
        message = f"`{MATCHING.option}` matches the lines of `with`, and there are none"
        hint = f"add `{MATCHING.elements}` below `with`, or remove `{MATCHING.option}`"
        yield Breach(path=(MATCHING.option,), code="M046", message=message, hint=hint)
    seen: dict[str, int] = {}
    for index, line in enumerate(lines):
        if line.get("operation") is not None or line.get("lineNumber") is not None:
            continue
        value = line.get(member)
        if not value:
            message = f"`{MATCHING.elements}[{index + 1}]` has no `{member}`, by which lines are matched"
            hint = "add it, or say by `operation` or `lineNumber` what the line is about"
            yield Breach(path=(*_LINES, index), code="M045", message=message, hint=hint)
        elif value in seen:
            own, first = (f"`{MATCHING.elements}[{number + 1}]`" for number in (index, seen[value]))
            message = f"{own} has the `{member}` `{value}` of {first}, and lines are matched by it"
            hint = "match by another member, or name these lines by `lineNumber`"
            yield Breach(path=(*_LINES, index, member), code="M045", message=message, hint=hint)
        else:
            seen[value] = index


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
