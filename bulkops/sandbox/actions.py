"""Releasing invoices (visma-net.md, sections 4 and 10)."""

from bulkops.core.http import Response
from bulkops.sandbox.call import Call, shown
from bulkops.sandbox.cause import Cause
from bulkops.sandbox.corrections import settle
from bulkops.sandbox.errors import business
from bulkops.sandbox.results import check_period, check_status, failure, result
from bulkops.sandbox.rows import Row, change, find_due, note, start_release
from bulkops.sandbox.state import State
from bulkops.sandbox.switches import Switches


def release(call: Call) -> Response:
    """Start a release: 200 at once; the invoice leaves `Balanced` when the work is done."""
    row = call.document()
    call.check_tag(row)
    check_status(row, "releasing", "Balanced")
    check_period(call, row.body["financialPeriod"])
    if (failed := failure(call)) is not None:
        return failed
    if call.background and call.switches.background_release == "done":
        return _release_now(call, row)
    if row.release_due is None:
        start_release(call.state, row, call.now + call.switches.release_delay_s, call.seq)
    return shown(result(call, "InProcess"))


def _release_now(call: Call, row: Row) -> Response:
    """Do a release while its caller waits for the result."""
    if finish_release(call.state, call.switches, row, call.cause):
        return shown(result(call))
    text = "Error releasing document. Error: The document could not be released."
    if call.switches.background_release_failure == "refused":
        return business(400, text, call.seq, call.switches.error_body)
    return shown(result(call, "Failed", text))


def finish_releases(state: State, switches: Switches, now: float) -> None:
    """Do the releases whose time has come, in the order they were due."""
    for row in find_due(state, now):
        assert row.release_due is not None
        at, offset = row.release_due, switches.utc_offset_minutes
        finish_release(state, switches, row, Cause(request=row.release_request, at=at, utc_offset_minutes=offset))


def finish_release(state: State, switches: Switches, row: Row, cause: Cause) -> bool:
    """Do a release; says whether it went through. One that fails leaves the document as it was."""
    row.release_due = None
    attempt = state.count_up("release", 1)
    if row.status != "Balanced" or (switches.release_fails_every and attempt % switches.release_fails_every == 0):
        state.db.execute("UPDATE document SET release_due = NULL WHERE id = ?", (row.id,))
        note(state, row, cause, "release_failed")
        return False
    row.body["status"] = "Open" if row.body["balanceInCurrency"] else "Closed"
    change(state, row, cause, "released")
    settle(state, row, cause)
    return True
