"""G3: what somebody else has changed since the plan is not written over."""

from collections.abc import Iterator

from bulkops.sandbox.ledger import Happened, Seen
from bulkops.simulation.evidence import Evidence, Told


def no_overwrite(evidence: Evidence) -> Iterator[str]:
    """Say what was written over."""
    effective = evidence.effective()
    requests = {seen.seq: seen for seen in evidence.requests}
    for foreign in (effect for effect in evidence.effects if effect.foreign and effect.resource == "invoice"):
        ours = _next_on(evidence, foreign)
        if ours is None:
            continue
        write = requests[ours.request]
        told = _of(evidence, write)
        if write.seq not in effective or told is None or told.run.started_at > foreign.at - evidence.scenario.skew_s:
            continue  # planned, and shown, after the other's change
        # Where the API checks nothing, the moment between the last look and the write stays open.
        looked = any(
            foreign.request < seen.seq < write.seq and seen.method == "GET" and seen.path.endswith(f"/{foreign.number}")
            for seen in evidence.requests
        )
        if write.if_match or looked:
            yield f"{told.id} has written over another's change of {foreign.number} ({foreign.kind})"


def _next_on(evidence: Evidence, foreign: Happened) -> Happened | None:
    """Find the first effect of ours on the same document after another's change."""
    return next(
        (
            effect
            for effect in evidence.ours
            if effect.seq > foreign.seq and effect.number == foreign.number and effect.kind in {"updated", "deleted"}
        ),
        None,
    )


def _of(evidence: Evidence, write: Seen) -> Told | None:
    """Find the operation of the newest run whose attempt a write is."""
    return next(
        (
            told
            for told in reversed(evidence.told)
            for attempt in told.history.attempts
            if (attempt.method, attempt.path, attempt.if_match.strip('"')) == (
                write.method, write.path, write.if_match.strip('"'))
        ),
        None,
    )  # fmt: skip
