"""What all actions share: when they are refused, and what they answer (visma-net.md, section 4)."""

from typing import Any

from bulkops.core.http import Response
from bulkops.sandbox.call import Call, shown
from bulkops.sandbox.errors import RefusedError, id_of
from bulkops.sandbox.rows import Row

_FAILED = "The action could not be carried out."


def result(call: Call, outcome: str = "Done", text: str | None = None, **members: Any) -> dict[str, Any]:
    """Make the result of an action.

    Args:
        call: The call.
        outcome: `Queued`, `InProcess`, `Failed` or `Done`.
        text: What went wrong; None: nothing.
        members: What else there is to tell.
    """
    return {**members, "actionId": id_of("action", call.seq), "actionResult": outcome, "errorInfo": text}


def failure(call: Call, **members: Any) -> Response | None:
    """Give the answer of an action that fails on purpose, as a switch says; None: it goes on."""
    every = call.switches.action_fails_every
    if not every or call.state.count_up("action", 1) % every:
        return None
    return shown(result(call, "Failed", _FAILED, **members))


def check_status(row: Row, action: str, *allowed: str) -> None:
    """Refuse an action that the document's status does not allow.

    Raises:
        RefusedError: It does not.
    """
    if row.status not in allowed:
        text = f"Document status '{row.status}' is invalid for processing."
        raise RefusedError(400, f"Error {action} document. Error: {text}")


def check_period(call: Call, period: str) -> None:
    """Refuse to write into a period that is closed.

    Raises:
        RefusedError: It is closed.
    """
    if call.switches.closed_through and period <= call.switches.closed_through:
        raise RefusedError(400, f"Error processing document. Error: Financial period '{period}' is closed.")
