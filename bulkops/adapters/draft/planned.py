"""An operation of a draft as it is decided about."""

from dataclasses import dataclass

from bulkops.core.observed import Existing
from bulkops.core.step import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An operation with its place in the order.

    Attributes:
        seq: Number in the plan.
        operation: What the user wants; a reference to a document that is made already is replaced by its number.
        content: Digest of what the user wrote, references unresolved.
        document: Name of its target, the same for all operations on it; empty for creates.
        maker: `seq` of the step that makes its target; 0 if none.
        previous: `seq` of the step before it on the same target; 0 if none.
        followed: Another step on the same target comes later.
        spawned: Name of the document that it makes out of its target, where later steps are about it; else empty.
        done: An earlier run did it.
        existing: Of a create: what is there already that bears its mark; None: nothing, or nobody has looked.
    """

    seq: int
    operation: Operation
    content: str
    document: str
    maker: int
    previous: int
    followed: bool
    spawned: str
    done: bool
    existing: Existing | None = None
