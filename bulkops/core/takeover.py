"""What becomes of the steps of an earlier run that were not sent, when a new run of its manifests begins."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """What a new run means for an earlier one.

    Attributes:
        run: Name of the earlier run.
        taken: Steps that the new run does in its place.
        gone: Steps that are cancelled, for what was planned anew does not hold them any more.
        left: Steps that the new run says nothing about: they stay with the earlier one.
    """

    run: str
    taken: int = 0
    gone: int = 0
    left: int = 0
