"""G3: what somebody else has changed since the plan is not written over."""

from collections.abc import Iterator

from bulkops.sandbox.ledger import Happened, Seen
from bulkops.simulation.evidence import Evidence, Told

#: A write reaches the server within this time of its intent.
_SENT_WITHIN_S = 25.0


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
        if write.seq not in effective or told is None or _planned_after(evidence, told, foreign):
            continue
        # Where the API checks nothing, the moment between the last look and the write stays open; but what it checks
        # has to be checked.
        checked = told.type.if_match and evidence.scenario.manner != "compare"
        looked = any(
            foreign.request < seen.seq < write.seq and seen.method == "GET" and seen.path.endswith(f"/{foreign.number}")
            for seen in evidence.requests
        )
        if checked or looked:
            yield f"{told.id} has written over another's change of {foreign.number} ({foreign.kind})"


def _planned_after(evidence: Evidence, told: Told, foreign: Happened) -> bool:
    """Say whether the plan has read the document after another had changed it, so that the change was shown."""
    begun_at = told.run.started_at + evidence.scenario.skew_s
    return any(
        seen.seq > foreign.request and seen.at <= begun_at and _reads(seen, foreign.number)
        for seen in evidence.requests
    )


def _reads(seen: Seen, number: str) -> bool:
    return seen.method == "GET" and (seen.path.endswith(f"/{number}") or seen.path.endswith("/customerinvoice"))


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
            if (attempt.method, attempt.path) == (write.method, write.path)
            and abs(attempt.intent_at - (write.at - evidence.scenario.skew_s)) < _SENT_WITHIN_S
        ),
        None,
    )
