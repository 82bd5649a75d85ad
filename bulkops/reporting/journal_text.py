"""What became of verifying and purging the journal, for people and for programs."""

from collections.abc import Iterator, Sequence
from typing import Any

from bulkops.core.evidence import Verified
from bulkops.reporting.style import Style
from bulkops.reporting.width import visible
from bulkops.reporting.words import count_text

VERIFY_FORMAT = "bulkops.verify/1"
_RUNS_SHOWN_MAX = 10


def verified_text(verified: Verified, expected: str, style: Style) -> Iterator[str]:
    """Write that a journal is whole, what of it cannot be proved, and the hash to keep."""
    counts = (
        count_text(verified.events, "event", style),
        count_text(verified.runs, "run", style),
        count_text(verified.operations, "operation", style),
    )
    last = verified.last_hash or "none yet"
    yield f"{', '.join(counts)}: whole; last hash {last}"
    if expected:
        since = count_text(verified.events - verified.expected_at, "event", style)
        yield f"the hash that was kept is that of event {verified.expected_at}; {since} came after it"
    if verified.unsealed_runs:
        yield (
            f"not proved: what was planned in {_runs(verified.unsealed_runs)}, which an older bulkops began; what"
            " happened to it is"
        )
    if verified.purged:
        yield f"purged: what {count_text(verified.purged, 'operation', style)} sent; the digests of it are proved"


def verified_json(verified: Verified, damages: Sequence[str], count: int) -> dict[str, Any]:
    """Give what was looked at, and what does not fit; the list of it may be cut short."""
    return {
        "format": VERIFY_FORMAT,
        "whole": not count,
        "damages": list(damages),
        "damage_count": count,
        "events": verified.events,
        "runs": verified.runs,
        "operations": verified.operations,
        "purged_operations": verified.purged,
        "unsealed_runs": list(verified.unsealed_runs),
        "last_hash": verified.last_hash or None,
        "expected_at": verified.expected_at or None,
    }


def _runs(names: Sequence[str]) -> str:
    shown = ", ".join(visible(name) for name in names[:_RUNS_SHOWN_MAX])
    more = len(names) - _RUNS_SHOWN_MAX
    return f"run{'' if len(names) == 1 else 's'} {shown}{f' and {more} more' if more > 0 else ''}"
