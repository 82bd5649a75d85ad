"""Every process ends in a way that the documentation names: never by a bug, and never stuck."""

from collections.abc import Iterator

from bulkops.simulation.evidence import Evidence

#: What an interrupted process may take to end, in seconds: CI runners kill after 8 to 10.
_ENDS_WITHIN_S = 8.0


def well_ended(evidence: Evidence) -> Iterator[str]:
    """Say which processes have ended as none may."""
    for end in evidence.ends:
        if end.bug:
            yield f"`{end.command}` ended with a bug: {end.bug}"
        yield from _in_time(end.interrupted_at, end.ended)


def _in_time(interrupted_at: float, ended: float) -> Iterator[str]:
    if interrupted_at and ended - interrupted_at > _ENDS_WITHIN_S:
        yield f"a process took {ended - interrupted_at:.1f} s to end after it was interrupted"
