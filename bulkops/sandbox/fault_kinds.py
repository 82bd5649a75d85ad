"""The kinds of faults, and what happens at each."""

from enum import StrEnum


class FaultKind(StrEnum):
    """What goes wrong; `MEANINGS` says it in words."""

    REFUSE = "refuse"
    RESET = "reset"
    LOSE_REQUEST = "lose_request"
    LOSE_ANSWER = "lose_answer"
    BAD_GATEWAY = "bad_gateway"
    COMMIT_LATE = "commit_late"
    SLOW = "slow"
    SLOW_BODY = "slow_body"
    PARTIAL_BODY = "partial_body"
    MOVE_ROW = "move_row"
    ADD_ROW = "add_row"
    SECOND_CLIENT = "second_client"


#: What happens, by kind; names of further settings in backticks.
MEANINGS: dict[FaultKind, str] = {
    FaultKind.REFUSE: "answered with `status` (400) and `message` at once, with `Retry-After` if `retry_after_s` is "
    "set; nothing is done",
    FaultKind.RESET: "the connection is reset as soon as the head has come, before the body is read; nothing is done, "
    "and the caller cannot know",
    FaultKind.LOSE_REQUEST: "the connection is closed after `delay_s`; nothing is done, and the caller cannot know",
    FaultKind.LOSE_ANSWER: "it is done, the connection is closed after `delay_s`",
    FaultKind.BAD_GATEWAY: "it is done, the answer is an HTML page with `status` (502)",
    FaultKind.COMMIT_LATE: "the connection is closed now, it is done `delay_s` later",
    FaultKind.SLOW: "it is done now, the answer comes `delay_s` later",
    FaultKind.SLOW_BODY: "it is done, the answer's head comes at once, its body, if any, in drips over `delay_s`",
    FaultKind.PARTIAL_BODY: "it is done, the answer breaks off in the middle of its body, or of its head where it has "
    "none",
    FaultKind.MOVE_ROW: "of a list's second page or a later one: just before, one of its rows or of those that follow "
    "moves to the front of the first page; who reads on misses it, and reads another one twice",
    FaultKind.ADD_ROW: "of a list's second page or a later one: just before, another client creates an invoice that "
    "stands at the front of the first page; who reads on reads a row twice",
    FaultKind.SECOND_CLIENT: "of an invoice that is read, or a row of a list: right after, another client changes it, "
    "as `edit` says: `text`, `line`, `release` or `delete`",
}


def table() -> str:
    """Write the Markdown table of all kinds."""
    rows = ["| `kind` | what happens |", "|---|---|"]
    return "\n".join([*rows, *(f"| `{kind}` | {MEANINGS[kind]} |" for kind in FaultKind)]) + "\n"
