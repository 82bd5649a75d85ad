"""How writes to one API are made: whether it compares versions itself, and whether it works in the background."""

from dataclasses import dataclass

from bulkops.core.http import Request
from bulkops.core.operation import Background, Effect, OperationType


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How writes to one API are made.

    Attributes:
        compare: Read and compare just before each write that is bound to a version: nobody has shown that the API does.
        background: Value of the header that makes a write a background call; empty: none is one.
        conditional_only: Only writes that are bound to a version are background calls.
    """

    compare: bool = False
    background: str = ""
    conditional_only: bool = False

    def asks(self, operation_type: OperationType, *, bound: bool) -> bool:
        """Say whether a write is made as a background call.

        Args:
            operation_type: What is sent.
            bound: It carries a version that the API is to compare.
        """
        if not self.background or operation_type.effect is Effect.READ:
            return False
        return bound or not self.conditional_only


def asked(request: Request, background: Background | None) -> bool:
    """Say whether a request is a background call."""
    return background is not None and any(name == background.header for name, _ in request.headers)
