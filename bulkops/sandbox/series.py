"""Number series: the numbers that new documents get (visma-net.md, section 10)."""

from collections.abc import Mapping
from typing import Any

from bulkops.sandbox.call import Call
from bulkops.sandbox.errors import RefusedError
from bulkops.sandbox.rows import CREDIT_NOTE, INVOICE, exists

_FIRST = {INVOICE: 100001, CREDIT_NOTE: 200001}


def next_number(call: Call, kind: str = INVOICE) -> str:
    """Give the next number of a series; numbers that callers took are passed over, deleted ones not given again."""
    while True:
        number = str(call.state.count_up(kind, _FIRST[kind]))
        if not exists(call.state, number, kind):
            return number


def number_of_new(call: Call, values: Mapping[str, Any]) -> str:
    """Give the number of a new invoice: the caller's own where it may have one, else the next.

    Raises:
        RefusedError: It must not have one, it needs one, or the number is in use.
    """
    switches, wanted = call.switches, values.get("referenceNumber") or ""
    own = switches.number_series == "manual" or values.get("overrideNumberSeries") is True
    if wanted and not own and switches.number_without_override == "refused":
        raise RefusedError(400, "Error creating document. Error: 'RefNbr' cannot be set in an automatic number series.")
    own = own or switches.number_without_override == "used"
    if not own or (not wanted and switches.number_series == "automatic"):
        return next_number(call)
    if not wanted:
        raise RefusedError(400, "Error creating document. Error: 'RefNbr' cannot be empty.")
    if switches.duplicate_number == "refused" and exists(call.state, wanted):
        raise RefusedError(400, f"Error creating document. Error: The document '{wanted}' already exists.")
    return str(wanted)
