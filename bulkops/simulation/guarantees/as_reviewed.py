"""G4: what is sent is what was shown, and nothing is sent that was not written down before."""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from bulkops.core.step import Step
from bulkops.providers import REGISTRY
from bulkops.sandbox.ledger import Seen
from bulkops.simulation.evidence import Evidence
from bulkops.simulation.guarantees.routes import is_of, is_sequel

_ROUNDING_S = 0.001


def as_reviewed(evidence: Evidence) -> Iterator[str]:
    """Say what was sent that was not shown, or not written down."""
    writes = [seen for seen in evidence.writes if not is_sequel(seen)]
    steps = [step for end in evidence.ends for step in end.shown]
    for seen in writes:
        if not any(_shown(step, seen) for step in steps):
            yield f"{seen.method} {seen.path} (request {seen.seq}, If-Match {seen.if_match or 'none'}) was not shown"
    yield from _written_down(evidence, writes)


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


def _shown(step: Step, seen: Seen) -> bool:
    """Say whether a request is that of a step, as it was shown."""
    operation_type = REGISTRY.types[step.type]
    routes = (operation_type.write, *operation_type.write_with.values())
    if not any(is_of(route, seen, step.target) for route in routes):
        return False
    body = sha256(step.body).hexdigest() if step.body else ""
    if operation_type.upload is None and body != seen.body_digest:
        return False
    bound = operation_type.if_match and step.tag and not step.tag_from
    return not bound or seen.if_match.strip('"') == step.tag
