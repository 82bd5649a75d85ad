"""G4: what is sent is what was shown, and nothing is sent that was not written down before."""

import re
from collections import Counter
from collections.abc import Iterator

from bulkops.core.shown import SentRequest
from bulkops.sandbox.ledger import Seen
from bulkops.simulation.evidence import Evidence
from bulkops.simulation.guarantees.routes import is_sequel

_ROUNDING_S = 0.001
#: What an earlier step brings, in a pattern.
_COMING = re.compile(r"\\\{.+?\\\}")


def as_reviewed(evidence: Evidence) -> Iterator[str]:
    """Say what was sent that was not shown, or not written down."""
    requests = [request for end in evidence.ends for step in end.shown for request in step.requests]
    for seen in evidence.writes:
        if not any(_shown(request, seen) for request in requests):
            yield f"{seen.method} {seen.path} (request {seen.seq}, If-Match {seen.if_match or 'none'}) was not shown"
    yield from _written_down(evidence, [seen for seen in evidence.writes if not is_sequel(seen)])


def _written_down(evidence: Evidence, writes: list[Seen]) -> Iterator[str]:
    intents: dict[tuple[str, str], list[float]] = {}
    for told in evidence.told:
        for attempt in told.history.attempts:
            intents.setdefault((attempt.method, attempt.path), []).append(attempt.intent_at)
    for (method, path), times in Counter((seen.method, seen.path) for seen in writes).items():
        if times > len(intents.get((method, path), ())):
            yield f"{method} {path} was sent {times} times, more often than it was written down"
    for seen in writes:
        written_at = min(intents.get((seen.method, seen.path), (0.0,)))
        if seen.at - evidence.scenario.skew_s < written_at - _ROUNDING_S:
            yield f"{seen.method} {seen.path} was sent before its intent was written down"


def _shown(request: SentRequest, seen: Seen) -> bool:
    """Say whether a request is one that was shown, in everything; numbers that came later stood as `{id}`."""
    path = f"{seen.path}?{seen.query}" if seen.query else seen.path
    if request.method != seen.method or request.body != seen.body_digest:
        return False
    if request.background is not bool(seen.background) or not _fits(request.path, path):
        return False
    return _fits(request.if_match, seen.if_match.strip('"'))


def _fits(shown: str, sent: str) -> bool:
    """Say whether a text is as shown, any number or tag in the place of what was not known."""
    return re.fullmatch(_COMING.sub(".+", re.escape(shown)), sent) is not None
