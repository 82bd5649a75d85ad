"""What a pilot is, and who decides after it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bulkops.core.pilot import Pilot, PilotAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided about the others.

    Attributes:
        answer: OPEN where there was nobody to ask.
        how: By what that was said, such as `--yes`.
    """

    answer: PilotAnswer
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PilotTerms:
    """What a pilot is, and who decides after it.

    Attributes:
        count: Documents, at most.
        approver: Whose word the decision is; empty: whoever works here.
        begin: Is told how many steps of each operation type it consists of, before any is sent.
        tell: Is told what it has come to.
        go_on: Says whether the rest is sent. Asked where the pilot has passed and something is left, and only there.
    """

    count: int
    approver: str = ""
    begin: Callable[[Mapping[str, int]], None]
    tell: Callable[[Pilot], None]
    go_on: Callable[[Pilot], Decision]
