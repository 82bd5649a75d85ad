"""What others have changed since a run of ours."""

from dataclasses import dataclass

from bulkops.core.change import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What others have changed on a step's target since a run of ours wrote it last.

    Attributes:
        run: Name of that run.
        at: When it wrote, seconds since 1970.
        changes: Fields that it left otherwise: as left (`before`), as found (`after`). May be empty: something else is
            different, which our runs never set.
        gone: The document is not there any more.
    """

    run: str
    at: float
    changes: tuple[Change, ...] = ()
    gone: bool = False
