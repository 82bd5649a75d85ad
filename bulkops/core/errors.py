"""The exceptions: a run or command cannot go on.

What a user wrote wrong is a `Finding`; how one operation ended is an `Outcome`; neither is an exception.

    BulkopsError                   has `exit_code`
    ├── UsageError            64   the command line is wrong
    ├── InvalidInputError      3   manifest or project file has errors; carries the findings
    ├── PlanRefusedError       4   the plan cannot be applied as it stands
    ├── RemoteError            5   the API cannot be reached or denies access
    │   ├── NotSentError           nothing left this machine: may be sent again
    │   └── UnknownOutcomeError    sent, and no answer that can be read: in doubt
    ├── MissingError           1   what was asked for does not exist
    ├── JournalError           6   locked, corrupt, full, or newer than this program
    └── InDoubtError           7   operations of an earlier run are in doubt
"""

from bulkops.core.finding import Finding


class BulkopsError(Exception):
    """Base of all errors that end a command.

    Attributes:
        exit_code: What the process ends with.
        message: What happened and where; one sentence.
        hint: What to do next; may be empty.
        code: Stable code of `core.codes.CODES`.
    """

    exit_code = 70
    code = "X001"

    def __init__(self, message: str, *, hint: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code or type(self).code


class UsageError(BulkopsError):
    """The command was called with words it does not take."""

    exit_code = 64
    code = "U001"


class InvalidInputError(BulkopsError):
    """Files of the user have errors; every one was found, nothing was sent."""

    exit_code = 3
    code = "M001"

    def __init__(self, findings: tuple[Finding, ...], *, total: int = 0) -> None:
        super().__init__("the input has errors")
        self.findings = findings
        self.total = total or len(findings)


class PlanRefusedError(BulkopsError):
    """The plan is not to be applied: a limit is passed, or it no longer fits what it was made for.

    Attributes:
        findings: What it is refused for, where there is more to say than the message; may be empty.
        total: How many findings there are, kept or not.
    """

    exit_code = 4
    code = "P001"

    def __init__(
        self, message: str, *, hint: str = "", code: str = "", findings: tuple[Finding, ...] = (), total: int = 0
    ) -> None:
        super().__init__(message, hint=hint, code=code)
        self.findings = findings
        self.total = total or len(findings)


class RemoteError(BulkopsError):
    """A remote API could not be reached, or refused access.

    Never carries a body, a token or a secret.
    """

    exit_code = 5
    code = "R001"


class NotSentError(RemoteError):
    """No byte of the request was written: it has had no effect."""


#: Why a request was not sent whose right to be sent had ended.
TOO_LATE = "the process stood still before the send, so nothing was sent"


class UnknownOutcomeError(RemoteError):
    """The request was sent, at least in part, and no complete answer came."""


class MissingError(BulkopsError):
    """A document that was asked for does not exist."""

    exit_code = 1
    code = "R114"


class JournalError(BulkopsError):
    """The journal cannot be used."""

    exit_code = 6
    code = "J001"


class InDoubtError(BulkopsError):
    """Operations of an earlier run are in doubt and must be settled first."""

    exit_code = 7
    code = "J007"


def settle_hint(run: str, *, decided: bool) -> str:
    """Say how a run gets settled.

    Args:
        run: Its name.
        decided: All that is open is for a person to decide about.
    """
    if decided:
        return f"you have to decide: `bulkops status {run}` lists what about, `bulkops resolve {run} ID` takes it down"
    return f"run `bulkops resume {run}`; it looks before it sends anything again"
